"""Composing editions: what a reader sees at a glance, in which order, and what always stays."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from briefbot.core.brief import Brief, CorrectionKind, Status, Tlp
from briefbot.core.compose import compose_edition
from briefbot.core.digest import DigestPlan, Occasion, decide_edition
from briefbot.core.document import Document, DocumentKind, Heading, List, Priority
from briefbot.core.labels import LANGUAGES
from briefbot.core.plain_text import block_runs, document_text, inline_text
from briefbot.core.rendering import LossKind, RenderOptions
from briefbot.core.upcoming import upcoming_of
from briefbot.platforms.discord.render import render_components
from briefbot.platforms.slack.render import render
from builders import brief, correction
from named_documents import DIGEST, DOCUMENTS, MEETINGS, NEWS, OCCASION, news

EDITION = DOCUMENTS["edition"]


def edition(*briefs: Brief, plan: DigestPlan = DIGEST, occasion: Occasion = OCCASION) -> Document:
    upcoming = [meeting for each in briefs for meeting in upcoming_of(each)]
    return compose_edition(decide_edition(plan, occasion, briefs=briefs, upcoming=upcoming), plan)


def headings(document: Document) -> list[str]:
    return [inline_text(block.content) for block in document.blocks if isinstance(block, Heading)]


def points(document: Document) -> list[str]:
    lists = [block for block in document.blocks if isinstance(block, List)]
    return [
        " ".join(inline_text(run) for run in block_runs(List((item,)))).strip()
        for block in lists
        for item in block.items
    ]


def test_the_title_names_the_digest_and_the_date_it_is_for() -> None:
    assert EDITION.meta.kind is DocumentKind.DIGEST
    assert EDITION.meta.title == "Morning digest · 12 January 2026"


def test_the_bottom_line_counts_what_is_there_and_what_the_caps_leave_out() -> None:
    assert EDITION.meta.summary == "3 new briefs, 1 correction, 3 meetings ahead"


def test_news_come_first_then_corrections_then_meetings() -> None:
    assert headings(EDITION) == ["energy", "transport", "Corrections and updates", "Next meetings"]


def test_an_item_says_urgency_headline_one_sentence_command_mark_place_date_and_sources() -> None:
    assert points(EDITION)[0] == (
        "URGENT: Council meets on winter supplies"
        " — The council met on 9 January 2026 and agreed to share winter supplies."
        " — /brief show council-meets corrected, Brussels, 9 January 2026, 3 sources"
    )
    assert "More is expected" not in document_text(EDITION)


def test_what_a_cap_leaves_out_is_counted_in_its_group() -> None:
    assert points(EDITION)[2] == "and 1 more"


def test_a_correction_says_was_and_now() -> None:
    (told,) = [point for point in points(EDITION) if point.startswith("Correction:")]

    assert "Was: 2 February 2026 · Now: 3 February 2026" in told


def test_meetings_keep_their_precision_and_say_where_they_moved_from() -> None:
    told = points(EDITION)

    assert "Repairs of the bridge: 15 January 2026, Example was: 13 January 2026" in told
    assert any("evening of 3 February 2026" in point for point in told)


def test_an_edition_without_news_says_so_and_a_late_one_that_it_is_late() -> None:
    document = DOCUMENTS["edition-nothing-new"]

    assert document.meta.summary == "Nothing new in this period. 1 meeting ahead."
    assert "Late; was due: 12 January 2026, 08:00" in document_text(document, zone="Europe/Kyiv")
    assert "Late" not in document_text(EDITION)


def test_groups_have_no_heading_when_no_brief_has_a_topic() -> None:
    plan = replace(DIGEST, topics=())

    assert headings(edition(brief(published_at=OCCASION.now), plan=plan)) == []
    assert headings(
        edition(brief(published_at=OCCASION.now), news("grid", "A grid", "energy"), plan=plan)
    ) == ["energy", "Other topics"]


def test_an_edition_is_as_restricted_as_the_most_restricted_of_its_briefs() -> None:
    place = replace(OCCASION.place, tlp_max=Tlp.AMBER)
    document = edition(
        news("grid", "A grid", "energy"),
        news("depot", "A depot", "energy", tlp=Tlp.AMBER),
        occasion=replace(OCCASION, place=place),
    )

    assert "TLP:AMBER ·" in document_text(document)
    assert "TLP:CLEAR" in document_text(EDITION)


@pytest.mark.parametrize(
    ("priorities", "expected"),
    [
        ((Priority.URGENT, Priority.FLASH), Priority.FLASH),
        ((Priority.LOW, Priority.URGENT), Priority.URGENT),
        ((Priority.LOW,), Priority.ROUTINE),
    ],
)
def test_an_edition_is_as_urgent_as_its_most_urgent_item(
    priorities: tuple[Priority, ...], expected: Priority
) -> None:
    briefs = [news(f"n{n}", "A", "energy", priority=each) for n, each in enumerate(priorities)]

    assert edition(*briefs).meta.priority is expected


def test_a_withdrawal_is_counted_as_one() -> None:
    gone = brief(
        topics=("energy",),
        status=Status.WITHDRAWN,
        corrections=(
            correction(CorrectionKind.WITHDRAWAL, at_time=datetime(2026, 1, 12, 5, 0, tzinfo=UTC)),
        ),
    )

    assert edition(gone).meta.summary == "1 withdrawal"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_edition_speaks_the_language_of_its_digest(lang: str) -> None:
    plan = replace(DIGEST, lang=lang)
    decision = decide_edition(plan, OCCASION, briefs=NEWS, upcoming=MEETINGS)
    text = document_text(compose_edition(decision, plan))

    assert ("Next meetings" in text) is (lang == "en")
    assert "2026" in text


def test_corrections_and_meetings_stay_when_news_are_left_out_for_want_of_room() -> None:
    plan = replace(DIGEST, cap=500)
    many = [news(f"news-{n}", f"The council meets for the {n}th time", "energy") for n in range(90)]
    decision = decide_edition(plan, OCCASION, briefs=(*NEWS, *many), upcoming=MEETINGS)
    document = compose_edition(decision, plan)

    for renderer in (render_components, render):
        rendered = renderer(document, RenderOptions(max_pages=1))
        shown = str([page.payload for page in rendered.pages])
        assert any(loss.kind is LossKind.DROPPED for loss in rendered.losses)
        assert "Repairs of the bridge" in shown
        assert "Correction: Council meets" in shown
        assert "/brief digest morning" in shown


def test_what_is_covered_is_the_window_between_two_editions() -> None:
    text = document_text(EDITION, zone="UTC")

    assert "Covers: 11 January 2026, 06:00 (UTC) – 12 January 2026, 06:00 (UTC)" in text
    assert OCCASION.since == OCCASION.now - timedelta(days=1)
