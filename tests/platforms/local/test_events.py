"""The stream of events: what happens comes to every open page, once, also after an absence."""

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from briefbot.platforms.local.bell import Bell
from briefbot.platforms.local.events import MOST_STREAMS, Events
from briefbot.platforms.local.settings import Channel
from briefbot.platforms.local.store import ChatStore, Message, NewMessage
from platforms.local.stage import NEWSROOM, NOW, Event, Stage, done, post, visiting


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def title(event: Event) -> str:
    return str(event.data["text"]).split("\n")[0]


def test_posts_edits_replies_and_retractions_come_as_they_happen(stage: Stage) -> None:
    async def scenario() -> list[Event]:
        chat = stage.chat()
        async with visiting(chat) as visitor, visitor.events() as events:
            seen = []
            out = stage.outgoing("newsroom", "Council meets")
            target = await post(chat, out)
            seen.append(await anext(events))
            changed = stage.outgoing("newsroom", "Council met").payload
            await chat.sender.edit(replace(out, target=target, payload=changed))
            seen.append(await anext(events))
            await post(chat, stage.outgoing("newsroom", "Page two", page=2, thread=target))
            seen += [await anext(events), await anext(events)]
            await chat.sender.delete(replace(out, target=target))
            return [*seen, await anext(events)]

    sent, edited, reply, parent, retracted = done(scenario())

    assert [each.name for each in (sent, edited, reply, parent, retracted)] == ["message"] * 5
    assert (title(sent), title(edited)) == ("Council meets", "Council met")
    assert (reply.data["thread"], parent.data["replies"]) == (sent.data["id"], 1)
    assert retracted.data["retracted_at"]
    assert {each.data["id"] for each in (edited, parent, retracted)} == {sent.data["id"]}
    assert [each.number for each in (sent, edited, reply, parent, retracted)] == list("12345")


def test_a_page_that_comes_back_gets_what_it_missed_and_nothing_twice(stage: Stage) -> None:
    async def scenario() -> tuple[list[str], list[str]]:
        chat = stage.chat()
        async with visiting(chat) as visitor:
            async with visitor.events("?after=0") as events:
                await post(chat, stage.outgoing("newsroom", "One"))
                seen = await anext(events)
            for name in ("Two", "Three"):
                await post(chat, stage.outgoing("newsroom", name))
        chat = stage.chat()
        async with (
            visiting(chat) as visitor,
            visitor.events("?after=0", **{"Last-Event-ID": seen.number}) as events,
        ):
            await post(chat, stage.outgoing("newsroom", "Four"))
            return [title(seen)], [title(await anext(events)) for _ in range(3)]

    assert done(scenario()) == (["One"], ["Two", "Three", "Four"])


def test_without_a_number_only_what_is_new_comes(stage: Stage) -> None:
    async def scenario() -> str:
        chat = stage.chat()
        await post(chat, stage.outgoing("newsroom", "Old"))
        async with visiting(chat) as visitor, visitor.events() as events:
            await post(chat, stage.outgoing("newsroom", "New"))
            return title(await anext(events))

    assert done(scenario()) == "New"


def test_a_number_from_another_file_does_not_silence_a_page(stage: Stage) -> None:
    async def scenario() -> str:
        chat = stage.chat()
        async with visiting(chat) as visitor, visitor.events("?after=999") as events:
            await post(chat, stage.outgoing("newsroom", "New"))
            return title(await anext(events))

    assert done(scenario()) == "New"


def test_a_channel_that_is_not_configured_is_not_told_of(stage: Stage) -> None:
    async def scenario() -> str:
        chat = stage.chat()
        hidden = stage.outgoing("desk", "Hidden")
        stage.channels = [each for each in stage.channels if each.name != "desk"]
        async with visiting(chat) as visitor, visitor.events() as events:
            await post(chat, hidden)
            await post(chat, stage.outgoing("newsroom", "Shown"))
            return title(await anext(events))

    assert done(scenario()) == "Shown"


def test_every_channel_of_a_place_is_told_and_the_number_comes_with_the_last(
    stage: Stage,
) -> None:
    stage.channels.append(replace(NEWSROOM, name="annex"))

    async def scenario() -> list[tuple[str, str]]:
        chat = stage.chat()
        async with visiting(chat) as visitor, visitor.events() as events:
            await post(chat, stage.outgoing("newsroom", "One"))
            told = [await anext(events), await anext(events)]
            return [(each.data["channel"], each.number) for each in told]

    assert done(scenario()) == [("newsroom", ""), ("annex", "1")]


def test_a_fault_of_the_program_ends_a_stream_in_order(stage: Stage) -> None:
    async def scenario() -> list[Event]:
        chat = stage.chat()
        async with visiting(chat) as visitor, visitor.events() as events:
            message = stage.outgoing("newsroom", "One")
            stage.channels = None  # type: ignore[assignment] # a fault where no fault should be
            await post(chat, message)
            return await asyncio.wait_for(_all(events), 5)

    assert done(scenario()) == []


