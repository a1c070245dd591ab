"""Inlines -> Discord Markdown.

Content is first flattened to runs of text with a set of styles each. Writing nests the styles in
one fixed order, so that `***` and other runs of marks that parsers disagree on never come up.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby

from briefbot.core.document import (
    Code,
    Emph,
    Inline,
    Inlines,
    Link,
    MentionTarget,
    SourceRef,
    Strike,
    Strong,
    Text,
    Time,
    TimeStyle,
)
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.when import Precision
from briefbot.core.wording import Hours, describe_when
from briefbot.platforms.discord.markup.escape import (
    SEPARATOR,
    cleaned,
    code_span,
    escaped,
    escaped_start,
)
from briefbot.platforms.discord.markup.links import address, shown_link

#: Outermost first. `_` rather than `*` for emphasis: it cannot be mistaken for half a `**`.
_STYLES = {Strong: "**", Strike: "~~", Emph: "_"}
_MARKS = tuple(_STYLES.values())

#: Marks that read otherwise when they meet something: Discord takes `_` for emphasis only at the
#: edge of a word, and `~~` only before anything but `_`; two code spans would become one fence.
_STYLE_CLASH = re.compile(r"_[0-9A-Za-z_]|[0-9A-Za-z]_|~[~_]|``")
_CODE_CLASH = re.compile(r"``")

# https://docs.discord.com/developers/reference#message-formatting-timestamp-styles
_TIME_STYLES = {TimeStyle.DATE_TIME: "f", TimeStyle.DATE: "D", TimeStyle.RELATIVE: "R"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_SPACES = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class _Run:
    """Markdown ready but for its styles and link. `url` is the address of the link it is in."""

    markdown: str
    styles: frozenset[str] = frozenset()
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """Writes inlines in one language, for one zone, with the mentions that are allowed.

    `mentions` maps keys of the configuration to ids of roles.
    """

    lang: str = "en"
    zone: str = "UTC"
    hours: Hours | None = None
    mentions: Mapping[str, str] = field(default_factory=dict)

    def write(self, content: Inlines, *, line_break: str = " ") -> str:
        """Return content as Markdown; `line_break` stands between its lines."""
        runs = self._runs(content)
        links = groupby(runs, lambda run: run.url)
        markdown = "".join(_linked(url, _styled(list(group))) for url, group in links)
        lines = (line.strip() for line in markdown.split("\n"))
        return line_break.join(escaped_start(line) for line in lines if line)

    def _runs(self, content: Inlines, within: _Run = _Run("")) -> Iterator[_Run]:
        for inline in content:
            match inline:
                case Strong() | Emph() | Strike():
                    styles = within.styles | {_STYLES[type(inline)]}
                    yield from self._runs(inline.children, _Run("", styles, within.url))
                case Link():
                    yield from self._link_runs(inline, within)
                case _:
                    yield from self._leaf_runs(inline, within)

    def _link_runs(self, link: Link, within: _Run) -> Iterator[_Run]:
        shown = shown_link(link)
        if shown != (link,):
            yield from self._runs(shown, within)
            return
        url = address(link.url) or ""
        yield from self._runs(link.children, _Run("", within.styles, url))

    def _leaf_runs(self, inline: Inline, within: _Run) -> Iterator[_Run]:
        """Code stands outside styles, because a mark within it would end them."""
        if within.url:
            yield _Run(self._label(inline), within.styles, within.url)
            return
        match inline:
            case Code(text):
                yield _Run(code_span(text) or " ")
            case Time(style=TimeStyle.COUNTDOWN):
                yield from self._runs(inline.native, within)
            case Time() if inline.when.instant is not None:
                yield from self._time_runs(inline, within.styles)
            case MentionTarget(key) if key in self.mentions:
                yield _Run(f"<@&{self.mentions[key]}>", within.styles)
            case _:
                yield from _text_runs(self._text(inline), within.styles)

    def _time_runs(self, time: Time, styles: frozenset[str]) -> Iterator[_Run]:
        """Yield a native time, "about" it when it is only known to the hour."""
        before, after = "", ""
        if time.when.precision is Precision.HOUR and time.style is TimeStyle.DATE_TIME:
            about = catalogue_for(self.lang).text(Label.WHEN_HOUR, time="\n")
            before, _, after = about.partition("\n")
        yield from _text_runs(before, styles)
        yield _Run(_timestamp(time), styles)
        yield from _text_runs(after, styles)

    def _label(self, inline: Inline) -> str:
        """Return what stands in a link's label, where Discord knows no escapes."""
        return " ".join(re.split(r"\s", cleaned(self._text(inline))))

    def _text(self, inline: Inline) -> str:
        match inline:
            case Text(text) | Code(text):
                return text
            case Time():
                return describe_when(
                    inline.when,
                    lang=self.lang,
                    zone=self.zone,
                    hours=self.hours,
                    style=inline.style,
                )
            case SourceRef():
                # Without its link: an address costs a fortieth of a page, and the list of sources
                # has them all.
                return inline.label
            case MentionTarget():
                return inline.key
            case _:
                raise TypeError(f"not a leaf: {type(inline).__name__}")


