"""Attributes and attribution lines of statements, as values of the brief."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from briefbot.core.brief import (
    Confidence,
    Likelihood,
    SectionSlug,
    Speaker,
    StatementKind,
)
from briefbot.sources.briefs.citations import Problem, Tail
from briefbot.sources.briefs.dates import parse_day
from briefbot.sources.briefs.fields import LANGUAGE
from briefbot.sources.briefs.report import advice, nearest, shown

MAX_CLAIMANT: Final = 150
MAX_FIRST_REPORT: Final = 500
#: A name, role or place in an attribution line.
MAX_PART: Final = 200

#: What a statement is when it does not say so; in other sections a source makes it a fact.
KIND_BY_SECTION: Final[Mapping[SectionSlug, StatementKind]] = {
    SectionSlug.HAPPENED: StatementKind.FACT,
    SectionSlug.RESPONSE: StatementKind.FACT,
    SectionSlug.TIMELINE: StatementKind.FACT,
    SectionSlug.IMPLICATIONS: StatementKind.JUDGEMENT,
    SectionSlug.ALTERNATIVES: StatementKind.JUDGEMENT,
    SectionSlug.OUTLOOK: StatementKind.JUDGEMENT,
}

#: The second row of ICD 203's terms, and the longer forms of the first, as the first row's slugs
#: (https://www.dni.gov/files/documents/ICD/ICD-203.pdf).
LIKELIHOOD_SYNONYMS: Final[Mapping[str, Likelihood]] = {
    "remote": Likelihood.ALMOST_NO_CHANCE,
    "highly-improbable": Likelihood.VERY_UNLIKELY,
    "improbable": Likelihood.UNLIKELY,
    "roughly-even-chance": Likelihood.ROUGHLY_EVEN,
    "roughly-even-odds": Likelihood.ROUGHLY_EVEN,
    "probable": Likelihood.LIKELY,
    "highly-probable": Likelihood.VERY_LIKELY,
    "nearly-certain": Likelihood.ALMOST_CERTAIN,
}

_NAMES = (
    "claim",
    "contested",
    "confidence",
    "likelihood",
    "first-reported-as",
    "kind",
    "translated",
)
_ATTRIBUTION = re.compile(r"(?:--|—|–)[ \t]+(?=\S)")

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a statement's attributes say, typed; faulty ones are left at their default."""

    kind: StatementKind | None = None
    claimed_by: str = ""
    contested: bool = False
    confidence: Confidence | None = None
    likelihood: Likelihood | None = None
    first_reported_as: str = ""
    translated_from: str = ""

    def kind_in(self, section: SectionSlug | None, *, sourced: bool) -> StatementKind:
        """Return what the statement is: as it says, as it is marked, or as its section has it."""
        if self.kind is not None:
            return self.kind
        if self.claimed_by:
            return StatementKind.CLAIM
        if self.likelihood is not None:
            return StatementKind.JUDGEMENT
        otherwise = StatementKind.FACT if sourced else StatementKind.JUDGEMENT
        return KIND_BY_SECTION.get(section, otherwise) if section else otherwise


_UNMARKED = Marks()


def read_marks(tail: Tail) -> Marks:
    """Return a statement's attributes as values; what is wrong joins the tail's problems."""
    if not tail.attributes:
        return _UNMARKED
    for name, (_, offset) in tail.attributes.items():
        if name not in _NAMES:
            near = nearest(name, _NAMES)
            hint = f'did you mean "{near}"?' if near else f"use one of {', '.join(_NAMES)}"
            tail.problems.append(Problem(offset, f"unknown attribute {shown(name)}", hint))
    return Marks(
        kind=_choice(tail, "kind", StatementKind),
        claimed_by=_text(tail, "claim", MAX_CLAIMANT),
        contested=_choice(tail, "contested", _Flag) is _Flag.TRUE,
        confidence=_choice(tail, "confidence", Confidence),
        likelihood=_likelihood(tail),
        first_reported_as=_text(tail, "first-reported-as", MAX_FIRST_REPORT),
        translated_from=_language(tail, "translated"),
    )


class _Flag(StrEnum):
    TRUE = "true"
    FALSE = "false"


def _choice(tail: Tail, name: str, kind: type[E]) -> E | None:
    value, offset = tail.attributes.get(name, ("", 0))
    if name not in tail.attributes:
        return None
    try:
        return kind(value)
    except ValueError:
        _wrong(tail, name, value, offset, hint=advice(value, kind))
        return None


def _likelihood(tail: Tail) -> Likelihood | None:
    value, _ = tail.attributes.get("likelihood", ("", 0))
    synonym = LIKELIHOOD_SYNONYMS.get(value.strip().lower().replace(" ", "-"))
    return synonym or _choice(tail, "likelihood", Likelihood)


def _text(tail: Tail, name: str, limit: int) -> str:
    value, offset = tail.attributes.get(name, ("", 0))
    text = " ".join(value.split())
    if name in tail.attributes and not text:
        _wrong(tail, name, value, offset, hint="write what it is, in quotes, or remove it")
    if len(text) > limit:
        _wrong(tail, name, value, offset, hint=f"use at most {limit} characters")
        return ""
    return text


def _language(tail: Tail, name: str) -> str:
    value, offset = tail.attributes.get(name, ("", 0))
    if name not in tail.attributes or LANGUAGE.fullmatch(value):
        return value
    _wrong(tail, name, value, offset, hint="write a BCP 47 tag, for example pl")
    return ""


def _wrong(tail: Tail, name: str, value: str, offset: int, *, hint: str) -> None:
    tail.problems.append(Problem(offset, f"attribute {name} is {shown(value)}", hint))


def split_attribution(raw: str) -> tuple[str, str | None]:
    """Split a quote's last block into its words and its attribution line, if it has one.

    The line starts with `-- ` or a dash; it is returned without that.
    """
    head, _, last = raw.rpartition("\n")
    line = last.strip()
    match = _ATTRIBUTION.match(line)
    return (head, line[match.end() :]) if match else (raw, None)


def read_speaker(line: str) -> Speaker:
    """Return who speaks in `Name, role, YYYY-MM-DD, place`; parts that are missing are empty."""
    parts = [part.strip()[:MAX_PART] for part in line.split(",")]
    for number, part in enumerate(parts[1:], start=1):
        said_on = parse_day(part)
        if said_on is not None:
            role, place = ", ".join(parts[1:number]), ", ".join(parts[number + 1 :])
            return Speaker(name=parts[0], role=role, said_on=said_on, place=place)
    role, place = (parts[1] if len(parts) > 1 else ""), ", ".join(parts[2:])
    return Speaker(name=parts[0], role=role, place=place)
