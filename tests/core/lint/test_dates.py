from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.brief import Status
from briefbot.core.brief_source import PassageKind
from briefbot.core.finding import Severity
from briefbot.core.lint.dates import RULES, event_date_missing, incomplete_dates, relative_dates
from briefbot.core.lint.meetings import meeting_in_the_past, meeting_zone
from briefbot.core.lint.relative_dates import relative_dates_in
from briefbot.core.lint.written_dates import dates_in, written
from briefbot.core.meeting import Meeting, MeetingStatus
from briefbot.core.position import Position
from briefbot.core.when import PartOfDay, Precision, When
from core.lint.made import faults, messages, passage, source


@pytest.mark.parametrize(
    ("text", "words", "meant"),
    [
        ("The council met yesterday.", "yesterday", "27 November 2024"),
        ("It met the day before yesterday.", "the day before yesterday", "26 November 2024"),
        ("Today the council meets.", "Today", "28 November 2024"),
        ("The council’s vote is tomorrow.", "tomorrow", "29 November 2024"),
        ("The council meets tonight.", "tonight", "the evening of 28 November 2024"),
        ("It struck last night.", "last night", "the night of 27 November 2024"),
        ("It struck this morning.", "this morning", "the morning of 28 November 2024"),
        ("The council met last week.", "last week", "the week of 18 November 2024"),
        ("The council meets next month.", "next month", "December 2024"),
        ("Last year’s report was late.", "Last year", "2023"),
        ("The council meets this week.", "this week", "the week of 25 November 2024"),
        ("The council met three days ago.", "three days ago", "25 November 2024"),
        ("Two weeks ago it rained.", "Two weeks ago", "14 November 2024"),
        ("The council met last Tuesday.", "last Tuesday", "26 November 2024"),
        ("The council meets next Thursday.", "next Thursday", "5 December 2024"),
        ("The council met on Tuesday.", "on Tuesday", "26 November 2024 or 3 December 2024"),
        ("At Monday’s meeting it voted.", "Monday’s", "25 November 2024 or 2 December 2024"),
        ("It struck early on Tuesday.", "on Tuesday", "26 November 2024 or 3 December 2024"),
    ],
)  # fmt: skip
def test_a_relative_date_is_found_and_the_date_it_meant_is_named(
    text: str, words: str, meant: str
) -> None:
    (fault,) = faults(relative_dates, source(passage(text)))
    assert fault.message == f'relative date "{words}"'
    assert fault.hint == f"write the date (published 2024-11-28) [fix: {meant}]"
    assert fault.at == Position(1, text.index(words) + 1)


@pytest.mark.parametrize(
    "words",
    [
        "recently", "lately", "in the coming months", "in recent weeks", "over the next three days",
        "a few days ago", "a couple of weeks ago", "two years ago", "in the near future",
        "the past year", "the last week",
    ],
)  # fmt: skip
def test_a_vague_date_is_found_and_no_date_is_invented(words: str) -> None:
    (fault,) = faults(relative_dates, source(passage(f"The council met {words}.")))
    assert fault.message == f'relative date "{words}"'
    assert fault.hint == "write the date (published 2024-11-28)"


@pytest.mark.parametrize(
    "text",
    [
        "The council met on Tuesday 26 November 2024.",
        "The council met on Tuesday, 26 November 2024.",
        "The council met on Tuesday (26 November 2024).",
        "The council met on Tuesday, November 26, 2024.",
        "The council meets on Tuesday and Wednesday, 3-4 December 2024.",
        "The council met on 26 November 2024, on Tuesday.",
        "The council met last week (18-24 November 2024).",
        "Yesterday, 27 November 2024, the council met.",
        "EU Today reported the vote.",
        "The Good Friday’s text holds.",
        "A next-generation radar was ordered.",
        "The minister said “we met yesterday”.",
        "The command is `remind tomorrow`.",
        "The council meets on Mondays.",
        "The council sits on Monday evenings.",
        "It fell in the last week of November 2024.",
        "The yearly report holds a monthly table of days.",
        "The annual week is in its third year.",
        "Sunday schools reopened in the present-day capital.",
    ],
)
def test_a_date_beside_the_words_a_name_or_a_quotation_is_no_relative_date(text: str) -> None:
    assert messages(faults(relative_dates, source(passage(text)))) == []


