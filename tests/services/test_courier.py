"""The courier with a real ledger: what it sends, in which order, and what it makes of answers."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from briefbot.core.delivery.pacing import Pace, Rate
from briefbot.core.delivery.state import (
    BlockedScope,
    DeliveryState,
    Looked,
    Operation,
    Outcome,
    Promises,
    Proof,
    Receipt,
    Sighting,
    Verdict,
)
from services.courier_world import START, UNCLEAR, World, world_in

S = DeliveryState


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with world_in(tmp_path) as made:
        yield made


def test_what_is_due_is_posted_and_settled(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        await world.post("newsroom", "Hello")
        await world.deliver(1)
        (line,) = await world.lines()
        assert (line.state, line.proof, line.attempts) == (S.SENT, Proof.ANSWER, 1)
        assert line.receipt is not None

    world.run(scenario())
    assert world.platform.calls == [(0.0, "send", "Hello")]


def test_pages_go_out_in_their_order_one_at_a_time(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        await world.post("newsroom", "one two three")
        await world.deliver(1)
        assert await world.states() == [S.SENT] * 3

    world.run(scenario())
    assert world.platform.texts() == ["one", "two", "three"]
    assert world.platform.most_at_once == 1


def test_at_most_so_many_are_in_flight_and_one_at_each_destination(world: World) -> None:
    names = [f"place_{n}" for n in range(9)]

    async def scenario() -> None:
        await world.prepare(*names)
        for name in names:
            await world.post(name, "a b c")
        world.platform.answers = [1.0] * 27
        await world.deliver(5)

    world.in_flight = 3
    world.run(scenario())
    assert world.platform.most_at_once == 3
    assert len(world.platform.posted) >= 9


def test_a_slow_destination_does_not_hold_up_the_others(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("a_slow", "b_quick")
        await world.post("a_slow", "slow")
        world.platform.answers = [9.0]
        await world.post("b_quick", "a b c d")
        await world.deliver(1)

    world.run(scenario())
    assert world.platform.texts()[:4] == ["a", "b", "c", "d"]


def test_nothing_leaves_faster_than_the_pace_and_no_intent_waits_for_a_permit(world: World) -> None:
    names = [f"place_{n}" for n in range(8)]

    async def scenario() -> None:
        await world.prepare(*names)
        for name in names:
            await world.post(name, "x y")
        await world.deliver(6)

    world.pace = Pace(Rate(4), Rate(1))
    world.run(scenario())
    moments = [at for at, _, _ in world.platform.calls]
    assert moments == pytest.approx([n / 4 for n in range(16)])
    # Each permit came with an intent of its own, when it was there.
    assert world.transactions.count("commit_intents") == 16


def test_a_message_of_several_requests_takes_a_permit_for_each(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        await world.post("newsroom", "a bb c d")
        await world.deliver(3)

    world.pace = Pace(Rate(4))
    world.requests = lambda message: len(message.payload)
    world.run(scenario())
    assert [at for at, _, _ in world.platform.calls] == pytest.approx([0, 0.25, 0.75, 1.0])


def test_a_late_message_is_looked_for_and_not_posted_again(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        await world.post("newsroom", "Found", ago=60)
        await world.post("newsroom", "Absent", ago=60)
        world.platform.answers = [Looked(sighting=Sighting.FOUND)]
        await world.deliver(1)
        assert await world.states() == [S.SENT, S.SENT]

    world.session = START - timedelta(seconds=30)
    world.run(scenario())
    assert world.platform.kinds() == ["look", "look", "send"]
    assert world.platform.texts() == ["Absent"]


def test_a_late_message_waits_while_the_history_cannot_be_had(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        await world.post("newsroom", "Hello", ago=60)
        world.platform.answers = [Looked(sighting=Sighting.NOT_NOW, reason="busy")] * 8
        await world.deliver(200)
        assert await world.states() == [S.SENT]

    world.session = START - timedelta(seconds=30)
    world.run(scenario())
    # More often than a delivery may be claimed for nothing: looking is none of its own faults.
    assert world.platform.kinds() == ["look"] * 9 + ["send"]


def test_an_unclear_message_is_repeated_under_its_nonce(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        await world.post("newsroom", "Hello")
        world.platform.lands = True
        world.platform.answers = [UNCLEAR, UNCLEAR]
        await world.deliver(20)
        assert await world.states() == [S.SENT]

    world.platform.promises = Promises(nonce_window=timedelta(minutes=5))
    world.run(scenario())
    assert world.platform.kinds() == ["send"] * 3
    assert world.platform.texts() == ["Hello"]


@pytest.mark.parametrize(("landed", "kinds"), [("landed", ["look"]), ("", ["look", "send"])])
def test_without_a_nonce_an_unclear_message_is_looked_for_once_it_has_landed(
    world: World, landed: str, kinds: list[str]
) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        await world.post("newsroom", "Hello")
        world.platform.lands = bool(landed)
        world.platform.answers = [UNCLEAR]
        await world.deliver(107)
        assert await world.states() == [S.SENT]

    world.run(scenario())
    assert world.platform.kinds() == ["send", *kinds]
    assert 102 <= world.platform.calls[1][0] <= 104
    assert world.platform.texts() == ["Hello"]


def test_a_clock_put_forward_does_not_make_it_look_too_early(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        await world.post("newsroom", "Hello")
        world.platform.answers = [UNCLEAR]
        courier = world.courier()
        running = asyncio.create_task(courier.run())
        await asyncio.sleep(5)
        world.clock.off = timedelta(hours=1)
        await asyncio.sleep(112)
        courier.stop()
        await running

    world.run(scenario())
    assert world.platform.kinds() == ["send", "look", "send"]
    assert world.platform.calls[1][0] >= 102


def test_a_call_that_takes_too_long_is_unclear(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        await world.post("newsroom", "Hello")
        world.platform.answers = [60.0]
        await world.deliver(12)
        (line,) = await world.lines()
        assert (line.state, line.last_error) == (S.UNKNOWN, "no answer within 10 s")

    world.run(scenario())


def test_of_an_unexpected_exception_only_its_class_is_told(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        await world.post("newsroom", "Hello")
        world.platform.answers = [RuntimeError("https://example.org/secret-token")]
        await world.deliver(1)
        (line,) = await world.lines()
        assert (line.state, line.last_error) == (S.UNKNOWN, "RuntimeError while sending")

    world.run(scenario())


def test_a_document_that_cannot_be_rendered_dies_and_the_others_go_on(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom", "other")
        await world.post("newsroom", "broken")
        await world.post("newsroom", "Hello")
        await world.post("other", "There")
        await world.deliver(120)
        dead, *sent = await world.lines()
        assert dead.state is S.DEAD
        assert dead.last_error == "cannot be rendered: KeyError (5 times)"
        assert [line.state for line in sent] == [S.SENT, S.SENT]

    world.run(scenario())
    assert world.platform.texts() == ["There", "Hello"]


def wait(seconds: float) -> Outcome:
    """Return a platform's answer that the account has to wait."""
    return Outcome(
        verdict=Verdict.NOT_NOW,
        reason="rate limited",
        retry_after=timedelta(seconds=seconds),
        scope=BlockedScope.ACCOUNT,
    )


