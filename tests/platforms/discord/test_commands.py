"""Commands, presses, menus and completion over the gateway of a local Discord."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from briefbot.core.commands import VERBS, typed_verbs
from briefbot.core.commands.exchange import Answer, Proposal
from briefbot.core.commands.verb import Command
from briefbot.core.visibility import Role
from briefbot.platforms.discord.client import DiscordLink
from briefbot.platforms.discord.commands import definitions, fingerprint
from briefbot.platforms.discord.commands.reading import asked
from briefbot.platforms.discord.commands.replies import Replies
from discord_server import Channel, DiscordServer, Faults, Guild, User
from discord_server.commands import CommandError
from discord_server.permissions import MANAGE_GUILD
from platforms.discord.answers import NotedAnswers, document
from platforms.discord.driving import settings_for, until


@dataclass
class Stage:
    """A server with one channel and somebody in it, and a link that listens."""

    server: DiscordServer
    guild: Guild
    channel: Channel
    reader: User
    answers: NotedAnswers
    link: DiscordLink

    async def run(self, *words: str | dict[str, Any], user: User | None = None, **how: Any) -> Any:  # noqa: ANN401 - handed through
        return await self.server.run_command(user or self.reader, self.channel, *words, **how)


@asynccontextmanager
async def listening(folder: Path, answers: NotedAnswers) -> AsyncIterator[Stage]:
    async with DiscordServer() as server:
        guild = server.add_guild()
        channel = server.add_channel(guild, name="news")
        reader = server.add_user(guild)
        link = DiscordLink(settings_for(server), answering=answers, memory=folder / "discord.json")
        running = asyncio.create_task(link.run())
        await until(lambda: not link.trouble)
        yield Stage(server, guild, channel, reader, answers, link)
        link.stop()
        async with asyncio.timeout(3):
            await running


def play(
    folder: Path, scenario: Callable[[Stage], Awaitable[None]], answers: NotedAnswers | None = None
) -> None:
    async def whole() -> None:
        async with listening(folder, answers or NotedAnswers()) as stage:
            await scenario(stage)

    asyncio.run(whole())


ACKNOWLEDGE = "POST /interactions/{interaction_id}/{interaction_token}/callback"


def texts(message: Any) -> str:  # noqa: ANN401 - as the local Discord keeps it
    return json.dumps(message.components, ensure_ascii=False)


# --- definitions ---


def test_every_typed_verb_is_a_subcommand_with_its_options_required_first() -> None:
    for command in definitions()[:2]:
        verbs = {each["name"]: each for each in command["options"]}
        assert set(verbs) == {verb.name for verb in typed_verbs(Command(command["name"]))}
        for name, found in verbs.items():
            assert {option["name"] for option in found["options"]} == {
                option.name for option in VERBS[name].options
            }
            required = [option["required"] for option in found["options"]]
            assert required == sorted(required, reverse=True)


def test_options_are_typed_bounded_and_completed() -> None:
    found = {
        (verb["name"], option["name"]): option
        for command in definitions()[:2]
        for verb in command["options"]
        for option in verb["options"]
    }

    assert found["latest", "count"]["type"] == 4
    assert (found["latest", "count"]["min_value"], found["latest", "count"]["max_value"]) == (1, 10)
    assert found["latest", "share"]["type"] == 5
    assert [each["value"] for each in found["remind", "where"]["choices"]] == ["dm", "here"]
    for option in ("id", "topic", "meeting", "tz"):
        assert any(each.get("autocomplete") for (_, name), each in found.items() if name == option)
    assert not any("choices" in each and each.get("autocomplete") for each in found.values())


def test_managing_is_hidden_and_only_offered_in_servers() -> None:
    brief, admin, menu = definitions()

    assert brief["default_member_permissions"] is None
    assert int(admin["default_member_permissions"]) == MANAGE_GUILD
    assert (brief["contexts"], admin["contexts"]) == ([0, 1], [0])
    assert (menu["type"], menu["name"]) == (3, "Brief this")


def test_descriptions_are_told_in_every_language_of_ours() -> None:
    described = definitions()[0]["options"]

    assert all(
        set(each["description_localizations"]) == {"de", "fr", "pl", "uk"} for each in described
    )


def test_the_fingerprint_changes_with_any_change() -> None:
    commands = definitions()
    mark = fingerprint(commands)
    commands[0]["options"][0]["options"][0]["required"] = True

    assert mark == fingerprint(definitions()) != fingerprint(commands)


# --- commands ---


def test_a_command_is_answered_privately_with_what_was_given(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        seen = await stage.run("brief", "latest", {"topic": "energy", "count": 3}, locale="de")

        assert seen.is_deferred
        assert seen.is_ephemeral
        assert seen.acknowledged_after < 1
        assert "Answer" in texts(seen.message)
        assert stage.answers.asked == [("options", "latest", {"topic": "energy", "count": "3"})]
        [request] = stage.answers.requests
        assert request.id == f"discord:{seen.interaction.id}"
        assert request.caller.person == f"discord:{stage.reader.id}"
        assert (request.caller.lang, request.caller.role) == ("de", Role.READER)
        assert (request.destination, request.caller.is_reachable) == ("", True)

    play(tmp_path, scenario)


def test_a_slow_answer_is_acknowledged_at_once(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        assert stage.answers.hold is not None
        running = asyncio.create_task(stage.run("brief", "help"))
        await until(lambda: stage.answers.asked)
        assert len(stage.server.calls(ACKNOWLEDGE)) == 1
        stage.answers.hold.set()
        seen = await running

        assert seen.acknowledged_after < 1
        assert "Answer" in texts(seen.message)

    play(tmp_path, scenario, NotedAnswers(hold=asyncio.Event()))


def test_a_slow_press_is_acknowledged_at_once(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        post = await post_with_button(stage, "v1:show:abcdefghijkl")
        before = len(stage.server.calls(ACKNOWLEDGE))
        stage.answers.hold = asyncio.Event()
        pressing = stage.server.press(stage.reader, post, "v1:show:abcdefghijkl")
        running = asyncio.create_task(pressing)
        await until(lambda: stage.answers.asked)
        assert len(stage.server.calls(ACKNOWLEDGE)) == before + 1
        stage.answers.hold.set()

        assert "Answer" in texts((await running).message)

    play(tmp_path, scenario)


def test_a_long_answer_goes_on_in_further_private_messages(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        seen = await stage.run("brief", "show", {"id": "council"})
        await seen.more(2)

        assert seen.is_ephemeral
        assert stage.server.messages(stage.channel) == []

    long = Answer(document=document("Long", paragraphs=16))
    play(tmp_path, scenario, NotedAnswers(answer=long))


def test_an_interaction_that_is_over_leaves_nothing_behind(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        gateway = stage.link._gateway
        assert gateway is not None
        before = set(gateway.http._buckets)
        seen = await stage.run("brief", "help")
        await until(lambda: not gateway._answers)

        assert seen.messages
        assert set(gateway.http._buckets) == before

    play(tmp_path, scenario)


@pytest.mark.parametrize("option", [{"share": True}, {}])
def test_a_shared_answer_is_for_everybody_and_mentions_nobody(
    tmp_path: Path, option: dict[str, Any]
) -> None:
    async def scenario(stage: Stage) -> None:
        seen = await stage.run("brief", "latest", option)
        await seen.more(1)
        message = seen.messages[-1]

        assert not message.is_ephemeral
        assert message.body["allowed_mentions"] == {"parse": []}

    shared = Answer(document=document("Shared"), is_shared=True)
    play(tmp_path, scenario, NotedAnswers(answer=shared))


def test_an_answer_mentions_nobody_whomever_its_page_names() -> None:
    told: list[Any] = []

    class NotedRest:
        async def request(self, *_what: str, body: Any = None, **_how: object) -> None:  # noqa: ANN401 - JSON
            told.append(body)

    page = {"flags": 0, "content": "<@&7>", "allowed_mentions": {"roles": ["7"]}}
    rest: Any = NotedRest()
    replies = Replies(rest, "1", "2", "token")
    asyncio.run(replies.tell([page, page], is_public=True, was_public=True))

    assert [each["allowed_mentions"] for each in told] == [{"parse": []}, {"parse": []}]


def test_a_refusal_to_share_is_for_whoever_asked_alone(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        seen = await stage.run("brief", "latest", {"share": True})
        await seen.more(1)

        assert seen.messages[-1].is_ephemeral
        assert stage.server.messages(stage.channel) == []

    play(tmp_path, scenario)


def test_rights_come_from_a_person_s_roles_each_time(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        role = stage.server.add_role(stage.guild, permissions=MANAGE_GUILD)
        manager = stage.server.add_user(stage.guild, roles=[role])
        stage.answers.managers = frozenset({str(role.id)})
        await stage.run("brief-admin", "status", user=manager)
        stage.answers.managers = frozenset()
        await stage.run("brief-admin", "status", user=manager)
        with pytest.raises(CommandError):
            await stage.run("brief-admin", "status")

        roles = [request.caller.role for request in stage.answers.requests]
        assert roles == [Role.MANAGER, Role.READER]

    play(tmp_path, scenario)


def test_who_may_manage_the_server_is_told_to_the_role_map(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        role = stage.server.add_role(stage.guild, permissions=MANAGE_GUILD)
        manager = stage.server.add_user(stage.guild, roles=[role])
        stage.answers.managers = frozenset({"admin"})
        await stage.run("brief", "help", user=manager)
        await stage.run("brief", "help")

        roles = [request.caller.role for request in stage.answers.requests]
        assert roles == [Role.MANAGER, Role.READER]

    play(tmp_path, scenario)


def test_a_request_names_its_channel_but_for_direct_messages(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        thread = stage.server.world.add_thread(stage.channel, name="below")
        direct = stage.server.world.direct(stage.reader)
        for place in (stage.channel, thread, direct):
            await stage.server.run_command(stage.reader, place, "brief", "help")

        here = str(stage.channel.id)
        assert [request.channel for request in stage.answers.requests] == [here, here, ""]

    play(tmp_path, scenario)


def test_a_channel_and_its_threads_are_a_destination(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        stage.answers.rooms = {str(stage.channel.id): "news"}
        thread = stage.server.world.add_thread(stage.channel, name="below")
        await stage.run("brief", "help")
        await stage.server.run_command(stage.reader, thread, "brief", "help")
        direct = stage.server.world.direct(stage.reader)
        await stage.server.run_command(stage.reader, direct, "brief", "help")

        assert [each.destination for each in stage.answers.requests] == ["news", "news", ""]

    play(tmp_path, scenario)


def test_a_button_of_any_age_is_answered(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        post = await post_with_button(stage, "v1:show:abcdefghijkl")
        stage.server.advance(400 * 24 * 3600)
        seen = await stage.server.press(stage.reader, post, "v1:show:abcdefghijkl")

        assert stage.answers.asked == [("pressed", "v1:show:abcdefghijkl")]
        assert seen.is_ephemeral

    play(tmp_path, scenario)


async def post_with_button(stage: Stage, action: str) -> Any:  # noqa: ANN401 - as kept there
    """Post as the bot, by an answer to everybody, and put a button under it."""
    answer = stage.answers.answer
    stage.answers.answer = replace(answer, is_shared=True)
    seen = await stage.run("brief", "help")
    await seen.more(1)
    stage.answers.answer = answer
    stage.answers.asked.clear()
    post = seen.messages[-1]
    button = {"type": 2, "style": 2, "label": "Full brief", "custom_id": action}
    post.body["components"] = [{"type": 1, "components": [button]}]
    return post


def test_brief_this_reads_what_the_message_says_and_links(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        said = stage.server.say(stage.reader, stage.channel, "What of https://example.org/a ?")
        seen = await stage.server.use_message_menu(stage.reader, said, "Brief this")

        assert stage.answers.asked == [("about", "What of https://example.org/a ?")]
        assert seen.is_ephemeral

    play(tmp_path, scenario)


def test_what_is_typed_is_completed(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        choices = await stage.server.autocomplete(
            stage.reader, stage.channel, "brief", "show", {"id": "cou"}, focused="id"
        )

        assert stage.answers.asked == [("complete", "show", "id", "cou")]
        assert choices == [
            {"name": "Council meets", "value": "council-meets"},
            {"name": "x" * 100, "value": "long"},
        ]

    proposals = (
        Proposal("Council meets", "council-meets"),
        Proposal("x" * 150, "long"),
        Proposal("too long to be given", "y" * 101),
        Proposal("", "nameless"),
    )
    play(tmp_path, scenario, NotedAnswers(proposals=proposals))


def test_numbers_are_completed_as_numbers(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        choices = await stage.server.autocomplete(
            stage.reader, stage.channel, "brief", "cancel", {"reminder": 1}, focused="reminder"
        )

        assert choices == [{"name": "17: the vote", "value": 17}]

    proposals = (Proposal("17: the vote", "17"), Proposal("none", "no number"))
    play(tmp_path, scenario, NotedAnswers(proposals=proposals))


def test_proposals_that_take_too_long_are_none(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        choices = await stage.server.autocomplete(
            stage.reader, stage.channel, "brief", "show", {"id": "a"}, focused="id"
        )

        assert choices == []

    play(tmp_path, scenario, NotedAnswers(hold=asyncio.Event()))


def test_a_command_of_another_version_is_answered_politely(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        stage.server.world.commands[None][0]["options"].append(
            {"type": 1, "name": "gone", "description": "Gone"}
        )
        seen = await stage.run("brief", "gone")

        assert stage.answers.asked == [("line", "/brief gone")]
        assert seen.is_ephemeral

    play(tmp_path, scenario)


def test_one_failing_interaction_is_not_another_s(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        stage.answers.fault = RuntimeError("a mistake")
        stage.server.people.patience = 0.2
        seen = await stage.run("brief", "help")
        assert seen.acknowledged_after < 1
        stage.answers.fault = None
        assert "Answer" in texts((await stage.run("brief", "help")).message)

    play(tmp_path, scenario)


ORIGINAL = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
TROUBLES: dict[str, Callable[[Faults], None]] = {
    "limit": lambda faults: faults.limit(retry_after=0.05, where=ORIGINAL),
    "503": lambda faults: faults.fail(503, where=ORIGINAL),
    "drop": lambda faults: faults.drop(where=ORIGINAL),
    "lost": lambda faults: faults.reset(stored=True, where=ORIGINAL),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_an_answer_that_meets_trouble_is_told_again(tmp_path: Path, trouble: str) -> None:
    async def scenario(stage: Stage) -> None:
        TROUBLES[trouble](stage.server.faults)
        seen = await stage.run("brief", "help")

        assert "Answer" in texts(seen.message)
        assert len(seen.messages) == 1

    play(tmp_path, scenario)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"name": None, "options": None},
        {"name": "brief", "options": [None, 1]},
        {"name": "brief", "options": [{"name": "show", "options": [{"name": "id"}, "x"]}]},
        {"name": "x", "type": 3, "target_id": "1"},
        {"name": "x", "type": 3, "target_id": "1", "resolved": {"messages": {"1": [1, {}]}}},
    ],
)
def test_odd_data_are_read_as_empty(data: dict[str, object]) -> None:
    found = asked(data)

    assert found.message == ""
    assert all(isinstance(text, str) for text in found.options.values())


def test_a_message_is_read_with_embeds_and_components_and_no_further_than_bounded() -> None:
    message = {
        "content": "content",
        "embeds": [{"title": "title", "url": "https://example.org", "footer": {"text": "ref 7"}}],
        "components": [{"type": 17, "components": [{"type": 10, "content": "inside"}]}],
    }
    data = {"name": "Brief this", "type": 3, "target_id": "1"}
    found = asked({**data, "resolved": {"messages": {"1": message}}})
    long = asked({**data, "resolved": {"messages": {"1": {"content": "x" * 100_000}}}})

    assert found.message.split("\n") == [
        "content",
        "title",
        "https://example.org",
        "ref 7",
        "inside",
    ]
    assert len(long.message) <= 6000
