"""Composing: what readers are told, in which order, with which attribution."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from briefbot.core.brief import (
    CorrectionKind,
    Likelihood,
    SectionSlug,
    Speaker,
    Statement,
    StatementKind,
    Status,
)
from briefbot.core.changes import changes
from briefbot.core.compose import (
    compose_correction,
    compose_search,
    compose_sources,
    compose_summary,
    compose_withdrawal,
)
from briefbot.core.document import (
    Actions,
    Callout,
    CommandButton,
    Document,
    DocumentKind,
    Heading,
    List,
    ListItem,
    Quote,
    SourceRef,
)
from briefbot.core.plain_text import document_text, inline_text
from builders import brief, correction, fact, meeting, section, source
from named_documents import DOCUMENTS, FIRST_REVISION, RICH, WITHDRAWN


def blocks(document: Document) -> list[object]:
    return list(document.blocks)


def headings(document: Document) -> list[str]:
    return [inline_text(block.content) for block in blocks(document) if isinstance(block, Heading)]


def only_point(statement: Statement) -> ListItem:
    document = compose_summary(brief(sections=(section(SectionSlug.HAPPENED, statement),)))
    first = next(block for block in blocks(document) if isinstance(block, List))
    return first.items[0]


def test_a_summary_starts_with_particulars_then_the_bottom_line() -> None:
    lines = document_text(compose_summary(RICH)).splitlines()

    assert lines[0] == RICH.title
    assert lines[1].startswith("TLP:CLEAR · URGENT · Corrected · developing · Brussels, BE")
    assert lines[2] == RICH.summary


def test_sections_keep_the_editors_order_and_speak_the_briefs_language() -> None:
    assert headings(DOCUMENTS["summary"]) == [
        "What happened",
        "The response",
        "Implications and risks",
        "Quotes",
        "Open",
        "Sources",
        "Next meetings",
    ]
    assert "Що сталося" in headings(DOCUMENTS["summary-uk"])
    assert "Open" in headings(DOCUMENTS["summary-uk"])


@pytest.mark.parametrize(
    ("statement", "attribution"),
    [
        (fact("Ships left.", "wire"), "Example Wire"),
        (
            fact("Six.", "wire", kind=StatementKind.CLAIM, claimed_by="HUR", contested=True),
            "claim by HUR, contested; Example Wire",
        ),
        (
            fact("More.", kind=StatementKind.JUDGEMENT, likelihood=Likelihood.ROUGHLY_EVEN),
            "judged roughly even chance",
        ),
        (fact("Unclear.", kind=StatementKind.JUDGEMENT), "judgement"),
        (fact("A fact without source."), ""),
        (fact("Cites what is not there.", "nowhere"), ""),
    ],
)
def test_a_point_says_who_says_so_and_where_it_stands(
    statement: Statement, attribution: str
) -> None:
    assert inline_text(only_point(statement).attribution) == attribution


def test_a_quote_names_speaker_role_day_place_language_and_source() -> None:
    (quote,) = (block for block in blocks(DOCUMENTS["summary"]) if isinstance(block, Quote))

    assert inline_text(quote.attribution) == (
        "Council Secretariat, spokesperson, 9 January 2026, Brussels; "
        "translated from German; Example Wire 1"
    )


def test_a_quote_without_a_known_speaker_still_names_its_source() -> None:
    words = fact("We stay.", "wire", kind=StatementKind.QUOTE, speaker=Speaker(name=""))
    document = compose_summary(brief(sections=(section(SectionSlug.QUOTES, words),)))
    (quote,) = (block for block in blocks(document) if isinstance(block, Quote))

    assert inline_text(quote.attribution) == "Example Wire"


def test_publishers_cited_more_than_once_are_numbered_so_that_labels_are_unique() -> None:
    many = brief(
        sources=(source("a"), source("b", "KUNA"), source("c")),
        sections=(section(SectionSlug.HAPPENED, fact("One.", "a", "b", "c")),),
    )
    item = next(block for block in blocks(compose_summary(many)) if isinstance(block, List))
    labels = [ref.label for ref in item.items[0].attribution if isinstance(ref, SourceRef)]

    assert labels == ["Example Wire 1", "KUNA", "Example Wire 2"]


def test_sources_and_older_corrections_are_never_left_out() -> None:
    days = [datetime(2026, 1, day, tzinfo=UTC) for day in (11, 12, 13)]
    document = compose_summary(brief(corrections=tuple(correction(at_time=day) for day in days)))

    assert [part.keep for part in document.body] == [False, True, True]
    assert len([block for block in document.lead if isinstance(block, Callout)]) == 2


def test_a_summary_without_meetings_or_corrections_has_no_button_for_them() -> None:
    assert verbs(compose_summary(brief())) == ["show", "sources"]
    assert verbs(compose_summary(RICH)) == ["show", "sources", "changes", "remind"]


def verbs(document: Document) -> list[str]:
    return [
        button.verb
        for block in document.blocks
        if isinstance(block, Actions)
        for button in block.buttons
        if isinstance(button, CommandButton)
    ]


def test_the_remind_button_names_the_meeting_by_brief_and_id() -> None:
    document = compose_summary(brief(meetings=(meeting("council"),)))
    (buttons,) = (block for block in document.tail if isinstance(block, Actions))

    assert isinstance(buttons.buttons[-1], CommandButton)
    assert buttons.buttons[-1].subject == "council-meets/council"


def test_a_correction_says_was_and_now_and_what_differs() -> None:
    text = document_text(DOCUMENTS["correction"])

    assert text.startswith("Correction: Council meets on winter supplies")
    assert "Was: 2 February 2026 · Now: 3 February 2026" in text
    assert "Was: 3–4 February 2026" in text
    assert "Now: evening of 3 February 2026" in text


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("2 February", "3 February", "Was: 2 February. Now: 3 February."),
        ("It met on 2 February.", "Has it met?", "Was: It met on 2 February. Now: Has it met?"),
        ("", "It met …", "Now: It met …"),
    ],
)
def test_the_bottom_line_of_a_correction_ends_each_sentence_once(
    was: str, now: str, told: str
) -> None:
    document = compose_correction(brief(corrections=(correction(was=was, now=now),)))

    assert document.meta.summary == told


@pytest.mark.parametrize(
    ("kinds", "word"),
    [
        ((CorrectionKind.UPDATE, CorrectionKind.CORRECTION), "Correction"),
        ((CorrectionKind.UPDATE, CorrectionKind.CLARIFICATION), "Clarification"),
        ((CorrectionKind.UPDATE,), "Update"),
    ],
)
def test_a_notice_is_named_by_its_gravest_change(
    kinds: tuple[CorrectionKind, ...], word: str
) -> None:
    document = compose_correction(brief(corrections=tuple(correction(kind) for kind in kinds)))

    assert document.meta.title.startswith(f"{word}: ")


def test_a_changed_attribution_is_shown_with_both_attributions() -> None:
    old = brief(sections=(section(SectionSlug.HAPPENED, fact("Six.", "wire")),))
    claim = fact("Six.", "wire", kind=StatementKind.CLAIM, claimed_by="HUR")
    new = replace(old, sections=(section(SectionSlug.HAPPENED, claim),))

    text = document_text(compose_correction(new, changes=changes(old, new)))

    assert "Was: Six. (Example Wire) · Now: Six. (claim by HUR; Example Wire)" in text


def test_added_and_removed_statements_are_labelled() -> None:
    text = document_text(
        compose_correction(
            RICH, changes=changes(replace(FIRST_REVISION, sections=RICH.sections[:1]), RICH)
        )
    )

    assert "Added: Members promised 1,200 heaters." in text


def test_a_withdrawn_brief_shows_its_notice_and_nothing_of_its_body() -> None:
    document = compose_summary(WITHDRAWN)

    assert document == compose_withdrawal(WITHDRAWN)
    assert document.meta.kind is DocumentKind.WITHDRAWAL
    text = document_text(document)
    assert "has been withdrawn" in text
    assert "Replaced by: council-postponed" in text
    assert "heaters" not in text


def test_a_search_lists_hits_in_order_with_how_to_see_them() -> None:
    text = document_text(compose_search("supplies", (RICH, brief(slug="other"))))

    assert "2 briefs found" in text
    assert text.index("/brief show council-meets") < text.index("/brief show other")


def test_a_search_without_hits_says_so_and_bounds_what_was_typed() -> None:
    document = compose_search("x" * 5_000, ())

    assert "No brief matches" in document_text(document)
    assert len(document.meta.title) < 120


def test_a_sources_list_counts_citations_details_included() -> None:
    text = document_text(compose_sources(RICH))

    assert "3 sources" in DOCUMENTS["sources"].meta.summary
    assert "cited 3 times, read on 10 January 2026" in text


def test_a_draft_says_that_it_is_one() -> None:
    text = document_text(compose_summary(brief(status=Status.DRAFT)))

    assert "TLP:CLEAR · Draft" in text
