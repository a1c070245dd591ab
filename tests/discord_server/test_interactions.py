"""Commands, buttons and forms of the local Discord, through the real discord.py."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import discord
import pytest
from discord import app_commands

from discord_server import Channel, DiscordServer, Settings, User
from discord_server.clients import Client, connected, eventually
from discord_server.commands import CommandError
from discord_server.permissions import MANAGE_GUILD

Interaction = discord.Interaction[Client]

SOON = Settings(interaction_deadline=0.2)


@dataclass(slots=True)
class Scene:
    server: DiscordServer
    client: Client
    channel: Channel
    user: User


Errand = Callable[[Scene], Awaitable[None]]
Build = Callable[[Client], None]


def perform(errand: Errand, *, build: Build, settings: Settings | None = None) -> None:
    """Run an errand with a connected client that has registered its commands."""

    async def run() -> None:
        async with DiscordServer(settings=settings) as server:
            guild = server.add_guild(name="Newsroom")
            channel = server.add_channel(guild, name="news")
            user = server.add_user(guild)
            client = Client()
            build(client)
            async with connected(server, client):
                await client.tree.sync()
                await errand(Scene(server, client, channel, user))

    asyncio.run(run())


def with_brief(client: Client) -> None:
    group = app_commands.Group(name="brief", description="Briefs")

    @group.command(name="latest", description="The latest edition")
    async def latest(interaction: Interaction, topic: str, count: int = 1) -> None:
        text = f"{topic} {count} {interaction.locale}"
        await interaction.response.send_message(text, ephemeral=True)

    @group.command(name="slow", description="Takes a while")
    async def slow(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await asyncio.sleep(0.05)
        await interaction.followup.send("one")
        await interaction.followup.send("two", ephemeral=True)

    @group.command(name="share", description="For everybody")
    async def share(interaction: Interaction) -> None:
        await interaction.response.send_message("shared")

    @group.command(name="twice", description="Answers twice")
    async def twice(interaction: Interaction) -> None:
        await interaction.response.send_message("first")
        interaction.response._response_type = None  # or discord.py itself would refuse
        try:
            await interaction.response.send_message("second")
        except discord.HTTPException as error:
            await interaction.followup.send(str(error.code))

    @latest.autocomplete("topic")
    async def topics(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=typed.upper(), value=typed)]

    client.tree.add_command(group)


def with_silence(client: Client) -> None:
    @client.tree.command(name="silent", description="Never answers")
    async def silent(_: Interaction) -> None:
        await asyncio.sleep(0)


def test_a_command_is_answered_for_one_person() -> None:
    async def errand(scene: Scene) -> None:
        answer = await scene.server.run_command(
            scene.user, scene.channel, "brief", "latest", {"topic": "energy"}, locale="de"
        )
        assert [message.content for message in answer.messages] == ["energy 1 de"]
        assert (answer.is_ephemeral, answer.is_deferred) == (True, False)
        assert answer.acknowledged_after is not None
        assert answer.acknowledged_after < 3
        assert scene.server.messages(scene.channel) == []

    perform(errand, build=with_brief)


def test_a_shared_answer_stands_in_the_channel() -> None:
    async def errand(scene: Scene) -> None:
        answer = await scene.server.run_command(scene.user, scene.channel, "brief", "share")
        assert not answer.is_ephemeral
        assert scene.server.messages(scene.channel) == answer.messages

    perform(errand, build=with_brief)


def test_the_first_follow_up_takes_the_place_of_thinking() -> None:
    async def errand(scene: Scene) -> None:
        answer = await scene.server.run_command(scene.user, scene.channel, "brief", "slow")
        assert answer.is_deferred
        assert answer.message.content == "one"
        await answer.more(2)
        assert [message.content for message in answer.messages] == ["one", "two"]
        assert (answer.is_ephemeral, answer.is_thinking) == (True, False)

    perform(errand, build=with_brief)


def test_a_second_first_answer_is_refused() -> None:
    async def errand(scene: Scene) -> None:
        answer = await scene.server.run_command(scene.user, scene.channel, "brief", "twice")
        await answer.more(2)
        assert [message.content for message in answer.messages] == ["first", "40060"]

    perform(errand, build=with_brief)


def test_what_is_typed_brings_proposals() -> None:
    async def errand(scene: Scene) -> None:
        choices = await scene.server.autocomplete(
            scene.user, scene.channel, "brief", "latest", {"topic": "nuc"}, focused="topic"
        )
        assert choices == [{"name": "NUC", "value": "nuc"}]

    perform(errand, build=with_brief)


def test_no_answer_in_time_is_a_failed_interaction() -> None:
    async def errand(scene: Scene) -> None:
        answer = await scene.server.run_command(scene.user, scene.channel, "silent")
        assert answer.acknowledged_after is None
        assert answer.messages == []

    perform(errand, build=with_silence, settings=SOON)


def test_an_answer_after_the_deadline_finds_no_interaction() -> None:
    codes: list[int] = []

    def build(client: Client) -> None:
        @client.tree.command(name="late", description="Answers late")
        async def late(interaction: Interaction) -> None:
            await asyncio.sleep(0.3)
            try:
                await interaction.response.send_message("late")
            except discord.NotFound as error:
                codes.append(error.code)

    async def errand(scene: Scene) -> None:
        answer = await scene.server.run_command(scene.user, scene.channel, "late")
        assert answer.acknowledged_after is None
        await eventually(lambda: codes == [10062])

    perform(errand, build=build, settings=SOON)


def test_a_token_ends_after_its_time() -> None:
    kept: list[Interaction] = []

    def build(client: Client) -> None:
        @client.tree.command(name="keep", description="Keeps the interaction")
        async def keep(interaction: Interaction) -> None:
            kept.append(interaction)
            await interaction.response.send_message("a", ephemeral=True)

    async def errand(scene: Scene) -> None:
        answer = await scene.server.run_command(scene.user, scene.channel, "keep")
        await kept[0].edit_original_response(content="b")
        assert answer.message.content == "b"
        scene.server.advance(15 * 60 + 1)
        with pytest.raises(discord.HTTPException) as caught:
            await kept[0].followup.send("too late")
        assert (caught.value.status, caught.value.code) == (401, 50027)

    perform(errand, build=build)


class Buttons(discord.ui.View):
    @discord.ui.button(label="Change", custom_id="change")
    async def change(self, interaction: Interaction, _: discord.ui.Button["Buttons"]) -> None:
        await interaction.response.edit_message(content="changed", view=None)

    @discord.ui.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: Interaction, _: discord.ui.Button["Buttons"]) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.button(label="Off", custom_id="off", disabled=True)
    async def off(self, interaction: Interaction, _: discord.ui.Button["Buttons"]) -> None:
        await interaction.response.defer()


class Choice(discord.ui.View):
    @discord.ui.select(
        custom_id="zone", options=[discord.SelectOption(label=zone) for zone in ("UTC", "Apia")]
    )
    async def zone(self, interaction: Interaction, select: discord.ui.Select["Choice"]) -> None:
        await interaction.response.send_message(select.values[0], ephemeral=True)


class Form(discord.ui.Modal, title="Reminder"):
    minutes: discord.ui.TextInput["Form"] = discord.ui.TextInput(
        label="Minutes", custom_id="minutes"
    )

    async def on_submit(self, interaction: Interaction) -> None:  # type: ignore[override] # its own client
        await interaction.response.send_message(f"in {self.minutes.value}", ephemeral=True)


def with_buttons(client: Client) -> None:
    @client.tree.command(name="buttons", description="Buttons")
    async def buttons(interaction: Interaction) -> None:
        await interaction.response.send_message("a", view=Buttons())


def with_choice(client: Client) -> None:
    @client.tree.command(name="choice", description="Choice")
    async def choice(interaction: Interaction) -> None:
        await interaction.response.send_message("a", view=Choice(), ephemeral=True)


def test_a_choice_is_one_of_those_offered() -> None:
    async def errand(scene: Scene) -> None:
        server, user = scene.server, scene.user
        shown = (await server.run_command(user, scene.channel, "choice")).message
        answer = await server.press(user, shown, "zone", values=["Apia"])
        assert answer.message.content == "Apia"
        for values in ([], ["Rome"], ["UTC", "Apia"]):
            with pytest.raises(CommandError):
                await server.press(user, shown, "zone", values=values)

    perform(errand, build=with_choice)


def test_nobody_else_can_press_what_one_person_sees() -> None:
    async def errand(scene: Scene) -> None:
        shown = await scene.server.run_command(scene.user, scene.channel, "choice")
        other = scene.server.add_user(scene.channel.guild)
        with pytest.raises(CommandError):
            await scene.server.press(other, shown.message, "zone", values=["UTC"])

    perform(errand, build=with_choice)


def test_a_press_changes_its_message() -> None:
    async def errand(scene: Scene) -> None:
        shown = await scene.server.run_command(scene.user, scene.channel, "buttons")
        pressed = await scene.server.press(scene.user, shown.message, "change")
        assert pressed.has_updated
        assert scene.server.messages(scene.channel)[0].content == "changed"
        with pytest.raises(CommandError):
            await scene.server.press(scene.user, shown.message, "change")

    perform(errand, build=with_buttons)


def test_a_form_is_opened_and_submitted() -> None:
    async def errand(scene: Scene) -> None:
        shown = await scene.server.run_command(scene.user, scene.channel, "buttons")
        opened = await scene.server.press(scene.user, shown.message, "ask")
        assert opened.modal is not None
        with pytest.raises(CommandError):
            await scene.server.submit_modal(scene.user, opened, {})
        answer = await scene.server.submit_modal(scene.user, opened, {"minutes": "15"})
        assert answer.message.content == "in 15"

    perform(errand, build=with_buttons)


def test_a_disabled_button_cannot_be_pressed() -> None:
    async def errand(scene: Scene) -> None:
        shown = await scene.server.run_command(scene.user, scene.channel, "buttons")
        with pytest.raises(CommandError):
            await scene.server.press(scene.user, shown.message, "off")

    perform(errand, build=with_buttons)


def with_menu(client: Client) -> None:
    @client.tree.context_menu(name="Brief this")
    async def brief_this(interaction: Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"about {message.content}", ephemeral=True)


def test_a_messages_menu_hands_over_its_words() -> None:
    async def errand(scene: Scene) -> None:
        said = scene.server.say(scene.user, scene.channel, "the grid")
        answer = await scene.server.use_message_menu(scene.user, said, "Brief this")
        assert answer.message.content == "about the grid"

    perform(errand, build=with_menu)


def with_admin(client: Client) -> None:
    @client.tree.command(name="admin", description="For managers")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def admin(interaction: Interaction) -> None:
        await interaction.response.send_message("yes", ephemeral=True)


def test_a_command_is_hidden_from_who_lacks_its_permission() -> None:
    async def errand(scene: Scene) -> None:
        server, guild = scene.server, scene.channel.guild
        assert guild is not None
        with pytest.raises(CommandError):
            await server.run_command(scene.user, scene.channel, "admin")
        role = server.add_role(guild, permissions=MANAGE_GUILD)
        manager = server.add_user(guild, roles=[role])
        answer = await server.run_command(manager, scene.channel, "admin")
        assert answer.message.content == "yes"
        with pytest.raises(CommandError):
            await server.run_command(manager, server.world.direct(manager), "admin")

    perform(errand, build=with_admin)


def test_a_command_works_in_direct_messages() -> None:
    async def errand(scene: Scene) -> None:
        direct = scene.server.world.direct(scene.user)
        answer = await scene.server.run_command(
            scene.user, direct, "brief", "latest", {"topic": "x"}
        )
        assert answer.message.content == "x 1 en-US"

    perform(errand, build=with_brief)


@pytest.mark.parametrize(
    "words",
    [
        ("unknown",),
        ("brief",),
        ("brief", "unknown"),
        ("brief", "latest"),
        ("brief", "latest", {"topic": 7}),
        ("brief", "latest", {"topic": "a", "other": "b"}),
        ("brief", "latest", {"topic": "a", "count": "many"}),
    ],
)
def test_what_the_app_would_not_send_cannot_be_sent(words: tuple[str]) -> None:
    async def errand(scene: Scene) -> None:
        with pytest.raises(CommandError):
            await scene.server.run_command(scene.user, scene.channel, *words)

    perform(errand, build=with_brief)
