"""Rules in words, so that an editor sees what was understood. English, like all that editors read.

Written from what the rule chooses, not from how it is spelled: cronsim's own words say "on Monday"
for `0 9 1-31 * MON`, which fires every day.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time
from itertools import pairwise

from cronsim import CronSim

from briefbot.core.schedule.rule import Rule

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}
#: More times than these are said as a step or as minutes of hours.
_LISTED_TIMES = 6
_ANY_MOMENT = datetime(2000, 1, 1)  # noqa: DTZ001 - no moment is asked for, only the fields


def describe_rule(rule: Rule) -> str:
    """Return a rule in words: "Monday and Thursday at 09:00 and 17:30"."""
    fields = rule.days_after(_ANY_MOMENT)
    months = "" if len(fields.months) == len(_MONTHS) else f" in {_months(fields)}"
    return f"{_days(fields)}{months}{_times(rule.times)}"


def _days(fields: CronSim) -> str:
    dates = _dates(fields)
    if fields.day_and:
        weekdays = _weekdays(fields, "or" if dates else "and")
        both = f"{dates} if that is {weekdays}"
        return both if dates and weekdays else dates or weekdays or "every day"
    weekdays = _weekdays(fields, "and")
    return f"{dates} and also {weekdays}" if dates and weekdays else "every day"


def _dates(fields: CronSim) -> str:
    """Return the days of the month in words, "" for all."""
    numbers = sorted(number for number in fields.days if number > 0)
    if len(numbers) == 31:
        return ""
    words = [*_runs(numbers, _ordinal)]
    if CronSim.LAST_WEEKDAY in fields.days:
        words.append("last weekday")
    if CronSim.LAST in fields.days:
        words.append("last day")
    return f"the {_listed(words)} of the month"


def _weekdays(fields: CronSim, conjunction: str) -> str:
    """Return the days of the week in words, "" for all."""
    plain = sorted({(day - 1) % 7 for day in fields.weekdays if isinstance(day, int)})
    if len(plain) == 7:
        return ""
    counted = sorted(day for day in fields.weekdays if not isinstance(day, int))
    words = [*_runs(plain, lambda day: _WEEKDAYS[day])]
    for day, count in counted:
        which = "last" if count == CronSim.LAST else _ordinal(count)
        words.append(f"the {which} {_WEEKDAYS[(day - 1) % 7]} of the month")
    return _listed(words, conjunction)


def _months(fields: CronSim) -> str:
    return _listed([*_runs(sorted(fields.months), lambda month: _MONTHS[month - 1])])


def _times(times: tuple[time, ...]) -> str:
    if len(times) <= _LISTED_TIMES:
        return f" at {_listed([f'{moment:%H:%M}' for moment in times])}"
    minutes = [moment.hour * 60 + moment.minute for moment in times]
    steps = {later - earlier for earlier, later in pairwise(minutes)}
    if len(steps) == 1:
        step = steps.pop()
        whole_day = minutes[0] == 0 and len(times) * step == 24 * 60
        span = "" if whole_day else f" from {times[0]:%H:%M} to {times[-1]:%H:%M}"
        return f", {_every(step)}{span}"
    hours = sorted({moment.hour for moment in times})
    of_hour = sorted({moment.minute for moment in times})
    if len(hours) * len(of_hour) == len(times):
        past = _listed([f":{minute:02}" for minute in of_hour])
        return f" at {past} past the hours {_listed([*_runs(hours, str)])}"
    return f" at {_listed([f'{moment:%H:%M}' for moment in times])}"


def _every(minutes: int) -> str:
    if minutes % 60:
        return f"every {minutes} minutes"
    return "every hour" if minutes == 60 else f"every {minutes // 60} hours"


def _runs(numbers: Iterable[int], name: Callable[[int], str]) -> Iterable[str]:
    """Return names, three or more that follow each other as "first to last"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        if len(run) > 2:
            yield f"{name(run[0])} to {name(run[-1])}"
        else:
            yield from map(name, run)


def _listed(words: Sequence[str], conjunction: str = "and") -> str:
    return f" {conjunction} ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _ordinal(number: int) -> str:
    suffix = "th" if 10 < number < 20 else _SUFFIXES.get(number % 10, "th")
    return f"{number}{suffix}"