def test_an_account_that_has_to_wait_sends_nothing_until_then(world: World) -> None:
    names = [f"place_{n}" for n in range(20)]

    async def scenario() -> None:
        await world.prepare(*names)
        for name in names:
            await world.post(name, "x")
        world.platform.answers = [wait(30)]
        await world.deliver(60)
        assert await world.states() == [S.SENT] * 20

    world.pace = Pace(Rate(100))
    world.run(scenario())
    moments = [at for at, _, _ in world.platform.calls]
    assert moments[0] == 0
    assert moments[1] >= 30
    assert len(moments) == 21


def test_what_is_about_to_leave_stays_when_the_account_has_to_wait(world: World) -> None:
    names = [f"place_{n}" for n in range(8)]

    async def scenario() -> None:
        await world.prepare(*names)
        for name in names:
            await world.post(name, "x")
        world.platform.answers = [wait(30)]
        await world.deliver(60)
        assert await world.states() == [S.SENT] * 8

    world.pace = Pace(Rate(100, burst=8))  # all eight intents are durable at once
    world.run(scenario())
    moments = [at for at, _, _ in world.platform.calls]
    assert moments[0] == 0
    assert min(moments[1:]) >= 30
    assert len(moments) == 9


def test_what_was_looked_for_meanwhile_stays_when_the_account_has_to_wait(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom", "desk")
        await world.post("newsroom", "First", ago=60)
        await world.post("desk", "Second", ago=60)
        # The second look takes five seconds, within which the account's wait has been written.
        world.platform.answers = [Looked(sighting=Sighting.ABSENT), 5.0, wait(30)]
        await world.deliver(60)
        assert await world.states() == [S.SENT, S.SENT]

    world.session = START - timedelta(seconds=30)
    world.run(scenario())
    moments = [at for at, kind, _ in world.platform.calls if kind == "send"]
    assert moments[0] < 1
    assert min(moments[1:]) >= 30
    assert len(moments) == 3


def test_a_refused_token_pauses_the_account_until_somebody_acts(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        await world.post("newsroom", "Hello")
        world.platform.answers = [Outcome(verdict=Verdict.ACCOUNT_REFUSED, reason="bad token")]
        await world.deliver(600)
        assert await world.states() == [S.PENDING]
        assert len(world.platform.calls) == 1
        await world.store.resume(account="desk", now=world.clock.now())
        await world.deliver(5)
        assert await world.states() == [S.SENT]

    world.run(scenario())


def test_a_destination_that_refuses_is_tried_again_until_it_takes_what_waits_in_order(
    world: World,
) -> None:
    refused = Outcome(verdict=Verdict.DESTINATION_REFUSED, reason="give it Send Messages")

    async def scenario() -> None:
        await world.prepare("newsroom", "council")
        await world.post("newsroom", "first")
        await world.post("newsroom", "second")
        await world.post("council", "elsewhere")
        world.platform.answers = [0.0, *[refused] * 14]
        await world.deliver(1)
        [fault] = await world.store.faults()
        assert (fault.kind, fault.subject) == ("destination", "newsroom")
        assert "give it Send Messages" in fault.message
        await world.store.told(fault.kind, fault.subject, now=world.clock.now())
        await world.deliver(7200)
        assert [bool(each.told_at) for each in await world.store.faults()] == [True]
        assert set(await world.states()) == {S.PENDING, S.SENT}
        await world.deliver(7200)
        assert await world.states() == [S.SENT] * 3
        assert await world.store.faults() == []

    world.run(scenario())
    assert world.platform.texts() == ["elsewhere", "first", "second"]
    tries = [at for at, _, body in world.platform.calls if body == "first"]
    pauses = [after - before for before, after in pairwise(tries)]
    assert len(tries) == 15
    assert 30 <= pauses[0] <= 62
    assert min(pauses[5:]) >= 450
    assert max(pauses) <= 902


def test_a_correction_edits_what_was_posted(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        posting = await world.post("newsroom", "one two")
        await world.deliver(1)
        await world.revise(posting, "one deux trois")
        await world.deliver(1)
        edits = [line for line in await world.lines() if line.operation is Operation.EDIT]
        assert [line.state for line in edits] == [S.SENT, S.SENT]

    world.run(scenario())
    assert world.platform.texts() == ["one", "deux", "trois"]
    # The first page reads the same, and so it is not touched.
    assert world.platform.kinds() == ["send", "send", "edit", "send"]


def test_a_follow_up_that_is_not_in_its_thread_is_looked_for_in_the_channel(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        original = await world.post("newsroom", "was")
        await world.deliver(1)
        await world.post("newsroom", "corrected", follows=original)
        world.platform.lands = True
        world.platform.answers = [UNCLEAR]
        await world.deliver(1)
        first, reply = world.platform.threads
        assert world.platform.threads[reply] == Receipt(channel="c_newsroom", message=first)
        world.platform.threads[reply] = None
        await asyncio.sleep(110)
        await world.deliver(5)
        assert await world.states() == [S.SENT] * 2

    world.run(scenario())
    assert world.platform.kinds() == ["send", "send", "look", "look"]


def test_an_unclear_edit_is_repeated_when_the_first_cannot_land_any_more(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        posting = await world.post("newsroom", "was")
        await world.deliver(1)
        await world.revise(posting, "now")
        world.platform.answers = [UNCLEAR]
        await world.deliver(107)

    world.run(scenario())
    first, second = (at for at, kind, _ in world.platform.calls if kind == "edit")
    assert second - first >= world.timing.settle.total_seconds()
    assert world.platform.texts() == ["now"]


def test_an_idle_courier_asks_the_ledger_once_a_second_and_writes_nothing(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        courier = world.courier()
        running = asyncio.create_task(courier.run())
        await asyncio.sleep(1.5)
        world.transactions.clear()
        await asyncio.sleep(60)
        assert world.transactions.count("next_work_at") == 60
        assert set(world.transactions) == {"next_work_at", "renew_lease"}
        courier.stop()
        await running

    world.run(scenario())


def test_work_that_is_announced_leaves_at_once(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        courier = world.courier()
        running = asyncio.create_task(courier.run())
        await asyncio.sleep(10.25)
        await world.post("newsroom", "Hello")
        courier.notify()
        await asyncio.sleep(0.1)
        courier.stop()
        await running

    world.run(scenario())
    assert world.platform.calls == [(10.25, "send", "Hello")]
