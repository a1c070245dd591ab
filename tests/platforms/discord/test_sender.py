"""The sender against a local Discord: places, troubles, and what each answer means."""

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route

from briefbot.core.delivery.state import BlockedScope, Looked, Outcome, Proof, Sighting, Verdict
from briefbot.platforms.discord.sender import DiscordSender
from briefbot.platforms.discord.settings import DiscordSettings
from contracts.sender import receipt_of
from discord_server import CREATE_MESSAGE, Channel, DiscordServer, Faults
from discord_server.records import CATEGORY, FORUM
from platforms.discord.driving import outgoing, said, sending, settings_for, text_body

VIEW_CHANNEL, READ_MESSAGE_HISTORY, SEND_MESSAGES = 1 << 10, 1 << 16, 1 << 11
CREATE_PUBLIC_THREADS = 1 << 35

Scenario = Callable[[DiscordServer, Channel, DiscordSender], Awaitable[None]]


def run(scenario: Scenario) -> None:
    async def whole() -> None:
        async with DiscordServer() as server, sending(server) as sender:
            await scenario(server, server.add_channel(server.add_guild()), sender)

    asyncio.run(whole())


def test_discord_py_still_has_what_the_one_place_uses() -> None:
    request = inspect.signature(HTTPClient.request).parameters
    assert list(request)[:2] == ["self", "route"]
    assert request["kwargs"].kind is inspect.Parameter.VAR_KEYWORD
    route = inspect.signature(Route.__init__).parameters
    assert list(route)[:3] == ["self", "method", "path"]
    assert route["parameters"].kind is inspect.Parameter.VAR_KEYWORD
    assert Route.BASE.startswith("http")
    assert DiscordWebSocket.DEFAULT_GATEWAY.scheme in {"ws", "wss"}
    assert discord.version_info[:2] == (2, 7)
    loop = asyncio.new_event_loop()
    assert HTTPClient(loop)._buckets == {}
    loop.close()
    assert "_roles" in discord.Member.__slots__


def test_the_token_is_never_shown() -> None:
    assert "abc" not in repr(DiscordSettings(token="abc"))  # noqa: S106 - a token of nobody


def test_a_message_is_sent_as_it_was_rendered_with_its_nonce() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        out = outgoing(channel)
        receipt = receipt_of(await sender.send(out))
        [call] = server.calls(CREATE_MESSAGE)

        body = json.loads(out.payload)
        assert call.body == {**body, "nonce": out.nonce, "enforce_nonce": True}
        assert (receipt.channel, receipt.thread) == (str(channel.id), "")
        assert [str(each.id) for each in server.messages(channel)] == [receipt.message]

    run(scenario)


def test_the_date_of_each_answer_is_told() -> None:
    told: list[datetime] = []

    async def whole() -> None:
        async with DiscordServer() as server:
            sender = DiscordSender(
                settings_for(server),
                dates=lambda: lambda date: told.append(parsedate_to_datetime(date or "")),
            )
            await sender.send(outgoing(server.add_channel(server.add_guild())))
            await sender.close()

    asyncio.run(whole())
    [date] = told
    assert abs(date - datetime.now(UTC)) < timedelta(minutes=1)


def test_mentions_are_forbidden_where_a_body_says_nothing_of_them() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        await sender.send(outgoing(channel, payload='{"content": "@everyone"}'))

        assert server.calls(CREATE_MESSAGE)[0].body["allowed_mentions"] == {"parse": []}

    run(scenario)


def test_later_pages_go_into_one_thread_named_after_the_first() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        first = receipt_of(await sender.send(outgoing(channel, "## Council meets\nAll of it.")))
        pages = [
            receipt_of(await sender.send(outgoing(channel, f"page {n}", page=n, thread=first)))
            for n in (2, 3)
        ]
        [thread] = server.threads(channel)

        assert (thread.id, thread.name) == (int(first.message), "Council meets")
        assert [said(each) for each in server.messages(thread)] == ["page 2", "page 3"]
        assert {(page.channel, page.thread) for page in pages} == {(first.channel, first.message)}

    run(scenario)


def test_a_thread_is_begun_by_one_request_and_found_again_after_a_restart() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        first = receipt_of(
            await sender.send(outgoing(channel, "## Council\\_meets \\*here\\*", pages=3))
        )
        before = len(server.requests)
        for number in (2, 3):
            await sender.send(outgoing(channel, page=number, thread=first))
        assert len(server.requests) == before + 3
        async with sending(server) as another:
            await another.send(outgoing(channel, page=4, thread=first))

        [thread] = server.threads(channel)
        assert thread.name == "Council_meets *here*"
        assert len(server.messages(thread)) == 3

    run(scenario)


