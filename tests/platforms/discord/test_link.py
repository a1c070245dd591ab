"""The listening side: logging in, registering, greeting, losing the connection, and the end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from briefbot.errors import BriefbotError, SettingsError
from briefbot.platforms.discord.client import DiscordLink
from briefbot.platforms.discord.client.memory import Memory
from briefbot.platforms.discord.settings import DiscordSettings
from discord_server import CREATE_MESSAGE, Channel, DiscordServer, Guild
from discord_server.limits import Limits
from discord_server.permissions import READ_MESSAGE_HISTORY, SEND_MESSAGES, USUAL
from discord_server.settings import Settings
from platforms.discord.answers import NotedAnswers
from platforms.discord.driving import settings_for, until

#: One shard in 5 seconds.
SLOW_TO_IDENTIFY = Limits(identify_seconds=5.0)
REGISTER = "PUT /applications/{application_id}/commands"
REGISTER_THERE = "PUT /applications/{application_id}/guilds/{guild_id}/commands"


def link_to(
    server: DiscordServer,
    folder: Path,
    *,
    answers: NotedAnswers | None = None,
    settings: DiscordSettings | None = None,
) -> DiscordLink:
    return DiscordLink(
        settings or settings_for(server),
        answering=answers or NotedAnswers(),
        memory=folder / "state" / "discord.json",
    )


@asynccontextmanager
async def running(link: DiscordLink) -> AsyncIterator[None]:
    """Run a link until it is heard, and stop it in the end."""
    task = asyncio.create_task(link.run())
    try:
        await until(lambda: task.done() or not link.trouble)
        yield
    finally:
        link.stop()
        async with asyncio.timeout(3):
            await task


# --- begin and end ---


def test_a_wrong_token_is_one_line_with_the_next_step(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            settings = settings_for(server, token="another.token")  # noqa: S106 - of nobody
            link = link_to(server, tmp_path, settings=settings)
            with pytest.raises(SettingsError, match="refuses the token") as raised:
                await link.run()
            assert raised.value.where == "[discord] token"
            assert raised.value.next_step
            assert link.trouble

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("code", "kind", "told"),
    [
        (4004, SettingsError, "token"),
        (4014, SettingsError, "intents"),
        (4013, BriefbotError, "4013 -- update briefbot"),
        (4011, BriefbotError, "4011 -- it is opened again"),
    ],
)
def test_a_gateway_that_refuses_is_one_line(
    tmp_path: Path, code: int, kind: type[BriefbotError], told: str
) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            link = link_to(server, tmp_path)
            task = asyncio.create_task(link.run())
            await until(lambda: not link.trouble)
            await server.connections.close(code)
            with pytest.raises(kind, match=told):
                await task

    asyncio.run(scenario())


def test_it_can_be_run_again_after_an_error(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            link = link_to(server, tmp_path)
            server.faults.fail(503, where="GET /users/@me")
            with pytest.raises(BriefbotError, match="503"):
                await link.run()
            async with running(link):
                assert link.trouble == ""

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("status", "advice"), [(429, "it is tried again"), (403, r"check \[discord\] api")]
)
def test_a_refused_registration_says_whether_to_wait(
    tmp_path: Path, status: int, advice: str
) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            server.faults.fail(status, where=REGISTER)
            with pytest.raises(BriefbotError, match=f"answered {status} -- {advice}"):
                await link_to(server, tmp_path).run()

    asyncio.run(scenario())


def test_it_does_not_connect_so_often_that_the_token_is_taken_back(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with DiscordServer(limits=Limits(session_starts=50)) as server:
            async with running(link_to(server, tmp_path)):
                pass
            with pytest.raises(
                BriefbotError, match=r"49 times more today.* -- it goes on by itself"
            ):
                await link_to(server, tmp_path).run()
            assert server.connections.identified == 1

    asyncio.run(scenario())


def test_what_cannot_be_reached_is_told_without_a_traceback(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            settings = settings_for(server)
        with pytest.raises(BriefbotError, match="cannot be reached"):
            await link_to(server, tmp_path, settings=settings).run()

    asyncio.run(scenario())


def test_stopping_before_it_runs_or_twice_ends_it(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            link = link_to(server, tmp_path)
            link.stop()
            link.stop()
            await link.run()
            assert server.requests == []

    asyncio.run(scenario())


def test_stopping_while_connecting_ends_it_soon(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            server.faults.hang(where="GET /users/@me")
            link = link_to(server, tmp_path)
            task = asyncio.create_task(link.run())
            await until(lambda: server.requests)
            link.stop()
            async with asyncio.timeout(3):
                await task

    asyncio.run(scenario())


def test_an_answer_that_has_begun_is_told_before_the_end(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            guild = server.add_guild()
            channel, reader = server.add_channel(guild), server.add_user(guild)
            answers = NotedAnswers(hold=asyncio.Event())
            link = link_to(server, tmp_path, answers=answers)
            async with running(link):
                seen = asyncio.create_task(server.run_command(reader, channel, "brief", "help"))
                await until(lambda: answers.asked)
                link.stop()
                await asyncio.sleep(0.05)
                assert answers.hold is not None
                answers.hold.set()
                assert len((await seen).messages) == 1

    asyncio.run(scenario())


def test_an_event_that_the_end_cuts_off_is_told_as_no_failure(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            link = link_to(server, tmp_path)
            async with running(link):
                gateway = link._gateway
            assert gateway
            with capture_logs() as lines:
                await gateway.on_error("on_shard_ready")
            assert [line["log_level"] for line in lines] == ["debug"]

    asyncio.run(scenario())


def test_a_lost_connection_is_resumed_and_commands_are_answered_again(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            guild = server.add_guild()
            channel, reader = server.add_channel(guild), server.add_user(guild)
            link = link_to(server, tmp_path)
            async with running(link):
                server.connections.abort()
                await until(lambda: server.connections.resumed == 1 and not link.trouble)
                seen = await server.run_command(reader, channel, "brief", "help")
                assert len(seen.messages) == 1

    asyncio.run(scenario())


def test_a_gateway_that_is_gone_is_trouble_and_not_the_end(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            link = link_to(server, tmp_path)
            task = asyncio.create_task(link.run())
            await until(lambda: not link.trouble)
        await until(lambda: link.trouble)
        assert "gateway" in link.trouble
        assert not task.done()
        link.stop()
        async with asyncio.timeout(3):
            await task

    asyncio.run(scenario())


def test_shards_identify_as_far_apart_as_discord_asks(tmp_path: Path) -> None:
    async def scenario() -> None:
        server = DiscordServer(limits=SLOW_TO_IDENTIFY, settings=Settings(shards=2))
        async with server:
            guilds = [server.add_guild() for _ in range(4)]
            link = link_to(server, tmp_path)
            async with running(link):
                assert link.trouble == ""
                for guild in guilds:  # of both shards
                    reader, channel = server.add_user(guild), server.add_channel(guild)
                    assert (await server.run_command(reader, channel, "brief", "help")).messages
            assert server.connections.identified == 2
            assert server.connections.violations == []

    asyncio.run(scenario())


def test_a_connection_after_an_error_identifies_no_sooner(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with DiscordServer(limits=SLOW_TO_IDENTIFY) as server:
            link = link_to(server, tmp_path)
            task = asyncio.create_task(link.run())
            await until(lambda: not link.trouble)
            await server.connections.close(4014)
            with pytest.raises(SettingsError):
                await task
            async with running(link):
                assert link.trouble == ""
            assert server.connections.identified == 2
            assert server.connections.violations == []

    asyncio.run(scenario())


# --- commands ---


def test_commands_are_registered_once_and_again_when_they_change(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            async with running(link_to(server, tmp_path)):
                assert [each["name"] for each in server.commands()] == [
                    "brief",
                    "brief-admin",
                    "Brief this",
                ]
            async with running(link_to(server, tmp_path)):
                pass
            assert len(server.calls(REGISTER)) == 1
            memory = Memory(tmp_path / "state" / "discord.json")
            memory.register(f"{server.world.application_id}/", "of an earlier version")
            async with running(link_to(server, tmp_path)):
                pass
            assert len(server.calls(REGISTER)) == 2

    asyncio.run(scenario())


def test_development_servers_have_them_too_and_one_that_refuses_harms_nothing(
    tmp_path: Path,
) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            guild = server.add_guild()
            there = settings_for(server)
            settings = DiscordSettings(
                token=there.token,
                api=there.api,
                gateway=there.gateway,
                development_guilds=("1", str(guild.id)),
            )
            server.faults.refuse(50001, where=REGISTER_THERE)
            async with running(link_to(server, tmp_path, settings=settings)):
                assert len(server.commands(guild)) == 3

    asyncio.run(scenario())


def test_a_server_that_is_for_development_no_more_has_its_own_commands_taken_away(
    tmp_path: Path,
) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            guilds = [server.add_guild() for _ in range(2)]
            left = server.add_guild()
            there = settings_for(server)
            before = replace(
                there, development_guilds=tuple(str(each.id) for each in (*guilds, left))
            )
            async with running(link_to(server, tmp_path, settings=before)):
                assert [len(server.commands(each)) for each in guilds] == [3, 3]
            server.world.remove_guild(left)
            after = replace(there, development_guilds=(str(guilds[0].id),))
            for _ in range(2):
                async with running(link_to(server, tmp_path, settings=after)):
                    assert [len(server.commands(each)) for each in guilds] == [3, 0]
                    assert len(server.commands()) == 3
            assert len(server.calls(REGISTER_THERE)) == 3 + 2

    asyncio.run(scenario())


# --- greetings ---

Place = tuple[Guild, Channel]


async def greeted(server: DiscordServer, folder: Path) -> NotedAnswers:
    """Run a link until it has greeted, or has had the time to."""
    answers = NotedAnswers()
    link = link_to(server, folder, answers=answers)
    async with running(link):
        await asyncio.sleep(2.3)  # discord.py waits 2 s for the last of the servers
    return answers


def test_a_server_is_greeted_once_in_its_own_channel(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            guild = server.add_guild(permissions=USUAL & ~READ_MESSAGE_HISTORY)
            guild.system_channel = server.add_channel(guild)
            answers = await greeted(server, tmp_path)
            await greeted(server, tmp_path)

            [message] = server.messages(guild.system_channel)
            assert "Hello" in str(message.components)
            assert answers.greeted_of == {str(guild.system_channel.id)}
            assert [line.partition(":")[0] for line in answers.missing] == ["Read Message History"]

    asyncio.run(scenario())


def test_where_there_is_no_such_channel_the_owner_is_greeted(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            guild = server.add_guild()
            guild.system_channel = server.add_channel(guild)
            server.overwrite(guild.system_channel, guild, deny=SEND_MESSAGES)
            await greeted(server, tmp_path)

            owner = server.world.users[guild.owner_id]
            assert server.messages(guild.system_channel) == []
            assert len(server.direct_messages(owner)) == 1

    asyncio.run(scenario())


def test_a_server_that_is_joined_while_running_is_greeted(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server, running(link_to(server, tmp_path)):
            guild = server.add_guild()
            owner = server.world.users[guild.owner_id]
            await until(lambda: server.direct_messages(owner))

    asyncio.run(scenario())


def test_a_greeting_that_failed_is_said_at_the_next_start(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with DiscordServer() as server:
            guild = server.add_guild()
            guild.system_channel = server.add_channel(guild)
            server.faults.fail(503)
            await greeted(server, tmp_path)
            assert server.messages(guild.system_channel) == []
            await greeted(server, tmp_path)
            assert len(server.messages(guild.system_channel)) == 1

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "permissions", [USUAL, USUAL & ~READ_MESSAGE_HISTORY], ids=["found", "hidden"]
)
def test_a_greeting_whose_answer_was_lost_is_not_said_again(
    tmp_path: Path, permissions: int
) -> None:
    async def scenario() -> None:
        async with DiscordServer(settings=Settings(nonce_memory=0)) as server:
            guild = server.add_guild(permissions=permissions)
            guild.system_channel = server.add_channel(guild)
            server.faults.reset(stored=True)
            await greeted(server, tmp_path)
            await greeted(server, tmp_path)

            [message] = server.messages(guild.system_channel)
            assert "-# ref " in str(message.components)
            assert len(server.calls(CREATE_MESSAGE)) == 1
            assert Memory(tmp_path / "state" / "discord.json").ungreeted([str(guild.id)]) == []

    asyncio.run(scenario())


@pytest.mark.parametrize("code", [40003, 50007])
def test_an_owner_who_cannot_be_told_now_is_told_at_the_next_start(
    tmp_path: Path, code: int
) -> None:
    is_over_later = code == 40003

    async def scenario() -> None:
        async with DiscordServer() as server:
            guild = server.add_guild()
            server.faults.refuse(code, where="POST /users/@me/channels")
            await greeted(server, tmp_path)
            await greeted(server, tmp_path)

            owner = server.world.users[guild.owner_id]
            assert len(server.direct_messages(owner)) == is_over_later

    asyncio.run(scenario())


@pytest.mark.parametrize("text", ["", "{", "[]", '{"greeted": [], "commands": 1}'])
def test_a_damaged_memory_is_an_empty_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "discord.json"
    path.write_text(text, encoding="utf-8")
    memory = Memory(path)
    assert memory.ungreeted(["1"]) == ["1"]
    assert [memory.begin("1"), memory.begin("1")] == [False, True]
    assert memory.ungreeted(["1"]) == ["1"]
    memory.greet("1")
    memory.register("here", "mark")

    assert (memory.ungreeted(["1", "2"]), memory.registered("here")) == (["2"], "mark")
    memory.forget("1")
    assert Memory(path).ungreeted(["1"]) == ["1"]
