"""Editions of the zone database in a run: their rules hold in it, and nowhere after it."""

import zoneinfo
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from briefbot.sources.zones import zone_data
from simulation.expected import expected_keys
from simulation.points import stream
from simulation.programme import Configured, Drawn
from simulation.zones import OTHERS, ZoneEditions

SUMMER = datetime(2027, 6, 15, tzinfo=UTC)
TOKYO, LIKE_SHANGHAI = "Asia/Tokyo", "Asia/Shanghai"


def test_a_zone_has_other_rules_then_its_own_again_and_its_own_after_the_run(
    tmp_path: Path,
) -> None:
    path, before = zoneinfo.TZPATH, SUMMER.astimezone(ZoneInfo(TOKYO)).hour
    editions, random = ZoneEditions(tmp_path), stream(1, "zones")
    marks = [zone_data([TOKYO])]
    with editions.in_use():
        hours = []
        for _ in range(3):
            assert editions.change(random, {TOKYO}) == TOKYO
            hours.append(SUMMER.astimezone(ZoneInfo(TOKYO)).hour)
            marks.append(zone_data([TOKYO]))

    assert hours == [before - 1, before, before - 1]
    assert marks[0] == marks[2]
    assert marks[1] == marks[3] != marks[0]
    assert SUMMER.astimezone(ZoneInfo(TOKYO)).hour == before
    assert path == zoneinfo.TZPATH


def test_no_zone_moves_further_than_the_judge_allows_for() -> None:
    for moment in (SUMMER, datetime(2027, 1, 15, tzinfo=UTC), datetime(2027, 2, 15, tzinfo=UTC)):
        for zone, other in OTHERS.items():
            offsets = [moment.astimezone(ZoneInfo(each)).utcoffset() for each in (zone, other)]
            first, second = (offset.total_seconds() for offset in offsets if offset is not None)
            assert abs(first - second) <= 3600, zone


def test_what_is_due_goes_by_the_rules_of_the_zone_at_the_time() -> None:
    noon = Drawn(
        name="noon", rule="0 12 * * *", fields=("0 12 * * *",), zone=TOKYO, destinations=("desk",)
    )
    moved, end = SUMMER.replace(day=16), SUMMER.replace(day=17)
    configured = Configured()
    configured.put(noon, at=SUMMER)
    configured.give_rules(TOKYO, LIKE_SHANGHAI, at=moved, alive=moved)

    expected = expected_keys(configured, start=SUMMER, began=SUMMER, end=end, last=end)

    dues = {key.occurrence: due.hour for key, due in expected.must.items()}
    assert dues == {"2027-06-15T12:00": 3, "2027-06-16T12:00": 4}
    assert not expected.over