def test_a_thread_that_was_removed_refuses_its_pages_only() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        first = receipt_of(await sender.send(outgoing(channel)))
        await sender.send(outgoing(channel, page=2, thread=first))
        server.remove_channel(server.threads(channel)[0])
        outcome = await sender.send(outgoing(channel, page=3, thread=first))

        assert outcome.verdict is Verdict.REFUSED

    run(scenario)


def test_a_long_heading_is_cut_to_the_length_of_a_name() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        first = receipt_of(await sender.send(outgoing(channel, f"## {'word ' * 40}")))
        await sender.send(outgoing(channel, page=2, thread=first))

        assert len(server.threads(channel)[0].name) <= 100
        assert server.threads(channel)[0].name.endswith("…")

    run(scenario)


def test_a_destination_that_is_a_thread_takes_all_pages_itself() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        first = receipt_of(await sender.send(outgoing(channel)))
        server.faults.refuse(
            50024, where="POST /channels/{channel_id}/messages/{message_id}/threads"
        )
        out = outgoing(channel, "page 2", page=2, thread=first)
        second = receipt_of(await sender.send(out))

        assert second.thread == ""
        assert [said(each) for each in server.messages(channel)] == ["Council meets", "page 2"]
        assert (await sender.look_back(out)).receipt == second

    run(scenario)


def test_direct_messages_go_to_the_person_and_need_no_thread() -> None:
    async def scenario(server: DiscordServer, _: Channel, sender: DiscordSender) -> None:
        person = server.add_user()
        first = receipt_of(await sender.send(outgoing(f"user:{person.id}")))
        later = outgoing(f"user:{person.id}", "page 2", page=2, thread=first)
        second = receipt_of(await sender.send(later))
        await sender.edit(replace(later, payload=text_body("changed"), target=second))

        assert [said(each) for each in server.direct_messages(person)] == [
            "Council meets",
            "changed",
        ]
        assert second.thread == ""

    run(scenario)


def test_closed_direct_messages_refuse_the_destination() -> None:
    async def scenario(server: DiscordServer, _: Channel, sender: DiscordSender) -> None:
        person = server.add_user(is_reachable=False)
        outcome = await sender.send(outgoing(f"user:{person.id}"))

        assert outcome.verdict is Verdict.DESTINATION_REFUSED
        assert "direct messages" in outcome.reason

    run(scenario)


def test_pages_in_threads_are_edited_and_removed_there() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        first = receipt_of(await sender.send(outgoing(channel)))
        out = outgoing(channel, "page 2", page=2, thread=first)
        out = replace(out, target=receipt_of(await sender.send(out)))
        thread = server.threads(channel)[0]

        edited = await sender.edit(replace(out, payload=text_body("corrected")))
        assert edited.verdict is Verdict.DELIVERED
        assert [said(each) for each in server.messages(thread)] == ["corrected"]
        assert (await sender.delete(out)).verdict is Verdict.DELIVERED
        assert server.messages(thread) == []

    run(scenario)


def test_a_thread_that_is_folded_away_is_opened_to_edit_in_it() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        first = receipt_of(await sender.send(outgoing(channel)))
        out = outgoing(channel, "page 2", page=2, thread=first)
        out = replace(out, target=receipt_of(await sender.send(out)))
        server.threads(channel)[0].is_archived = True
        edited = await sender.edit(replace(out, payload=text_body("corrected")))

        assert edited.verdict is Verdict.DELIVERED
        assert server.calls("PATCH /channels/{channel_id}")[0].body == {"archived": False}

    run(scenario)


def test_an_edit_cannot_change_whether_a_message_was_silent() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        body = json.loads(text_body("quiet")) | {"flags": 1 << 15 | 1 << 12}
        out = outgoing(channel, payload=json.dumps(body))
        out = replace(out, target=receipt_of(await sender.send(out)))

        assert (await sender.edit(out)).verdict is Verdict.DELIVERED
        assert server.calls(EDIT_MESSAGE)[0].body["flags"] == 1 << 15

    run(scenario)


# --- answers ---

EDIT_MESSAGE = "PATCH /channels/{channel_id}/messages/{message_id}"

Order = Callable[[Faults], None]

