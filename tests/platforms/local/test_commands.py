"""Commands, presses and completion from the page: who asks, what is asked, what comes back."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefbot.core.commands.exchange import Caller, Request
from briefbot.core.visibility import Role
from briefbot.platforms.local.settings import PERSON
from platforms.local.stage import SHOW_ACTION, Stage, Visitor, done, post, visiting


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def asked(stage: Stage, what: str, **fields: object) -> dict[str, Any]:
    async def scenario() -> dict[str, Any]:
        async with visiting(stage.chat()) as visitor:
            return await visitor.ask(what, **fields)

    return done(scenario())


def test_a_command_is_asked_as_whoever_sits_here_with_their_zone_and_language(stage: Stage) -> None:
    told = asked(
        stage,
        "command",
        id="3b1f0c6e-0000-4000-8000-000000000001",
        text="/brief latest",
        zone="Europe/Kyiv",
        lang="uk",
        **{"as": "editor"},
    )
    [(what, request)] = stage.answering.asked

    assert what == "line /brief latest"
    assert request == Request(
        id="local:3b1f0c6e-0000-4000-8000-000000000001",
        caller=Caller(person=PERSON, role=Role.EDITOR, lang="uk", zone="Europe/Kyiv"),
        destination="newsroom",
    )
    assert "line /brief latest" in told["answer"]["html"]
    assert told["answer"]["is_done"]
    assert told["answer"]["private"]


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "../etc/passwd", "x" * 100])
def test_what_a_browser_says_wrongly_of_itself_is_left_out(stage: Stage, zone: str) -> None:
    asked(stage, "command", text="/brief latest", zone=zone, lang="no language!")
    caller = stage.answering.asked[0][1].caller

    assert (caller.zone, caller.lang) == ("", "")


def test_direct_messages_are_no_destination(stage: Stage) -> None:
    asked(stage, "command", text="/brief latest", channel=f"dm:{PERSON}")

    assert stage.answering.asked[0][1].destination == ""


@pytest.mark.parametrize(
    ("channel", "look"), [("newsroom", "discord"), ("desk", "plain"), ("floor", "slack")]
)
def test_an_answer_has_the_look_of_its_channel(stage: Stage, channel: str, look: str) -> None:
    told = asked(stage, "command", text="/brief latest", channel=channel)

    assert f'class="message {look}"' in told["answer"]["html"]


def test_a_refusal_is_told_as_one(stage: Stage) -> None:
    stage.answering.is_done = False

    assert not asked(stage, "command", text="/brief pause")["answer"]["is_done"]


def test_a_button_works_after_a_restart(stage: Stage) -> None:
    async def posted() -> None:
        chat = stage.chat()
        async with visiting(chat):
            await post(chat, stage.outgoing("newsroom"))

    async def pressed() -> dict[str, Any]:
        async with visiting(stage.chat()) as visitor:
            [message] = (await visitor.read("/chat/messages?channel=newsroom"))["messages"]
            action = message["html"].split('data-action="')[1].split('"')[0]
            return await visitor.ask("press", action=action)

    done(posted())
    told = done(pressed())

    assert stage.answering.asked[0][0] == f"pressed {SHOW_ACTION}"
    assert told["answer"]["is_done"]


def test_a_message_is_asked_about_by_its_words_and_reference(stage: Stage) -> None:
    async def scenario() -> None:
        chat = stage.chat()
        async with visiting(chat) as visitor:
            receipt = await post(chat, stage.outgoing("newsroom"))
            await visitor.ask("about", message=receipt.message)

    done(scenario())
    what = stage.answering.asked[0][0]

    assert "Council meets" in what
    assert "ref 7f3k2m" in what


def test_what_was_retracted_cannot_be_read_by_asking_about_it(stage: Stage) -> None:
    async def scenario() -> None:
        chat = stage.chat()
        async with visiting(chat) as visitor:
            out = stage.outgoing("newsroom")
            receipt = await post(chat, out)
            await chat.sender.delete(replace(out, target=receipt))
            await visitor.ask("about", message=receipt.message)

    done(scenario())

    assert stage.answering.asked[0][0] == "about "


def test_a_shared_answer_becomes_a_message_once(stage: Stage) -> None:
    stage.answering.is_shared = True

    async def scenario() -> tuple[list[dict[str, Any]], dict[str, Any]]:
        async with visiting(stage.chat()) as visitor, visitor.events() as events:
            told = [
                await visitor.ask("command", text="/brief latest share:true", id="request-1")
                for _ in range(2)
            ]
            event = await anext(events)
            listed = await visitor.read("/chat/messages?channel=newsroom")
            assert [each["id"] for each in listed["messages"]] == [event.data["id"]]
            return told, event.data

    told, message = done(scenario())

    assert [each["answer"]["private"] for each in told] == [False, False]
    assert message["text"].startswith("Answer")


def test_a_long_shared_answer_goes_on_in_its_thread(stage: Stage) -> None:
    stage.answering.is_shared = True
    stage.answering.pages = 3

    async def scenario() -> list[dict[str, Any]]:
        async with visiting(stage.chat()) as visitor:
            await visitor.ask("command", text="/brief latest share:true")
            [first] = (await visitor.read("/chat/messages?channel=newsroom"))["messages"]
            return list(
                (await visitor.read(f"/chat/thread?channel=newsroom&id={first['id']}"))["messages"]
            )

    messages = done(scenario())

    assert len(messages) > 1
    assert messages[0]["replies"] == len(messages) - 1


def test_nothing_is_shared_among_the_examples(stage: Stage) -> None:
    stage.answering.is_shared = True

    async def scenario() -> tuple[dict[str, Any], int]:
        async with visiting(stage.chat()) as visitor:
            await visitor.read("/chat/state")
            told = await visitor.ask("command", text="/brief latest", channel="example")
            return told, (await visitor.read("/chat/state"))["seq"]

    told, latest = done(scenario())

    assert told["answer"]["private"]
    assert stage.answering.asked[0][1].destination == ""
    assert latest == 0


# --- completion ---


async def proposed(visitor: Visitor, text: str, cursor: int | None = None) -> list[dict[str, Any]]:
    units = len(text.encode("utf-16-le")) // 2 if cursor is None else cursor
    told = await visitor.ask("complete", text=text, cursor=units)
    return list(told["proposals"])


def applied(text: str, proposal: dict[str, Any]) -> str:
    """Return a line after a proposal was taken, as a browser does it."""
    units: bytes = text.encode("utf-16-le")
    before, after = units[: 2 * proposal["from"]], units[2 * proposal["to"] :]
    insert = str(proposal["insert"]).encode("utf-16-le")
    return (before + insert + after).decode("utf-16-le")


def completed(stage: Stage, text: str, cursor: int | None = None) -> list[str]:
    async def scenario() -> list[str]:
        async with visiting(stage.chat()) as visitor:
            return [applied(text, each) for each in await proposed(visitor, text, cursor)]

    return done(scenario())


def test_values_are_proposed_before_keys(stage: Stage) -> None:
    lines = completed(stage, "/brief show ")

    assert lines[0] == "/brief show council-meets"
    assert lines[1] == '/brief show "two words"'
    assert "/brief show share:true" in lines
    assert stage.answering.asked[0][0] == "complete show id "


def test_a_cursor_is_counted_as_browsers_count(stage: Stage) -> None:
    text = "/brief search 🕊🕊 si"

    assert "/brief search 🕊🕊 since:" in completed(stage, text)


@pytest.mark.parametrize("cursor", [-1, "3", None, True, 1.5])
def test_a_cursor_is_a_number(stage: Stage, cursor: object) -> None:
    async def scenario() -> int:
        async with visiting(stage.chat()) as visitor:
            body = {"channel": "newsroom", "as": "reader", "text": "/b", "cursor": cursor}
            return (await visitor.post("/chat/complete", body)).status

    assert done(scenario()) == 400


def test_a_cursor_beyond_the_text_stands_at_its_end(stage: Stage) -> None:
    assert "/brief latest " in completed(stage, "/brief lat", 10**9)


def test_what_stands_there_already_is_not_proposed(stage: Stage) -> None:
    text = "/brief show council-meets"

    assert completed(stage, text) == ['/brief show "two words"']
