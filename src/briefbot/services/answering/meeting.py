"""Verbs about meetings: meetings, next."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from briefbot.core.brief import Brief
from briefbot.core.commands import Invocation
from briefbot.core.compose import Outcome, compose_done, compose_meeting, compose_meetings
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.meeting import MeetingStatus
from briefbot.core.upcoming import Upcoming, earliest_start, latest_end
from briefbot.core.wording import describe_duration
from briefbot.services.answering.finding import checked_calendar, visible_meetings
from briefbot.services.answering.library import Seat, Told

_DAYS = 7
#: More meetings than these are counted.
_SHOWN = 20


async def meetings(seat: Seat, given: Invocation) -> Told:
    """Show the meetings of the days ahead."""
    span = timedelta(days=given.number("days", _DAYS))
    zone = given.text("tz") or seat.zone
    ahead = _ahead(seat, given, zone=zone, until=seat.now + span)
    shown = [meeting for _, meeting in ahead[:_SHOWN]]
    document = compose_meetings(
        shown,
        span=describe_duration(span, lang=seat.lang),
        lang=seat.lang,
        more=len(ahead[_SHOWN:]),
    )
    return Told(document, _briefs(shown))


async def next_meeting(seat: Seat, given: Invocation) -> Told:
    """Show the next meeting that has not begun."""
    ahead = _ahead(seat, given, zone=seat.zone, until=None)
    later = [meeting for start, meeting in ahead if start > seat.now]
    if not later:
        title = catalogue_for(seat.lang).text(Label.ANSWER_NEXT_NONE)
        return Told(compose_done(Outcome(title=title), lang=seat.lang))
    document = compose_meeting(later[0], lang=seat.lang, zone=seat.zone)
    return Told(document, _briefs(later[:1]))


def _briefs(meetings: Iterable[Upcoming]) -> tuple[Brief, ...]:
    """Return the briefs that name meetings, each once."""
    return tuple({each.brief.slug: each.brief for each in meetings if each.brief}.values())


def _ahead(
    seat: Seat, given: Invocation, *, zone: str, until: datetime | None
) -> list[tuple[datetime, Upcoming]]:
    """Return the meetings that are not over, with the first moment they may begin, in order."""
    calendar = checked_calendar(seat, given.text("calendar"))
    topic = given.text("topic").casefold()
    found = []
    for each in visible_meetings(seat).values():
        start, end = earliest_start(each.when, zone=zone), latest_end(each.when, zone=zone)
        if start is None or end is None or end <= seat.now or (until and start > until):
            continue
        if each.status is MeetingStatus.CANCELLED or (calendar and each.calendar != calendar):
            continue
        if not topic or topic in each.topics:
            found.append((start, each))
    return sorted(found, key=lambda pair: (pair[0], pair[1].title, pair[1].key))
