"""The courier when the ledger fails, its lease is lost, its process stands still or has to end."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from briefbot.core.delivery.pacing import Pace, Rate
from briefbot.core.delivery.state import DeliveryState
from briefbot.core.delivery.work import Lease, sender_lease
from briefbot.services.delivering import Courier
from briefbot.storage.database import Point
from services.courier_world import FAST, UNCLEAR, World, world_in

S = DeliveryState


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with world_in(tmp_path) as made:
        yield made


async def begun(world: World, *titles: str) -> tuple[Courier, asyncio.Task[None]]:
    """Post to the newsroom, and start a courier."""
    await world.prepare("newsroom")
    for title in titles:
        await world.post("newsroom", title)
    courier = world.courier()
    return courier, asyncio.create_task(courier.run())


async def ended(courier: Courier, running: "asyncio.Task[None]") -> None:
    courier.stop()
    await running


async def taken_by_another(world: World) -> Lease:
    lease = await world.store.take_lease(
        sender_lease("desk"),
        owner="another",
        now=world.clock.now(),
        span=world.timing.lease,
        force=True,
    )
    assert lease is not None
    return lease


# --- the ledger ---


@pytest.mark.parametrize("point", ["before", "inside", "after"])
@pytest.mark.parametrize("name", ["take_lease", "claim", "commit_intents", "settle"])
def test_a_ledger_that_fails_for_a_while_costs_neither_a_message_nor_a_second_one(
    world: World, name: str, point: Point
) -> None:
    async def scenario() -> None:
        world.broken = {(name, point)}
        courier, running = await begun(world, "one two", "three")
        await asyncio.sleep(3.5)
        world.broken.clear()
        await asyncio.sleep(20)
        assert await world.states() == [S.SENT] * 3
        await ended(courier, running)

    world.run(scenario())
    assert world.platform.texts() == ["one", "two", "three"]
    assert world.platform.kinds() == ["send"] * 3


def test_a_receipt_is_kept_while_it_cannot_be_written(world: World) -> None:
    async def scenario() -> None:
        world.broken = {("settle", "before")}
        courier, running = await begun(world, "Hello")
        await asyncio.sleep(120)
        assert await world.states() == [S.SENDING]
        world.broken.clear()
        await asyncio.sleep(20)
        assert await world.states() == [S.SENT]
        await ended(courier, running)

    world.run(scenario())
    assert world.platform.kinds() == ["send"]


def test_nothing_is_sent_without_a_lease_that_was_renewed_lately(world: World) -> None:
    async def scenario() -> None:
        courier, running = await begun(world)
        await asyncio.sleep(1)
        world.broken = {("renew_lease", "before")}
        await asyncio.sleep(20)
        await world.post("newsroom", "Hello")
        await asyncio.sleep(60)
        assert world.platform.calls == []
        world.broken.clear()
        await asyncio.sleep(10)
        assert await world.states() == [S.SENT]
        await ended(courier, running)

    world.run(scenario())


def test_a_mistake_in_the_program_ends_the_courier_and_the_next_one_clears_up(world: World) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    async def scenario() -> None:
        world.then["settle"] = fail
        world.platform.answers = [UNCLEAR]
        _, running = await begun(world, "Hello")
        with pytest.raises(ExceptionGroup) as raised:
            await running
        assert raised.group_contains(ZeroDivisionError)
        await world.deliver(120)
        assert await world.states() == [S.SENT]

    world.run(scenario())
    assert world.platform.texts() == ["Hello"]


def test_of_what_is_rendered_together_only_that_is_parked_which_ends_the_process(
    world: World,
) -> None:
    async def scenario() -> None:
        await world.prepare("one", "two", "three", "four")
        for place, title in (("one", "fine"), ("two", "deadly"), ("three", "x"), ("four", "y")):
            await world.post(place, title)
        for life in range(world.timing.claims):
            running = asyncio.create_task(world.courier(str(life), force=True).run())
            await asyncio.wait([running])
            assert isinstance(running.exception(), BaseExceptionGroup)
        await world.deliver(200)
        assert await world.states() == [S.SENT, S.DEAD, S.SENT, S.SENT]

    world.run(scenario())
    assert sorted(world.platform.texts()) == ["fine", "x", "y"]


def test_processes_that_end_while_they_wait_for_a_permit_park_nothing(world: World) -> None:
    async def scenario() -> None:
        places = [f"place-{number}" for number in range(2 * world.timing.claims)]
        await world.prepare(*places)
        for place in places:
            await world.post(place, f"to-{place}")
        for life in range(world.timing.claims + 1):
            running = asyncio.create_task(world.courier(str(life), force=True).run())
            await asyncio.sleep(1)
            running.cancel()
            await asyncio.wait([running])
        world.pace = FAST
        await world.deliver(200)
        assert await world.states() == [S.SENT] * len(places)

    world.in_flight = 2 * world.timing.claims
    world.pace = Pace(Rate(0.0001))
    world.run(scenario())


# --- the lease ---


def test_a_lease_is_waited_for_while_another_process_has_it(world: World) -> None:
    async def scenario() -> None:
        await taken_by_another(world)
        courier, running = await begun(world, "Hello")
        await asyncio.sleep(world.timing.lease.total_seconds() - 1)
        assert world.platform.calls == []
        await asyncio.sleep(6)
        assert await world.states() == [S.SENT]
        await ended(courier, running)

    world.run(scenario())


def test_who_holds_the_run_lock_takes_an_old_lease_over_at_once(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        await world.post("newsroom", "Hello")
        await taken_by_another(world)
        courier = world.courier(force=True)
        running = asyncio.create_task(courier.run())
        await asyncio.sleep(0.1)
        assert await world.states() == [S.SENT]
        await ended(courier, running)

    world.run(scenario())


def test_a_message_under_way_when_the_lease_is_lost_is_dropped_without_a_write(
    world: World,
) -> None:
    async def scenario() -> None:
        world.platform.answers = [9.0]
        courier, running = await begun(world, "Hello")
        await asyncio.sleep(1)
        await taken_by_another(world)
        world.transactions.clear()
        await asyncio.sleep(10)
        assert "settle" not in world.transactions
        assert await world.states() == [S.UNKNOWN]
        await ended(courier, running)

    world.run(scenario())


def test_a_process_that_stood_still_after_its_intent_sends_only_if_it_is_still_its_turn(
    world: World,
) -> None:
    def stand_still() -> None:
        world.clock.leapt += world.timing.write_until.total_seconds()

    async def scenario() -> None:
        world.then["commit_intents"] = stand_still
        courier, running = await begun(world, "Hello")
        await asyncio.sleep(2)
        assert world.platform.calls == []
        assert await world.states() == [S.PENDING]
        await asyncio.sleep(5)
        assert await world.states() == [S.SENT]
        await ended(courier, running)

    world.run(scenario())
    assert world.platform.kinds() == ["send"]


# --- the end ---


def test_a_call_that_runs_is_waited_for_and_written_when_the_program_ends(world: World) -> None:
    async def scenario() -> None:
        world.platform.answers = [5.0]
        courier, running = await begun(world, "one two")
        await asyncio.sleep(1)
        await ended(courier, running)
        assert world.clock.elapsed() == pytest.approx(5)
        assert await world.states() == [S.SENT, S.PENDING]

    world.run(scenario())


def test_a_call_that_takes_too_long_is_left_to_be_cleared_up(world: World) -> None:
    async def scenario() -> None:
        world.platform.answers = [9.9]
        world.platform.lands = True
        courier, running = await begun(world, "Hello")
        await asyncio.sleep(1)
        await ended(courier, running)
        assert world.clock.elapsed() == pytest.approx(9)
        assert await world.states() == [S.SENDING]
        await world.deliver(100)
        assert await world.states() == [S.SENT]

    world.run(scenario())
    assert world.platform.kinds() == ["send", "look"]


def test_what_only_waits_for_its_turn_is_given_back_at_the_end(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("one", "two")
        await world.post("one", "x")
        await world.post("two", "y")
        await world.deliver(1)
        assert await world.states() == [S.SENT, S.PENDING]
        lease = await world.store.take_lease(
            sender_lease("desk"), owner="another", now=world.clock.now(), span=world.timing.lease
        )
        assert lease is not None

    world.pace = Pace(Rate(0.01))
    world.run(scenario())


def test_the_end_does_not_wait_for_a_ledger_that_fails(world: World) -> None:
    async def scenario() -> None:
        world.broken = {("settle", "before"), ("release_lease", "before")}
        courier, running = await begun(world, "Hello")
        await asyncio.sleep(1)
        await ended(courier, running)
        assert world.clock.elapsed() <= 1 + world.timing.shutdown.total_seconds()

    world.run(scenario())


def test_a_courier_that_is_stopped_before_it_begins_does_nothing(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        await world.post("newsroom", "Hello")
        courier = world.courier()
        courier.stop()
        await courier.run()

    world.run(scenario())
    assert world.platform.calls == []


# --- the clock ---


def test_nothing_expires_by_a_clock_that_is_not_believed(world: World) -> None:
    async def scenario() -> None:
        await world.prepare("newsroom")
        await world.post("newsroom", "Hello", expires_in=timedelta(hours=1))
        world.clock.off = timedelta(days=400)
        world.clock_is_right = False
        await world.deliver(5)
        assert await world.states() == [S.SENT]

    world.run(scenario())


def test_an_idle_courier_rests_while_the_clock_is_not_believed(world: World) -> None:
    async def scenario() -> None:
        courier, running = await begun(world)
        await world.post("newsroom", "Hello", expires_in=timedelta(hours=1))
        await world.store.pause("newsroom", reason="for now", now=world.clock.now())
        world.clock.off = timedelta(days=400)
        world.clock_is_right = False
        world.transactions.clear()
        await asyncio.sleep(10)
        assert world.transactions.count("claim") <= 1
        await ended(courier, running)

    world.run(scenario())
