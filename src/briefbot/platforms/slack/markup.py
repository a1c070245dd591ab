"""Neutral inlines -> Slack's rich text elements, where text is data and needs no escaping.

Only links, dates and mentions of the document become live elements; nothing is ever written in
mrkdwn. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import regex

from briefbot.core.document import (
    Code,
    Emph,
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
from briefbot.core.plain_text import inline_text
from briefbot.core.rendering import RenderOptions
from briefbot.core.when import Precision, When
from briefbot.core.wording import describe_when
from briefbot.platforms.slack.limits import count_units

Json = dict[str, object]
#: The names of the styles that hold where an element stands, in a fixed order.
Style = tuple[str, ...]

_WRAPPER_STYLES = {Strong: "bold", Emph: "italic", Strike: "strike"}
_MENTION_FIELDS = {"user": "user_id", "usergroup": "usergroup_id", "channel": "channel_id"}
_BROADCASTS = frozenset({"here", "channel", "everyone"})
_PLATFORM_ID = re.compile(r"[A-Z0-9]{2,32}")

_CLOCK = "{time}"
_DATE_FORMATS = {  # "{date}" would leave out the year
    TimeStyle.DATE_TIME: "{date_long_full} {time}",
    TimeStyle.DATE: "{date_long_full}",
    TimeStyle.RELATIVE: "{ago}",
}

# Control characters have no place in a message, and an override may reverse what follows it.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e]")
_NOT_IN_URL = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]")
_GRAPHEME = regex.compile(r"\X")
_BROADCAST_WORD = re.compile(r"@(?=channel|here|everyone)", re.IGNORECASE)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# Characters that end an address somewhere between us and the reader (RFC 3986, 2).
_URL_ESCAPES = str.maketrans({mark: f"%{ord(mark):02X}" for mark in ' "<>\\^`{|}'})


@dataclass(frozen=True, slots=True)
class Voice:
    """How a document speaks: its language, and what its destination asks for."""

    lang: str
    options: RenderOptions

    def describe(self, when: When, style: TimeStyle = TimeStyle.DATE_TIME) -> str:
        """Return a date in words."""
        zone, hours = self.options.zone, self.options.hours
        return describe_when(when, lang=self.lang, zone=zone, hours=hours, style=style)

    def plain(self, content: Inlines) -> str:
        """Return inlines as plain text, dates in words."""
        zone, hours = self.options.zone, self.options.hours
        return inline_text(content, lang=self.lang, zone=zone, hours=hours)


# --- plain strings ---


def clean(text: str) -> str:
    """Return a text without control characters (line breaks and tabs stay) and overrides."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Return a cleaned text with every run of white space as one space."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """Return text for a message's top-level `text`, where `<!here>` and the like are live.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return _BROADCAST_WORD.sub("@\u200b", text).translate(_ENTITIES)


def safe_url(url: str) -> str | None:
    """Return an http(s) address with its unsafe characters encoded, or None if it is not one."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    if not host or not url.startswith(("https://", "http://")) or _NOT_IN_URL.search(url):
        return None
    return url.translate(_URL_ESCAPES)


def host_of(url: str) -> str:
    """Return the host of an address, shortened; empty when it has none."""
    try:
        return shorten(one_line(urlsplit(url).hostname or ""), 100)
    except ValueError:
        return ""


