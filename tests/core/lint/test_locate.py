"""From a match in plain text to its place in the file."""

import pytest

from briefbot.core.brief_source import BriefSource, Passage, PassageKind
from briefbot.core.lint.locate import locate, locate_citation
from briefbot.core.position import Position

FILE = """\
# Title

- The *new bridge* is open, the bridge
  over the [river bridge](https://example.org/bridge) is
  closed. [@notice-2; @notice]
"""
TEXT = "The new bridge is open, the bridge over the river bridge is closed."
SOURCE = BriefSource(path="a.md", text=FILE)
PASSAGE = Passage(kind=PassageKind.STATEMENT, text=TEXT, prose=TEXT, at=Position(3, 3), end_line=5)


@pytest.mark.parametrize(
    ("words", "occurrence", "expected"),
    [
        ("The", 0, Position(3, 3)),
        ("bridge", 0, Position(3, 12)),
        ("bridge", 1, Position(3, 33)),
        ("bridge", 2, Position(4, 19)),
        ("closed", 0, Position(5, 3)),
        # Across a line end, and across markup: the first word is found.
        ("bridge over", 0, Position(3, 33)),
        ("river bridge is closed", 0, Position(4, 13)),
        # Emphasis hides the phrase, not its first word.
        ("new bridge is", 0, Position(3, 8)),
    ],
)
def test_words_are_found_where_they_stand(words: str, occurrence: int, expected: Position) -> None:
    start = -1
    for _ in range(occurrence + 1):
        start = TEXT.index(words, start + 1)

    assert locate(SOURCE, PASSAGE, start, start + len(words)) == expected


def test_what_cannot_be_found_is_placed_at_the_passage_s_start() -> None:
    other = BriefSource(path="a.md", text="one\n\n&amp;\n")
    passage = Passage(
        kind=PassageKind.PARAGRAPH, text="&", prose="&", at=Position(3, 1), end_line=3
    )

    assert locate(other, passage, 0, 1) == Position(3, 1)
    assert locate(SOURCE, PASSAGE, 4, 4) == PASSAGE.at


def test_a_citation_is_found_by_its_whole_id() -> None:
    assert locate_citation(SOURCE, "notice", PASSAGE.at) == Position(5, 23)
    assert locate_citation(SOURCE, "notice-2", PASSAGE.at) == Position(5, 12)
    assert locate_citation(SOURCE, "wire", PASSAGE.at) == PASSAGE.at
