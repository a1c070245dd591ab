"""Discord's Markdown as its clients read it, written anew for the tests: what does a reader see?

The rules are those of the parser that Discord publishes for Android
(https://github.com/discord/SimpleAST) and of what its documentation adds: timestamps, mentions,
subtext, links that know no escapes in their label. Where clients are known to differ, the stricter
reading is taken: a mark that only some clients honour counts as broken.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_STYLES = {
    "strong": re.compile(r"\*\*([\s\S]+?)\*\*(?!\*)"),
    "underline": re.compile(r"__([\s\S]+?)__(?!_)"),
    "emphasis": re.compile(r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b", re.ASCII),
    "emphasis*": re.compile(r"\*(?=\S)((?:\\\*|\*\*|\s+(?:[^*\s]|\\\*|\*\*)|[^\s*])+?)\*(?!\*)"),
    "strike": re.compile(r"~~([\s\S]+?)~~(?!_)"),
    "spoiler": re.compile(r"\|\|([\s\S]+?)\|\|"),
}
_CODE_BLOCK = re.compile(r"```(?:[\w+\-.]+?\n|\s*\n)?([^\n][\s\S]*?)\n*```")
_CODE = re.compile(r"(``?)([\s\S]*?[^`])\1(?!`)")
_LINK = re.compile(r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?([^\s\\()<>]*)>?\s*\)")
_NATIVE = re.compile(
    r"<(?:t:-?\d+(?::[tTdDfFsSR])?|@[!&]?\d+|#\d+|a?:\w+:\d+|/[^:>]+:\d+|id:\w+)>", re.ASCII
)
_AUTOLINK = re.compile(r"<[^: >]+:/[^ >]+>")
_ADDRESS = re.compile(r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]")
_EMOJI = re.compile(r":[^\s:]+?:")
_EVERYONE = re.compile(r"@(?:everyone|here)")
#: Up to whatever a rule could start with; an address may start within a word.
_TEXT = re.compile(r"[^\\*_~|`\[<:@hs\n]+|[\s\S]")
_LINE_START = re.compile(r" *(?:>>> |> |-# |#{1,3} +|[-*+] +|\d+\. +)")


@dataclass(slots=True)
class Seen:
    """What a reader sees: the text, and everything in it that is more than text."""

    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    natives: list[str] = field(default_factory=list)
    styles: list[tuple[str, str]] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    line_starts: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)


def read(markdown: str) -> Seen:
    """Read a whole text."""
    seen = Seen()
    _read(markdown, seen, line_start=True)
    return seen


def _read(text: str, seen: Seen, *, line_start: bool) -> None:
    position = 0
    while position < len(text):
        start = _LINE_START.match(text, position) if line_start else None
        if start is not None:
            seen.line_starts.append(start.group().strip())
            position = start.end()  # what follows may start a line again: `- > text`
            continue
        position, line_start = _step(text, position, seen)


def _step(text: str, position: int, seen: Seen) -> tuple[int, bool]:
    """Read the next thing; return where it ends and whether a line starts there."""
    for attempt in (_escape, _styled, _code, _link, _special):
        end = attempt(text, position, seen)
        if end is not None:
            return end, False
    match = _TEXT.match(text, position)
    assert match is not None
    seen.text += match.group()
    return match.end(), match.group() == "\n"


def _escape(text: str, position: int, seen: Seen) -> int | None:
    if match := _ESCAPE.match(text, position):
        seen.text += match.group(1)
        return match.end()
    return None


def _styled(text: str, position: int, seen: Seen) -> int | None:
    for style, pattern in _STYLES.items():
        if match := pattern.match(text, position):
            before = len(seen.text)
            _read(match.group(1), seen, line_start=False)
            seen.styles.append((style, seen.text[before:]))
            return match.end()
    return None


def _code(text: str, position: int, seen: Seen) -> int | None:
    for pattern, group in ((_CODE_BLOCK, 1), (_CODE, 2)):
        if match := pattern.match(text, position):
            seen.text += match.group(group)
            seen.code.append(match.group(group))
            return match.end()
    return None


def _link(text: str, position: int, seen: Seen) -> int | None:
    match = _LINK.match(text, position)
    if match is None or not match.group(2).startswith(("http://", "https://")):
        return None
    label, url = match.groups()
    # An address or an emoji in the label, and Discord shows the whole as it stands.
    if "://" in label or re.search(r"[\U0001f000-\U0001faff\u2600-\u27bf]", label):
        return None
    before = len(seen.text)
    _read_label(label, seen)
    seen.links.append((seen.text[before:], url))
    return match.end()


def _read_label(label: str, seen: Seen) -> None:
    """Read a label: styles count there, a backslash is only itself."""
    position = 0
    while position < len(label):
        end = _styled(label, position, seen)
        if end is None:
            seen.text += label[position]
            end = position + 1
        position = end


def _special(text: str, position: int, seen: Seen) -> int | None:
    if match := _NATIVE.match(text, position):
        seen.natives.append(match.group())
        seen.text += match.group()
        return match.end()
    for pattern in (_AUTOLINK, _ADDRESS, _EMOJI, _EVERYONE):
        if match := pattern.match(text, position):
            seen.stray.append(match.group())
            seen.text += match.group()
            return match.end()
    return None


def folded(text: str) -> str:
    """Return a text without what shows as nothing: white space and zero-width spaces."""
    return "".join(text.replace("\u200b", "").split())


def texts_of(body: dict[str, object]) -> Iterator[str]:
    """Yield every Markdown text of a message body, in reading order."""
    yield from _texts(body)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in {"content", "title", "description", "name", "value"} and (
                isinstance(inner, str) and "media" not in value
            ):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
