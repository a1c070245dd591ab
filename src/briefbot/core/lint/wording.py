"""Finding words in what the editor wrote, fast enough to ask many times of every brief."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from briefbot.core.brief import Brief
from briefbot.core.brief_source import BriefSource, Passage, PassageKind

_WORD = re.compile(r"[a-z]+")
_QUOTED = re.compile(r'“[^“”]*”|«[^«»]*»|(?<!\w)"[^"]*"(?!\w)')
_SENTENCE_END = re.compile(r"[.!?…][)\]”’\"']*\s")

#: How much of a file's text a message repeats.
EXCERPT_LENGTH = 60
#: How far a sentence is looked for; a bound, because a file may be one line without a full stop.
SENTENCE_LENGTH = 1_000


@lru_cache(maxsize=512)
def words_in(prose: str) -> frozenset[str]:
    """Return the lower-case words of a text; kept, because every rule asks for the same texts."""
    return frozenset(_WORD.findall(prose.lower()))


@dataclass(frozen=True, slots=True)
class Phrases:
    """A pattern, and words of which a text must have one before the pattern can match it.

    Comparing two sets of words is far cheaper than searching, and most texts hold none.
    """

    triggers: frozenset[str]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, triggers: str, pattern: str, *, any_case: bool = True) -> "Phrases":
        """Compile a pattern; `triggers` are its words, with spaces between them."""
        flags = re.IGNORECASE if any_case else re.NOFLAG
        return cls(frozenset(triggers.lower().split()), re.compile(pattern, flags))

    def find(self, prose: str) -> Iterable[re.Match[str]]:
        """Return the matches in a text, found as they are asked for."""
        if self.triggers.isdisjoint(words_in(prose)):
            return ()
        return self.pattern.finditer(prose)


def phrases(*listed: str) -> Phrases:
    """Build the search for plain phrases: any case, whole words, any white space between them."""
    longest_first = sorted(listed, key=len, reverse=True)
    either = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
    # The longest word, and of several the last, is rarely one that every text has.
    triggers = (max(_WORD.findall(phrase)[::-1], key=len) for phrase in listed)
    return Phrases.of(" ".join(triggers), rf"\b(?:{either})\b")


def editor_passages(source: BriefSource, brief: Brief) -> Iterator[Passage]:
    """Yield title, summary and body as passages, without block quotes: those are others' words."""
    for name, text in (("title", brief.title), ("summary", brief.summary)):
        if text:
            place = source.place_of(name)
            prose = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)
            yield Passage(
                kind=PassageKind.PARAGRAPH, text=text, prose=prose, at=place, end_line=place.line
            )
    for passage in source.passages:
        if passage.kind is not PassageKind.QUOTE:
            yield passage


def sentence_around(prose: str, start: int, end: int) -> str:
    """Return the sentence that holds `prose[start:end]`, at most `SENTENCE_LENGTH` either side."""
    first, last = max(0, start - SENTENCE_LENGTH), min(len(prose), end + SENTENCE_LENGTH)
    for stop in _SENTENCE_END.finditer(prose, first, last):
        if stop.end() <= start:
            first = stop.end()
        elif stop.start() >= end:
            return prose[first : stop.end()]
    return prose[first:last]


def excerpt(text: str) -> str:
    """Return a text on one line, cut to `EXCERPT_LENGTH` characters."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT_LENGTH else f"{line[: EXCERPT_LENGTH - 1].rstrip()}…"


def is_english(brief: Brief) -> bool:
    """Tell whether the word lists, which are English, apply to this brief."""
    return brief.lang.replace("_", "-").split("-")[0].lower() == "en"
