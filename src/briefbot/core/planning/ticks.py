"""What becomes of the ticks of a schedule: postings, or reasons why there is none."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import Advance, NewPosting, ScheduleRow, SkippedTick
from briefbot.core.programme import Channel, DigestSchedule
from briefbot.core.schedule import QuietHours, Tick, catch_up, next_ticks, release, ticks
from briefbot.core.schedule.catch_up import MAX_STEPS
from briefbot.core.schedule.ticks import LAST_YEAR

#: The last moment that schedules know.
_END = datetime(LAST_YEAR, 12, 31, tzinfo=UTC)

PAUSED = "the schedule is paused"

_MANUAL = " manual"


def row_id(kind: str, name: str, destination: str) -> str:
    """Return the id of the row of a digest, of reminders or of summaries at one destination."""
    return f"{kind}/{name}@{destination}"


def manual_occurrence(label: str) -> str:
    """Return the occurrence of an edition that an operator asked for, at a local time."""
    return f"{label}{_MANUAL}"


def is_manual(key: PostingKey) -> bool:
    """Tell whether an operator asked for a posting, and no schedule."""
    return key.occurrence.endswith(_MANUAL)


def fingerprint(digest: DigestSchedule, *, zone_data: str) -> str:
    """Return a text that changes with the rule, its zone, or the edition of the zone database."""
    return f"{_asked(digest)} | {zone_data}"


def _asked(digest: DigestSchedule) -> str:
    """Return what the configuration says of the times of a digest."""
    return f"{digest.rule.text} | {digest.zone}"


def begun(
    name: str, digest: DigestSchedule, *, destination: str, zone_data: str, now: datetime
) -> ScheduleRow:
    """Return the row of a digest that begins now at a destination."""
    return ScheduleRow(
        id=row_id("digest", name, destination),
        name=name,
        destination=destination,
        fingerprint=fingerprint(digest, zone_data=zone_data),
        cursor=now,
        next_at=_following(digest, now),
    )


def adapted(
    row: ScheduleRow, digest: DigestSchedule, *, zone_data: str, since: datetime | None
) -> ScheduleRow:
    """Return a row as the configuration has its digest now.

    A new rule or zone counts from `since` on (the moment of the change, or the last one at which
    the program was seen alive): earlier ticks were those of the rule before. Of the same rule and
    zone no local time comes twice, whenever another zone database says that it is: one that had
    not come yet, and by the new one was before `since`, is late and not lost. Only one that moved
    to before the cursor is passed over: that is an instant, and no longer tells its local time.
    """
    mark = fingerprint(digest, zone_data=zone_data)
    if row.fingerprint == mark:
        return row
    is_asked_anew = not row.fingerprint.startswith(f"{_asked(digest)} | ")
    cursor = row.cursor
    if is_asked_anew and since is not None:
        cursor = max(cursor, since)
    return replace(row, fingerprint=mark, cursor=cursor, next_at=_following(digest, cursor))


def release_of(due: datetime, quiet: QuietHours | None, *, now: datetime) -> datetime:
    """Return when a posting may go out, by quiet hours, if it is made at `now`.

    The same for whatever was due in one stretch of quiet, also when it is made after it: that is
    how the program merges the same postings whether it was running or not.
    """
    if quiet is None:
        return due
    held = release(due, quiet)
    if held > now:
        return held
    later = release(now, quiet)
    return later if later > now else held


def advance(
    row: ScheduleRow, digest: DigestSchedule, channel: Channel, *, now: datetime
) -> Advance:
    """Decide the ticks of a schedule that are due at `now`, in order, at most 1,000 of them.

    While `next_at` of the result is not after `now`, there is more to decide.
    """
    found = _found(row, digest, now=now)
    due = {tick.label: tick for tick in found if tick.instant <= now}
    decision = catch_up(
        _as_released(due.values(), channel.quiet, now=now),
        policy=digest.catch_up,
        max_lateness=digest.max_lateness,
        now=now,
    )
    decided, rest = found[: min(len(due), MAX_STEPS)], found[min(len(due), MAX_STEPS) :]
    run = [due[tick.label] for tick in decision.run]
    missed = [(due[tick.label], reason.value) for tick, reason in decision.missed]
    if row.paused:
        run, missed = [], [(tick, PAUSED) for tick in decided]
    covers = tuple(tick.label for tick in decision.covers)
    return Advance(
        schedule=row.id,
        expected=row.cursor,
        cursor=decided[-1].instant if decided else row.cursor,
        next_at=rest[0].instant if rest else None,
        postings=tuple(
            _posting(tick, row, digest, channel, covers=covers, now=now) for tick in run
        ),
        skipped=tuple(_skipped(tick, row, reason) for tick, reason in missed),
    )


def _found(row: ScheduleRow, digest: DigestSchedule, *, now: datetime) -> list[Tick]:
    """Return the ticks after the cursor, to the first one that is not due or not decided now."""
    found: list[Tick] = []
    for tick in ticks(digest.rule, zone=digest.zone, after=row.cursor, until=_END):
        found.append(tick)
        if tick.instant > now or len(found) > MAX_STEPS:
            break
    return found


def _as_released(
    found: Iterable[Tick], quiet: QuietHours | None, *, now: datetime
) -> Iterator[Tick]:
    """Yield the ticks as of the moment they may go out: what quiet hours hold is not late."""
    for tick in found:
        yield (
            tick if quiet is None else replace(tick, instant=min(release(tick.instant, quiet), now))
        )


def _following(digest: DigestSchedule, after: datetime) -> datetime | None:
    found = next_ticks(digest.rule, zone=digest.zone, after=after, count=1)
    return found[0].instant if found else None


def _key(tick: Tick, row: ScheduleRow) -> PostingKey:
    return PostingKey(
        destination=row.destination,
        kind=PostingKind.DIGEST,
        subject=row.name,
        occurrence=tick.label,
    )


def _posting(  # noqa: PLR0913 - a tick, its schedule and its place
    tick: Tick,
    row: ScheduleRow,
    digest: DigestSchedule,
    channel: Channel,
    *,
    covers: tuple[str, ...],
    now: datetime,
) -> NewPosting:
    release_at = release_of(tick.instant, channel.quiet, now=now)
    return NewPosting(
        key=_key(tick, row),
        due=tick.instant,
        release_at=release_at,
        expires_at=release_at + digest.max_lateness,
        label=tick.label,
        reason=f"due by its rule: {digest.rule.text} ({digest.zone})",
        schedule=row.id,
        covers=covers,
    )


def _skipped(tick: Tick, row: ScheduleRow, reason: str) -> SkippedTick:
    return SkippedTick(key=_key(tick, row), due=tick.instant, label=tick.label, reason=reason)
