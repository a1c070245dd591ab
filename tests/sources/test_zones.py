"""The edition of the zone database is told by the files that are in use."""

import zoneinfo
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from briefbot.sources.zones import mark_of, zone_data


@pytest.fixture
def system(tmp_path: Path) -> Iterator[Path]:
    """Have an empty folder as the system's database."""
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(tmp_path)])
    mark_of.cache_clear()
    yield tmp_path
    zoneinfo.reset_tzpath(before)
    mark_of.cache_clear()


def test_the_system_s_file_goes_before_the_package_s(system: Path) -> None:
    packaged = zone_data(["Europe/Kyiv"])
    file = system / "Europe" / "Kyiv"
    file.parent.mkdir()
    same = (files("tzdata") / "zoneinfo" / "Europe" / "Kyiv").read_bytes()
    file.write_bytes(same)
    mark_of.cache_clear()
    assert zone_data(["Europe/Kyiv"]) == packaged

    file.write_bytes(same + b"\n")
    mark_of.cache_clear()
    assert zone_data(["Europe/Kyiv"]) != packaged


def test_what_is_in_use_stays_so_while_the_process_lives(system: Path) -> None:
    before = zone_data(["Europe/Kyiv"])
    (system / "Europe").mkdir()
    (system / "Europe" / "Kyiv").write_bytes(b"another")

    assert zone_data(["Europe/Kyiv"]) == before


def test_only_the_zones_that_are_asked_about_count(system: Path) -> None:
    kyiv = zone_data(["Europe/Kyiv"])
    (system / "Europe").mkdir()
    (system / "Europe" / "London").write_bytes(b"another")
    mark_of.cache_clear()

    assert zone_data(["Europe/Kyiv", "Europe/Kyiv"]) == kyiv
    assert zone_data(["Europe/Kyiv", "Europe/London"]) != kyiv


def test_no_zones_and_unknown_ones_have_a_text_too(system: Path) -> None:
    assert list(system.iterdir()) == []
    assert zone_data([]) != zone_data(["Nowhere/At all"])
