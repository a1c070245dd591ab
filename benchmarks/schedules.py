"""A year of 1,000 schedules: our ticks against bare cronsim, which knows no zone and no label."""

import time
from datetime import UTC, datetime
from itertools import chain, cycle, islice, takewhile

from cronsim import CronSim

from briefbot.core.schedule import Rule, parse_rule, ticks

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


def compare(name: str, rules: list[str]) -> None:
    """Print what our ticks of some rules take, against cronsim's, in processor time."""
    parsed = [parse_rule(rule) for rule in rules]
    begin = time.process_time()
    enumerate_bare(rules)
    middle = time.process_time()
    found = enumerate_ours(parsed)
    bare, ours = middle - begin, time.process_time() - middle
    figures = f"{found:,} ticks, {ours / found * 1e6:.1f} us each"
    print(f"  {len(rules):>5,} {name:<20} {ours / bare:.2f} times ({figures})")


def main() -> None:
    """Print the ratio for a few schedules of each kind, and for the thousand."""
    print("a year of schedules, against bare cronsim:")
    for name, rules in RULES.items():
        compare(name, list(islice(cycle(rules), OF_ONE_KIND)))
    compare("of all kinds", list(islice(cycle(chain.from_iterable(RULES.values())), SCHEDULES)))


if __name__ == "__main__":
    main()
