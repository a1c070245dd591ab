"""Messages with the real slack_sdk: what is kept, shown, changed and refused."""

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from slack_server import SlackServer
from slack_server.clients import refusal, web_client

Json = dict[str, Any]
Scenario = Callable[[SlackServer, AsyncWebClient], Awaitable[None]]
METADATA = {"event_type": "delivery", "event_payload": {"reference": "7f3k2m", "page": 1}}


def run(scenario: Scenario) -> None:
    async def main() -> None:
        async with SlackServer() as server, web_client(server) as client:
            await scenario(server, client)

    asyncio.run(main())


def test_a_message_is_kept_and_shown_in_the_history_newest_first() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        channel = server.add_channel("news")
        for text in ("one", "two", "three"):
            await client.chat_postMessage(channel=channel.id, text=text)
        first = await client.conversations_history(channel=channel.id, limit=2)
        rest = await client.conversations_history(
            channel=channel.id, limit=2, cursor=first["response_metadata"]["next_cursor"]
        )

        assert [message.text for message in server.messages(channel.id)] == ["one", "two", "three"]
        assert [message["text"] for message in first["messages"]] == ["three", "two"]
        assert first["has_more"]
        assert [message["text"] for message in rest["messages"]] == ["one"]
        assert not rest["has_more"]

    run(scenario)


def test_the_history_begins_behind_oldest_and_ends_before_latest() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        channel = server.add_channel("news")
        for text in ("one", "two", "three"):
            await client.chat_postMessage(channel=channel.id, text=text)
        one, two, three = (message.ts for message in server.messages(channel.id))
        within = await client.conversations_history(channel=channel.id, oldest=one, latest=three)
        all_of_it = await client.conversations_history(
            channel=channel.id, oldest=one, latest=three, inclusive=True
        )

        assert [message["ts"] for message in within["messages"]] == [two]
        assert [message["ts"] for message in all_of_it["messages"]] == [three, two, one]

    run(scenario)


def test_metadata_is_shown_only_where_it_is_asked_for() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        channel = server.add_channel("news")
        await client.chat_postMessage(channel=channel.id, text="one", metadata=METADATA)
        without = await client.conversations_history(channel=channel.id)
        asked = await client.conversations_history(channel=channel.id, include_all_metadata=True)

        assert "metadata" not in without["messages"][0]
        assert asked["messages"][0]["metadata"] == METADATA

    run(scenario)


def test_replies_stand_in_the_thread_and_in_the_channel_only_when_broadcast() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        channel = server.add_channel("news")
        top = await client.chat_postMessage(channel=channel.id, text="page 1")
        for text, is_broadcast in (("page 2", False), ("correction", True)):
            await client.chat_postMessage(
                channel=channel.id, text=text, thread_ts=top["ts"], reply_broadcast=is_broadcast
            )
        history = await client.conversations_history(channel=channel.id)
        thread = await client.conversations_replies(channel=channel.id, ts=top["ts"])

        assert [message["text"] for message in history["messages"]] == ["correction", "page 1"]
        assert history["messages"][0]["subtype"] == "thread_broadcast"
        assert [m["text"] for m in thread["messages"]] == ["page 1", "page 2", "correction"]
        assert thread["messages"][0]["reply_count"] == 2

    run(scenario)


def test_an_edit_replaces_text_and_blocks_and_keeps_metadata() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        channel = server.add_channel("news")
        posted = await client.chat_postMessage(
            channel=channel.id, text="before", blocks=[{"type": "divider"}], metadata=METADATA
        )
        await client.chat_update(channel=channel.id, ts=posted["ts"], text="after")

        (message,) = server.messages(channel.id)
        assert (message.text, message.blocks, message.metadata) == ("after", [], METADATA)
        assert message.edited_ts

    run(scenario)


def test_only_own_messages_can_be_edited_and_deleted() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        channel, user = server.add_channel("news"), server.add_user("Reader")
        theirs = server.say(user, channel, "hello").ts

        edit = await refusal(client.chat_update(channel=channel.id, ts=theirs, text="mine"))
        delete = await refusal(client.chat_delete(channel=channel.id, ts=theirs))
        missing = await refusal(client.chat_delete(channel=channel.id, ts="1.000001"))

        assert edit["error"] == "cant_update_message"
        assert delete["error"] == "cant_delete_message"
        assert missing["error"] == "message_not_found"

    run(scenario)


