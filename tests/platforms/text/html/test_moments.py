"""Native times: what is shown where, and what a script finds."""

from datetime import UTC, datetime, timedelta

import pytest

from briefbot.platforms.text.html import STYLES, View
from briefbot.platforms.text.html.markup import serialize
from briefbot.platforms.text.html.moments import RELATIVE_STYLES, instant_of, moment, words
from platforms.text.html.parsed import parsed

#: The day on which the clocks of Kyiv were last put back in 2026: 02:30 UTC is 04:30 there.
INSTANT = datetime(2026, 10, 25, 2, 30, 15, tzinfo=UTC)
KYIV = View(zone="Europe/Kyiv")


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("t", "04:30"),
        ("T", "04:30:15"),
        ("d", "25/10/2026"),
        ("D", "25 October 2026"),
        ("f", "25 October 2026, 04:30"),
        ("F", "Sunday, 25 October 2026, 04:30"),
        ("s", "25/10/2026, 04:30"),
        ("S", "25/10/2026, 04:30:15"),
        ("date_num", "2026-10-25"),
        ("date", "25 October"),
        ("date_short", "25 Oct 2026"),
        ("date_long", "Sunday, 25 October 2026"),
        ("date_long_full", "25 October 2026"),
        ("time", "04:30"),
        ("time_secs", "04:30:15"),
    ],
)
def test_every_style_has_its_words(style: str, shown: str) -> None:
    assert words(INSTANT, style, KYIV) == shown


@pytest.mark.parametrize("style", [*STYLES, *sorted(RELATIVE_STYLES)])
def test_every_style_can_be_written_anew_from_what_the_page_holds(style: str) -> None:
    drawn = parsed(serialize(moment(INSTANT, style, KYIV))).one("time")

    assert drawn.attributes == {"datetime": "2026-10-25T02:30:15Z", "data-style": style}
    assert drawn.text()


def test_the_zone_decides_the_day() -> None:
    late = datetime(2026, 10, 25, 23, 30, tzinfo=UTC)

    assert words(late, "D", View()) == "25 October 2026"
    assert words(late, "D", KYIV) == "26 October 2026"
    assert words(late, "D", View(zone="no/such")) == "25 October 2026"


def test_language_and_hours_are_the_readers() -> None:
    ukrainian = View(zone="Europe/Kyiv", lang="uk")
    twelve = View(zone="Europe/Kyiv", hours=12)

    assert words(INSTANT, "f", ukrainian).split() == ["25", "жовтня", "2026", "р.,", "04:30"]
    assert words(INSTANT + timedelta(hours=10), "t", twelve).split() == ["2:30", "pm"]


def test_a_relative_time_counts_from_when_the_message_was_sent() -> None:
    assert words(INSTANT, "R", View(sent_at=INSTANT - timedelta(days=3))) == "in 3 days"
    assert words(INSTANT, "ago", View(sent_at=INSTANT + timedelta(hours=5))) == "5 hours ago"
    assert words(INSTANT, "R", KYIV) == words(INSTANT, "f", KYIV)


@pytest.mark.parametrize("seconds", [1e18, -1e18, 10**400, float("nan"), float("inf")])
def test_no_calendar_has_such_an_instant(seconds: float) -> None:
    assert instant_of(seconds) is None


@pytest.mark.parametrize("seconds", [-62_135_596_800, 253_402_300_799])
def test_the_ends_of_the_calendar_are_shown(seconds: int) -> None:
    instant = instant_of(seconds)
    assert instant is not None
    for zone in ("America/New_York", "Pacific/Kiritimati"):
        assert words(instant, "F", View(zone=zone))
