"""Slack's sender: the contract of every sender, and what is Slack's own."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from briefbot.core.delivery.state import (
    BlockedScope,
    Looked,
    Outcome,
    Receipt,
    Sighting,
    Verdict,
)
from briefbot.core.delivery.work import Outgoing
from briefbot.platforms.slack.client.web import Web
from briefbot.platforms.slack.sender.errors import TREATMENTS
from briefbot.platforms.slack.sender.sending import SlackSender
from briefbot.platforms.slack.settings import SlackSettings
from contracts.sender import SenderContract, receipt_of
from platforms.slack.serving import ServerThread, run, serving
from slack_server import Channel, Message, SlackServer

T = TypeVar("T")


class OneCall(SlackSender):
    """A sender for a loop that lasts one scenario: its connections are closed after each call."""

    def __init__(self, settings: SlackSettings) -> None:
        self.web = Web(settings)
        super().__init__(self.web)

    async def send(self, message: Outgoing) -> Outcome:
        return await self._closing(super().send(message))

    async def edit(self, message: Outgoing) -> Outcome:
        return await self._closing(super().edit(message))

    async def delete(self, message: Outgoing) -> Outcome:
        return await self._closing(super().delete(message))

    async def look_back(self, message: Outgoing) -> Looked:
        return await self._closing(super().look_back(message))

    async def _closing(self, call: Coroutine[Any, Any, T]) -> T:
        try:
            return await call
        finally:
            await self.web.close()


class Workspace:
    """A workspace with one channel."""

    def __init__(self, thread: ServerThread) -> None:
        self.thread = thread
        self.place = thread.server.add_channel("news")
        self.settings = settings_of(thread.server)

    @property
    def channel(self) -> str:
        return self.place.id

    def sender(self) -> OneCall:
        return OneCall(self.settings)

    def body(self, text: str) -> str:
        return body(text)

    def standing(self) -> list[str]:
        top = self.thread.server.messages(self.channel)
        replies = [each for message in top for each in message.replies if not each.is_broadcast]
        return [message.text for message in (*top, *replies) if not message.is_tombstone]

    def fail(self) -> None:
        self.thread.stop()


def settings_of(server: SlackServer) -> SlackSettings:
    return SlackSettings(bot_token=server.bot_token, app_token=server.app_token, api=server.api)


def body(text: str) -> str:
    shown = {"type": "plain_text", "text": text, "emoji": False}
    blocks = [{"type": "section", "text": shown}, {"type": "context", "elements": [shown]}]
    return json.dumps({"channel": "", "text": text, "blocks": blocks})


class TestSlackSender(SenderContract):
    @pytest.fixture
    def platform(self) -> Iterator[Workspace]:
        with serving() as thread:
            yield Workspace(thread)


@dataclass
class Stage:
    """A server with a channel, and a sender for it."""

    server: SlackServer
    channel: Channel
    web: Web

    @property
    def sender(self) -> SlackSender:
        return SlackSender(self.web)

    def message(self, text: str = "Council meets", **fields: Any) -> Outgoing:  # noqa: ANN401 - passed on to the dataclass
        made = Outgoing(
            channel=self.channel.id,
            payload=body(text),
            nonce="nonce-1",
            reference="7f3k2m",
            page=1,
            since=datetime.now(UTC) - timedelta(minutes=1),
        )
        return replace(made, **fields)

    def posts(self) -> list[Message]:
        return self.server.messages(self.channel.id)

    def calls(self, method: str) -> int:
        return sum(call.method == method for call in self.server.requests)


@asynccontextmanager
async def stage(server: SlackServer) -> AsyncIterator[Stage]:
    web = Web(settings_of(server))
    try:
        yield Stage(server, server.add_channel("news"), web)
    finally:
        await web.close()


def play(scenario: Callable[[Stage], Coroutine[Any, Any, None]]) -> None:
    async def main(server: SlackServer) -> None:
        async with stage(server) as on:
            await scenario(on)

    run(main)


# --- what is posted ---


def test_a_message_unfurls_nothing_and_carries_its_key() -> None:
    async def scenario(on: Stage) -> None:
        await on.sender.send(on.message())

        (posted,) = on.posts()
        assert posted.arguments["unfurl_links"] is posted.arguments["unfurl_media"] is False
        assert posted.metadata == {
            "event_type": "briefbot_delivery",
            "event_payload": {"reference": "7f3k2m", "page": 1, "nonce": "nonce-1"},
        }

    play(scenario)


def test_only_a_follow_up_is_shown_in_the_channel_too() -> None:
    async def scenario(on: Stage) -> None:
        first = receipt_of(await on.sender.send(on.message()))
        await on.sender.send(on.message("page two", page=2, nonce="nonce-2", thread=first))
        await on.sender.send(on.message("a correction", nonce="nonce-3", thread=first))

        assert [each.text for each in on.posts()] == ["Council meets", "a correction"]
        thread = on.server.replies(on.channel.id, first.message)
        assert [each.text for each in thread] == ["page two", "a correction"]

    play(scenario)


def test_a_reply_to_a_reply_goes_to_the_same_thread() -> None:
    async def scenario(on: Stage) -> None:
        first = receipt_of(await on.sender.send(on.message()))
        reply = receipt_of(await on.sender.send(on.message(nonce="nonce-2", thread=first)))
        again = receipt_of(await on.sender.send(on.message(nonce="nonce-3", page=2, thread=reply)))

        assert reply.thread == again.thread == first.message

    play(scenario)


def test_direct_messages_are_opened_once() -> None:
    async def scenario(on: Stage) -> None:
        user = on.server.add_user("Reader")
        sender = on.sender
        for nonce in ("nonce-1", "nonce-2"):
            message = on.message(channel=f"user:{on.server.team}:{user.id}", nonce=nonce)
            receipt = receipt_of(await sender.send(message))
            assert receipt.channel == on.server.direct(user).id
            assert (await sender.look_back(message)).receipt == receipt

        assert on.calls("conversations.open") == 1

    play(scenario)


def test_an_edit_keeps_a_message_findable_under_its_reference() -> None:
    async def scenario(on: Stage) -> None:
        message = on.message()
        receipt = receipt_of(await on.sender.send(message))
        edit = on.message("Council met", nonce="of-the-edit", target=receipt)
        assert (await on.sender.edit(edit)).verdict is Verdict.DELIVERED

        assert [each.text for each in on.posts()] == ["Council met"]
        assert (await on.sender.look_back(message)).receipt == receipt
        again = on.message(reference="another")
        assert (await on.sender.look_back(again)).sighting is Sighting.ABSENT

    play(scenario)


def test_what_is_sent_again_by_an_operator_is_not_taken_for_the_first() -> None:
    async def scenario(on: Stage) -> None:
        await on.sender.send(on.message())
        again = on.message(nonce="another generation")

        assert (await on.sender.look_back(again)).sighting is Sighting.ABSENT

    play(scenario)


def test_where_edits_are_forbidden_the_thread_says_it_once() -> None:
    async def scenario(on: Stage) -> None:
        receipt = receipt_of(await on.sender.send(on.message()))
        on.server.faults.edit_window = -1.0
        edit = on.message("Council met", target=receipt)
        outcomes = [await on.sender.edit(edit), await on.sender.edit(edit)]

        assert [each.verdict for each in outcomes] == [Verdict.DELIVERED] * 2
        assert "edit_window_closed" in outcomes[0].reason
        assert [each.text for each in on.posts()] == ["Council meets", "Council met"]
        assert len(on.server.replies(on.channel.id, receipt.message)) == 1

    play(scenario)


# --- what is refused ---


def test_blocks_that_are_refused_are_said_as_plain_text() -> None:
    async def scenario(on: Stage) -> None:
        bad = {**json.loads(body("Council <meets>")), "metadata": {}}
        bad["blocks"].insert(0, {"type": "unheard-of"})
        outcome = await on.sender.send(on.message(payload=json.dumps(bad)))

        assert outcome.verdict is Verdict.DELIVERED
        assert outcome.reason.startswith("invalid_blocks")
        assert "plain text" in outcome.reason
        assert outcome.as_text
        (posted,) = on.posts()
        assert posted.blocks == []
        assert posted.text == "Council &lt;meets&gt;\nCouncil &lt;meets&gt;"
        assert (await on.sender.look_back(on.message())).sighting is Sighting.FOUND

    play(scenario)


@pytest.mark.parametrize("code", [c for c, each in TREATMENTS.items() if each.plain])
def test_what_is_refused_for_its_form_is_posted_and_edited_as_plain_text(code: str) -> None:
    async def scenario(on: Stage) -> None:
        on.server.faults.fail("chat.postMessage", code)
        sent = await on.sender.send(on.message())
        on.server.faults.fail("chat.update", code)
        edited = await on.sender.edit(on.message("Council met", target=sent.receipt))

        assert [each.verdict for each in (sent, edited)] == [Verdict.DELIVERED] * 2
        for each in (sent, edited):
            assert each.reason.startswith(f"{code}: {TREATMENTS[code].told}")
        assert (on.calls("chat.postMessage"), on.calls("chat.update")) == (2, 2)
        assert [(each.text.splitlines()[-1], each.blocks) for each in on.posts()] == [
            ("Council met", [])
        ]

    play(scenario)


def test_a_plain_twin_that_is_refused_too_ends_there() -> None:
    async def scenario(on: Stage) -> None:
        on.server.faults.fail("chat.postMessage", "msg_too_long", times=5)
        outcome = await on.sender.send(on.message())

        assert outcome.verdict is Verdict.REFUSED
        assert on.calls("chat.postMessage") == 2

    play(scenario)


@pytest.mark.parametrize("code", [c for c, each in TREATMENTS.items() if not each.plain])
def test_every_refusal_is_treated_as_the_table_says_with_one_request(code: str) -> None:
    async def scenario(on: Stage) -> None:
        on.server.faults.fail("chat.postMessage", code)
        outcome = await on.sender.send(on.message())

        treatment = TREATMENTS[code]
        assert (outcome.verdict, outcome.scope) == (treatment.verdict, treatment.scope)
        assert outcome.reason == f"{code}: {treatment.told}"
        assert on.calls("chat.postMessage") == 1
        assert on.posts() == []

    play(scenario)


def test_a_code_that_nobody_knows_is_a_refusal_of_the_message() -> None:
    async def scenario(on: Stage) -> None:
        on.server.faults.fail("chat.postMessage", "of_tomorrow")

        assert (await on.sender.send(on.message())).verdict is Verdict.REFUSED

    play(scenario)


def test_a_method_that_was_asked_too_often_is_left_alone_and_the_others_go_on() -> None:
    async def scenario(on: Stage) -> None:
        first = on.message()
        posted = receipt_of(await on.sender.send(first))
        on.server.faults.rate_limit("chat.postMessage", 7)
        outcome = await on.sender.send(on.message())
        asked = len(on.server.requests)
        again = await on.sender.send(on.message())

        assert outcome.verdict is again.verdict is Verdict.NOT_NOW
        assert outcome.scope is again.scope is BlockedScope.DESTINATION
        assert outcome.retry_after == timedelta(seconds=7)
        assert again.retry_after is not None
        assert timedelta(0) < again.retry_after <= timedelta(seconds=7)
        assert len(on.server.requests) == asked
        edited = await on.sender.edit(replace(first, target=posted))
        assert edited.verdict is Verdict.DELIVERED

    play(scenario)


def test_a_method_is_asked_again_once_its_time_is_over() -> None:
    async def scenario(on: Stage) -> None:
        on.server.faults.rate_limit("chat.postMessage", 1)
        assert (await on.sender.send(on.message())).verdict is Verdict.NOT_NOW
        await asyncio.sleep(1.05)
        assert (await on.sender.send(on.message())).verdict is Verdict.DELIVERED

    play(scenario)


def test_a_scope_that_is_missing_is_named() -> None:
    async def scenario(on: Stage) -> None:
        on.server.scopes.remove("chat:write")
        on.server.scopes.remove("im:write")
        outcome = await on.sender.send(on.message())
        user = on.server.add_user("Reader")
        direct = await on.sender.send(on.message(channel=f"user:{on.server.team}:{user.id}"))

        assert outcome.verdict is Verdict.ACCOUNT_REFUSED
        assert "chat:write" in outcome.reason
        assert direct.verdict is Verdict.DESTINATION_REFUSED
        assert "im:write" in direct.reason

    play(scenario)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_may_have_taken_effect(status: int) -> None:
    async def scenario(on: Stage) -> None:
        on.server.faults.status("chat.postMessage", status)
        outcome = await on.sender.send(on.message())

        assert outcome.verdict is Verdict.UNCLEAR
        assert "upstream" not in outcome.reason

    play(scenario)


@pytest.mark.parametrize("took_effect", [False, True])
def test_a_lost_answer_is_unclear_and_is_asked_for_once(took_effect: bool) -> None:  # noqa: FBT001 - a case
    async def scenario(on: Stage) -> None:
        faults = on.server.faults
        (faults.drop_after if took_effect else faults.drop_before)("chat.postMessage")
        outcome = await on.sender.send(on.message())
        looked = await on.sender.look_back(on.message())

        assert outcome.verdict is Verdict.UNCLEAR
        assert on.calls("chat.postMessage") == 1
        assert looked.sighting is (Sighting.FOUND if took_effect else Sighting.ABSENT)
        assert len(on.posts()) == took_effect

    play(scenario)


def test_direct_messages_that_cannot_be_opened_now_were_surely_not_sent() -> None:
    async def scenario(on: Stage) -> None:
        user = on.server.add_user("Reader")
        on.server.faults.drop_after("conversations.open")
        outcome = await on.sender.send(on.message(channel=f"user:{on.server.team}:{user.id}"))

        assert outcome.verdict is Verdict.NOT_NOW

    play(scenario)


@pytest.mark.parametrize("payload", ["", "[]", "{}", '{"text": 1}', "\ud800"])
def test_a_body_that_is_none_is_refused_before_it_is_sent(payload: str) -> None:
    async def scenario(on: Stage) -> None:
        outcome = await on.sender.send(on.message(payload=payload))

        assert outcome.verdict is Verdict.REFUSED
        assert on.calls("chat.postMessage") == 0

    play(scenario)


# --- looking back ---


def test_a_message_is_found_behind_many_others() -> None:
    async def scenario(on: Stage) -> None:
        receipt = receipt_of(await on.sender.send(on.message()))
        for number in range(450):
            on.server.say(
                on.server.add_user("Reader") if number == 0 else on.server.bot,
                on.channel,
                f"chatter {number}",
            )
        looked = await on.sender.look_back(on.message())

        assert looked.receipt == receipt
        assert on.calls("conversations.history") == 3

    play(scenario)


@pytest.mark.parametrize("difference", [timedelta(minutes=-5), timedelta(minutes=5)])
def test_clocks_that_differ_by_minutes_hide_nothing(difference: timedelta) -> None:
    async def scenario(on: Stage) -> None:
        message = on.message(since=datetime.now(UTC) + difference)
        receipt = receipt_of(await on.sender.send(message))

        assert (await on.sender.look_back(message)).receipt == receipt

    play(scenario)


def test_pages_that_were_edited_are_told_apart() -> None:
    async def scenario(on: Stage) -> None:
        first = receipt_of(await on.sender.send(on.message()))
        await on.sender.edit(on.message("Council met", nonce="of-the-edit", target=first))
        second = on.message("page two", page=2, nonce="nonce-2", thread=first)

        assert (await on.sender.look_back(second)).sighting is Sighting.ABSENT

    play(scenario)


def test_a_channel_that_is_too_busy_is_left_to_the_operator() -> None:
    async def scenario(on: Stage) -> None:
        await on.sender.send(on.message())
        for number in range(3100):
            on.server.say(on.server.bot, on.channel, f"chatter {number}")
        looked = await on.sender.look_back(on.message())

        assert looked.sighting is Sighting.UNREADABLE
        assert "3000" in looked.reason

    play(scenario)


def test_metadata_that_a_person_could_not_have_written_is_not_trusted_from_one() -> None:
    async def scenario(on: Stage) -> None:
        forged = on.server.say(on.server.add_user("Reader"), on.channel, "not ours")
        forged.metadata = {
            "event_type": "briefbot_delivery",
            "event_payload": {"reference": "7f3k2m", "page": 1, "nonce": "nonce-1"},
        }

        assert (await on.sender.look_back(on.message())).sighting is Sighting.ABSENT

    play(scenario)


@pytest.mark.parametrize(
    ("scope", "sighting"),
    [("channels:history", Sighting.UNREADABLE), ("users:read", Sighting.ABSENT)],
)
def test_a_history_without_its_scope_cannot_be_read(scope: str, sighting: Sighting) -> None:
    async def scenario(on: Stage) -> None:
        on.server.scopes.remove(scope)
        looked = await on.sender.look_back(on.message())

        assert looked.sighting is sighting
        assert sighting is Sighting.ABSENT or scope in looked.reason

    play(scenario)


def test_a_history_that_is_limited_is_asked_for_later() -> None:
    async def scenario(on: Stage) -> None:
        on.server.faults.rate_limit("conversations.history", 9)
        looked = await on.sender.look_back(on.message())

        assert looked.sighting is Sighting.NOT_NOW
        assert looked.retry_after == timedelta(seconds=9)

    play(scenario)


# --- the surroundings ---


def test_no_proxy_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")

    async def scenario(on: Stage) -> None:
        assert (await on.sender.send(on.message())).verdict is Verdict.DELIVERED

    play(scenario)


def test_tokens_are_in_no_representation() -> None:
    settings = SlackSettings(bot_token="xoxb-1", app_token="xapp-1", signing_secret="s-1")  # noqa: S106 - not real

    assert not any(secret in repr(settings) for secret in ("xoxb-1", "xapp-1", "s-1"))


def test_a_removal_in_a_receipt_without_a_target_is_refused() -> None:
    async def scenario(on: Stage) -> None:
        assert (await on.sender.delete(on.message())).verdict is Verdict.REFUSED
        assert on.server.requests == []

    play(scenario)


def test_two_senders_do_not_wait_for_each_other() -> None:
    async def scenario(on: Stage) -> None:
        on.server.faults.delay("chat.postMessage", 0.2)
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asyncio.gather(*(on.sender.send(on.message(nonce=f"n{i}")) for i in range(20)))

        assert loop.time() - began < 2

    play(scenario)


def test_a_receipt_says_where_every_page_stands() -> None:
    async def scenario(on: Stage) -> None:
        first = receipt_of(await on.sender.send(on.message()))
        second = receipt_of(await on.sender.send(on.message(page=2, nonce="n2", thread=first)))

        assert first == Receipt(channel=on.channel.id, message=on.posts()[0].ts)
        assert (second.channel, second.thread) == (on.channel.id, first.message)

    play(scenario)
