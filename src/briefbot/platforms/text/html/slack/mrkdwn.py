"""Slack's mrkdwn -> inline elements, with quotes and code blocks between them.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Iterator
from html import unescape

from briefbot.platforms.text.html.controls import anchor
from briefbot.platforms.text.html.markup import Element, Node, element, web_address
from briefbot.platforms.text.html.reading import DEEPEST
from briefbot.platforms.text.html.slack.mentions import broadcast, date, pill, with_emoji
from briefbot.platforms.text.html.view import Names, View

_FENCE = re.compile(r"```\n?([\s\S]+?)\n?```")
_QUOTE = re.compile(r"^(?:>|&gt;) ?([^\n]*)(?:\n|$)", re.MULTILINE)
_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|<(?P<control>[^<>\n]+)>"
    r"|(?<![\w*])\*(?=[^\s*])(?P<strong>[^*\n]*[^*\s])\*(?![\w*])"
    r"|(?<!\w)_(?=[^\s_])(?P<em>(?:[^_\n]|(?<=\w)_(?=\w))*[^\s_])_(?!\w)"
    r"|(?<![\w~])~(?=[^\s~])(?P<s>[^~\n]*[^~\s])~(?![\w~])"
)
#: The only entities that Slack reads.
_ENTITY = re.compile(r"&(?:amp|lt|gt);")
_BROADCASTS = frozenset({"here", "channel", "everyone"})
_WHOLE_NUMBER = re.compile(r"-?\d{1,17}", re.ASCII)


def mrkdwn(text: str, *, names: Names, view: View) -> tuple[Node, ...]:
    """Return a text as blocks: paragraphs, quotes and code blocks."""
    blocks: list[Node] = []
    position = 0
    for match in _FENCE.finditer(text):
        blocks += _quoted(text[position : match.start()].removesuffix("\n"), names, view)
        blocks.append(element("pre", element("code", plain(match[1])), class_="code"))
        position = match.end() + text.startswith("\n", match.end())
    return (*blocks, *_quoted(text[position:], names, view))


def inline_mrkdwn(
    text: str, *, names: Names, view: View, styles: bool = True, depth: int = 0
) -> tuple[Node, ...]:
    """Return one run of text. Without `styles`, only what stands in angle brackets is read."""
    if depth > DEEPEST:
        return (plain(text),)
    nodes: list[Node] = []
    position = 0
    for match in _INLINE.finditer(text):
        kind = match.lastgroup or ""
        if kind != "control" and not styles:
            continue
        nodes += with_emoji(plain(text[position : match.start()]))
        if kind == "control":
            nodes += _control(match["control"], names, view)
        elif kind == "code":
            nodes.append(element("code", plain(match["code"])))
        else:
            inner = inline_mrkdwn(match[kind], names=names, view=view, depth=depth + 1)
            nodes.append(element(kind, *inner))
        position = match.end()
    return (*nodes, *with_emoji(plain(text[position:])))


def plain(text: str) -> str:
    """Return text with Slack's three entities read."""
    return _ENTITY.sub(lambda match: unescape(match[0]), text)


def _quoted(text: str, names: Names, view: View) -> Iterator[Element]:
    """Yield paragraphs, and quotes of the lines that begin with `>`."""
    position = 0
    quote: list[str] = []

    def quoted() -> Iterator[Element]:
        if quote:
            inner = inline_mrkdwn("\n".join(quote), names=names, view=view)
            yield element("blockquote", element("p", *inner, dir="auto"))
            quote.clear()

    for match in _QUOTE.finditer(text):
        if match.start() > position:
            yield from quoted()
            before = text[position : match.start()].removesuffix("\n")
            yield element("p", *inline_mrkdwn(before, names=names, view=view), dir="auto")
        quote.append(match[1])
        position = match.end()
    yield from quoted()
    if position < len(text):
        rest = inline_mrkdwn(text[position:], names=names, view=view)
        yield element("p", *rest, dir="auto")


def _control(inner: str, names: Names, view: View) -> tuple[Node, ...]:
    """Return what angle brackets hold: a mention, a date, or a link with its label."""
    target, _, label = inner.partition("|")
    label = plain(label)
    if target.startswith("!"):
        return _command(target[1:], label, names, view)
    if target.startswith("@"):
        return (pill(f"@{names.users.get(target[1:]) or label or target[1:]}"),)
    if target.startswith("#"):
        return (pill(f"#{names.channels.get(target[1:]) or label or target[1:]}"),)
    url = web_address(plain(target))
    return (anchor(url, label or url),) if url else (label or plain(f"<{inner}>"),)


def _command(command: str, label: str, names: Names, view: View) -> tuple[Node, ...]:
    name, *arguments = command.split("^")
    if name == "subteam" and arguments:
        group = arguments[0]
        return (pill(f"@{names.usergroups.get(group) or label.removeprefix('@') or group}"),)
    if name == "date" and len(arguments) >= 2:
        timestamp = arguments[0]
        seconds = int(timestamp) if _WHOLE_NUMBER.fullmatch(timestamp) else None
        url = arguments[2] if len(arguments) > 2 else ""
        return date(seconds, plain(arguments[1]), url=plain(url), fallback=label, view=view)
    if name in _BROADCASTS:
        return (broadcast(name),)
    return (label or f"<!{command}>",)
