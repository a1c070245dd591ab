"""Search: which briefs have all the words that were asked for, the best first."""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from briefbot.core.brief import Brief, Statement
from briefbot.core.plain_text import inline_text
from briefbot.core.selection import public_at

#: What a word counts where it stands: in the title, in what describes the brief, in its text.
_TITLE, _ABOUT, _TEXT = 9, 4, 1
#: More words than these of a query are not looked for.
_MOST_WORDS = 12
#: Of a longer text, so many words are compared, and none that is shorter.
_MOST_COMPARED, _SHORTEST = 200, 4


@dataclass(frozen=True, slots=True)
class Searchable:
    """A brief with its texts as they are searched; made once, because that is the slow part."""

    brief: Brief
    title: str
    about: str
    text: str

    @classmethod
    def of(cls, brief: Brief) -> "Searchable":
        """Return a brief's texts, folded: without regard to case and width."""
        about = (
            *brief.tags,
            *brief.topics,
            brief.summary,
            brief.place.name if brief.place else "",
            *(actor.name for actor in brief.actors),
        )
        title = f"{brief.title} {brief.slug}"
        return cls(brief, folded(title), folded(" ".join(about)), folded(_text(brief)))


def search(
    query: str, shelf: Iterable[Searchable], *, since: datetime | None = None
) -> Sequence[Brief]:
    """Return the briefs that hold every word of a query, or a word that begins so; best first.

    `since` leaves out what was published before it. Of two alike the newer one comes first.
    """
    words = folded(query).split()[:_MOST_WORDS]
    if not words:
        return ()
    scored = [
        (score, published.timestamp(), each.brief)
        for each in shelf
        if (published := public_at(each.brief)) and (since is None or published >= since)
        if (score := _score(words, each))
    ]
    scored.sort(key=lambda found: (-found[0], -found[1], found[2].slug))
    return tuple(brief for _, _, brief in scored)


def nearest(text: str, shelf: Iterable[Searchable]) -> Sequence[Brief]:
    """Return the published briefs that share telling words with a text, the nearest first.

    A word tells more, the fewer briefs have it. One word in common is chance, unless the text has
    only one. Words are compared as they are written.
    """
    words = list(dict.fromkeys(each for each in folded(text).split() if len(each) >= _SHORTEST))
    compared = frozenset(words[:_MOST_COMPARED])
    shared = [
        (published.timestamp(), each.brief, compared & _words(each))
        for each in shelf
        if (published := public_at(each.brief))
    ]
    holders = Counter(word for _, _, found in shared for word in found)
    telling = {word: math.log1p(len(shared) / count) for word, count in holders.items()}
    least = min(2, len(compared)) or 1
    scored = [
        (math.fsum(telling[word] for word in found), published, brief)
        for published, brief, found in shared
        if len(found) >= least
    ]
    scored.sort(key=lambda each: (-each[0], -each[1], each[2].slug))
    return tuple(brief for _, _, brief in scored)


def _words(each: Searchable) -> frozenset[str]:
    return frozenset(f"{each.title}{each.about}{each.text}".split())


def folded(text: str) -> str:
    """Return a text as it is compared: compatibility forms and case folded, words apart by spaces.

    A space stands at its beginning, so that " word" finds where a word begins.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    spaced = "".join(each if each.isalnum() else " " for each in plain)
    return f" {' '.join(spaced.split())}"


def _score(words: Sequence[str], each: Searchable) -> int:
    total = 0
    for word in words:
        start = f" {word}"
        weight = next(
            (
                weight
                for text, weight in (
                    (each.title, _TITLE),
                    (each.about, _ABOUT),
                    (each.text, _TEXT),
                )
                if start in text
            ),
            0,
        )
        if not weight:
            return 0
        total += weight
    return total


def _text(brief: Brief) -> str:
    return " ".join(
        inline_text(statement.content, lang=brief.lang)
        for section in brief.sections
        for top in section.statements
        for statement in _with_details(top)
    )


def _with_details(statement: Statement) -> Iterator[Statement]:
    yield statement
    for detail in statement.details:
        yield from _with_details(detail)
