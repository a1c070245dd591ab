"""A brief: one event, told in statements that each say where they come from."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from briefbot.core.document import Block, Inlines, Priority
from briefbot.core.meeting import Meeting
from briefbot.core.position import START, Position
from briefbot.core.when import When


class Status(StrEnum):
    """Where a brief is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    UPDATED = "updated"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class Trend(StrEnum):
    """Where the story is going."""

    DEVELOPING = "developing"
    ESCALATING = "escalating"
    DE_ESCALATING = "de-escalating"
    CONCLUDING = "concluding"
    STATIC = "static"


class Tlp(StrEnum):
    """Traffic Light Protocol 2.0 (https://www.first.org/tlp/); the labels are never translated."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"

    @property
    def rank(self) -> int:
        """How restricted: 0 for CLEAR to 4 for RED."""
        return list(Tlp).index(self)


class Likelihood(StrEnum):
    """The seven bands of ICD 203, as slugs; both of its synonym rows map here."""

    ALMOST_NO_CHANCE = "almost-no-chance"
    VERY_UNLIKELY = "very-unlikely"
    UNLIKELY = "unlikely"
    ROUGHLY_EVEN = "roughly-even"
    LIKELY = "likely"
    VERY_LIKELY = "very-likely"
    ALMOST_CERTAIN = "almost-certain"


class Confidence(StrEnum):
    """How good the grounds of a statement are; never in one sentence with a likelihood."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


class StatementKind(StrEnum):
    """What a statement is, and so what it must carry."""

    FACT = "fact"
    CLAIM = "claim"
    JUDGEMENT = "judgement"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who is quoted, in which role, when and where; empty parts are faults BB213 reports."""

    name: str
    role: str = ""
    said_on: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sourced sentence: a list item, or a block quote.

    `sources` are ids of the brief's sources, in the editor's order. `claimed_by` is set for claims.
    `first_reported_as` is what early reports said instead. `details` are nested points.
    `translated_from` is a BCP 47 tag for a quote given in translation.
    """

    kind: StatementKind
    content: Inlines
    sources: tuple[str, ...] = ()
    claimed_by: str = ""
    contested: bool = False
    confidence: Confidence | None = None
    likelihood: Likelihood | None = None
    first_reported_as: str = ""
    speaker: Speaker | None = None
    translated_from: str = ""
    details: tuple["Statement", ...] = ()
    at: Position = field(default=START, compare=False)


#: What a section holds: statements, and the ordinary blocks between them.
Content = Statement | Block


class SectionSlug(StrEnum):
    """The fixed sections, in their order. Other headings may follow and have the slug ""."""

    HAPPENED = "happened"
    RESPONSE = "response"
    IMPLICATIONS = "implications"
    WATCH = "watch"
    TIMELINE = "timeline"
    QUOTES = "quotes"
    ALTERNATIVES = "alternatives"
    GAPS = "gaps"
    OUTLOOK = "outlook"


#: The heading of each fixed section, as written in a brief's file.
SECTION_TITLES: dict[SectionSlug, str] = {
    SectionSlug.HAPPENED: "What happened",
    SectionSlug.RESPONSE: "The response",
    SectionSlug.IMPLICATIONS: "Implications and risks",
    SectionSlug.WATCH: "What to watch",
    SectionSlug.TIMELINE: "Timeline",
    SectionSlug.QUOTES: "Quotes",
    SectionSlug.ALTERNATIVES: "Alternatives",
    SectionSlug.GAPS: "Gaps",
    SectionSlug.OUTLOOK: "Outlook",
}

#: Sections every published brief must have; the last of them may be "What to watch" or "Outlook".
CORE_SECTIONS = (SectionSlug.HAPPENED, SectionSlug.RESPONSE, SectionSlug.IMPLICATIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A level-2 heading and what stands under it; `slug` is None for the editor's own."""

    slug: SectionSlug | None
    title: str
    content: tuple[Content, ...]
    at: Position = field(default=START, compare=False)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements of this section, in order, without nested details."""
        return tuple(item for item in self.content if isinstance(item, Statement))


class SourceKind(StrEnum):
    """How near a source is to what it reports."""

    PRIMARY = "primary"
    WIRE = "wire"
    SECONDARY = "secondary"
    SOCIAL = "social"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where statements come from. `published` and `accessed` are dates, or None when unknown."""

    id: str
    url: str
    publisher: str
    title: str = ""
    published: date | None = None
    accessed: date | None = None
    lang: str = ""
    kind: SourceKind | None = None
    archived_url: str = ""
    at: Position = field(default=START, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the event is. `country` is an ISO 3166-1 alpha-2 code; degrees are WGS 84."""

    name: str
    country: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody named in the brief, with the role held on `role_as_of`."""

    name: str
    role: str = ""
    role_as_of: date | None = None
    org: str = ""
    at: Position = field(default=START, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A number worth a glance, with its source's id."""

    label: str
    value: str
    unit: str = ""
    as_of: date | None = None
    source: str = ""
    at: Position = field(default=START, compare=False)


class CorrectionKind(StrEnum):
    """Why a published brief changed. A factual error is a correction and nothing milder."""

    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    UPDATE = "update"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One visible change: what was said, what holds now, since when, and who answers for it."""

    at_time: datetime
    kind: CorrectionKind
    was: str = ""
    now: str = ""
    source: str = ""
    by: str = ""
    at: Position = field(default=START, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefImage:
    """A picture of the brief; only https addresses are ever posted, a path is for local reading."""

    url: str = ""
    path: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""
    licence: str = ""
    at: Position = field(default=START, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The span a brief covers; aware datetimes, end exclusive."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One revision of one brief, converted and typed; where a field is absent, its default stands.

    `preamble` is what stands before the first heading. `sources` keep the front matter's order.
    """

    schema: int = 1
    slug: str
    title: str
    status: Status = Status.DRAFT
    priority: Priority = Priority.ROUTINE
    trend: Trend | None = None
    tlp: Tlp = Tlp.CLEAR
    lang: str = "en"
    summary: str = ""
    event: When | None = None
    info_cutoff: datetime | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    covers: Interval | None = None
    next_update: datetime | None = None
    embargo_until: datetime | None = None
    editor_note: str = ""
    place: Place | None = None
    actors: tuple[Actor, ...] = ()
    key_figures: tuple[KeyFigure, ...] = ()
    sources: tuple[Source, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    images: tuple[BriefImage, ...] = ()
    preamble: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()

    def source(self, source_id: str) -> Source | None:
        """Return the source with this id, or None."""
        return next((source for source in self.sources if source.id == source_id), None)

    def section(self, slug: SectionSlug) -> Section | None:
        """Return the fixed section with this slug, or None."""
        return next((section for section in self.sections if section.slug is slug), None)
