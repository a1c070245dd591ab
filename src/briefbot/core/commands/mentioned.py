"""What a message mentions that may lead to a brief: posts by reference, briefs by name, addresses.

Whatever the message says is compared and never followed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from briefbot.core.brief import Brief, Content, Statement
from briefbot.core.document import Emph, Inline, Link, Strike, Strong
from briefbot.core.plain_text import block_runs

#: More of a message is not read; a post of any platform is shorter.
LONGEST_MESSAGE = 20_000
#: More than so many things of a kind are not looked for.
_MOST = 20

_REFERENCE = re.compile(r"\bref[ \u00a0]([0-9a-hjkmnp-tv-z]{6})\b", re.IGNORECASE)
# Names with a hyphen stand for themselves; any name does after a command that shows a brief.
_SLUG = re.compile(r"(?<![\w./-])[a-z0-9]{1,64}(?:-[a-z0-9]{1,64}){1,32}(?![\w/-])")
_SHOWN = re.compile(r"/brief (?:show|sources|changes) ([a-z0-9-]{1,64})")
_ADDRESS = re.compile(r"https?://[^\s<>\"|\])]{1,2000}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """References of posts, names that may be of briefs, and addresses as `address_key` has them."""

    references: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    addresses: frozenset[str] = frozenset()


def mentioned(message: str) -> Mentioned:
    """Return what a message mentions, in its order, each once; of its beginning alone."""
    text = message[:LONGEST_MESSAGE]
    names = (*_SHOWN.findall(text), *_SLUG.findall(text))
    return Mentioned(
        references=_first(each.lower() for each in _REFERENCE.findall(text)),
        slugs=_first(names),
        addresses=frozenset(address_key(each) for each in _first(_ADDRESS.findall(text))),
    )


def _first(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(found), _MOST))


def address_key(url: str) -> str:
    """Return an address as it is compared: without scheme, `www.`, fragment and end of sentence."""
    plain = url.replace("&amp;", "&").split("#", 1)[0].split("://", 1)[-1]
    host, slash, path = plain.rstrip("/.,;:!?'*_").partition("/")
    return f"{host.casefold().removeprefix('www.')}{slash}{path}"


def addresses_of(brief: Brief) -> frozenset[str]:
    """Return the addresses of a brief's sources, meetings and links, as they are compared."""
    return frozenset(address_key(url) for url in _urls(brief) if url)


def _urls(brief: Brief) -> Iterator[str]:
    for source in brief.sources:
        yield source.url
        yield source.archived_url
    for meeting in brief.meetings:
        yield meeting.url
    for block in brief.preamble:
        yield from _links_in(block)
    for section in brief.sections:
        for item in section.content:
            yield from _links_in(item)


def _links_in(item: Content) -> Iterator[str]:
    if not isinstance(item, Statement):
        for run in block_runs(item):
            yield from _links(run)
        return
    yield from _links(item.content)
    for detail in item.details:
        yield from _links_in(detail)


def _links(content: Iterable[Inline]) -> Iterator[str]:
    for inline in content:
        match inline:
            case Link(url, _):
                yield url
            case Strong(children) | Emph(children) | Strike(children):
                yield from _links(children)
            case _:
                pass
