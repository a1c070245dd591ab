"""Composing reminders and notices: worded by the precision of the date, and no further."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings

from briefbot.core.compose import compose_notice, compose_reminder
from briefbot.core.document import (
    Actions,
    CommandButton,
    Document,
    DocumentKind,
    Inline,
    Time,
    TimeStyle,
)
from briefbot.core.labels import LANGUAGES
from briefbot.core.plain_text import block_runs, document_text
from briefbot.core.reminders import Notice, NoticeKind, ReminderDue
from briefbot.core.rendering import RenderOptions
from briefbot.core.upcoming import Upcoming
from briefbot.core.when import Precision, When
from briefbot.platforms.discord.render import render_components
from briefbot.platforms.slack.render import render
from named_documents import DOCUMENTS, EXPERTS, MINISTERS, REPAIRS, TWO_DAYS, reminder
from strategies import whens

AT = datetime(2026, 1, 19, 9, 30, tzinfo=UTC)


def inlines(document: Document) -> list[Inline]:
    return [inline for block in document.blocks for run in block_runs(block) for inline in run]


def buttons(document: Document) -> list[tuple[str, str]]:
    return [
        (button.verb, button.subject) if isinstance(button, CommandButton) else ("link", button.url)
        for block in document.tail
        if isinstance(block, Actions)
        for button in block.buttons
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("reminder-exact", "20 January 2026, 10:30 (Brussels time, UTC+1)"),
        ("reminder-part-of-day", "evening of 3 February 2026 (Brussels time) · Brussels"),
        ("reminder-all-day", "15 January 2026 · Example"),
    ],
)
def test_the_bottom_line_is_when_and_where(name: str, told: str) -> None:
    document = DOCUMENTS[name]

    assert document.meta.kind is DocumentKind.REMINDER
    assert document.meta.summary == told


def test_an_instant_is_native_and_says_how_far_off_it_is_by_itself() -> None:
    options = RenderOptions(zone="Europe/Kyiv")
    document = DOCUMENTS["reminder-exact"]
    discord = str(render_components(document, options).pages[0].payload)
    slack = str(render(document, options).pages[0].payload)

    stamp = int(datetime(2026, 1, 20, 9, 30, tzinfo=UTC).timestamp())
    assert f"<t:{stamp}:f>" in discord
    assert f"<t:{stamp}:R>" in discord
    assert "{ago}" in slack


@pytest.mark.parametrize("name", ["reminder-part-of-day", "reminder-all-day"])
def test_a_date_without_an_hour_makes_no_native_time(name: str) -> None:
    document = replace(DOCUMENTS[name], lead=DOCUMENTS[name].lead[-1:])  # without "late; was due"

    assert "<t:" not in str(render_components(document, RenderOptions()).pages[0].payload)
    assert "'date'" not in str(render(document, RenderOptions()).pages[0].payload)


@settings(max_examples=100)
@given(when=whens())
def test_no_reminder_invents_an_hour(when: When) -> None:
    document = reminder(replace(REPAIRS, when=when), AT)
    (shown,) = (inline for inline in inlines(document) if isinstance(inline, Time))

    assert shown == Time(when, TimeStyle.COUNTDOWN)
    if when.instant is None:
        assert ":" not in document.meta.summary.replace(": ", "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_language_says_tomorrow(lang: str) -> None:
    text = document_text(reminder(EXPERTS, AT, lang=lang, late=True)).lower()

    assert not any(
        word in text for word in ("tomorrow", "morgen", "demain", "jutro", "завтра", "in 1 day")
    )


def test_a_late_reminder_says_so_and_when_it_was_due() -> None:
    text = document_text(DOCUMENTS["reminder-part-of-day"], zone="Europe/Kyiv")

    assert "Late; was due: 2 February 2026, 09:00 (Kyiv time, UTC+2)" in text
    assert "Late" not in document_text(DOCUMENTS["reminder-exact"])


def test_a_reminder_names_its_brief_and_label_and_opens_both_brief_and_page() -> None:
    document = DOCUMENTS["reminder-exact"]
    text = document_text(document)

    assert "TLP:CLEAR · tentative" in text
    assert "Council meets on winter supplies" in text
    assert buttons(document) == [
        ("show", "council-meets"),
        ("link", "https://example.org/experts"),
    ]


def test_a_meeting_of_a_calendar_alone_has_neither_label_nor_button() -> None:
    document = DOCUMENTS["reminder-all-day"]

    assert "TLP" not in document_text(document)
    assert document.tail == ()


def test_a_notice_of_another_date_says_was_and_now() -> None:
    document = DOCUMENTS["moved"]

    assert document.meta.kind is DocumentKind.NOTICE
    assert document.meta.title == "New date: Ministers of energy"
    assert document.meta.summary == (
        "Was: 3–4 February 2026 · Now: evening of 3 February 2026 (Brussels time)"
    )
    assert "Where" not in document.meta.summary
    assert buttons(document) == [("show", "council-meets")]


def test_a_notice_of_cancellation_names_the_date_that_was_told() -> None:
    document = DOCUMENTS["cancelled"]

    assert document.meta.title == "Cancelled: Experts"
    assert document.meta.summary == (
        "Was: 20 January 2026, 10:30 (Brussels time, UTC+1) · Now: cancelled"
    )


def test_a_meeting_on_again_was_cancelled() -> None:
    notice = Notice(kind=NoticeKind.MOVED, meeting=MINISTERS, was=None)

    assert compose_notice(notice).meta.summary.startswith("Was: cancelled · Now: evening of")


def test_a_meeting_put_off_without_a_date_says_so() -> None:
    put_off = replace(MINISTERS, when=When(precision=Precision.TBA))
    notice = Notice(kind=NoticeKind.MOVED, meeting=put_off, was=TWO_DAYS)

    assert compose_notice(notice).meta.summary.endswith("Now: date to be announced")


def test_hostile_titles_stay_text() -> None:
    hostile = Upcoming(
        key="works/x",
        title="@everyone <!channel> <t:1:R>",
        when=When.on(date(2026, 2, 3)),
        url="javascript:alert(1)",
    )
    document = compose_reminder(ReminderDue(meeting=hostile, lead=timedelta(days=1), at=AT))
    discord = str(render_components(document, RenderOptions()).pages[0].payload)
    slack = render(document, RenderOptions()).pages[0].payload

    assert not any(live in discord for live in ("@everyone", "<t:", "javascript:"))
    assert "javascript:" not in str(slack)
    assert not any(live in str(slack["text"]) for live in ("@everyone", "<!channel>"))
