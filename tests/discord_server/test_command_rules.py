"""Registering commands on the local Discord."""

import asyncio
from typing import Any

import discord
import pytest

from discord_server import DiscordServer
from discord_server.clients import Client, logged_in
from discord_server.command_rules import command_size

Json = dict[str, Any]


def command(name: str = "brief", **fields: object) -> Json:
    return {"name": name, "description": "Briefs", "type": 1, **fields}


def option(name: str = "topic", **fields: object) -> Json:
    return {"name": name, "description": "Which", "type": 3, **fields}


CHOICE = {"name": "a", "value": "a"}
LONG = [option(f"o{number}", description="x" * 100) for number in range(25)]


async def registered(server: DiscordServer, commands: list[Json]) -> list[Json]:
    async with logged_in(server, Client()) as client:
        payload: Any = commands
        await client.http.bulk_upsert_global_commands(server.world.application_id, payload)
    return server.commands()


def test_a_bulk_overwrite_replaces_and_keeps_ids() -> None:
    async def run() -> None:
        async with DiscordServer() as server:
            first = await registered(server, [command("brief"), command("other")])
            known = {each["name"]: each["id"] for each in first}
            second = await registered(server, [command("brief", options=[option()])])
            assert [(each["name"], each["id"]) for each in second] == [("brief", known["brief"])]

    asyncio.run(run())


def test_a_servers_commands_are_its_own() -> None:
    async def run() -> None:
        async with DiscordServer() as server, logged_in(server, Client()) as client:
            guild = server.add_guild()
            payload: Any = [command()]
            await client.http.bulk_upsert_guild_commands(
                server.world.application_id, guild.id, payload
            )
            assert server.commands() == []
            assert [each["guild_id"] for each in server.commands(guild)] == [str(guild.id)]

    asyncio.run(run())


@pytest.mark.parametrize("needed", [32, "32"])
def test_permissions_are_told_as_text(needed: object) -> None:
    async def run() -> None:
        async with DiscordServer() as server:
            [told] = await registered(server, [command(default_member_permissions=needed)])
            assert told["default_member_permissions"] == "32"

    asyncio.run(run())


@pytest.mark.parametrize(
    "commands",
    [
        [command("Brief")],
        [command("two words")],
        [command("x" * 33)],
        [command(description="")],
        [command(description="x" * 101)],
        [command(name_localizations={"de": "Kurz"})],
        [command(), command()],
        [command(f"c{number}") for number in range(101)],
        [{"name": "Brief this", "type": 3, "options": [option()]}],
        [{"name": f"Menu {number}", "type": 3} for number in range(16)],
        [command(options=[option("a"), option("b", required=True)])],
        [command(options=[option(), option()])],
        [command(options=[option(f"o{number}") for number in range(26)])],
        [command(options=[option(choices=[CHOICE] * 26)])],
        [command(options=[option(choices=[CHOICE], autocomplete=True)])],
        [command(options=[option(type=5, autocomplete=True)])],
        [command(options=[option(type=1), option("b")])],
        [command(options=[option(type=1, options=[option("b", type=1)])])],
        [command(options=[option(type=2, options=[option("b", type=2)])])],
        [command(options=[option(f"s{n}", type=1, options=LONG) for n in range(4)])],
    ],
)
def test_a_command_against_the_rules_is_refused(commands: list[Json]) -> None:
    async def run() -> None:
        async with DiscordServer() as server:
            with pytest.raises(discord.HTTPException) as caught:
                await registered(server, commands)
            assert (caught.value.status, caught.value.code) == (400, 50035)
            assert server.commands() == []

    asyncio.run(run())


def test_the_size_counts_the_longest_localisation() -> None:
    plain = command("brief", options=[option(choices=[CHOICE])])
    assert command_size(plain) == len("briefBriefstopicWhichaa")
    longer = {**plain, "description_localizations": {"de": "Kurzmeldungen", "uk": "б"}}
    assert command_size(longer) == command_size(plain) + len("Kurzmeldungen") - len("Briefs")
