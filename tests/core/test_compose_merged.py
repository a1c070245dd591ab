"""What quiet hours held as one message; the remark that a post is late; the operator's message."""

from datetime import UTC, datetime, timedelta

import pytest

from briefbot.core.compose import compose_faults, compose_merged, compose_notice, mark_late
from briefbot.core.delivery.records import Fault
from briefbot.core.document import Actions, Document, DocumentKind, Heading, Meta, Part, Priority
from briefbot.core.labels import LANGUAGES
from briefbot.core.plain_text import document_text
from briefbot.core.reminders import Notice, NoticeKind
from briefbot.core.rendering import RenderOptions
from briefbot.core.upcoming import Upcoming
from briefbot.core.when import When
from briefbot.platforms.discord.render import render_components
from briefbot.platforms.slack.render import render
from named_documents import DOCUMENTS

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HELD = [document for document in DOCUMENTS.values() if document.meta.lang == "en"][:6]


def test_every_word_of_the_held_posts_is_in_the_merged_one() -> None:
    whole = document_text(compose_merged(HELD))

    for document in HELD:
        for line in document_text(document).splitlines():
            assert line in whole


def test_each_post_is_a_section_of_its_own_and_none_is_left_out_whole() -> None:
    merged = compose_merged(HELD)

    titles = [block for block in merged.blocks if isinstance(block, Heading) and block.level == 2]
    assert len(titles) == len(HELD)
    kept = [part.blocks[0] for part in merged.body if part.keep]
    assert all(title in kept for title in titles)


def test_buttons_of_several_posts_are_not_mixed() -> None:
    merged = compose_merged(HELD)

    assert not any(isinstance(block, Actions) for block in merged.blocks)


def test_the_most_urgent_post_names_the_urgency() -> None:
    urgent = Document(meta=Meta(kind=DocumentKind.SUMMARY, title="u", priority=Priority.URGENT))
    low = Document(meta=Meta(kind=DocumentKind.SUMMARY, title="l", priority=Priority.LOW))

    assert compose_merged([low, urgent]).meta.priority is Priority.URGENT


def test_the_merged_post_can_be_rendered_for_both_platforms() -> None:
    merged = compose_merged(HELD)

    assert render_components(merged, RenderOptions()).pages
    assert render(merged, RenderOptions()).pages


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_late_post_says_when_it_was_due(lang: str) -> None:
    document = Document(meta=Meta(kind=DocumentKind.SUMMARY, title="Title", lang=lang))

    late = mark_late(document, due=NOW)

    assert "2026" in document_text(late)
    assert len(late.lead) == 1


def test_the_remark_stands_on_the_line_of_particulars_where_there_is_one() -> None:
    document = DOCUMENTS["reminder-exact"]
    once = mark_late(document, due=NOW)

    twice = mark_late(once, due=NOW + timedelta(days=1))

    assert len(twice.lead) == len(once.lead)
    assert document_text(twice).count("Late; was due: ") == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_vanished_meeting_is_not_called_cancelled(lang: str) -> None:
    meeting = Upcoming(key="team/standup", title="Standup", when=When.at(NOW))
    notice = Notice(kind=NoticeKind.CANCELLED, meeting=meeting, was=When.at(NOW), unlisted=True)
    called_off = Notice(kind=NoticeKind.CANCELLED, meeting=meeting, was=When.at(NOW))

    made, other = compose_notice(notice, lang=lang), compose_notice(called_off, lang=lang)

    assert made.meta.title != other.meta.title
    assert made.meta.summary != other.meta.summary


def fault(number: int) -> Fault:
    return Fault(kind="brief", subject=f"b{number}.md", message="it is broken", since=NOW)


def test_the_operator_is_told_each_fault_with_its_time() -> None:
    told = document_text(compose_faults([fault(1), fault(2)]))

    assert told.startswith("briefbot: 2 faults\n")
    assert "brief b2.md: it is broken" in told
    assert "since 2 March 2026, 09:00 (UTC)" in told


def test_of_very_many_faults_the_rest_is_counted() -> None:
    document = compose_faults([fault(number) for number in range(25)])

    assert "and 5 more: briefbot status" in document_text(document)
    assert document.body == (Part(document.body[0].blocks),)
