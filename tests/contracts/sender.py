"""What every sender has to do, whatever its platform: the suite that each implementation runs.

A test class takes it over and says what to run it on:

    class TestSomeSender(SenderContract):
        @pytest.fixture
        def platform(self) -> SomePlatform: ...
"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.state import Looked, Outcome, Receipt, Sighting, Verdict
from briefbot.core.delivery.work import Outgoing
from briefbot.ports import Sender

SINCE = datetime(2026, 1, 10, 9, 0, tzinfo=UTC)


class Platform(Protocol):
    """A platform with one channel, and a way to look at it that is not the sender's own."""

    @property
    def channel(self) -> str:
        """The channel to post to."""
        ...

    def sender(self) -> Sender:
        """Return a sender as a process has it that was just started."""
        ...

    def body(self, text: str) -> str:
        """Return a request body that says this."""
        ...

    def standing(self) -> list[str]:
        """Return the texts of the messages that stand in the channel, in any order."""
        ...

    def fail(self) -> None:
        """From now on nothing can be reached or written."""
        ...


def message(platform: Platform, text: str = "Council meets", *, subject: str = "one") -> Outgoing:
    key = PostingKey(
        destination="newsroom", kind=PostingKind.DIGEST, subject=subject, occurrence="2026-01-10"
    )
    return Outgoing(
        channel=platform.channel,
        payload=platform.body(text),
        nonce=key.nonce(1),
        reference=key.reference,
        page=1,
        since=SINCE,
    )


def receipt_of(outcome: Outcome) -> Receipt:
    assert outcome.verdict is Verdict.DELIVERED
    assert outcome.receipt is not None
    return outcome.receipt


async def posted(sender: Sender, platform: Platform, text: str = "Council meets") -> Outgoing:
    """Post a message, and return it as the target of an edit or removal."""
    out = message(platform, text)
    return replace(out, target=receipt_of(await sender.send(out)))