def cut_before(text: str, limit: int) -> tuple[str, str]:
    """Cut a text so that the first part has at most `limit` UTF-16 units, between words if it can.

    Grapheme clusters stay whole unless one is larger than the limit.
    """
    if count_units(text) <= limit:
        return text, ""
    end = used = word = 0
    for match in _GRAPHEME.finditer(text):
        used += count_units(match[0])
        if used > limit:
            break
        end = match.end()
        if match[0].isspace():
            word = end
    cut = (word if word > end // 2 else end) or limit // 2
    return text[:cut], text[cut:]


def shorten(text: str, limit: int) -> str:
    """Return a text of at most `limit` UTF-16 units, ending in "…" where something is cut."""
    if count_units(text) <= limit:
        return text
    return cut_before(text, limit - 1)[0].rstrip() + "…"


# --- rich text ---


def plain_object(text: str) -> Json:
    """Return a text object in which neither markup nor emoji codes mean anything."""
    return {"type": "plain_text", "text": text, "emoji": False}


def elements(content: Inlines, voice: Voice, style: Style = ()) -> list[Json]:
    """Return the rich text elements of inlines; neighbouring texts of one style become one."""
    joined: list[Json] = []
    for element in _elements(content, voice, style):
        last = joined[-1] if joined else {}
        is_text = element["type"] == last.get("type") == "text"
        if is_text and element.get("style") == last.get("style"):
            last["text"] = f"{last['text']}{element['text']}"
        elif element.get("text") != "":
            joined.append(element)
    return joined


def mention(target: str) -> Json | None:
    """Return the element of a configured mention ("usergroup:S123", "broadcast:here"), or None."""
    kind, _, name = target.partition(":")
    if kind == "broadcast" and name in _BROADCASTS:
        return {"type": "broadcast", "range": name}
    if kind in _MENTION_FIELDS and _PLATFORM_ID.fullmatch(name):
        return {"type": kind, _MENTION_FIELDS[kind]: name}
    return None


def _elements(content: Inlines, voice: Voice, style: Style) -> Iterator[Json]:
    for inline in content:
        if isinstance(inline, Strong | Emph | Strike):
            yield from _elements(inline.children, voice, (*style, _WRAPPER_STYLES[type(inline)]))
        elif isinstance(inline, Text):
            yield _text(inline.text, style)
        elif isinstance(inline, Code):
            yield _text(inline.text, (*style, "code"))
        elif isinstance(inline, Link):
            yield _link(inline.url, voice.plain(inline.children), style)
        elif isinstance(inline, SourceRef):
            yield _link(inline.url, inline.label, style)
        elif isinstance(inline, MentionTarget):
            target = voice.options.mentions.get(inline.key, "")
            yield mention(target) or _text(inline.key, style)
        elif inline.style is TimeStyle.COUNTDOWN:
            yield from _elements(inline.native, voice, style)
        else:
            yield from _time(inline, voice, style)


def _text(text: str, style: Style) -> Json:
    return _styled({"type": "text", "text": clean(text)}, style)


def _link(url: str, label: str, style: Style) -> Json:
    safe = safe_url(url)
    if safe is None:
        return _text(label, style)
    return _styled({"type": "link", "url": safe, "text": one_line(label) or host_of(url)}, style)


def _styled(element: Json, style: Style) -> Json:
    if style:
        element["style"] = dict.fromkeys(sorted(set(style)), True)
    return element


def _time(inline: Time, voice: Voice, style: Style) -> Iterator[Json]:
    """Yield a native date in the reader's zone, its end if it has one, and the words around it."""
    when = inline.when
    if when.instant is None:
        yield _text(voice.describe(when, inline.style), style)
        return
    before, after = "", ""
    if when.precision is Precision.HOUR and inline.style is not TimeStyle.DATE:
        # The client shows minutes; an instant known to the hour must not pass for more.
        words = catalogue_for(voice.lang).text(Label.WHEN_HOUR, time="\n")
        before, _, after = words.partition("\n")
    date_format = _DATE_FORMATS[inline.style]

    def native(instant: datetime, date_format: str) -> Json:
        words = voice.describe(When.at(instant, zone=when.zone), inline.style)
        return _styled(_date(instant, date_format, fallback=words), style)

    yield _text(before, style)
    yield native(when.instant, date_format)
    if when.end is not None and inline.style is TimeStyle.DATE_TIME:
        one_day = when.instant.date() == when.end.astimezone(when.instant.tzinfo).date()
        yield _text(" – ", style)
        yield native(when.end, _CLOCK if one_day else date_format)
    yield _text(after, style)


def _date(instant: datetime, date_format: str, *, fallback: str) -> Json:
    timestamp = math.floor(instant.timestamp())
    return {"type": "date", "timestamp": timestamp, "format": date_format, "fallback": fallback}
