"""Alarms of an event, as lead times: how long before its start it is to be announced."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, TypeGuard

from icalendar import Alarm, Alarms

#: Lead times of one occurrence; those nearest to its start are dropped.
MAX_LEADS: Final = 5
#: Of one event; real ones have one or two.
MAX_ALARMS: Final = 20
#: Nobody is told of a meeting earlier, and sums of such lengths stay within the years there are.
MAX_LENGTH: Final = timedelta(days=366)

_BEGIN: Final = "BEGIN:VALARM"
#: What e-mails, sounds and programs were set up for is their owner's alone.
_SHOWN: Final = "DISPLAY"


def read_alarms(lines: Iterable[str]) -> tuple[Alarm, ...]:
    """Return the alarms among an event's lines that show a text, and can be read."""
    texts = [line for line in lines if line.startswith(_BEGIN)]
    alarms = (_alarm(text) for text in texts[:MAX_ALARMS])
    return tuple(alarm for alarm in alarms if alarm is not None)


def without_alarms(lines: Iterable[str]) -> list[str]:
    """Return an event's lines without its alarms."""
    return [line for line in lines if not line.startswith(_BEGIN)]


def leads_of(
    alarms: Sequence[Alarm], start: date, end: date, *, written: date, zone: tzinfo
) -> tuple[timedelta, ...]:
    """Return the lead times of an occurrence, longest first; alarms after its start have none.

    Of times they are elapsed time, also when clocks change. Of whole days they are days on the
    calendar: whatever the hour of an alarm, it is that day's, in `zone`. `written` is the start
    that the file has: an alarm at a moment of its own belongs to no other occurrence of a series.
    """
    if not alarms:
        return ()
    work = Alarms()
    work.set_start(_exact(start))
    work.set_end(_exact(end))
    for alarm in alarms:
        if isinstance(alarm.TRIGGER, timedelta) or start == written:
            work.add_alarm(alarm)
    leads = {_lead(start, time.trigger, zone) for time in work.times}
    return tuple(sorted((lead for lead in leads if lead > timedelta()), reverse=True)[:MAX_LEADS])


def _alarm(text: str) -> Alarm | None:
    try:
        alarm = Alarm.from_ical(text)
        if not isinstance(alarm, Alarm) or str(alarm.get("ACTION", "")).upper() != _SHOWN:
            return None
        trigger, gap, repeat = alarm.TRIGGER, alarm.DURATION, alarm.REPEAT
    except (ValueError, TypeError, OverflowError):  # what icalendar raises for what it cannot read
        return None
    is_sound = trigger.tzinfo is not None if isinstance(trigger, datetime) else _is_short(trigger)
    if not is_sound:
        return None
    # Each repetition is nearer to the start.
    alarm.REPEAT = min(repeat, MAX_LEADS) if _is_short(gap) and gap > timedelta() else 0
    return alarm


def _is_short(length: object) -> TypeGuard[timedelta]:
    return isinstance(length, timedelta) and abs(length) <= MAX_LENGTH


def _lead(start: date, trigger: date, zone: tzinfo) -> timedelta:
    if isinstance(start, datetime):
        return start - trigger if isinstance(trigger, datetime) else timedelta()
    if isinstance(trigger, datetime):
        trigger = (trigger.astimezone(zone) if trigger.tzinfo else trigger).date()
    return start - trigger


def _exact(moment: date) -> date:
    """Return a time in UTC: on a local clock, an hour before may be two."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment
