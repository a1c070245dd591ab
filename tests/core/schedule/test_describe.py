from datetime import date, timedelta
from itertools import product

import pytest

from briefbot.core.schedule import describe_rule, parse_rule
from core.schedule.oracle import is_day_of


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("0 8 * * *", "every day at 08:00"),
        ("mon,thu at 09:00, 17:30", "Monday and Thursday at 09:00 and 17:30"),
        ("weekdays at 09:00", "Monday to Friday at 09:00"),
        ("weekends at 09:00", "Saturday and Sunday at 09:00"),
        ("@hourly", "every day, every hour"),
        ("@weekly", "Sunday at 00:00"),
        ("@monthly", "the 1st of the month at 00:00"),
        ("*/15 8-17 * * 1-5", "Monday to Friday, every 15 minutes from 08:00 to 17:45"),
        ("0 8-20/2 * * *", "every day, every 2 hours from 08:00 to 20:00"),
        ("7 * * * *", "every day, every hour from 00:07 to 23:07"),
        (
            "*/20 8-10,14,15 * * *",
            "every day at :00, :20 and :40 past the hours 8 to 10, 14 and 15",
        ),
        ("0 9 1,2,3,15,31 * *", "the 1st to 3rd, 15th and 31st of the month at 09:00"),
        ("0 9 L 1-3,7 *", "the last day of the month in January to March and July at 09:00"),
        ("0 9 1,LW * *", "the 1st and last weekday of the month at 09:00"),
        (
            "0 9 * * MON#2,5L",
            "the 2nd Monday of the month and the last Friday of the month at 09:00",
        ),
        ("0 9 13 * FRI", "the 13th of the month and also Friday at 09:00"),
        (
            "0 9 */15 * MON,TUE",
            "the 1st, 16th and 31st of the month if that is Monday or Tuesday at 09:00",
        ),
        ("0 9 1-31 * MON", "every day at 09:00"),
        (
            "daily at 01:00, 02:10, 03:30, 04:00, 05:00, 06:00, 07:07",
            "every day at 01:00, 02:10, 03:30, 04:00, 05:00, 06:00 and 07:07",
        ),
    ],
)
def test_a_rule_is_echoed_in_words(written: str, words: str) -> None:
    assert describe_rule(parse_rule(written)) == words


def test_rules_in_the_same_words_have_the_same_days() -> None:
    days = [date(2027, 1, 1) + timedelta(days=number) for number in range(731)]
    dates = ("*", "1-31", "1", "*/2", "1-31/2", "2-31", "28-31")
    months = ("*", "1-12", "2", "*/3", "1,4,7,10")
    weekdays = ("*", "0-6", "1", "1-5", "*/2", "0,2,4,6", "5,6,7")
    meanings: dict[str, set[tuple[date, ...]]] = {}
    for day, month, weekday in product(dates, months, weekdays):
        fields = f"0 8 {day} {month} {weekday}"
        meaning = tuple(date for date in days if is_day_of(fields, date))
        meanings.setdefault(describe_rule(parse_rule(fields)), set()).add(meaning)

    assert len(meanings) > 50
    assert {words for words, means in meanings.items() if len(means) > 1} == set()


def test_rules_in_the_same_words_have_the_same_times() -> None:
    minutes = ("0", "30", "*/15", "0,15,30,45", "5-59/15", "0,20", "10,40")
    hours = ("*", "0-23", "*/2", "8", "8-17", "8,9,10", "8-20/3", "0,12")
    rules = [parse_rule(f"{minute} {hour} * * *") for minute, hour in product(minutes, hours)]
    meanings: dict[str, set[object]] = {}
    for rule in rules:
        meanings.setdefault(describe_rule(rule), set()).add(rule.times)

    assert len(meanings) > 30
    assert {words for words, means in meanings.items() if len(means) > 1} == set()