TROUBLES: list[tuple[str, Order, Verdict, BlockedScope]] = [
    ("503", lambda f: f.fail(503), Verdict.UNCLEAR, BlockedScope.DELIVERY),
    ("502", lambda f: f.fail(502), Verdict.UNCLEAR, BlockedScope.DELIVERY),
    ("500", lambda f: f.fail(500), Verdict.UNCLEAR, BlockedScope.DELIVERY),
    ("504", lambda f: f.fail(504), Verdict.UNCLEAR, BlockedScope.DELIVERY),
    ("401", lambda f: f.fail(401), Verdict.ACCOUNT_REFUSED, BlockedScope.DELIVERY),
    ("drop", lambda f: f.drop(), Verdict.UNCLEAR, BlockedScope.DELIVERY),
    ("drop after", lambda f: f.drop(stored=True), Verdict.UNCLEAR, BlockedScope.DELIVERY),
    ("reset", lambda f: f.reset(), Verdict.UNCLEAR, BlockedScope.DELIVERY),
    ("reset after", lambda f: f.reset(stored=True), Verdict.UNCLEAR, BlockedScope.DELIVERY),
    ("cut", lambda f: f.cut(), Verdict.UNCLEAR, BlockedScope.DELIVERY),
    ("429", lambda f: f.limit(), Verdict.NOT_NOW, BlockedScope.DESTINATION),
    ("429 shared", lambda f: f.limit("shared"), Verdict.NOT_NOW, BlockedScope.DESTINATION),
    ("429 global", lambda f: f.limit("global"), Verdict.NOT_NOW, BlockedScope.ACCOUNT),
    ("50001", lambda f: f.refuse(50001), Verdict.DESTINATION_REFUSED, BlockedScope.DELIVERY),
    ("50013", lambda f: f.refuse(50013), Verdict.DESTINATION_REFUSED, BlockedScope.DELIVERY),
    ("50007", lambda f: f.refuse(50007), Verdict.DESTINATION_REFUSED, BlockedScope.DELIVERY),
    ("10003", lambda f: f.refuse(10003), Verdict.DESTINATION_REFUSED, BlockedScope.DELIVERY),
    ("50024", lambda f: f.refuse(50024), Verdict.DESTINATION_REFUSED, BlockedScope.DELIVERY),
]


@pytest.mark.parametrize(
    ("order", "verdict", "scope"),
    [row[1:] for row in TROUBLES],
    ids=[row[0] for row in TROUBLES],
)
def test_each_answer_has_its_meaning_after_one_request(
    order: Order, verdict: Verdict, scope: BlockedScope
) -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        await sender.send(outgoing(channel, subject="before"))
        order(server.faults)
        outcome = await sender.send(outgoing(channel, "a secret"))

        assert (outcome.verdict, outcome.scope) == (verdict, scope)
        assert outcome.reason
        assert "secret" not in outcome.reason
        assert len(server.calls(CREATE_MESSAGE)) == 2

    run(scenario)


@pytest.mark.parametrize("kind", [CATEGORY, FORUM])
def test_where_no_messages_go_another_channel_is_asked_for(kind: int) -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        assert channel.guild is not None
        other = server.world.add_channel(channel.guild, name="other", kind=kind)
        outcome = await sender.send(outgoing(other))

        assert outcome.verdict is Verdict.DESTINATION_REFUSED
        assert "name a text channel" in outcome.reason

    run(scenario)


def test_what_was_an_embed_is_edited_to_components() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        out = outgoing(channel, "After the look was changed")
        embed = json.dumps({"embeds": [{"title": "Before"}]})
        there = receipt_of(await sender.send(replace(out, payload=embed)))
        outcome = await sender.edit(replace(out, target=there))

        assert outcome.verdict is Verdict.DELIVERED
        [message] = server.messages(channel)
        assert "After the look was changed" in str(message.components)
        assert not message.body.get("embeds")

    run(scenario)


def test_a_limit_says_how_long_it_lasts() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        server.faults.limit(retry_after=45.5)
        outcome = await sender.send(outgoing(channel))

        assert outcome.retry_after == timedelta(seconds=45.5)

    run(scenario)


