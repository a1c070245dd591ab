"""Mentions come from the configuration alone, and only for posts that are urgent enough."""

from dataclasses import replace

import pytest

from briefbot.core.document import Document, MentionTarget, Para, Priority
from briefbot.core.mentioning import mentioning, without_mentions
from briefbot.core.programme import Channel
from briefbot.core.visibility import Audience, Place
from named_documents import DOCUMENTS

SUMMARY = DOCUMENTS["summary"]
DESK = Channel(
    name="desk",
    place=Place(audience=Audience.CHANNEL),
    zone="UTC",
    mentions=("editors", "room"),
    mention_from=Priority.URGENT,
)


def named(document: Document) -> list[str]:
    return [
        inline.key
        for block in document.lead
        if isinstance(block, Para)
        for inline in block.content
        if isinstance(inline, MentionTarget)
    ]


@pytest.mark.parametrize(
    ("priority", "mentioned"),
    [
        (Priority.FLASH, ["editors", "room"]),
        (Priority.URGENT, ["editors", "room"]),
        (Priority.ROUTINE, []),
        (Priority.LOW, []),
    ],
)
def test_posts_mention_from_their_priority_on(priority: Priority, mentioned: list[str]) -> None:
    document = replace(SUMMARY, meta=replace(SUMMARY.meta, priority=priority))

    assert named(mentioning(document, DESK)) == mentioned


def test_a_name_alone_mentions_nobody() -> None:
    assert mentioning(SUMMARY, replace(DESK, mention_from=None)) == SUMMARY
    assert mentioning(SUMMARY, replace(DESK, mentions=())) == SUMMARY


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_line_of_mentions_can_be_taken_off_again(name: str) -> None:
    told = mentioning(DOCUMENTS[name], replace(DESK, mention_from=Priority.LOW))
    document, line = without_mentions(told)

    assert document == DOCUMENTS[name]
    assert len(line) == 1
    assert without_mentions(document) == (document, ())
