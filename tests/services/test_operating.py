"""What an operator asks and decides, on a real store."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from briefbot.core.delivery.posting import Composed, Revision
from briefbot.core.delivery.records import Fault, Resolution
from briefbot.core.delivery.state import DeliveryState, PostingState
from briefbot.core.planning.absence import Absence
from briefbot.errors import UsageError
from briefbot.services.operating import (
    accept_clock,
    explain,
    is_running,
    needs_attention,
    order_edition,
    resolve,
    resume,
    retract,
)
from briefbot.storage.store import Store
from contracts.driving import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SCHEDULE,
    Courier,
    announce,
    composed,
    document,
    done,
    key,
    new,
)
from operators import StoppedClock, desk, open_store, running

HELD, DEAD, SENT = DeliveryState.HELD, DeliveryState.DEAD, DeliveryState.SENT


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = open_store(tmp_path / "briefbot.db")
    yield found
    found._db.close()


def held(store: Store, **fields: object) -> tuple[str, int]:
    """Return the reference of a posting that is held, and its delivery."""
    composed(store, **fields)
    [task] = Courier(store).run(HELD, reason="it may have been posted")
    return task.key.reference, task.id


# --- why ---


def test_a_posting_is_found_by_its_reference_or_a_delivery(store: Store) -> None:
    reference, delivery = held(store)
    for named in (reference, reference.upper(), str(delivery)):
        (story,) = done(explain(desk(store), named)).stories
        assert story.reference == reference


@pytest.mark.parametrize("named", ["zzzzzz", "17", "9" * 40, "\x00", "%", "\ud800", "daily"])
def test_what_is_not_recorded_is_one_line_with_a_next_step(named: str, store: Store) -> None:
    with pytest.raises(UsageError) as caught:
        done(explain(desk(store), named))
    assert caught.value.next_step
    assert ("give a time as well" in caught.value.next_step) == (named == "daily")


def test_an_edition_is_found_by_schedule_and_time_at_every_place(store: Store) -> None:
    announce(store, new(schedule="digest/daily@main"))
    announce(store, new(destination="other", schedule="digest/daily@other"))
    found = done(explain(desk(store), "daily", "2026-03-02T09:00"))
    assert [story.key.destination for story in found.stories] == ["main", "other"]
    assert found.unrecorded == ()
    (only,) = done(explain(desk(store), "digest/daily@other", "2026-03-02")).stories
    assert only.key.destination == "other"


def test_a_place_without_a_record_is_explained_beside_one_with(store: Store) -> None:
    announce(store, new(schedule="digest/daily@main"))
    found = done(explain(desk(store), "daily", "2026-03-02T09:00"))
    assert len(found.stories) == 1
    (absent,) = found.unrecorded
    assert (absent.destination, absent.reason) == ("other", Absence.NOT_BEGUN)


def test_a_time_is_judged_by_the_cursor_of_its_schedule(store: Store) -> None:
    done(store.put_schedules([SCHEDULE], removed=(), now=NOW))
    reasons = {
        time: done(explain(desk(store), "digest/daily@main", time)).unrecorded[0].reason
        for time in ("2026-03-01T09:00", "2026-03-02T09:00", "2026-03-03", "2026-03-03T10:00")
    }
    assert list(reasons.values()) == [
        Absence.BEFORE,
        Absence.UNDECIDED,
        Absence.AHEAD,
        Absence.NOT_DUE,
    ]


def test_what_has_no_rule_is_told_as_not_recorded(store: Store) -> None:
    (absent,) = done(explain(desk(store), "news", "2026-03-02")).unrecorded
    assert (absent.reason, absent.tick) == (Absence.NO_RECORD, None)


def test_a_briefs_slug_is_a_subject_too(store: Store) -> None:
    announce(store, new("2026-03-02T11:00", subject="river-bridge"))
    (story,) = done(explain(desk(store), "river-bridge", "2026-03-02")).stories
    assert story.key.subject == "river-bridge"


@pytest.mark.parametrize(
    ("named", "time", "advice"),
    [
        ("dally", "2026-03-02", 'did you mean "daily"?'),
        ("daily", "soon", "write it as 2026-12-01T08:00, or 2026-12-01 for a day"),
    ],
)
def test_a_wrong_name_or_time_is_told(named: str, time: str, advice: str, store: Store) -> None:
    with pytest.raises(UsageError) as caught:
        done(explain(desk(store), named, time))
    assert caught.value.next_step == advice


def test_what_is_in_the_way_of_an_open_posting_is_told(store: Store) -> None:
    reference = key().reference
    composed(store)

    def obstacles() -> list[str]:
        return list(done(explain(desk(store), reference)).obstacles.values())

    assert obstacles() == ["nothing runs -- start it with: briefbot run"]
    running(store)
    assert obstacles() == ["what runs is not connected to main"]
    courier = Courier(store)
    assert obstacles() == []
    [task] = courier.claim()
    courier.intend(task)
    courier.pause(task, reason="no permission")
    announce(store, new("2026-03-02T10:00"))
    later = done(explain(desk(store), "daily", "2026-03-02T10:00"))
    assert list(later.obstacles.values()) == [
        "main is paused: no permission -- go on with: briefbot resume main"
    ]
    assert obstacles() == []  # the first one is not open any more


# --- decisions ---


@pytest.mark.parametrize(
    ("how", "state"),
    [
        (Resolution.POSTED, SENT),
        (Resolution.AGAIN, DeliveryState.PENDING),
        (Resolution.DROP, DeliveryState.EXPIRED),
    ],
)
def test_a_held_message_is_decided_about_and_it_is_audited(
    how: Resolution, state: DeliveryState, store: Store
) -> None:
    reference, delivery = held(store)
    resolved = done(resolve(desk(store), reference, how))
    assert (resolved.line.id, resolved.line.state) == (delivery, HELD)
    assert bool(resolved.obstacle) == (how is Resolution.AGAIN)
    (story,) = done(store.stories(delivery=delivery))
    assert story.deliveries[0].state is state
    (entry,) = done(store.audited(limit=5))
    assert (entry.actor, entry.verb) == ("cli:root", "resolve")


def test_what_is_not_held_cannot_be_decided_about(store: Store) -> None:
    composed(store)
    with pytest.raises(UsageError, match="is held or refused -- see: briefbot why"):
        done(resolve(desk(store), key().reference, Resolution.POSTED))


def test_of_several_refused_messages_one_has_to_be_named(store: Store) -> None:
    row = composed(store)
    courier = Courier(store)
    courier.run(pages=("{}", "{}"))
    revision = Revision(posting=row, document=document("Two."), shown=(), reason="corrected")
    done(store.revise([revision], now=NOW))
    first, second = courier.run(DEAD, pages=('{"a":1}', '{"a":2}'), reason="no permission")
    with pytest.raises(UsageError) as caught:
        done(resolve(desk(store), key().reference, Resolution.DROP))
    named = f"{first.id} (edit of page 1, dead), {second.id} (edit of page 2, dead)"
    assert caught.value.next_step == f"name one: {named}"
    assert done(resolve(desk(store), str(second.id), Resolution.DROP)).line.page == 2
    assert done(resolve(desk(store), key().reference, Resolution.DROP)).line.page == 1


def test_a_post_is_taken_back(store: Store) -> None:
    composed(store)
    courier = Courier(store)
    courier.run()
    found = done(retract(desk(store), key().reference, "a wrong channel"))
    assert (found.messages, found.held) == (1, ())
    assert found.obstacle == "nothing runs -- start it with: briefbot run"
    courier.run()
    assert done(retract(desk(store), key().reference, "again")).messages == 0


def test_a_held_message_of_what_is_taken_back_is_named(store: Store) -> None:
    reference, delivery = held(store)
    found = done(retract(desk(store), reference, "wrong"))
    assert found.messages == 0
    assert [line.id for line in found.held] == [delivery]


def test_what_went_out_within_another_is_taken_back_there(store: Store) -> None:
    member, other, whole = announce(store, new("a"), new("b"), new("whole"))
    merged = Composed(posting=whole, document=document("All."), merged=(member, other))
    assert done(store.compose([merged], now=NOW)) == {whole}
    (story,) = done(store.stories(reference=key("a").reference))
    assert story.state is PostingState.MERGED
    with pytest.raises(UsageError) as caught:
        done(retract(desk(store), story.reference, "wrong"))
    assert caught.value.next_step == f"briefbot retract {key('whole').reference}"


def test_a_pause_is_ended_and_audited_once(store: Store) -> None:
    assert done(resume(desk(store), "main")) == ()
    composed(store)
    courier = Courier(store)
    [task] = courier.claim()
    courier.intend(task)
    courier.pause(task, reason="no permission")
    assert done(resume(desk(store), "main")) == ("main",)
    assert done(resume(desk(store), "main")) == ()
    assert [entry.verb for entry in done(store.audited(limit=5))] == ["resume"]
    with pytest.raises(UsageError, match='did you mean "main"'):
        done(resume(desk(store), "mian"))


def test_the_clock_is_vouched_for(store: Store) -> None:
    assert done(accept_clock(desk(store))) == NOW
    assert done(store.clock_accepted()) == 1
    assert done(store.high_water()) == NOW


# --- an edition now ---


def test_an_edition_is_ordered_for_every_place_at_once(store: Store) -> None:
    main, other = done(order_edition(desk(store), "daily"))
    assert (main.destination, other.destination) == ("main", "other")
    assert (main.due, main.new, main.expires_at) == (NOW, True, NOW + 6 * HOUR)
    waiting = done(store.waiting(now=NOW, limit=9))
    assert [posting.key.reference for posting in waiting] == [main.reference, other.reference]
    assert [posting.schedule for posting in waiting] == ["digest/daily@main", "digest/daily@other"]
    assert len(done(store.audited(limit=5))) == 2


def test_an_order_is_no_tick_and_hides_none(store: Store) -> None:
    done(order_edition(desk(store), "daily", destination="main"))
    found = done(explain(desk(store), "digest/daily@main", "2026-03-02T09:00"))
    (story,) = found.stories
    assert story.key.occurrence == "2026-03-02T09:00 manual"
    assert [each.reason for each in found.unrecorded] == [Absence.NOT_BEGUN]


def test_asking_again_in_the_same_minute_orders_nothing_new(store: Store) -> None:
    clock = StoppedClock()
    (first,) = done(order_edition(desk(store, clock), "daily", destination="main"))
    clock.moment += timedelta(seconds=59)
    (same,) = done(order_edition(desk(store, clock), "daily", destination="main"))
    clock.moment += timedelta(seconds=1)
    (other,) = done(order_edition(desk(store, clock), "daily", destination="main"))
    assert (same.reference, same.new) == (first.reference, False)
    assert other.new


def test_an_edition_may_be_ordered_for_a_time(store: Store) -> None:
    (order,) = done(order_edition(desk(store), "daily", destination="main", at="2026-03-02T10:30Z"))
    assert order.due == NOW + 90 * MINUTE
    assert done(store.waiting(now=NOW + HOUR, limit=9)) == []
    assert len(done(store.waiting(now=NOW + 2 * HOUR, limit=9))) == 1


@pytest.mark.parametrize(
    ("name", "destination", "at", "line"),
    [
        ("dayly", "", "", 'no digest is named "dayly" -- did you mean "daily"?'),
        ("daily", "mian", "", '"daily" does not go to "mian" -- did you mean "main"?'),
        ("daily", "", "2026-03-02", '"2026-03-02" is a day without a time'),
        ("daily", "", "2026-03-02T08:59", '"2026-03-02T08:59" is over'),
        ("daily", "", "soon", '"soon" is no time'),
    ],
)
def test_a_wrong_order_is_told(
    name: str, destination: str, at: str, line: str, store: Store
) -> None:
    with pytest.raises(UsageError) as caught:
        done(order_edition(desk(store), name, destination=destination, at=at))
    assert str(caught.value).startswith(line)
    assert done(store.next_release_at()) is None


# --- whether all is well ---


def test_a_process_runs_while_it_was_seen_within_a_minute(store: Store) -> None:
    assert not is_running(done(store.status(now=NOW)))
    running(store)
    assert is_running(done(store.status(now=NOW + MINUTE)))
    died = done(store.status(now=NOW + 2 * MINUTE))
    assert not is_running(died)
    assert needs_attention(died)
    done(store.close_session("s1", now=NOW + 3 * MINUTE))
    ended = done(store.status(now=NOW + 3 * MINUTE))
    assert not is_running(ended)
    assert not needs_attention(ended)


@pytest.mark.parametrize("state", [HELD, DEAD])
def test_what_is_held_or_refused_needs_a_person_until_it_is_decided(
    state: DeliveryState, store: Store
) -> None:
    composed(store)
    [task] = Courier(store).run(state, reason="why")
    assert needs_attention(done(store.status(now=NOW)))
    done(resolve(desk(store), str(task.id), Resolution.DROP))
    assert not needs_attention(done(store.status(now=NOW)))


def test_a_fault_needs_a_person(store: Store) -> None:
    done(store.put_fault(Fault(kind="brief", subject="a.md", message="BB001", since=NOW - DAY)))
    assert needs_attention(done(store.status(now=NOW)))