def test_the_title_and_the_summary_hold_no_relative_dates() -> None:
    checked = source(title="Council met yesterday", summary="It meets tomorrow.")
    assert messages(faults(relative_dates, checked)) == [
        'relative date "yesterday"',
        'relative date "tomorrow"',
    ]


def test_a_relative_date_in_a_block_quote_is_the_speakers_own() -> None:
    quoted = passage("We met yesterday.", passage_kind=PassageKind.QUOTE)
    assert faults(relative_dates, source(quoted)) == []


def test_without_a_publication_date_no_date_is_suggested() -> None:
    checked = source(passage("The council met yesterday."), published_at=None)
    assert [fault.hint for fault in faults(relative_dates, checked)] == ["write the date"]


@pytest.mark.parametrize("check", [relative_dates, incomplete_dates, event_date_missing])
def test_english_words_are_not_looked_for_in_other_languages(check: object) -> None:
    checked = source(
        passage("Yesterday; 26 November."), lang="uk", event=When.on(date(2024, 11, 21))
    )
    assert faults(check, checked) == []  # type: ignore[arg-type]  # a check, as listed above


@given(st.dates(min_value=date(1, 1, 1)), st.integers(0, 400))
@settings(max_examples=100)
def test_days_ago_counts_back_from_the_day_of_publication(published: date, count: int) -> None:
    (found,) = relative_dates_in(f"It met {count} days ago.")
    try:
        expected: tuple[str, ...] = (written(published - timedelta(days=count)),)
    except OverflowError:
        expected = ()
    assert found.meant(published) == expected


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.sampled_from(["last", "next", "on"]))
@settings(max_examples=100)
def test_a_weekday_means_the_nearest_one_before_or_after(published: date, lead: str) -> None:
    (found,) = relative_dates_in(f"It met {lead} Friday.")
    days = [dates_in(meant)[0].span for meant in found.meant(published)]
    for span in days:
        assert span is not None
        assert span[0].weekday() == 4
        assert abs(span[0] - published) <= timedelta(days=7)
        assert lead != "last" or span[0] < published
        assert lead != "next" or span[0] > published
    assert len(days) == (2 if lead == "on" and published.weekday() != 4 else 1)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("It met on 26 November.", 'date without a year: "26 November"', "26 November 2024"),
        ("It met on November 26.", 'date without a year: "November 26"', "26 November 2024"),
        ("It meets on 9 January.", 'date without a year: "9 January"', "9 January 2025"),
        ("It met on the 26th of November.", 'date without a year: "26th of November"', "2024"),
        (
            "It meets on 3-4 December, in 2024.",
            'date without a year: "3-4 December"',
            "3-4 December 2024",
        ),
        ("It met on 03/04/2024.", 'ambiguous date: "03/04/2024"', "month as a word"),
        ("It met on 03.04.2024.", 'ambiguous date: "03.04.2024"', "month as a word"),
        ("It met on 3/4.", 'ambiguous date: "3/4"', "month as a word"),
        ("The meeting (03/04) was open.", 'ambiguous date: "03/04"', "month as a word"),
        ("It met on 26/11.", 'date without a year: "26/11"', "month as a word"),
        (
            "It met on Monday 26 November 2024.",
            'the weekday contradicts the date: "Monday 26 November 2024" is a Tuesday',
            "[fix: Tuesday 26 November 2024]",
        ),
        (
            "It met on Monday, November 26, 2024.",
            'the weekday contradicts the date: "Monday, November 26, 2024" is a Tuesday',
            "[fix: Tuesday 26 November 2024]",
        ),
        (
            "It met on 2024-11-26 (Mon).",
            'the weekday contradicts the date: "2024-11-26 (Mon)" is a Tuesday',
            "correct the weekday",
        ),
        ("It met on 31 November 2024.", 'no such day: "31 November 2024"', "correct"),
        ("It met on 29 February 2023.", 'no such day: "29 February 2023"', "correct"),
    ],
)
def test_a_date_that_is_incomplete_ambiguous_or_impossible_is_an_error(
    text: str, message: str, hint: str
) -> None:
    (fault,) = faults(incomplete_dates, source(passage(text)))
    assert fault.message == message
    assert hint in fault.hint


