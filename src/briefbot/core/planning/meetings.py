"""Reminders and notices as postings, and what the ledger remembers of them as what was said."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import NewPosting, SaidRow
from briefbot.core.delivery.state import PostingState
from briefbot.core.meeting import MeetingStatus
from briefbot.core.planning.ticks import release_of, row_id
from briefbot.core.programme import Channel
from briefbot.core.reminders import (
    Notice,
    NoticeKind,
    ReminderDecision,
    ReminderKey,
    ReminderPlan,
    Said,
    last_said,
    start_name,
)
from briefbot.core.schedule import zone_named
from briefbot.core.upcoming import Upcoming, earliest_start

#: What is on its way counts as said; what waits does not, for it is decided again before it goes.
_TOLD = frozenset({PostingState.COMPOSED, PostingState.MERGED})

_REASONS = {
    NoticeKind.MOVED: "the meeting is not when readers were told",
    NoticeKind.CANCELLED: "the meeting is cancelled",
}
_UNLISTED = "the meeting is no longer in its calendar"


def said_of(rows: Iterable[SaidRow]) -> tuple[Said, ...]:
    """Return what readers were told, or are being told, from the rows of a place."""
    return tuple(
        Said(meeting=row.key.subject, when=row.when, step=step_of(row.key.step), at=row.at)
        for row in rows
        if row.state in _TOLD
    )


def step_of(step: str) -> timedelta | NoticeKind:
    """Return a key's step as the lead time or the kind of notice that it names."""
    return timedelta(seconds=int(step)) if step.isdecimal() else NoticeKind(step)


def reminder_key(key: ReminderKey, destination: str) -> PostingKey:
    """Return the key of a reminder at a destination."""
    return PostingKey(
        destination=destination,
        kind=PostingKind.REMINDER,
        subject=key.meeting,
        occurrence=key.start,
        step=str(key.lead // timedelta(seconds=1)),
    )


def reminder_posting(
    decision: ReminderDecision, plan: ReminderPlan, channel: Channel, *, now: datetime
) -> NewPosting:
    """Return the posting of a reminder that goes out; it expires when the meeting may start."""
    due = decision.due
    return NewPosting(
        key=reminder_key(due.key, channel.name),
        due=due.at,
        release_at=release_of(due.at, channel.quiet, now=now),
        expires_at=earliest_start(due.meeting.when, zone=channel.zone),
        label=f"{due.at.astimezone(zone_named(channel.zone)):%Y-%m-%dT%H:%M}",
        reason=str(decision.reason.value),
        schedule=row_id("reminders", plan.name, channel.name),
        when=due.meeting.when,
    )


def notice_posting(
    notice: Notice, plan: ReminderPlan, channel: Channel, *, generation: int, now: datetime
) -> NewPosting:
    """Return the posting of a notice.

    `generation` tells apart two notices that say the same, of a meeting that moved there twice.
    """
    meeting = notice.meeting
    return NewPosting(
        key=PostingKey(
            destination=channel.name,
            kind=PostingKind.NOTICE,
            subject=meeting.key,
            occurrence=start_name(meeting.when),
            step=notice.kind.value,
            generation=generation,
        ),
        due=now,
        release_at=release_of(now, channel.quiet, now=now),
        label=f"{now.astimezone(zone_named(channel.zone)):%Y-%m-%dT%H:%M}",
        reason=_UNLISTED if notice.unlisted else _REASONS[notice.kind],
        schedule=row_id("reminders", plan.name, channel.name),
        when=meeting.when,
    )


def vanished(  # noqa: PLR0913 - what was said, and what is listed
    said: Iterable[Said],
    *,
    listed: Collection[str],
    well_read: Collection[str],
    titles: Mapping[str, str],
    zone: str,
    now: datetime,
) -> Iterator[Notice]:
    """Yield a notice for each meeting that readers know of and its calendar lists no longer.

    `listed` are the keys of all that briefs and calendars name, `well_read` the calendars whose
    last reading was good. A meeting that has begun meanwhile may be gone for that reason alone.
    `titles` are those of meetings listed before, by key; without one it is called by its own key.
    """
    for key, last in last_said(said).items():
        calendar, _, uid = key.partition("/")
        start = earliest_start(last.when, zone=zone)
        if key in listed or calendar not in well_read or last.step is NoticeKind.CANCELLED:
            continue
        if start is not None and start > now:
            gone = Upcoming(
                key=key,
                title=titles.get(key, uid),
                when=last.when,
                status=MeetingStatus.CANCELLED,
                calendar=calendar,
            )
            yield Notice(kind=NoticeKind.CANCELLED, meeting=gone, was=last.when, unlisted=True)
