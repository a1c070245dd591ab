"""A year of 1,000 schedules, against bare cronsim, which knows no zone and no label.

Both our ticks, and the rehearsal of digests that are due at them: decided one by one, without
briefs, so that it is the schedules that are measured; `editions.py` measures the rest.
"""

import time
from datetime import UTC, datetime
from itertools import chain, cycle, islice, pairwise, takewhile

from cronsim import CronSim

from briefbot.core.digest import DigestPlan
from briefbot.core.programme import Channel, DigestSchedule, Programme
from briefbot.core.rehearsal import rehearse
from briefbot.core.schedule import Rule, parse_rule, ticks
from briefbot.core.visibility import Audience, Place

SCHEDULES, OF_ONE_KIND = 1_000, 20
#: Digests as newsrooms have them: mostly daily, some on some days, a few all day long.
RULES = {
    "daily": ("0 8 * * *", "30 17 * * *", "15 2 * * *"),
    "on weekdays": ("0 9 * * 1-5", "45 6 * * MON,THU"),
    "several a day": ("0 8,12,18 * * *", "0,30 7-9 * * 1-5"),
    "hourly": ("0 * * * *",),
    "weekly and monthly": ("0 9 * * 1", "0 9 1 * *", "0 9 L * *"),
}
ZONES = ("Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


def enumerate_bare(rules: list[str]) -> int:
    """Return how many ticks cronsim names in the year, on naive time."""
    start, end = START.replace(tzinfo=None), END.replace(tzinfo=None)
    return sum(
        sum(1 for _ in takewhile(lambda wall: wall <= end, CronSim(rule, start))) for rule in rules
    )


def enumerate_ours(rules: list[Rule]) -> int:
    """Return how many ticks we name in the year, in five zones by turns."""
    return sum(
        sum(1 for _ in ticks(rule, zone=zone, after=START, until=END))
        for rule, zone in zip(rules, cycle(ZONES), strict=False)
    )


def rehearse_all(rules: list[Rule]) -> None:
    """Rehearse the year of a digest for each rule, a hundred at a time for the memory's sake."""
    places = {
        zone: Channel(name=zone, place=Place(audience=Audience.CHANNEL), zone=zone)
        for zone in ZONES
    }
    digests = [
        DigestSchedule(plan=DigestPlan(name="digest"), rule=rule, zone=zone, destinations=(zone,))
        for rule, zone in zip(rules, cycle(ZONES), strict=False)
    ]
    for first in range(0, len(digests), 100):
        some = {str(number): digest for number, digest in enumerate(digests[first : first + 100])}
        rehearse(Programme(channels=places, digests=some), (), start=START, end=END)


def compare(name: str, rules: list[str]) -> None:
    """Print what our ticks of some rules take, against cronsim's, in processor time."""
    parsed = [parse_rule(rule) for rule in rules]
    moments = [time.process_time()]
    enumerate_bare(rules)
    moments.append(time.process_time())
    found = enumerate_ours(parsed)
    moments.append(time.process_time())
    rehearse_all(parsed)
    moments.append(time.process_time())
    bare, ours, rehearsed = (after - before for before, after in pairwise(moments))
    figures = f"{found:,} ticks, {ours / found * 1e6:.1f} us each"
    print(
        f"  {len(rules):>5,} {name:<20} {ours / bare:.2f} times ({figures});"
        f" rehearsed {rehearsed / bare:.2f} times"
    )


def main() -> None:
    """Print the ratio for a few schedules of each kind, and for the thousand."""
    print("a year of schedules, against bare cronsim (at most 2 times):")
    for name, rules in RULES.items():
        compare(name, list(islice(cycle(rules), OF_ONE_KIND)))
    compare("of all kinds", list(islice(cycle(chain.from_iterable(RULES.values())), SCHEDULES)))


if __name__ == "__main__":
    main()