class SenderContract:
    """The tests; the class that takes them over has a fixture `platform`, with an empty channel."""

    def test_what_is_sent_stands_in_the_channel(self, platform: Platform) -> None:
        receipt = receipt_of(asyncio.run(platform.sender().send(message(platform))))

        assert platform.standing() == ["Council meets"]
        assert receipt.channel
        assert receipt.message

    def test_different_messages_of_one_text_are_both_posted(self, platform: Platform) -> None:
        async def scenario() -> list[Receipt]:
            sender = platform.sender()
            return [
                receipt_of(await sender.send(message(platform, subject=subject)))
                for subject in ("one", "two")
            ]

        first, second = asyncio.run(scenario())

        assert platform.standing() == ["Council meets", "Council meets"]
        assert first != second

    def test_one_nonce_makes_one_message_while_it_is_promised(self, platform: Platform) -> None:
        async def scenario() -> tuple[Outcome, Outcome]:
            sender = platform.sender()
            return await sender.send(message(platform)), await sender.send(message(platform))

        if not platform.sender().promises.nonce_window:
            return
        first, second = asyncio.run(scenario())

        assert platform.standing() == ["Council meets"]
        assert receipt_of(first) == receipt_of(second)

    def test_a_sender_that_was_started_anew_finds_what_was_posted(self, platform: Platform) -> None:
        if not platform.sender().promises.looks_back:
            return
        sent = receipt_of(asyncio.run(platform.sender().send(message(platform))))
        looked = asyncio.run(platform.sender().look_back(message(platform)))

        assert looked.sighting is Sighting.FOUND
        assert looked.receipt == sent

    def test_what_was_never_posted_is_not_found(self, platform: Platform) -> None:
        async def scenario() -> Sighting:
            sender = platform.sender()
            await sender.send(message(platform))
            return (await sender.look_back(message(platform, subject="two"))).sighting

        if platform.sender().promises.looks_back:
            assert asyncio.run(scenario()) is Sighting.ABSENT

    def test_looking_changes_nothing(self, platform: Platform) -> None:
        asyncio.run(platform.sender().look_back(message(platform)))

        assert platform.standing() == []

    def test_an_edit_replaces_the_text_and_may_be_repeated(self, platform: Platform) -> None:
        async def scenario() -> list[Outcome]:
            sender = platform.sender()
            edit = replace(await posted(sender, platform), payload=platform.body("Council met"))
            return [await sender.edit(edit), await sender.edit(edit)]

        if platform.sender().promises.edits:
            assert [end.verdict for end in asyncio.run(scenario())] == [Verdict.DELIVERED] * 2
            assert platform.standing() == ["Council met"]

    def test_a_message_that_was_edited_is_found_and_not_posted_again(
        self, platform: Platform
    ) -> None:
        async def scenario() -> Sighting:
            sender = platform.sender()
            edit = replace(await posted(sender, platform), payload=platform.body("Council met"))
            await sender.edit(edit)
            return (await sender.look_back(message(platform))).sighting

        if platform.sender().promises.edits and platform.sender().promises.looks_back:
            assert asyncio.run(scenario()) is Sighting.FOUND

    def test_a_removal_may_be_repeated(self, platform: Platform) -> None:
        async def scenario() -> list[Outcome]:
            sender = platform.sender()
            out = await posted(sender, platform)
            return [await sender.delete(out), await sender.delete(out)]

        if platform.sender().promises.deletes:
            assert [end.verdict for end in asyncio.run(scenario())] == [Verdict.DELIVERED] * 2
            assert platform.standing() == []

    def test_a_message_that_is_gone_cannot_be_edited(self, platform: Platform) -> None:
        async def scenario() -> Outcome:
            sender = platform.sender()
            out = await posted(sender, platform)
            await sender.delete(out)
            return await sender.edit(out)

        promises = platform.sender().promises
        if promises.edits and promises.deletes:
            outcome = asyncio.run(scenario())
            assert outcome.verdict is Verdict.REFUSED
            assert outcome.reason

    def test_a_later_page_says_where_its_first_page_stands(self, platform: Platform) -> None:
        async def scenario() -> tuple[Receipt, Receipt]:
            sender = platform.sender()
            first = receipt_of(await sender.send(message(platform)))
            second = replace(message(platform, "page two", subject="two"), page=2, thread=first)
            return first, receipt_of(await sender.send(second))

        first, second = asyncio.run(scenario())

        assert second.thread == first.message or second.thread == first.thread != ""
        assert sorted(platform.standing()) == ["Council meets", "page two"]

    def test_a_follow_up_is_found_in_the_thread_where_it_was_sent(self, platform: Platform) -> None:
        async def scenario() -> tuple[Receipt, Receipt, Looked]:
            sender = platform.sender()
            first = receipt_of(await sender.send(message(platform)))
            reply = replace(message(platform, "a correction", subject="two"), thread=first)
            return first, receipt_of(await sender.send(reply)), await sender.look_back(reply)

        first, reply, found = asyncio.run(scenario())

        assert reply.thread == first.message or reply.thread == first.thread != ""
        if platform.sender().promises.looks_back:
            assert (found.sighting, found.receipt) == (Sighting.FOUND, reply)

    def test_trouble_is_an_outcome_without_content_and_never_an_exception(
        self, platform: Platform
    ) -> None:
        async def scenario() -> list[Outcome]:
            sender = platform.sender()
            out = await posted(sender, platform, "Council meets")
            platform.fail()
            fresh = message(platform, "a secret text", subject="two")
            changed = replace(out, payload=platform.body("a secret text"))
            return [await sender.send(fresh), await sender.edit(changed), await sender.delete(out)]

        for outcome in asyncio.run(scenario()):
            assert outcome.verdict in {Verdict.NOT_NOW, Verdict.UNCLEAR}
            assert outcome.reason
            assert "secret" not in outcome.reason

    def test_a_history_that_cannot_be_reached_is_not_taken_for_an_empty_one(
        self, platform: Platform
    ) -> None:
        async def scenario() -> Sighting:
            sender = platform.sender()
            await sender.send(message(platform))
            platform.fail()
            return (await sender.look_back(message(platform))).sighting

        assert asyncio.run(scenario()) in {Sighting.NOT_NOW, Sighting.UNREADABLE}

    def test_promises_hold_for_a_reasonable_time(self, platform: Platform) -> None:
        window = platform.sender().promises.nonce_window

        assert timedelta(0) <= window <= timedelta(days=1)