def _text_runs(text: str, styles: frozenset[str]) -> Iterator[_Run]:
    """Yield a run per line, and a bare line break between: no style reaches over one."""
    for number, line in enumerate(cleaned(text).split("\n")):
        if number:
            yield _Run("\n")
        if line:
            yield _Run(escaped(_SPACES.sub(" ", line)), styles)


def _timestamp(time: Time) -> str:
    """Return Discord's own time, shown to each reader in their zone. Seconds are rounded down."""
    start, end = time.when.instant, time.when.end
    if start is None:
        raise ValueError("only an instant has a timestamp")
    style = _TIME_STYLES[time.style]
    shown = f"<t:{(start - _EPOCH) // _SECOND}:{style}>"
    if end is None or time.style is not TimeStyle.DATE_TIME:
        return shown
    until = "t" if end - start < timedelta(days=1) else style
    return f"{shown}–<t:{(end - _EPOCH) // _SECOND}:{until}>"


def _linked(url: str, label: str) -> str:
    before, label, after = _without_margin(label)
    return f"{before}[{label}](<{url}>){after}" if url and label else f"{before}{label}{after}"


def _styled(runs: Sequence[_Run], marks: Sequence[str] = _MARKS) -> str:
    """Write runs with the styles of `marks` around them, the first one outermost."""
    if not marks:
        return _joined((run.markdown for run in runs), clash=_CODE_CLASH)
    mark, inner_marks = marks[0], marks[1:]
    pieces: list[str] = []
    for is_styled, group in groupby(runs, lambda run: mark in run.styles):
        inner = _styled(list(group), inner_marks)
        pieces.append(_wrapped(mark, inner) if is_styled else inner)
    return _joined(pieces, clash=_STYLE_CLASH)


def _wrapped(mark: str, text: str) -> str:
    before, text, after = _without_margin(text)
    if not text:
        return before
    parted = SEPARATOR if text.endswith(mark[0]) else ""
    return f"{before}{mark}{text}{parted}{mark}{after}"


def _joined(pieces: Iterable[str], *, clash: re.Pattern[str]) -> str:
    """Join pieces, with a separator where the characters at their edges clash."""
    joined: list[str] = []
    for piece in pieces:
        if joined and piece and clash.fullmatch(joined[-1][-1] + piece[0]):
            joined.append(SEPARATOR)
        if piece:
            joined.append(piece)
    return "".join(joined)


def _without_margin(text: str) -> tuple[str, str, str]:
    """Return the white space before a text, the text, and the white space after it."""
    body = text.strip()
    start = text.find(body)
    return text[:start], body, text[start + len(body) :]
