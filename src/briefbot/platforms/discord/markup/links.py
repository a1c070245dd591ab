"""Links that Discord shows as links: `[label](<address>)`."""

import re
from dataclasses import replace
from urllib.parse import quote, urlsplit

import regex

from briefbot.core.document import Emph, Inline, Inlines, Link, Strike, Strong, Text
from briefbot.core.plain_text import inline_text
from briefbot.platforms.discord.markup.escape import on_one_line

#: An address counts among the 4,000 characters of a page; a longer one is left out.
ADDRESS_LENGTH = 1000
_LABEL_LENGTH = 200

#: Address characters that need no encoding. Left out are `()*@[]`, which mean something to Discord.
_SAFE = "%:/?#&=+,;!$'~-._"
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

# In a label Discord honours no backslash and shows it, and with an address or an emoji in the label
# it shows no link at all: https://github.com/discord/discord-api-docs/issues/6185, 6810 and 7721.
_NOT_IN_LABEL = regex.compile(
    r"[^\p{L}\p{M}\p{N}\s.,;:!?'\"()/&%+=$€£–—…“”„‘’«»\-]"  # what needs escaping, emoji
    r"|[\ufe0f\u20e3]"  # what makes an emoji of a digit
    r"|://|:\S+:"
    r"|^\s*(?:[-+]|\d+[.)])"  # https://github.com/discord/discord-api-docs/issues/6565
)


def address(url: str) -> str | None:
    """Return a web address in a form that is safe between `(<` and `>)`, None if it is none.

    Only http and https, and neither user names nor bare IPv6 hosts, which serve to deceive.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or re.search(r"[@\[\]]", parts.netloc)
    ):
        return None
    return quote(_LONE_PERCENT.sub("%25", url.strip()), safe=_SAFE, errors="replace")


def label_text(children: Inlines) -> str:
    """Return what stands in a link's label, times and mentions in words."""
    return on_one_line(inline_text(children))


def shown_link(link: Link) -> Inlines:
    """Return a link as Discord can show it, without losing text.

    A label that cannot stand in a link is put before it, and the host's name becomes the label:
    `2 * 3 (example.org)`. Without a usable address, or with one too long, there is no link.
    """
    url = address(link.url)
    children = _unlinked(link.children)
    if url is None:
        return children
    host = urlsplit(link.url).hostname or ""
    if len(url) > ADDRESS_LENGTH:
        return (*children, Text(f" ({host})"))
    if _fits_in_label(label_text(children)):
        return (Link(link.url, children),)
    # A host that cannot be a label either leaves "https" as one.
    label = host if _fits_in_label(host) else urlsplit(link.url).scheme
    if not label_text(children):
        return (Link(link.url, (Text(label),)),)
    return (*children, Text(" ("), Link(link.url, (Text(label),)), Text(")"))


def _fits_in_label(label: str) -> bool:
    return 0 < len(label) <= _LABEL_LENGTH and not _NOT_IN_LABEL.search(label)


def _unlinked(content: Inlines) -> Inlines:
    """Put links within a link's label out of it: their own label stays."""
    kept: list[Inline] = []
    for inline in content:
        match inline:
            case Link():
                kept += _unlinked(inline.children)
            case Strong() | Emph() | Strike():
                kept.append(replace(inline, children=_unlinked(inline.children)))
            case _:
                kept.append(inline)
    return tuple(kept)
