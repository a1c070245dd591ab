from datetime import timedelta

import pytest

from briefbot.core.duration import parse_duration


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("90m", timedelta(minutes=90)),
        ("1h30m", timedelta(hours=1, minutes=30)),
        ("2d", timedelta(days=2)),
        ("1w", timedelta(weeks=1)),
        ("1w2d3h4m", timedelta(weeks=1, days=2, hours=3, minutes=4)),
        ("0m", timedelta(0)),
        ("9999w", timedelta(weeks=9999)),
    ],
)
def test_a_duration_is_the_sum_of_its_parts(written: str, span: timedelta) -> None:
    assert parse_duration(written) == span


@pytest.mark.parametrize(
    "written",
    ["", " ", "90", "m", "30m1h", "1h1h", "1.5h", "-1h", "1 h", "1H", "1s", "10000w", "١h", "1h\n"],
)
def test_anything_else_is_no_duration(written: str) -> None:
    assert parse_duration(written) is None