def test_a_change_of_the_channels_is_told(stage: Stage) -> None:
    async def scenario() -> set[str]:
        chat = stage.chat()
        async with visiting(chat) as visitor, visitor.events() as events:
            await post(chat, stage.outgoing("newsroom", "One"))
            await anext(events)
            message = stage.outgoing("newsroom", "Two")
            stage.channels = stage.channels[:1]
            await post(chat, message)
            return {(await anext(events)).name for _ in range(2)}

    assert done(scenario()) == {"message", "state"}


def test_every_open_page_hears_of_it(stage: Stage) -> None:
    async def scenario() -> list[str]:
        chat = stage.chat()
        async with (
            visiting(chat) as visitor,
            visitor.events() as one,
            visitor.events() as other,
        ):
            await post(chat, stage.outgoing("newsroom", "News"))
            return [title(await anext(one)), title(await anext(other))]

    assert done(scenario()) == ["News", "News"]


def test_the_number_of_open_pages_is_bounded_and_places_become_free(stage: Stage) -> None:
    async def scenario() -> tuple[int, int]:
        async with visiting(stage.chat()) as visitor:
            streams = [await visitor.get("/chat/events") for _ in range(MOST_STREAMS)]
            refused = (await visitor.get("/chat/events")).status
            for stream in streams:
                stream.close()
            # The server hears of each end when it next looks at its connections.
            await asyncio.sleep(0.2)
            return (await visitor.get("/chat/events")).status, refused

    assert done(scenario()) == (200, 503)


def test_open_streams_end_at_once_when_the_program_stops(stage: Stage) -> None:
    async def scenario() -> list[Event]:
        chat = stage.chat()
        async with visiting(chat) as visitor, visitor.events() as events:
            chat.link.stop()
            chat.link.stop()
            return await asyncio.wait_for(_all(events), 2)

    assert done(scenario()) == []


async def _all(events: Any) -> list[Event]:  # noqa: ANN401 - an iterator that ends
    return [each async for each in events]


def test_a_link_that_was_stopped_before_it_ran_ends_at_once(stage: Stage) -> None:
    async def scenario() -> str:
        chat = stage.chat()
        chat.link.stop()
        await asyncio.wait_for(chat.link.run(), 2)
        return chat.link.trouble

    assert done(scenario()) == ""


def test_a_silent_page_is_told_that_all_is_well(tmp_path: Path) -> None:
    store, bell = ChatStore(tmp_path / "chat.db"), Bell()

    def drawn(message: Message, channel: Channel) -> dict[str, object]:
        return {"text": f"{channel.name} {message.id}"}

    events = Events(store, bell=bell, channels=lambda: [NEWSROOM], drawn=drawn, ping=0.05)

    async def scenario() -> bytes:
        async def answer(request: web.Request) -> web.StreamResponse:
            return await events.stream(request, None)

        application = web.Application()
        application.add_routes([web.get("/", answer)])
        async with TestServer(application) as server, ClientSession() as session:
            response = await session.get(server.make_url("/"))
            told = await response.content.readuntil(b"ping\ndata: {}\n\n")
            # Posted by another process: no bell rings, and the next ping brings it.
            store.add(NewMessage(id="other", channel="newsroom", payload="{}"), now=NOW)
            told += await response.content.readuntil(b"newsroom other")
            bell.close()
            response.close()
            return told

    told = done(scenario())
    store.close()

    assert told.startswith(b"retry: 1000\n\n")
    assert b"id: 1\nevent: message\n" in told


def test_a_file_that_fails_ends_a_stream_and_the_next_one_is_told_why(stage: Stage) -> None:
    async def scenario() -> tuple[list[Event], int]:
        chat = stage.chat()
        async with visiting(chat) as visitor, visitor.events() as events:
            with sqlite3.connect(stage.file) as connection:
                connection.execute("ALTER TABLE message RENAME TO elsewhere")
            connection.close()
            await chat.sender.send(stage.outgoing("newsroom"))
            return await _all(events), (await visitor.get("/chat/events")).status

    assert done(scenario()) == ([], 503)


def test_a_long_absence_is_made_up_for_whole(stage: Stage) -> None:
    store = ChatStore(stage.file)
    payload = stage.outgoing("newsroom").payload
    for number in range(230):
        store.add(NewMessage(id=f"n{number}", channel="newsroom", payload=payload), now=NOW)
    store.close()

    async def scenario() -> list[str]:
        chat = stage.chat()
        async with visiting(chat) as visitor, visitor.events("?after=5") as events:
            return [(await anext(events)).data["id"] for _ in range(225)]

    assert done(scenario()) == [f"n{number}" for number in range(5, 230)]
