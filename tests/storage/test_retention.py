"""What is deleted when it is old, and what never is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from briefbot.core.actions import action_key
from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.posting import Composed, Revision, Shown
from briefbot.core.delivery.records import AuditEntry, BriefSeen, Retention, Subscription
from briefbot.core.delivery.state import DeliveryState
from briefbot.core.document import CommandButton
from briefbot.storage.database import Database
from briefbot.storage.store import Store
from briefbot.storage.tables import metadata
from contracts.driving import (
    DAY,
    MAIN,
    MINUTE,
    NOW,
    SCHEDULE,
    Courier,
    announce,
    composed,
    document,
    done,
    new,
)

LATER = NOW + timedelta(days=500)
BRIEF = BriefSeen(slug="council", path="council.md", text="One.", hash="h1", baseline=False)


@pytest.fixture
def store(database: Database) -> Store:
    made = Store(database)
    done(made.put_destinations([MAIN], now=NOW))
    return made


def prune(store: Store, *, now: datetime = LATER, **kept: timedelta) -> Mapping[str, int]:
    return done(store.prune(Retention(**kept), now=now))


def count(database: Database, table: str) -> int:
    query = select(func.count()).select_from(metadata.tables[table])
    found: int = database.transact(lambda conn: conn.execute(query).scalar_one())
    return found


def test_what_is_settled_goes_with_all_that_belongs_to_it(store: Store, database: Database) -> None:
    row = composed(store, Shown(slug="council", revision=1), name="sent")
    Courier(store).run(pages=("1", "2"))
    shown = (Shown(slug="council", revision=2),)
    revision = Revision(posting=row, document=document("2"), shown=shown, reason="c")
    done(store.revise([revision], now=NOW))
    Courier(store).run(pages=("1", "3"))
    done(store.retract(row, actor="u1", reason="r", now=NOW))
    Courier(store).run()
    [skipped] = announce(store, new("skipped"))
    done(store.skip({skipped: "empty"}, now=NOW))
    assert prune(store)["posting"] == 2
    assert {name: count(database, name) for name in ("posting", "delivery", "shown")} == {
        "posting": 0,
        "delivery": 0,
        "shown": 0,
    }
    assert count(database, "event") == 0


@pytest.mark.parametrize("end", [DeliveryState.UNKNOWN, DeliveryState.PENDING, DeliveryState.HELD])
def test_what_is_open_or_held_is_never_deleted(store: Store, end: DeliveryState) -> None:
    composed(store, name="open")
    courier = Courier(store)
    [task] = courier.claim()
    courier.intend(task)
    courier.settle(task, state=end)
    announce(store, new("waiting"))
    assert prune(store)["posting"] == 0


def test_what_was_settled_lately_stays(store: Store) -> None:
    composed(store)
    Courier(store, now=LATER - DAY).run()
    assert prune(store)["posting"] == 0


def test_a_key_that_a_schedule_could_make_again_stays_whatever_the_setting(store: Store) -> None:
    composed(store)
    Courier(store).run()
    kept = timedelta(days=1)
    assert prune(store, now=NOW + timedelta(days=39), postings=kept)["posting"] == 0
    assert prune(store, now=NOW + timedelta(days=41), postings=kept)["posting"] == 1


def test_members_go_before_what_they_went_out_in(store: Store, database: Database) -> None:
    member, whole = announce(store, new("a"), new("w", kind=PostingKind.MERGED))
    merging = Composed(posting=whole, document=document("All."), merged=(member,))
    done(store.compose([merging], now=NOW))
    Courier(store).run()
    assert [prune(store)["posting"] for _ in range(3)] == [1, 1, 0]
    assert count(database, "posting") == 0


def revised(store: Store, number: int) -> None:
    for version in range(1, number + 1):
        seen = replace(BRIEF, text=f"{version}", hash=f"h{version}")
        done(store.record_briefs([seen], gone=(), now=NOW + version * MINUTE))


def test_replaced_revisions_go_but_not_the_latest(store: Store) -> None:
    revised(store, 3)
    assert prune(store)["revision"] == 2
    assert done(store.revision_text("council")) == "3"


def test_a_revision_that_was_replaced_lately_stays(store: Store) -> None:
    revised(store, 1)
    newer = replace(BRIEF, text="2", hash="h2")
    done(store.record_briefs([newer], gone=(), now=LATER - DAY))
    assert prune(store)["revision"] == 0


def test_revisions_that_a_kept_posting_shows_stay(store: Store) -> None:
    revised(store, 3)
    composed(store, Shown(slug="council", revision=2))
    assert prune(store)["revision"] == 1
    assert done(store.revision_text("council", 2)) == "2"


def test_a_brief_whose_file_is_gone_goes_with_its_revisions_unless_shown(store: Store) -> None:
    revised(store, 1)
    done(store.record_briefs([replace(BRIEF, slug="grid")], gone=(), now=NOW))
    done(store.record_briefs([], gone=("council", "grid"), now=NOW))
    composed(store, Shown(slug="grid", revision=1))
    assert prune(store)["brief"] == 1
    assert [row.slug for row in done(store.briefs())] == ["grid"]
    assert done(store.revision_text("council")) is None


def test_old_notes_go(store: Store) -> None:
    done(store.audit(AuditEntry(at=NOW, actor="u1", verb="pause", detail="")))
    done(store.once("e1", now=NOW))
    subscription = Subscription(
        id="s", destination="main", definition="", created_by="u1", created_at=NOW
    )
    done(store.subscribe(subscription))
    done(store.unsubscribe("s", now=NOW))
    done(store.put_schedules([SCHEDULE], removed=(), now=NOW))
    done(store.put_schedules([], removed=[SCHEDULE.id], now=NOW))
    gone = prune(store)
    names = ("audit", "inbound", "subscription", "schedule")
    assert {name: gone[name] for name in names} == dict.fromkeys(names, 1)
    assert not any(prune(store).values())


def test_what_stands_is_no_old_note(store: Store) -> None:
    subscription = Subscription(
        id="s", destination="main", definition="", created_by="u1", created_at=NOW
    )
    done(store.subscribe(subscription))
    done(store.put_schedules([SCHEDULE], removed=(), now=NOW))
    done(store.audit(AuditEntry(at=LATER, actor="u1", verb="pause", detail="")))
    assert not any(prune(store).values())


def test_reminders_that_are_over_go_after_those_they_were_put_off_to(store: Store) -> None:
    remind = partial(store.remind, "u1", meeting="council/1", lead=DAY, now=NOW)
    first = done(remind(due=NOW))
    second = done(remind(due=NOW + DAY, snoozed_from=first.id))
    done(remind(due=LATER))
    assert second.snoozed_from == first.id
    assert [prune(store)["personal_reminder"] for _ in range(3)] == [1, 1, 0]


def test_how_long_nothing_ran_is_never_forgotten(store: Store) -> None:
    for number in range(3):
        started = NOW + number * DAY
        done(store.open_session(f"s{number}", host="h", pid=1, version="1", now=started))
        done(store.heartbeat(f"s{number}", now=started + timedelta(hours=1)))
    done(store.open_session("killed", host="h", pid=1, version="1", now=NOW + 3 * DAY))
    assert prune(store)["process"] == 2
    session = done(store.open_session("s9", host="h", pid=1, version="1", now=LATER))
    assert session.before == NOW + 2 * DAY + timedelta(hours=1)


def test_a_button_works_for_as_long_as_posts_are_kept_and_longer_if_it_is_shown_again(
    store: Store,
) -> None:
    button = CommandButton("Full brief", "show", "council")
    done(store.remember([button], now=NOW))
    prune(store, now=NOW + timedelta(days=400))
    assert done(store.button(action_key(button))) is not None
    done(store.remember([button], now=NOW + timedelta(days=400)))
    prune(store, now=NOW + timedelta(days=800))
    assert done(store.button(action_key(button))) is not None
    assert prune(store, now=NOW + timedelta(days=900))["button"] == 1
    assert done(store.button(action_key(button))) is None
