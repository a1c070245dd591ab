"""Deleting what is older than it is kept; what is open or shown stays."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, func, or_, select

from briefbot.core.delivery.records import Retention
from briefbot.core.delivery.state import OPEN_STATES, DeliveryState, PostingState
from briefbot.storage.session import has_lived
from briefbot.storage.tables import (
    audit,
    brief,
    button,
    delivery,
    event,
    inbound,
    personal_reminder,
    posting,
    process,
    revision,
    schedule,
    shown,
    subscription,
)

#: A schedule may make up for missed ticks for weeks; a key that it can still make has to stay, or
#: the same would be posted again.
_LEAST = timedelta(days=40)
#: Postings deleted in one transaction, so that it stays short: the rest goes the next time.
_MOST_AT_ONCE = 2_000

_other = posting.alias("other")


def prune(conn: Connection, now: datetime, retention: Retention) -> Mapping[str, int]:
    """Delete what is older than it is kept; return the counts by table. Open rows stay.

    At most 2,000 postings are deleted at once: repeat it while it finds as many.
    """
    settled = now - max(retention.postings, _LEAST)
    noted = now - retention.audit
    done = {"posting": _prune_postings(conn, settled)}
    rules: list[tuple[Table, ColumnElement[bool]]] = [
        (event, and_(event.c.posting.is_(None), event.c.at < noted)),
        (schedule, _unused_schedules(settled)),
        (personal_reminder, _past_reminders(settled)),
        (subscription, subscription.c.removed_at < noted),
        (audit, audit.c.at < noted),
        # Noted when a post was composed, which may be weeks before it was settled.
        (button, button.c.seen_at < settled - _LEAST),
        (inbound, inbound.c.at < now - retention.inbound),
        (process, _past_processes(now - retention.processes)),
        (revision, _replaced_revisions(now - retention.revisions)),
        (brief, _gone_briefs(now - retention.revisions)),
    ]
    for table, which in rules:
        done[table.name] = conn.execute(delete(table).where(which)).rowcount
    return done


def _prune_postings(conn: Connection, before: datetime) -> int:
    unsettled = [state.value for state in (*OPEN_STATES, DeliveryState.HELD)]
    kept = exists().where(
        delivery.c.posting == posting.c.id,
        or_(delivery.c.state.in_(unsettled), delivery.c.settled_at >= before),
    )
    # The members of a merged posting go before it.
    whole = exists().where(_other.c.merged_into == posting.c.id)
    old = (
        select(posting.c.id)
        .where(
            posting.c.state != PostingState.WAITING.value,
            posting.c.created_at < before,
            posting.c.due < before,
            ~kept,
            ~whole,
        )
        .order_by(posting.c.id)
        .limit(_MOST_AT_ONCE)
    )
    ids = conn.execute(old).scalars().all()
    return conn.execute(delete(posting).where(posting.c.id.in_(ids))).rowcount


def _unused_schedules(before: datetime) -> ColumnElement[bool]:
    used = exists().where(posting.c.schedule == schedule.c.id)
    return and_(schedule.c.removed_at < before, ~used)


def _past_reminders(before: datetime) -> ColumnElement[bool]:
    child = personal_reminder.alias("child")
    put_off = exists().where(child.c.snoozed_from == personal_reminder.c.id)
    return and_(personal_reminder.c.due < before, ~put_off)


def _past_processes(before: datetime) -> ColumnElement[bool]:
    """Return those not seen since, except the last that lived: it tells how long nothing ran."""
    another = process.alias("another")
    last = select(func.max(another.c.seen_at)).where(has_lived(another)).scalar_subquery()
    return and_(process.c.seen_at < before, process.c.seen_at < last)


def _replaced_revisions(before: datetime) -> ColumnElement[bool]:
    newer = revision.alias("newer")
    replaced = exists().where(
        newer.c.slug == revision.c.slug,
        newer.c.number > revision.c.number,
        newer.c.seen_at < before,
    )
    on_show = exists().where(shown.c.slug == revision.c.slug, shown.c.revision == revision.c.number)
    return and_(replaced, ~on_show)


def _gone_briefs(before: datetime) -> ColumnElement[bool]:
    on_show = exists().where(shown.c.slug == brief.c.slug)
    return and_(brief.c.gone_at < before, ~on_show)
