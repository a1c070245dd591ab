from datetime import UTC, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.schedule import Rule, RuleError, next_ticks, parse_rule

AFTER = datetime(2026, 1, 9, tzinfo=UTC)


def clocks(rule: Rule) -> list[str]:
    return [f"{moment:%H:%M}" for moment in rule.times]


def test_five_fields_give_the_times_and_the_days() -> None:
    rule = parse_rule("0,30 7-8 1 */2 mon-fri")

    assert clocks(rule) == ["07:00", "07:30", "08:00", "08:30"]
    assert (rule.day, rule.month, rule.weekday) == ("1", "*/2", "mon-fri")
    assert not rule.both_passes


@pytest.mark.parametrize(
    ("written", "weekday", "times"),
    [
        ("daily at 08:00", "*", ["08:00"]),
        ("Weekdays at 17:30, 08:00", "1-5", ["08:00", "17:30"]),
        ("weekends at 8:05", "0,6", ["08:05"]),
        ("mon,thu at 09:00, 17:30", "1,4", ["09:00", "17:30"]),
        ("  Sun , MON  at  23:59 ", "0,1", ["23:59"]),
        ("fri,fri at 00:00,00:00", "5", ["00:00"]),
    ],
)
def test_words_give_days_and_times(written: str, weekday: str, times: list[str]) -> None:
    rule = parse_rule(written)

    assert (rule.day, rule.month, rule.weekday) == ("*", "*", weekday)
    assert clocks(rule) == times


@pytest.mark.parametrize(
    ("short", "fields"),
    [
        ("@hourly", "0 * * * *"),
        ("@daily", "0 0 * * *"),
        ("@WEEKLY", "0 0 * * 0"),
        ("@monthly", "0 0 1 * *"),
    ],
)
def test_a_short_name_stands_for_five_fields(short: str, fields: str) -> None:
    named, spelled = parse_rule(short), parse_rule(fields)

    assert next_ticks(named, zone="Europe/Kyiv", after=AFTER, count=5) == next_ticks(
        spelled, zone="Europe/Kyiv", after=AFTER, count=5
    )


@pytest.mark.parametrize(
    ("hour", "both"), [("*", True), ("*/2", True), ("0-23", False), ("3", False)]
)
def test_only_an_hour_field_with_a_star_fires_in_both_passes(hour: str, *, both: bool) -> None:
    assert parse_rule(f"0 {hour} * * *").both_passes is both


def test_a_rule_is_a_value() -> None:
    assert len({parse_rule("0 8 * * *"), parse_rule(" 0 8 * * * ")}) == 1
    assert parse_rule("daily at 08:00").times == (time(8),)


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("", "the rule is empty"),
        (" \n\t", "the rule is empty"),
        ("0 8 * * *" + " " * 200, "the rule is longer than 200 characters"),
        ("* * * * *", "it fires at 00:00 and again at 00:01"),
        ("*/4 * * * *", "it fires at 00:00 and again at 00:04"),
        ("*/7 * * * *", "it fires at 00:56 and again at 01:00"),
        ("0,59 0,23 * * *", "it fires at 23:59 and again at 00:00"),
        ("daily at 08:00, 08:04", "it fires at 08:00 and again at 08:04"),
        ("0 0 30 2 *", "'0 0 30 2 *' never fires"),
        ("0 0 31 4,6,9,11 *", "'0 0 31 4,6,9,11 *' never fires"),
        ("0 0 */40 * MON#5", "'0 0 */40 * MON#5' never fires"),
        ("0 8 * *", "'0 8 * *' is no rule"),
        ("0 0 8 * * *", "'0 0 8 * * *' is no rule"),
        ("@yearly", "'@yearly' is not known"),
        ("@reboot at 08:00", "'@reboot' are no days of the week"),
        ("60 8 * * *", "'60' is no minute"),
        ("0 24 * * *", "'24' is no hour"),
        ("0 8 0 * *", "'0' is no day of the month"),
        ("0 8 * 13 *", "'13' is no month"),
        ("0 8 * * 8", "'8' is no day of the week"),
        ("0 8 * * fri-mon", "'fri-mon' is no day of the week"),
        ("0 ٨ * * *", "'٨' is no hour"),
        ("*/0 8 * * *", "'*/0' is no minute"),
        ("someday at 08:00", "'someday' are no days of the week"),
        ("mon,,tue at 08:00", "'mon,,tue' are no days of the week"),
        ("daily at 24:00", "'24:00' are no times of a day"),
        ("daily at 08:00,", "'08:00,' are no times of a day"),
        ("daily at ٠٨:٠٠", "'٠٨:٠٠' are no times of a day"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_with_what_is_wrong(written: str, what: str) -> None:
    with pytest.raises(RuleError) as refusal:
        parse_rule(written)

    assert refusal.value.what == what
    assert refusal.value.hint


def test_a_rule_may_fire_every_five_minutes_and_on_29_february_alone() -> None:
    assert len(parse_rule("*/5 * * * *").times) == 288
    assert parse_rule("0 0 29 2 *").day == "29"


_PIECES = [
    "*",
    "0",
    "7",
    "59",
    "/",
    "-",
    ",",
    " ",
    "#",
    "L",
    "W",
    "mon",
    "jan",
    " at ",
    ":",
    "@",
    "²",
]


@settings(max_examples=200)
@given(st.text(max_size=250) | st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
def test_any_text_is_a_rule_or_an_error_on_one_line(text: str) -> None:
    message = ""
    try:
        upcoming = next_ticks(parse_rule(text), zone="UTC", after=AFTER, count=1)
    except RuleError as refusal:
        upcoming, message = (), str(refusal)

    assert len(upcoming) == 1 or 0 < len(message) < 1_200
    assert "\n" not in message