@pytest.mark.parametrize(
    "text",
    [
        "It met on Tuesday 26 November 2024.",
        "It met on 26 Nov. 2024.",
        "It met on November 26, 2024.",
        "It met on 2024-11-26.",
        "It meets on 3-4 December 2024.",
        "It meets on Tuesday and Wednesday, 3–4 December 2024.",
        "It sat from 30 November to 2 December 2024.",
        "It sat 30 November–2 December 2024.",
        "It met on 26 November and 3 December 2024.",
        "It met on 26 November 2024; the vote of 26 November stands.",
        "It meets every 26 November.",
        "It met in November 2024.",
        "It met in May 20 times.",
        "It may 5 times.",
        "On 26/11/2024 it met.",
        "It met on 05/05/2024.",
        "About 3/4 of members and 1/2 of guests came, 24/7.",
        "The 9/11 report was cited.",
        "Resolution 60/1 and version 3.4 hold.",
        "See https://example.org/2024/03/04/report for more.",
        "The F-16 marched on.",
        "It wrote “on 26 November”.",
    ],
)
def test_a_complete_date_or_another_number_is_no_fault(text: str) -> None:
    assert messages(faults(incomplete_dates, source(passage(text)))) == []


@given(st.dates(date(1000, 1, 1)), st.booleans())
@settings(max_examples=100)
def test_every_written_date_reads_back(day: date, with_weekday: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    text = f"{day:%A} {written(day)}" if with_weekday else written(day)
    (found,) = dates_in(f"It met on {text}.")
    assert found.span == (day, day)
    assert found.weekday == (day.weekday() if with_weekday else None)
    assert faults(incomplete_dates, source(passage(f"It met on {text}."))) == []


EVENT = When.on(date(2024, 11, 21))


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (EVENT, "It struck on 21 November 2024."),
        (EVENT, "It struck on November 21, 2024."),
        (EVENT, "It struck on 2024-11-21."),
        (EVENT, "It lasted from 20-22 November 2024."),
        (When.at(datetime(2024, 11, 21, 5, tzinfo=UTC)), "It struck on 21 November 2024."),
        (
            When(precision=Precision.RANGE, day=date(2024, 11, 20), last_day=date(2024, 11, 22)),
            "It rained on 22 November 2024.",
        ),
        (
            When(precision=Precision.WEEK, day=date(2024, 11, 18)),
            "It rained on 24 November 2024.",
        ),
        (When(precision=Precision.APPROX, day=date(2024, 11, 18)), "It rained in November 2024."),
        (When(precision=Precision.TBA), "It will rain."),
        (None, "It rains."),
    ],
)
def test_a_body_that_states_the_events_date_is_quiet(event: When | None, text: str) -> None:
    assert faults(event_date_missing, source(passage(text), event=event)) == []


def test_a_body_without_any_date_is_told_the_events_date() -> None:
    (fault,) = faults(event_date_missing, source(passage("It struck."), event=EVENT))
    assert fault.message == "the body never says when it happened: 21 November 2024"


def test_a_body_that_dates_only_the_report_is_pointed_at_that_date() -> None:
    checked = source(passage("It struck."), passage("A report of 26 November 2024."), event=EVENT)
    (fault,) = faults(event_date_missing, checked)
    assert fault.at == Position(2, 13)
    assert '"26 November 2024"' in fault.message
    assert "21 November 2024" in fault.hint


def test_the_events_date_in_a_quote_does_not_count() -> None:
    quoted = passage("It struck on 21 November 2024.", passage_kind=PassageKind.QUOTE)
    assert len(faults(event_date_missing, source(quoted, event=EVENT))) == 1


def test_a_withdrawn_brief_need_not_state_its_event() -> None:
    checked = source(passage("It struck."), event=EVENT, status=Status.WITHDRAWN)
    assert faults(event_date_missing, checked) == []


def meeting(when: When, **fields: object) -> Meeting:
    made = {"id": "council", "title": "Council", "when": when, "source": "wire", **fields}
    return Meeting(**made)  # type: ignore[arg-type]  # tests name fields freely


def brussels(year: int, month: int, day: int) -> When:
    return When.on(date(year, month, day), zone="Europe/Brussels")


