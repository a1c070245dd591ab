"""BB601 to BB603: what chat platforms show, to everybody, without calling anybody."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from urllib.parse import unquote

from briefbot.core.brief import Brief, Statement
from briefbot.core.brief_source import (
    BriefSource,
    FieldNode,
    MappingNode,
    Passage,
    ScalarNode,
    SequenceNode,
)
from briefbot.core.finding import Severity
from briefbot.core.lint.locate import locate
from briefbot.core.lint.rule import Context, Fault, Rule
from briefbot.core.lint.wording import excerpt
from briefbot.core.position import Position

MAX_ALT_LENGTH = 150
MAX_COLUMNS = 4
MAX_ROWS = 10
#: What one Discord message takes of a brief's own text: 4,000 characters less heading and marker.
PART_LENGTH = 3_800

_IMAGE_OF = re.compile(
    r"(?:an?\s+)?(?:image|picture|photo|photograph|graphic|screenshot)\s+of\b", re.IGNORECASE
)

# Discord: https://discord.com/developers/docs/reference#message-formatting
# Slack: https://docs.slack.dev/messaging/formatting-message-text
_LIVE = re.compile(
    r"(?<![\w.@])@(?:everyone|here|channel)\b(?!\.\w)"
    r"|<(?:!(?:channel|here|everyone|subteam\b|date\b)|@[!&]?\w|#\w|t:|/\w|a?:\w+:\d)"
)
_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)

#: Front matter that is never posted, or is an address: BB501 sees to those.
_NOT_TEXT = frozenset({"editor_note", "url", "archived_url", "path"})


def alt_texts(source: BriefSource, brief: Brief, context: Context) -> Iterator[Fault]:
    """An image says in words what it shows.

    Readers who cannot see the image, or whose network does not load it, get its `alt` instead. The
    rule looks at the images of the body and of the front matter.

    An image without alt is an error. Alt of more than 150 characters (screen readers do not pause
    in it), alt that starts with "image of" (they say so already) and alt that is the file's name
    are warnings.

    To fix it, write what a reader should learn from the image; put the rest into its caption.
    """
    del context
    shown = [(link.text, link.url, link.at) for link in source.links if link.image]
    shown += [(image.alt, image.url or image.path, image.at) for image in brief.images]
    for alt, address, at in shown:
        text = " ".join(alt.split())
        name = unquote(re.split(r"[?#]", address)[0].rstrip("/").rpartition("/")[2])
        if not text:
            yield Fault(at, f"image without alt: {excerpt(name)}", "say what it shows")
        elif len(text) > MAX_ALT_LENGTH:
            message = f"alt of {len(text)} characters, at most {MAX_ALT_LENGTH} are read well"
            yield Fault(at, message, "shorten it; the caption can say more", Severity.WARNING)
        elif start := _IMAGE_OF.match(text):
            hint = "start with what it shows"
            yield Fault(at, f'alt starts with "{start[0]}"', hint, Severity.WARNING)
        elif text.lower() in {name.lower(), name.rpartition(".")[0].lower()}:
            message = f'alt is the name of the file: "{excerpt(text)}"'
            yield Fault(at, message, "say what it shows", Severity.WARNING)


def live_syntax(source: BriefSource, brief: Brief, context: Context) -> Iterator[Fault]:
    """Nothing in a brief calls people or is a platform's own syntax.

    `@everyone`, `@here`, `<!channel>`, `<@123>`, `<#123>` and `<t:1732190400>` ring for everybody,
    or turn into names, channels and times of the server they land in. briefbot escapes them all
    when it posts; in a file they are a mistake or an attempt, and other tools will not escape them.
    The rule looks at every text of the front matter but `editor_note` and addresses, at the body,
    quotations included, and at the attributes of statements.

    It leaves alone: code, and e-mail addresses.

    To fix it, write the name in words; mentions are made by the configuration, never by content.
    """
    del context
    elsewhere = chain(
        _field_texts(source.fields),
        ((link.text, link.at) for link in source.links if link.image),
        _attribute_texts(section.statements for section in brief.sections),
    )
    for text, at in elsewhere:
        for match in _live_in(text):
            yield _live_fault(match, at)
    lines = source.text.split("\n")
    for passage in source.passages:
        for match in _live_in_passage(passage, lines):
            yield _live_fault(match, locate(source, passage, match.start(), match.end()))


def _live_in(text: str) -> Iterator[re.Match[str]]:
    if "@" in text or "<" in text:
        yield from _LIVE.finditer(text)


def _live_fault(match: re.Match[str], at: Position) -> Fault:
    hint = "write it in words, or as code"
    return Fault(at, f'live chat syntax "{excerpt(match[0])}"', hint)


def _live_in_passage(passage: Passage, lines: list[str]) -> Iterator[re.Match[str]]:
    """Yield what is not code: quotations are blank in `prose` too, but have no backticks."""
    matches = list(_live_in(passage.text))
    if not matches:
        return
    raw = "\n".join(lines[passage.at.line - 1 : passage.end_line])
    without_code = _CODE.sub("", raw)
    only_code = {
        found
        for found in {match[0] for match in matches}
        if found in raw and found not in without_code
    }
    for match in matches:
        blank = not passage.prose[match.start() : match.end()].strip()
        if not (blank and match[0] in only_code):
            yield match


def _field_texts(node: FieldNode | None) -> Iterator[tuple[str, Position]]:
    """Yield every text of the front matter that may be posted, with its place."""
    if isinstance(node, ScalarNode):
        yield node.value, node.at
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _field_texts(item)
    elif isinstance(node, MappingNode):
        for key, value in node.entries:
            if key.value not in _NOT_TEXT:
                yield from _field_texts(value)


def _attribute_texts(
    groups: Iterable[tuple[Statement, ...]],
) -> Iterator[tuple[str, Position]]:
    for statements in groups:
        for statement in statements:
            yield statement.claimed_by, statement.at
            yield statement.first_reported_as, statement.at
            yield from _attribute_texts((statement.details,))


def oversize(source: BriefSource, brief: Brief, context: Context) -> Iterator[Fault]:
    """Tables that fit a phone, and a text that fits one message.

    Discord has no tables: they become aligned text, which wraps on a phone when it is wider than
    four columns, and fills the screen when it is longer than ten rows.

    A text of more than about 3,800 characters does not fit one message. What stands behind goes on
    in the thread, where fewer people read it. The estimate counts title, summary, figures and body,
    without the sources; the fault stands where the first message is full, and says how many
    messages there will be on Discord.

    To fix it, split the table, or drop what readers can do without. A long brief may stay long: put
    what everybody must read first.
    """
    del context
    for table in source.tables:
        if table.columns > MAX_COLUMNS:
            hint = f"use at most {MAX_COLUMNS}, or two tables"
            yield Fault(table.at, f"table of {table.columns} columns", hint)
        if table.rows > MAX_ROWS:
            yield Fault(table.at, f"table of {table.rows} rows", f"keep the first {MAX_ROWS}")
    length = len(brief.title) + len(brief.summary)
    length += sum(len(figure.label) + len(figure.value) for figure in brief.key_figures)
    full_at: Position | None = None
    for passage in source.passages:
        length += len(passage.text) + len("\n- ")
        if length > PART_LENGTH and full_at is None:
            full_at = passage.at
    if full_at is not None:
        parts = -(-length // PART_LENGTH)
        yield Fault(
            full_at,
            f"about {length:,} characters of text make {parts} messages on Discord; the first is"
            " full here",
            "drop what readers can do without, or leave it to the thread",
        )


RULES: tuple[Rule, ...] = (
    Rule("BB601", Severity.ERROR, "image without good alt text", alt_texts),
    Rule("BB602", Severity.ERROR, "live chat syntax", live_syntax),
    Rule("BB603", Severity.WARNING, "too large for one message", oversize),
)
