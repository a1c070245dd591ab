"""The neutral document: what is said, free of any platform's dialect.

A Document is a title, a lead that every reader must get, a body that flows over as many pages as it
needs, and a tail pinned to the first page. The text in it is data: renderers escape it, and nothing
here is ever Markdown, mrkdwn or HTML. The order of body parts and of list items is the editor's
ranking: when space runs out, what stands last goes first.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from briefbot.core.when import Precision, When

# --- inlines ---


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text. May hold anything a brief may hold; it is never markup."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Strongly emphasised content."""

    children: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Emph:
    """Emphasised content."""

    children: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Strike:
    """Struck-out content: what a correction replaces."""

    children: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Literal monospaced text."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an https or http address, already checked by the reader of briefs."""

    url: str
    children: tuple["Inline", ...]


class TimeStyle(StrEnum):
    """How much of an instant is shown. Dates without an hour always show as their own wording.

    RELATIVE is how far off it is, kept up to date by the platform; COUNTDOWN is DATE_TIME with
    RELATIVE after it. A text stays as it is, and so both read as DATE_TIME there.
    """

    DATE_TIME = "date-time"
    DATE = "date"
    RELATIVE = "relative"
    COUNTDOWN = "countdown"


@dataclass(frozen=True, slots=True)
class Time:
    """A date or instant; native where the platform has that, with a zoned text everywhere."""

    when: When
    style: TimeStyle = TimeStyle.DATE_TIME

    @property
    def native(self) -> tuple["Inline", ...]:
        """The times that a platform with times of its own shows for this one, and text between.

        How far off it is is not said of an hour that is only about right.
        """
        if self.style is not TimeStyle.COUNTDOWN:
            return (self,)
        if self.when.precision is not Precision.EXACT:
            return (Time(self.when),)
        return (Time(self.when), Text(" ("), Time(self.when, TimeStyle.RELATIVE), Text(")"))


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A statement's source: `label` is short and unique in its document ("KUNA", "Ukrinform 2")."""

    id: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class MentionTarget:
    """A mention, by a key of the configuration. Content never makes one."""

    key: str


Inline = Text | Strong | Emph | Strike | Code | Link | Time | SourceRef | MentionTarget
Inlines = tuple[Inline, ...]

# --- blocks ---


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 2 starts a section, 3 is within one. The title has its own place in Meta."""

    level: int
    content: Inlines


class ParaStyle(StrEnum):
    """LEDE is the bottom line, SMALL a line of particulars, BODY everything else."""

    BODY = "body"
    LEDE = "lede"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph."""

    content: Inlines
    style: ParaStyle = ParaStyle.BODY


@dataclass(frozen=True, slots=True)
class ListItem:
    """One point; `attribution` is who says so and where, and is never cut from `content`."""

    content: Inlines
    attribution: Inlines = ()
    items: tuple["ListItem", ...] = ()


@dataclass(frozen=True, slots=True)
class List:
    """Points, most important first."""

    items: tuple[ListItem, ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words, with who, when and where; never shown without its attribution."""

    content: Inlines
    attribution: Inlines


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as the header."""

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class KeyValue:
    """A labelled figure or particular."""

    label: str
    value: Inlines
    attribution: Inlines = ()


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Figures at a glance."""

    pairs: tuple[KeyValue, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture by https address; `alt` says what it shows."""

    url: str
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Preformatted text."""

    text: str


class CalloutKind(StrEnum):
    """Why a callout stands out; renderers say the label in words before any colour."""

    NOTE = "note"
    CORRECTION = "correction"
    UPDATE = "update"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Callout:
    """A labelled remark that must be seen."""

    kind: CalloutKind
    label: str
    content: Inlines


@dataclass(frozen=True, slots=True)
class Divider:
    """A break between parts."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Material under a title that a reader may open; shown open where a platform cannot fold."""

    title: str
    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens an address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class CommandButton:
    """A button that runs a verb of the command table on a subject (a brief's slug, a meeting)."""

    label: str
    verb: str
    subject: str


Button = LinkButton | CommandButton


@dataclass(frozen=True, slots=True)
class Actions:
    """Buttons in a row."""

    buttons: tuple[Button, ...]


Block = (
    Heading
    | Para
    | List
    | Quote
    | Table
    | KeyValues
    | Image
    | CodeBlock
    | Callout
    | Divider
    | Fold
    | Actions
)

# --- the document ---


class DocumentKind(StrEnum):
    """What a document is for."""

    SUMMARY = "summary"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    SEARCH = "search"
    SOURCES = "sources"
    DIGEST = "digest"
    REMINDER = "reminder"
    NOTICE = "notice"
    MERGED = "merged"
    OPERATOR = "operator"
    ANSWER = "answer"


class Priority(StrEnum):
    """How urgent; after IPTC urgency 1, 3, 5 and 7."""

    FLASH = "flash"
    URGENT = "urgent"
    ROUTINE = "routine"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What a document is, before what it says.

    `summary` is the bottom line as plain text: with the title it is what a notification shows.
    `show` is the command that gives the whole ("/brief show nuc-dnipro"), named where parts are
    left out; empty when there is none.
    """

    kind: DocumentKind
    title: str
    lang: str = "en"
    summary: str = ""
    priority: Priority = Priority.ROUTINE
    show: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of blocks that belongs together; `keep` parts are never left out."""

    blocks: tuple[Block, ...]
    keep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The neutral tree: `lead` and `tail` stand on page 1, `body` flows between and after."""

    meta: Meta
    lead: tuple[Block, ...] = ()
    body: tuple[Part, ...] = field(default=())
    tail: tuple[Block, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every block in reading order, for renderers that know no pages."""
        return (*self.lead, *(block for part in self.body for block in part.blocks), *self.tail)