@pytest.mark.parametrize(
    ("when", "severity"),
    [
        (brussels(2024, 11, 27), None),
        (brussels(2024, 11, 28), Severity.INFO),
        (brussels(2026, 1, 14), Severity.INFO),
        (When.at(datetime(2024, 11, 28, 21, 59, tzinfo=UTC), zone="UTC"), None),
        (When.at(datetime(2024, 11, 28, 22, 0, tzinfo=UTC), zone="UTC"), Severity.INFO),
        (
            When(
                precision=Precision.PART_OF_DAY,
                day=date(2024, 11, 27),
                part=PartOfDay.EVENING,
                zone="Europe/Brussels",
            ),
            None,
        ),
    ],
)
def test_a_meeting_that_began_before_the_brief_is_an_error_and_a_past_one_information(
    when: When, severity: Severity | None
) -> None:
    (fault,) = faults(meeting_in_the_past, source(meetings=(meeting(when),)))
    assert fault.severity is severity


@pytest.mark.parametrize(
    "expected",
    [
        meeting(brussels(2026, 1, 15)),
        meeting(When.at(datetime(2026, 1, 15, 12, tzinfo=UTC), zone="UTC")),
        meeting(
            When(
                precision=Precision.RANGE,
                day=date(2026, 1, 14),
                last_day=date(2026, 1, 15),
                zone="Europe/Brussels",
            )
        ),
        meeting(brussels(2024, 11, 1), status=MeetingStatus.CANCELLED),
        meeting(When(precision=Precision.TBA)),
        meeting(When(precision=Precision.APPROX, day=date(2024, 11, 1))),
        meeting(When.on(date(2026, 1, 15), zone="No/Where")),
        meeting(When.on(date(2026, 1, 15))),
    ],
)
def test_a_meeting_that_lies_ahead_or_has_no_firm_date_is_quiet(expected: Meeting) -> None:
    assert faults(meeting_in_the_past, source(meetings=(expected,))) == []


def test_a_day_is_over_when_it_is_over_in_the_meetings_own_zone() -> None:
    evening = When.on(date(2024, 11, 28), zone="America/Los_Angeles")
    published = datetime(2024, 11, 29, 1, tzinfo=UTC)  # 17:00 of the 28th in Los Angeles
    checked = source(meetings=(meeting(evening),), published_at=published)
    (fault,) = faults(meeting_in_the_past, checked)
    assert fault.severity is Severity.INFO


def test_a_draft_without_publication_date_has_only_expired_meetings() -> None:
    checked = source(meetings=(meeting(brussels(2024, 1, 1)),), published_at=None)
    (fault,) = faults(meeting_in_the_past, checked)
    assert fault.severity is Severity.INFO


def test_a_meeting_without_zone_is_an_error() -> None:
    (fault,) = faults(meeting_zone, source(meetings=(meeting(When.on(date(2026, 3, 1))),)))
    assert fault.severity is None
    assert "Europe/Brussels" in fault.hint


def test_a_meeting_to_be_announced_needs_no_zone() -> None:
    assert faults(meeting_zone, source(meetings=(meeting(When(precision=Precision.TBA)),))) == []


def test_an_exact_time_without_a_source_is_a_warning() -> None:
    when = When.at(datetime(2026, 3, 1, 9, tzinfo=UTC), zone="Europe/Brussels")
    (fault,) = faults(meeting_zone, source(meetings=(meeting(when, source=""),)))
    assert fault.severity is Severity.WARNING
    assert faults(meeting_zone, source(meetings=(meeting(when),))) == []


MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(st.text(), MOMENTS, MOMENTS, st.dates(), st.sampled_from(["", "Pacific/Apia", "x/../y"]))
@settings(max_examples=150)
def test_no_text_and_no_time_makes_a_date_rule_fail(
    text: str, published: datetime, now: datetime, day: date, zone: str
) -> None:
    meetings = (
        meeting(When.on(day, zone=zone)),
        meeting(When(precision=Precision.WEEK, day=day, zone=zone)),
        meeting(When.at(published, zone=zone)),
    )
    event = When(precision=Precision.WEEK, day=day)
    words = f"{text} yesterday, 1 May, last week; on Friday, next month 03/04 {text}"
    checked = source(
        passage(words), title=text, published_at=published, meetings=meetings, event=event
    )
    for rule in RULES:
        for fault in faults(rule.check, checked, now=now):
            assert fault.message
            assert fault.hint
