"""Briefs with their revisions, and the last good copy of each calendar's meetings."""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, delete, func, insert, select, update

from briefbot.core.delivery.records import BriefRow, BriefSeen
from briefbot.core.occurrence import Occurrence
from briefbot.core.occurrence_form import occurrence_fields, occurrence_of
from briefbot.storage.tables import brief, meeting, revision
from briefbot.storage.upsert import insert_into

T = TypeVar("T")
#: The number and hash of a revision before the first.
_NONE = (0, "")
_other = revision.alias("other")
_IS_LATEST = revision.c.number == (
    select(func.max(_other.c.number)).where(_other.c.slug == revision.c.slug).scalar_subquery()
)
#: SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535; rows have up to five.
_MOST_AT_ONCE = 5_000


def briefs(conn: Connection) -> list[BriefRow]:
    """Return every brief ever seen, with its latest revision, also those whose file is gone."""
    return [
        BriefRow(
            slug=row.slug,
            path=row.path,
            number=row.number,
            hash=row.hash,
            first_seen=row.first_seen,
            baseline=row.baseline,
            gone_at=row.gone_at,
        )
        for row in conn.execute(
            select(brief, revision.c.number, revision.c.hash)
            .join(revision, revision.c.slug == brief.c.slug)
            .where(_IS_LATEST)
            .order_by(brief.c.slug)
        )
    ]


def record_briefs(
    conn: Connection, now: datetime, seen: Sequence[BriefSeen], *, gone: Collection[str]
) -> dict[str, int]:
    """Add a revision for each brief whose hash is new; return the numbers of new revisions."""
    numbers: dict[str, int] = {}
    by_slug = {each.slug: each for each in sorted(seen, key=lambda each: each.slug)}
    for chunk in _chunks(list(by_slug.values())):
        numbers |= _record(conn, now, chunk)
    for slugs in _chunks(sorted(gone)):
        missing = brief.c.slug.in_(slugs) & brief.c.gone_at.is_(None)
        conn.execute(update(brief).where(missing).values(gone_at=now))
    return numbers


def _record(conn: Connection, now: datetime, seen: Sequence[BriefSeen]) -> dict[str, int]:
    there = insert_into(conn, brief)
    conn.execute(
        there.on_conflict_do_update(
            index_elements=[brief.c.slug],
            set_={"path": there.excluded.path, "gone_at": None},
        ),
        [
            {
                "slug": each.slug,
                "path": each.path,
                "first_seen": now,
                "baseline": each.baseline,
            }
            for each in seen
        ],
    )
    # The rows above are locked until the commit: nobody else adds revisions of these meanwhile.
    latest = _latest(conn, [each.slug for each in seen])
    changed = [each for each in seen if latest.get(each.slug, _NONE)[1] != each.hash]
    numbers = {each.slug: latest.get(each.slug, _NONE)[0] + 1 for each in changed}
    if changed:
        conn.execute(
            insert(revision),
            [
                {
                    "slug": each.slug,
                    "number": numbers[each.slug],
                    "hash": each.hash,
                    "seen_at": now,
                    "text": each.text,
                }
                for each in changed
            ],
        )
    return numbers


def _latest(conn: Connection, slugs: Collection[str]) -> dict[str, tuple[int, str]]:
    """Return the number and hash of the latest revision of each brief that has one."""
    columns = (revision.c.slug, revision.c.number, revision.c.hash)
    rows = conn.execute(select(*columns).where(revision.c.slug.in_(slugs), _IS_LATEST))
    return {row.slug: (row.number, row.hash) for row in rows}


def revision_text(conn: Connection, slug: str, *, number: int | None) -> str | None:
    """Return the text of a revision, of the latest without a number; None if not kept."""
    which = _IS_LATEST if number is None else revision.c.number == number
    text: str | None = conn.scalar(select(revision.c.text).where(revision.c.slug == slug, which))
    return text


def put_meetings(
    conn: Connection, now: datetime, calendar: str, meetings: Sequence[Occurrence]
) -> None:
    """Replace the meetings of a calendar; rows that say the same already are left alone."""
    its = meeting.c.calendar == calendar
    rows = conn.execute(select(meeting.c.key, meeting.c.value).where(its))
    before = {row.key: row.value for row in rows}
    after = {each.key: _text(each) for each in meetings}
    for keys in _chunks([key for key in before if key not in after]):
        conn.execute(delete(meeting).where(its, meeting.c.key.in_(keys)))
    changed = [
        {"key": key, "calendar": calendar, "value": value, "seen_at": now}
        for key, value in sorted(after.items())
        if before.get(key) != value
    ]
    if changed:
        statement = insert_into(conn, meeting)
        columns = ("calendar", "value", "seen_at")
        conn.execute(
            statement.on_conflict_do_update(
                index_elements=[meeting.c.key],
                set_={name: statement.excluded[name] for name in columns},
            ),
            changed,
        )


def meetings(conn: Connection, calendar: str) -> list[Occurrence]:
    """Return the last good copy of a calendar's meetings, by key."""
    rows = conn.execute(
        select(meeting.c.value).where(meeting.c.calendar == calendar).order_by(meeting.c.key)
    )
    return [occurrence_of(json.loads(value)) for value in rows.scalars()]


def _text(occurrence: Occurrence) -> str:
    return json.dumps(occurrence_fields(occurrence), sort_keys=True, separators=(",", ":"))


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _MOST_AT_ONCE):
        yield items[start : start + _MOST_AT_ONCE]
