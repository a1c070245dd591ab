"""What an operator reads: the words of `why`, `status` and `corrections`."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from briefbot.core.delivery.posting import Revision, Shown
from briefbot.core.delivery.records import (
    BriefSeen,
    CorrectionLine,
    DeliveryLine,
    Fault,
    Happened,
    Story,
)
from briefbot.core.delivery.state import DeliveryState, Operation, PostingState
from briefbot.services.operating import Explanation, explain, order_edition
from briefbot.services.telling import (
    corrections_lines,
    corrections_value,
    explanation_lines,
    explanation_value,
    moment_words,
    status_lines,
    status_value,
)
from briefbot.services.telling.verdict import verdict
from briefbot.storage.store import Store
from contracts.driving import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SCHEDULE,
    Courier,
    composed,
    document,
    done,
    key,
)
from operators import ZONE, desk, open_store, running

SENT, DEAD, HELD = DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.HELD
PENDING, EXPIRED = DeliveryState.PENDING, DeliveryState.EXPIRED
SEND, EDIT, DELETE = Operation.SEND, Operation.EDIT, Operation.DELETE
REF = key().reference
UNKNOWN = "It may have been posted, and nobody can tell: look at the channel, then decide."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = open_store(tmp_path / "briefbot.db")
    yield found
    found._db.close()


def told(store: Store, named: str, time: str = "") -> list[str]:
    at = desk(store)
    return explanation_lines(done(explain(at, named, time)), at.zone_at)


def test_a_story_is_told_by_local_days_with_both_times(store: Store) -> None:
    composed(store, due=NOW - 12 * HOUR, reason="due by its rule")
    Courier(store).run(pages=("{}", "{}"))
    assert told(store, REF) == [
        f"{REF}: digest daily at main, for 2026-03-02T09:00",
        "It was posted, in 2 messages.",
        "Sunday 1 March 2026, Europe/Kyiv",
        "  23:00:00 (21:00:00 UTC)  due",
        "Monday 2 March 2026, Europe/Kyiv",
        "  11:00:00 (09:00:00 UTC)  decided: due by its rule",
        "  11:00:00 (09:00:00 UTC)  composed",
        "  11:00:00 (09:00:00 UTC)  sending page 1: claimed",
        "  11:00:00 (09:00:00 UTC)  sent page 1",
        "  11:00:00 (09:00:00 UTC)  sending page 2: claimed",
        "  11:00:00 (09:00:00 UTC)  sent page 2",
        "messages",
        "  1: send page 1, sent, as the platform answered, message m1 in c1",
        "  2: send page 2, sent, as the platform answered, message m2 in c1",
    ]


def test_a_held_message_is_told_with_what_to_type(store: Store) -> None:
    composed(store)
    Courier(store).run(HELD, reason="no answer for 15 minutes")
    lines = told(store, REF)
    assert lines[1] == UNKNOWN
    assert lines[2] == "  decide: briefbot resolve 1 posted, again or drop"
    assert lines[-1] == "  1: send page 1, held, no answer for 15 minutes"


def test_a_long_story_fits_a_screen(store: Store) -> None:
    composed(store)
    courier = Courier(store)
    for _ in range(12):
        [task] = courier.claim()
        courier.intend(task)
        courier.settle(task, state=PENDING, reason="the platform asks to wait")
        courier.now += HOUR
    lines = told(store, REF)
    assert len(lines) <= 24
    assert sum("more before, with --all" in line for line in lines) == 1
    assert "12 attempts, next at" in lines[-1]
    at = desk(store)
    value = explanation_value(done(explain(at, REF)), at.zone_at)
    assert json.dumps(value).count('"what": "sending"') == 12


def test_of_many_messages_those_that_were_sent_are_counted(store: Store) -> None:
    composed(store)
    Courier(store).run(pages=("{}",) * 9)
    lines = told(store, REF)
    assert lines[1] == "It was posted, in 9 messages."
    assert lines[-2:] == ["messages", "  and 9 that were sent"]
    assert len(lines) <= 24


def test_a_time_without_a_record_is_told_in_words(store: Store) -> None:
    (ahead,) = told(store, "digest/daily@main", "2026-03-03")
    assert ahead == (
        "daily at main, 2026-03-03T09:00: it lies ahead: "
        "due 2026-03-03 11:00 Europe/Kyiv (09:00 UTC)"
    )
    (not_due,) = told(store, "digest/daily@main", "2026-03-03T10:00")
    assert not_due == (
        "daily at main, 2026-03-03T10:00: it is not due then; the next after it is "
        "2026-03-04T09:00: 2026-03-04 11:00 Europe/Kyiv (09:00 UTC)"
    )


def test_many_stories_are_told_in_a_line_each(store: Store) -> None:
    for minutes in range(3):
        composed(store, name=f"2026-03-02T09:0{minutes}")
    lines = told(store, "daily", "2026-03-02")
    assert ["It is on its way. " in line for line in lines[:4]] == [True, True, True, False]
    assert "briefbot why REF" in lines[-1]


def line(operation: Operation, state: DeliveryState, error: str = "") -> DeliveryLine:
    return DeliveryLine(
        id=1,
        operation=operation,
        page=1,
        state=state,
        attempts=0,
        next_try_at=None,
        receipt=None,
        proof=None,
        last_error=error,
    )


STORY = Story(
    posting=1,
    reference=REF,
    key=key(),
    state=PostingState.COMPOSED,
    label="2026-03-02T09:00",
    due=NOW,
    release_at=NOW,
    happened=(),
)


@pytest.mark.parametrize(
    ("deliveries", "words"),
    [
        ([line(SEND, PENDING)], "It is on its way."),
        ([line(SEND, SENT), line(SEND, PENDING)], "It is on its way."),
        ([line(SEND, SENT)], "It was posted."),
        ([line(SEND, SENT), line(SEND, SENT)], "It was posted, in 2 messages."),
        (
            [line(SEND, SENT), line(SEND, EXPIRED)],
            "It was posted in part, in 1 of 2 messages.",
        ),
        ([line(SEND, EXPIRED, "it is too late")], "It did not go out: it is too late."),
        ([line(SEND, DEAD, "no permission")], "It was refused: no permission."),
        ([line(SEND, DEAD)], "It was refused: no reason was given."),
        ([line(SEND, SENT), line(EDIT, PENDING)], "It was posted, and is being corrected."),
        ([line(SEND, SENT), line(EDIT, SENT)], "It was posted, and corrected since."),
        (
            [line(SEND, SENT), line(EDIT, SENT), line(EDIT, DEAD)],
            "It was posted, and a correction of it was refused.",
        ),
        ([line(SEND, SENT), line(DELETE, PENDING)], "It was posted, and is being taken back."),
        ([line(SEND, SENT), line(DELETE, SENT)], "It was posted, and taken back."),
        ([line(SEND, SENT), line(DELETE, DEAD)], "It was posted, and could not be taken back."),
    ],
)
def test_messages_together_make_a_sentence(deliveries: list[DeliveryLine], words: str) -> None:
    assert verdict(replace(STORY, deliveries=tuple(deliveries)), "UTC") == words


@pytest.mark.parametrize(
    ("state", "what", "words"),
    [
        (PostingState.SKIPPED, "skipped", "It is not posted: in 7f3k2m."),
        (PostingState.MERGED, "merged", "It went out with others, in 7f3k2m."),
        (PostingState.WAITING, "decided", "It is not composed yet."),
    ],
)
def test_a_posting_without_messages_has_its_sentence(
    state: PostingState, what: str, words: str
) -> None:
    happened = (Happened(at=NOW, what=what, reason="in 7f3k2m"),)
    assert verdict(replace(STORY, state=state, happened=happened), "UTC") == words


def test_what_quiet_hours_hold_says_until_when() -> None:
    held = replace(STORY, state=PostingState.WAITING, release_at=NOW + HOUR)
    assert verdict(held, ZONE) == "It waits until 2026-03-02 12:00 Europe/Kyiv (10:00 UTC)."


def test_the_status_is_told_with_what_to_type(store: Store) -> None:
    done(
        store.record_briefs(
            [BriefSeen(slug="a", path="a.md", text="", hash="h", baseline=True)], gone=(), now=NOW
        )
    )
    done(store.put_schedules([replace(SCHEDULE, next_at=NOW + DAY)], removed=(), now=NOW))
    composed(store, name="sent")
    courier = Courier(store)
    courier.run()
    composed(store, name="held")
    courier.run(HELD, reason="no answer")
    composed(store, name="refused", destination="other")
    [task] = courier.claim()
    courier.intend(task)
    courier.pause(task, reason="no permission")
    running(store)
    done(order_edition(desk(store), "daily", destination="main"))
    done(store.put_fault(Fault(kind="brief", subject="a.md", message="BB001 x -- y", since=NOW)))
    at = desk(store)
    refused, held = key("refused", destination="other").reference, key("held").reference
    assert status_lines(done(at.status()), at.zone_at, zone="UTC") == [
        "running since 2026-03-02 09:00 UTC",
        "1 brief, 1 post waiting",
        "accounts",
        "  screen (terminal): posts, 1 sent, 1 dead, 1 held",
        "destinations",
        "  main: 1 held, last sent 2026-03-02 11:00 Europe/Kyiv (09:00 UTC)",
        "  other: nothing sent so far, PAUSED: no permission -- briefbot resume other",
        "next",
        "  digest/daily@main: 2026-03-03 11:00 Europe/Kyiv (09:00 UTC)",
        "to decide",
        f"  {refused}: digest daily at other, for refused: It was refused: no permission.",
        "    decide: briefbot resolve 3 again or drop",
        f"  {held}: digest daily at main, for held: {UNKNOWN}",
        "    decide: briefbot resolve 2 posted, again or drop",
        "faults",
        "  brief a.md: BB001 x -- y (since 2026-03-02 09:00 UTC)",
        (
            "  destination other: no permission -- put that right, and it goes on by itself; "
            "or take it out of the configuration (since 2026-03-02 09:00 UTC)"
        ),
        (
            "  held main: a message is held: no answer -- look in the channel, then: briefbot "
            "resolve; briefbot status lists what is held (since 2026-03-02 09:00 UTC)"
        ),
    ]
    value = status_value(done(at.status()), at.zone_at)
    assert (value["ok"], value["running"], value["waiting"]) == (False, True, 1)
    assert json.loads(json.dumps(value)) == value


@pytest.mark.parametrize(
    ("ends", "later", "words"),
    [
        (None, MINUTE, "running since 2026-03-02 09:00 UTC"),
        (
            None,
            HOUR,
            "not running; last seen 2026-03-02 09:00 UTC, and it did not end in order",
        ),
        (HOUR, 2 * HOUR, "not running; ended 2026-03-02 10:00 UTC"),
    ],
)
def test_the_status_says_whether_the_program_runs(
    ends: timedelta | None, later: timedelta, words: str, store: Store
) -> None:
    running(store)
    if ends:
        done(store.close_session("s1", now=NOW + ends))
    status = done(store.status(now=NOW + later))
    assert status_lines(status, lambda _: "UTC", zone="UTC")[0] == words


def test_where_nothing_has_run_the_status_says_how_to_begin(store: Store) -> None:
    status = done(store.status(now=NOW))
    assert "briefbot run" in status_lines(status, lambda _: "UTC", zone="UTC")[0]
    assert status_value(status, lambda _: "UTC")["running"] is None


def test_corrections_are_told_with_how_far_they_are(store: Store) -> None:
    row = composed(store, Shown(slug="river-bridge", revision=1))
    Courier(store).run()
    revision = Revision(
        posting=row,
        document=document("Two."),
        shown=(Shown(slug="river-bridge", revision=2),),
        reason="corrected: a date",
    )
    done(store.revise([revision], now=NOW))
    start = f"2026-03-02 11:00 Europe/Kyiv (09:00 UTC)  {REF}  digest at main, river-bridge: "

    def lines() -> list[str]:
        return corrections_lines(done(store.corrections(limit=5)), desk(store).zone_at)

    assert lines() == [f"{start}corrected: a date [on its way]"]
    Courier(store).run(pages=('{"page":2}',))
    assert lines() == [f"{start}corrected: a date [edited]"]


def test_a_correction_before_posting_has_no_state() -> None:
    line = CorrectionLine(
        at=NOW, reference=REF, destination="main", kind="digest", slugs=(), reason="r", state=None
    )
    assert corrections_lines([line], lambda _: "UTC")[0].endswith(
        "no brief: r [before it was posted]"
    )
    assert corrections_value([line])["corrections"] == [
        {
            "at": "2026-03-02T09:00:00Z",
            "reference": REF,
            "kind": "digest",
            "destination": "main",
            "briefs": [],
            "reason": "r",
            "state": None,
        }
    ]


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("UTC", "2026-03-02 09:00 UTC"),
        ("Europe/London", "2026-03-02 09:00 UTC"),
        ("Europe/Kyiv", "2026-03-02 11:00 Europe/Kyiv (09:00 UTC)"),
        ("Pacific/Auckland", "2026-03-02 22:00 Pacific/Auckland (09:00 UTC)"),
        ("Pacific/Kiritimati", "2026-03-02 23:00 Pacific/Kiritimati (09:00 UTC)"),
    ],
)
def test_a_moment_is_told_in_both_zones(zone: str, words: str) -> None:
    assert moment_words(NOW, zone) == words


def test_another_day_in_utc_is_told() -> None:
    assert moment_words(NOW - 10 * HOUR, "Europe/Kyiv") == (
        "2026-03-02 01:00 Europe/Kyiv (2026-03-01 23:00 UTC)"
    )


def test_nothing_to_explain_is_no_line() -> None:
    assert explanation_lines(Explanation(), lambda _: "UTC") == []
