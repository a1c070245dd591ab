"""Rules: what an editor writes to say on which days and at which local times something is due.

Three ways to write one: five cron fields (`0 8 * * 1-5`), plain words (`mon,thu at 09:00, 17:30`),
or `@hourly`, `@daily`, `@weekly`, `@monthly`. The fields are read as Debian's cron reads them
(https://manpages.debian.org/crontab.5): names of months and days, 0 and 7 for Sunday, and where
both days are restricted, either is enough, unless one of the two fields begins with `*`. Beyond
that, cronsim knows `L` and `LW` (last day, last weekday of the month), `5L` and `MON#2`.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

from cronsim import CronSim, CronSimError

#: The longest rule that is read, in characters.
MAX_LENGTH = 200

#: The shortest span between two local times of a rule; midnight is no border.
MIN_GAP = timedelta(minutes=5)

_MACROS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
}
_DAY_WORDS = {"daily": "*", "weekdays": "1-5", "weekends": "0,6"}
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIELDS = ("minute", "hour", "day of the month", "month", "day of the week")
_WORDS = re.compile(r"(.*?)\s+at\s+(.*)", re.IGNORECASE | re.DOTALL)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_WAYS = "write five cron fields like 0 8 * * 1-5, or words like mon,thu at 09:00, 17:30"

#: A rule that does not fire in the 50 years cronsim looks ahead from here never does: the calendar
#: of weekdays and leap years repeats within 40.
_START = datetime(2000, 1, 1)  # noqa: DTZ001 - a day of the calendar, in no zone


class RuleError(ValueError):
    """A rule that cannot be used: `what` is wrong with it, and a `hint` at what to write."""

    def __init__(self, what: str, hint: str) -> None:
        self.what = what
        self.hint = hint
        super().__init__(f"{what} -- {hint}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule that fires, at local times at least five minutes apart.

    `text` is what was written. `times` are the local times of a day on which it fires, ascending;
    `day`, `month` and `weekday` are the cron fields that choose the days. `both_passes` says that
    in an hour which comes twice it fires twice, as a rule does whose hour field begins with `*`.
    """

    text: str
    times: tuple[time, ...]
    day: str = "*"
    month: str = "*"
    weekday: str = "*"
    both_passes: bool = False

    def days_after(self, moment: datetime) -> CronSim:
        """Return the midnights of the rule's days after a naive local moment, ascending."""
        return CronSim(f"0 0 {self.day} {self.month} {self.weekday}", moment)


def parse_rule(text: str) -> Rule:
    """Return the rule that `text` writes.

    Raises RuleError when it cannot be read, never fires, or fires more often than `MIN_GAP`.
    """
    written = text[: MAX_LENGTH + 1].strip()
    if not written:
        raise RuleError("the rule is empty", _WAYS)
    if len(text) > MAX_LENGTH:
        raise RuleError(f"the rule is longer than {MAX_LENGTH} characters", "split it in two")
    words = _WORDS.fullmatch(written)
    rule = _from_words(written, *words.groups()) if words else _from_fields(written)
    _check_gaps(rule.times)
    if next(rule.days_after(_START), None) is None:
        raise _never_fires(written)
    return rule


def _from_words(text: str, days: str, times: str) -> Rule:
    clocks = [_CLOCK.fullmatch(part.strip()) for part in times.split(",")]
    found = sorted({time(int(clock[1]), int(clock[2])) for clock in clocks if clock})
    if not all(clocks):
        raise RuleError(f"{times!r} are no times of a day", "write them like 09:00, 17:30")
    return Rule(text=text, times=tuple(found), weekday=_weekday_field(days))


def _weekday_field(days: str) -> str:
    word = days.strip().lower()
    if word in _DAY_WORDS:
        return _DAY_WORDS[word]
    names = [name.strip() for name in word.split(",")]
    if not set(names) <= set(_WEEKDAYS):
        hint = "write daily, weekdays, weekends, or days like mon,thu"
        raise RuleError(f"{days!r} are no days of the week", hint)
    return ",".join(sorted({str(_WEEKDAYS.index(name)) for name in names}))


def _from_fields(text: str) -> Rule:
    fields = _MACROS.get(text.lower(), text).split()
    if text.startswith("@") and text.lower() not in _MACROS:
        raise RuleError(f"{text!r} is not known", f"write one of {', '.join(_MACROS)}")
    if len(fields) != len(_FIELDS):
        raise RuleError(f"{text!r} is no rule", _WAYS)
    for position, field in enumerate(fields):
        _check_field(field, position)
    minute, hour, day, month, weekday = fields
    # The day's times are read with every day allowed, so that days which never come (30 February)
    # are told apart from fields that cannot be read.
    clock = CronSim(f"{minute} {hour} * * *", _START)
    times = tuple(time(h, m) for h in sorted(clock.hours) for m in sorted(clock.minutes))
    rule = Rule(
        text=text,
        times=times,
        day=day,
        month=month,
        weekday=weekday,
        both_passes=hour.startswith("*"),
    )
    try:
        rule.days_after(_START)
    except CronSimError:
        raise _never_fires(text) from None
    return rule


def _check_field(field: str, position: int) -> None:
    alone = ["*"] * len(_FIELDS)
    alone[position] = field
    try:
        CronSim(" ".join(alone), _START)
    except CronSimError:
        what = f"{field!r} is no {_FIELDS[position]}"
        raise RuleError(what, "fields: minute, hour, day, month, weekday") from None


def _never_fires(text: str) -> RuleError:
    return RuleError(f"{text!r} never fires", "choose a day that comes")


def _check_gaps(times: tuple[time, ...]) -> None:
    """Refuse times too close together, over midnight too: the next day may be one of the rule's."""
    if len(times) < 2:
        return
    for earlier, later in pairwise((*times, times[0])):
        minutes = (later.hour * 60 + later.minute - earlier.hour * 60 - earlier.minute) % (24 * 60)
        if timedelta(minutes=minutes) < MIN_GAP:
            what = f"it fires at {earlier:%H:%M} and again at {later:%H:%M}"
            hint = f"keep at least {MIN_GAP // timedelta(minutes=1)} minutes between two times"
            raise RuleError(what, hint)