def test_a_refused_form_is_told_by_place_and_fault_and_not_by_content() -> None:
    async def scenario(_: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        outcome = await sender.send(outgoing(channel, payload=text_body("secret " * 1000)))

        assert outcome.verdict is Verdict.REFUSED
        assert "not as Discord takes it: " in outcome.reason
        assert "secret" not in outcome.reason

    run(scenario)


@pytest.mark.parametrize("payload", ["", "[]", "{", "null"])
def test_a_body_that_is_no_object_is_refused_without_a_request(payload: str) -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        assert (await sender.send(outgoing(channel, payload=payload))).verdict is Verdict.REFUSED
        assert server.calls(CREATE_MESSAGE) == []

    run(scenario)


def test_a_repetition_after_a_lost_answer_gives_the_one_message() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        server.faults.drop(stored=True)
        out = outgoing(channel)
        assert (await sender.send(out)).verdict is Verdict.UNCLEAR
        receipt = receipt_of(await sender.send(out))

        assert [str(each.id) for each in server.messages(channel)] == [receipt.message]

    run(scenario)


def test_a_message_that_was_posted_and_removed_is_not_posted_again() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        server.faults.refuse(10008)
        outcome = await sender.send(outgoing(channel))

        assert (outcome.verdict, outcome.proof) == (Verdict.DELIVERED, Proof.NONCE)
        assert outcome.receipt is None

    run(scenario)


def test_a_page_whose_first_is_gone_is_refused() -> None:
    async def scenario(_: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        out = outgoing(channel)
        first = receipt_of(await sender.send(out))
        await sender.delete(replace(out, target=first))
        outcome = await sender.send(outgoing(channel, page=2, thread=first))

        assert outcome.verdict is Verdict.REFUSED

    run(scenario)


@pytest.mark.parametrize(
    "order", [lambda f: f.drop(where=BEGIN), lambda f: f.fail(502, where=BEGIN)]
)
def test_a_thread_that_could_not_be_begun_posts_nothing_and_is_begun_later(order: Order) -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        first = receipt_of(await sender.send(outgoing(channel)))
        order(server.faults)
        out = outgoing(channel, page=2, thread=first)

        assert (await sender.send(out)).verdict is Verdict.NOT_NOW
        assert (await sender.send(out)).verdict is Verdict.DELIVERED
        assert len(server.threads(channel)) == 1

    run(scenario)


BEGIN = "POST /channels/{channel_id}/messages/{message_id}/threads"


def test_the_missing_permission_is_named() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        first = receipt_of(await sender.send(outgoing(channel)))
        assert channel.guild is not None
        server.overwrite(channel, channel.guild, deny=CREATE_PUBLIC_THREADS)
        paged = await sender.send(outgoing(channel, page=2, thread=first))
        server.overwrite(channel, channel.guild, deny=SEND_MESSAGES)
        plain = await sender.send(outgoing(channel, subject="two"))
        server.overwrite(channel, channel.guild)

        assert paged.verdict is plain.verdict is Verdict.DESTINATION_REFUSED
        assert "Create Public Threads" in paged.reason
        assert "Send Messages" in plain.reason
        again = await sender.send(outgoing(channel, subject="two"))
        assert again.verdict is Verdict.DELIVERED

    run(scenario)


def test_a_message_that_is_gone_cannot_be_edited_and_counts_as_removed() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        out = outgoing(channel)
        out = replace(out, target=receipt_of(await sender.send(out)))
        server.remove_channel(channel)

        assert (await sender.delete(out)).verdict is Verdict.DELIVERED
        assert (await sender.edit(out)).verdict is Verdict.DESTINATION_REFUSED

    run(scenario)


# --- the way in ---


def test_nothing_is_posted_without_a_way_in() -> None:
    async def scenario() -> tuple[Outcome, Looked]:
        async with DiscordServer() as server:
            nowhere = replace(settings_for(server))
        sender = DiscordSender(nowhere)
        return await sender.send(outgoing("1")), await sender.look_back(outgoing("1"))

    outcome, looked = asyncio.run(scenario())

    assert (outcome.verdict, outcome.scope) == (Verdict.NOT_NOW, BlockedScope.ACCOUNT)
    assert looked.sighting is Sighting.NOT_NOW


def test_a_wrong_token_refuses_the_account() -> None:
    async def scenario() -> Outcome:
        async with DiscordServer() as server:
            sender = DiscordSender(settings_for(server, token="another.token"))  # noqa: S106
            return await sender.send(outgoing("1"))

    outcome = asyncio.run(scenario())

    assert outcome.verdict is Verdict.ACCOUNT_REFUSED
    assert "token" in outcome.reason


def test_what_fails_while_logging_in_has_surely_posted_nothing() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        server.faults.fail(503, where="GET /users/@me")
        first = await sender.send(outgoing(channel))
        second = await sender.send(outgoing(channel))

        assert (first.verdict, first.scope) == (Verdict.NOT_NOW, BlockedScope.ACCOUNT)
        assert second.verdict is Verdict.DELIVERED

    run(scenario)


def test_many_at_once_log_in_once() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        outs = [outgoing(channel, subject=str(number)) for number in range(20)]
        ends = await asyncio.gather(*(sender.send(out) for out in outs))

        assert {end.verdict for end in ends} == {Verdict.DELIVERED}
        assert len(server.calls("GET /users/@me")) == 1

    run(scenario)


# --- looking back ---


def test_only_a_message_of_our_own_with_the_marker_at_its_end_is_found() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        out = outgoing(channel)
        person = server.add_user(channel.guild)
        server.say(person, channel, f"-# ref {out.reference}")
        quoted = text_body(f"-# ref {out.reference}\nis what was asked about", reference="zzzzzz")
        await sender.send(outgoing(channel, subject="two", payload=quoted))

        assert (await sender.look_back(out)).sighting is Sighting.ABSENT

    run(scenario)


def test_what_somebody_else_copies_from_us_is_not_found() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        out = outgoing(channel)
        # What others say is shown to the bot where they mention it.
        person, called = server.add_user(channel.guild), f"<@{server.world.bot.id}>"
        copied = server.say(person, channel, called)
        copied.body["embeds"] = [{"footer": {"text": f"ref {out.reference}"}}]

        assert (await sender.look_back(out)).sighting is Sighting.ABSENT

    run(scenario)


def test_pages_are_told_apart() -> None:
    async def scenario(_: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        out = outgoing(channel)
        body = text_body("page one", reference=out.reference, page=1, pages=4)
        first = receipt_of(await sender.send(replace(out, payload=body)))
        second = outgoing(channel, page=2, thread=first)

        assert (await sender.look_back(second)).sighting is Sighting.ABSENT
        receipt = receipt_of(await sender.send(second))
        assert (await sender.look_back(second)).receipt == receipt
        assert (await sender.look_back(out)).receipt == first

    run(scenario)


def test_an_embed_is_found_by_its_footer() -> None:
    async def scenario(_: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        out = outgoing(channel)
        footer = {"text": f"ref {out.reference} · 1/2"}
        body = json.dumps({"embeds": [{"title": "Council", "footer": footer}]})
        out = replace(out, payload=body)
        receipt = receipt_of(await sender.send(out))

        assert (await sender.look_back(out)).receipt == receipt

    run(scenario)


def test_a_message_far_back_in_a_busy_channel_is_found() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        person = server.add_user(channel.guild)
        for number in range(250):
            server.say(person, channel, f"message {number}")
        out = outgoing(channel)
        receipt = receipt_of(await sender.send(out))
        for number in range(120):
            server.say(person, channel, f"message {number}")

        assert (await sender.look_back(out)).receipt == receipt
        assert (await sender.look_back(outgoing(channel, subject="x"))).sighting is Sighting.ABSENT

    run(scenario)


def test_a_history_without_end_is_given_up() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        person = server.add_user(channel.guild)
        for number in range(2100):
            server.say(person, channel, f"message {number}")

        assert (await sender.look_back(outgoing(channel))).sighting is Sighting.UNREADABLE

    run(scenario)


def test_a_history_that_is_hidden_is_not_taken_for_an_empty_one() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        out = outgoing(channel)
        await sender.send(out)
        assert channel.guild is not None
        server.overwrite(channel, channel.guild, deny=READ_MESSAGE_HISTORY)
        looked = await sender.look_back(out)

        assert looked.sighting is Sighting.UNREADABLE
        assert "Read Message History" in looked.reason

    run(scenario)


def test_an_empty_channel_is_absent_and_a_lost_one_unreadable() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        assert (await sender.look_back(outgoing(channel))).sighting is Sighting.ABSENT
        assert channel.guild is not None
        server.overwrite(channel, channel.guild, deny=VIEW_CHANNEL)
        assert (await sender.look_back(outgoing(channel))).sighting is Sighting.UNREADABLE
        server.remove_channel(channel)
        assert (await sender.look_back(outgoing(channel))).sighting is Sighting.UNREADABLE

    run(scenario)


def test_clocks_that_differ_by_a_minute_hide_nothing() -> None:
    async def scenario(_: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        out = outgoing(channel, since=datetime.now(UTC) + timedelta(minutes=1))
        receipt = receipt_of(await sender.send(out))

        assert (await sender.look_back(out)).receipt == receipt

    run(scenario)


def test_a_history_that_cannot_be_had_just_now_is_asked_for_again() -> None:
    async def scenario(server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        await sender.send(outgoing(channel))
        history = "GET /channels/{channel_id}/messages"
        server.faults.fail(503, where=history)
        server.faults.limit(where=history)
        for _ in range(2):
            assert (await sender.look_back(outgoing(channel))).sighting is Sighting.NOT_NOW

    run(scenario)


def test_an_unsent_message_needs_no_message() -> None:
    async def scenario(_: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        out = outgoing(channel)

        assert (await sender.edit(out)).verdict is Verdict.REFUSED
        assert (await sender.delete(out)).verdict is Verdict.REFUSED

    run(scenario)