def test_a_deleted_message_is_gone_unless_a_thread_hangs_on_it() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        channel = server.add_channel("news")
        for text in ("alone", "with a thread"):
            await client.chat_postMessage(channel=channel.id, text=text)
        alone, head = server.messages(channel.id)
        await client.chat_postMessage(channel=channel.id, text="reply", thread_ts=head.ts)
        await client.chat_delete(channel=channel.id, ts=alone.ts)
        await client.chat_delete(channel=channel.id, ts=head.ts)
        again = await refusal(client.chat_delete(channel=channel.id, ts=head.ts))
        history = await client.conversations_history(channel=channel.id)

        assert [message.get("subtype") for message in history["messages"]] == ["tombstone"]
        assert [message.text for message in server.replies(channel.id, head.ts)] == ["reply"]
        assert again["error"] == "message_not_found"

    run(scenario)


def test_an_edit_after_the_window_of_the_workspace_is_refused() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        channel = server.add_channel("news")
        posted = await client.chat_postMessage(channel=channel.id, text="before")
        server.faults.edit_window = 0.0
        answer = await refusal(
            client.chat_update(channel=channel.id, ts=posted["ts"], text="after")
        )

        assert answer["error"] == "edit_window_closed"
        assert server.messages(channel.id)[0].text == "before"

    run(scenario)


@pytest.mark.parametrize(
    ("state", "error"),
    [
        ({"has_bot": False}, "not_in_channel"),
        ({"has_bot": False, "is_private": True}, "channel_not_found"),
        ({"is_archived": True}, "is_archived"),
    ],
)
def test_a_channel_that_cannot_be_posted_to_says_why(state: Json, error: str) -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        channel = server.add_channel("news")
        for name, value in state.items():
            setattr(channel, name, value)
        answer = await refusal(client.chat_postMessage(channel=channel.id, text="one"))

        assert answer["error"] == error
        assert server.messages(channel.id) == []

    run(scenario)


def test_an_ephemeral_message_is_seen_by_one_person_and_in_no_history() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        channel, user = server.add_channel("news"), server.add_user("Reader")
        await client.chat_postEphemeral(channel=channel.id, user=user.id, text="for you")
        outside = server.add_channel("closed", members=[])
        refused = await refusal(
            client.chat_postEphemeral(channel=outside.id, user=user.id, text="for you")
        )

        assert [message.text for message in server.ephemeral(user, channel)] == ["for you"]
        assert server.messages(channel.id) == []
        assert refused["error"] == "user_not_in_channel"

    run(scenario)


def test_a_text_is_cut_when_it_is_posted_and_refused_when_it_is_edited() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        channel = server.add_channel("news")
        long = await client.chat_postMessage(channel=channel.id, text="x" * 40_001)
        edit = await refusal(
            client.chat_update(channel=channel.id, ts=long["ts"], text="x" * 4_001)
        )
        empty = await refusal(client.api_call("chat.postMessage", json={"channel": channel.id}))

        assert len(server.messages(channel.id)[0].text) == 40_000
        assert long["warning"] == "message_truncated"
        assert (edit["error"], empty["error"]) == ("msg_too_long", "no_text")

    run(scenario)


def test_a_reply_to_a_reply_goes_to_its_thread_and_one_to_nothing_is_refused() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        channel = server.add_channel("news")
        head = await client.chat_postMessage(channel=channel.id, text="head")
        reply = await client.chat_postMessage(channel=channel.id, text="1", thread_ts=head["ts"])
        await client.chat_postMessage(channel=channel.id, text="2", thread_ts=reply["ts"])
        lost = await refusal(
            client.chat_postMessage(channel=channel.id, text="3", thread_ts="1.000001")
        )

        assert [one.text for one in server.replies(channel.id, head["ts"])] == ["1", "2"]
        assert lost["error"] == "thread_not_found"

    run(scenario)


def test_a_thread_is_paged_with_its_head_on_the_first_page_only() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        channel = server.add_channel("news")
        head = await client.chat_postMessage(channel=channel.id, text="head")
        for text in ("1", "2", "3"):
            await client.chat_postMessage(channel=channel.id, text=text, thread_ts=head["ts"])
        thread = functools.partial(client.conversations_replies, channel=channel.id, ts=head["ts"])
        first = await thread(limit=2)
        cursor = first["response_metadata"]["next_cursor"]
        rest = await thread(limit=2, cursor=cursor)
        wrong = await refusal(thread(cursor="bmV4dA=="))

        assert [one["text"] for one in first["messages"]] == ["head", "1", "2"]
        assert [one["text"] for one in rest["messages"]] == ["3"]
        assert wrong["error"] == "invalid_cursor"

    run(scenario)
