"""BB215: whether people are called in the body what `actors` says they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from briefbot.core.brief import Actor, Brief
from briefbot.core.brief_source import BriefSource, Passage, PassageKind
from briefbot.core.finding import Severity
from briefbot.core.lint.locate import locate
from briefbot.core.lint.rule import Context, Fault, Rule
from briefbot.core.lint.wording import is_english
from briefbot.core.position import Position

#: Words that make an office.
_OFFICES = frozenset(
    """
    admiral adviser ambassador chair chancellor chief commander commissioner coordinator director
    emir envoy general governor king mayor minister premier president prince princess prosecutor
    queen representative secretary senator speaker spokesperson
    """.split()  # noqa: SIM905 - thirty quoted words would be hard to read
)
#: Words that make an office a lesser or a past one, so that leaving them out says too much.
_LESSENING = frozenset(
    """
    acting assistant caretaker deputy designate elect ex former interim outgoing vice
    """.split()  # noqa: SIM905 - as above
)
#: Words that tell one office from another of the same name.
_PORTFOLIOS = frozenset(
    """
    defence economy energy finance foreign health interior justice prime trade
    """.split()  # noqa: SIM905 - as above
)
_ROLE_WORDS = _OFFICES | _LESSENING | _PORTFOLIOS

#: One word each for what is spelt, or gendered, in several ways.
_SAME_WORD = {
    "advisor": "adviser",
    "chairman": "chair",
    "chairwoman": "chair",
    "chairperson": "chair",
    "defense": "defence",
    "spokesman": "spokesperson",
    "spokeswoman": "spokesperson",
}

_ROLE = "|".join(sorted((*_ROLE_WORDS, *_SAME_WORD), key=len, reverse=True))

#: Role words straight before a name: "NATO's acting Deputy Secretary-General " + name.
_BEFORE = re.compile(rf"(?:\b(?:{_ROLE})[\s-]+)+$", re.IGNORECASE)

#: An apposition straight after a name: name + ", Ukraine's ambassador to". A role that goes on
#: with a name, as in ", President Duda", is somebody else's; so is one behind other words.
_AFTER = re.compile(
    rf"(?:'s|’s)?,\s+(?:(?:the|an?|its|[A-Z][\w'’-]*)\s+){{0,3}}?"
    rf"(?P<role>(?i:(?:{_ROLE})\b(?:[\s-]+(?:(?:of|for)\s+)?(?:{_ROLE})\b)*))"
    r"(?=\s*(?:[,.;:)]|$)|\s+(?:of|for|to|at|in)\b)"
)

#: How far before a name its role is looked for, in characters.
_REACH = 80

#: How long a role word may be, with the space after it, for the first look.
_LONGEST = 20

_WORD = re.compile(r"[a-z]+")
_LAST_WORD = re.compile(r"[A-Za-z]+[\s-]+$")


@lru_cache(maxsize=256)
def _role_words(text: str) -> frozenset[str]:
    """Return the words for an office in a text, in one spelling each."""
    words = (_SAME_WORD.get(word, word) for word in _WORD.findall(text.lower()))
    return frozenset(words) & _ROLE_WORDS


@dataclass(frozen=True, slots=True)
class _Office:
    """An actor whose role has words that can be compared."""

    actor: Actor

    def differs_from(self, role: str) -> bool:
        """Tell whether a role given elsewhere contradicts the actor's."""
        said = _role_words(role)
        if said.isdisjoint(_OFFICES):
            return False
        given = _role_words(self.actor.role) | (_role_words(self.actor.org) & _PORTFOLIOS)
        several = any(mark in self.actor.role for mark in (",", ";", "/", " and "))
        says_too_much = not several and bool((given & _LESSENING) - said)
        return says_too_much or not said <= given

    def fault(self, at: Position, words: str) -> Fault:
        """Return the fault of calling the actor by these words."""
        actor = self.actor
        day = f", as of {actor.role_as_of}" if actor.role_as_of is not None else ""
        return Fault(
            at,
            f'"{" ".join(words.split())}": the role under actors is "{actor.role}"{day}',
            "write the role held on that day, or correct it under actors",
        )


@dataclass(frozen=True, slots=True)
class _Mention:
    """An actor's name with a role beside it: the place of both in the passage, and the role."""

    start: int
    end: int
    role: str


def check_roles(source: BriefSource, brief: Brief, _: Context) -> Iterator[Fault]:
    """Calling a deputy by the full title is a factual error, and one that people notice.

    The rule looks where an actor's name stands beside words for an office, straight before it
    ("Secretary General Boris Ruge") or after a comma ("Jan Lipavsky, Czech foreign minister,"),
    and in the last lines of quotes. It compares them with the `role` and `org` that `actors` gives:
    an office or portfolio that is not in there differs, and so does one without its "acting",
    "deputy" or "former". Shorter forms are fine: a "spokesperson of the ministry" may be a
    "spokesperson". Names without a role beside them, actors without a role, and people who are not
    under `actors`, are left alone, and so are briefs in other languages than English.

    To fix it, write the role held on that day, or correct `actors`; when somebody changed office
    between two days of the brief, say so in words.
    """
    if not is_english(brief):
        return
    offices = [_Office(actor) for actor in brief.actors if actor.name and _role_words(actor.role)]
    yield from _called(source, offices)
    yield from _quoted(brief, offices)


def _called(source: BriefSource, offices: list[_Office]) -> Iterator[Fault]:
    """Yield where the text beside a name gives another role."""
    for passage in source.passages:
        if passage.kind is PassageKind.QUOTE:
            continue
        for office in offices:
            if office.actor.name not in passage.prose:
                continue
            for mention in _mentions(passage, office.actor.name):
                if office.differs_from(mention.role):
                    at = locate(source, passage, mention.start, mention.end)
                    yield office.fault(at, passage.text[mention.start : mention.end])


def _quoted(brief: Brief, offices: list[_Office]) -> Iterator[Fault]:
    """Yield where the last line of a quote gives another role."""
    by_name = {office.actor.name: office for office in offices}
    for section in brief.sections:
        for statement in section.statements:
            speaker = statement.speaker
            office = by_name.get(speaker.name) if speaker is not None else None
            if speaker is not None and office is not None and office.differs_from(speaker.role):
                yield office.fault(statement.at, f"{speaker.name}, {speaker.role}")


def _mentions(passage: Passage, name: str) -> Iterator[_Mention]:
    """Yield where a name stands with role words straight before it, or straight after."""
    prose = passage.prose
    start = prose.find(name)
    while start >= 0:
        end = start + len(name)
        reach = max(0, start - _REACH)
        # Looking at one word first is far cheaper than searching: most names stand without a role.
        last = _LAST_WORD.search(prose, max(reach, start - _LONGEST), start)
        if last is not None and _role_words(last[0]):
            before = _BEFORE.search(prose, reach, start)
            if before is not None:
                yield _Mention(before.start(), end, before[0])
        after = _AFTER.match(prose, end)
        if after is not None:
            yield _Mention(start, after.end("role"), after["role"])
        start = prose.find(name, end)


RULES: tuple[Rule, ...] = (
    Rule("BB215", Severity.WARNING, "a role that differs from actors", check_roles),
)
