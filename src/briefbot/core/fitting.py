"""Document -> pages, by measured size. (Signature first; the body follows.)"""

from collections.abc import Callable
from dataclasses import dataclass

from briefbot.core.document import Block, Document
from briefbot.core.rendering import Loss


@dataclass(frozen=True, slots=True)
class Size:
    """A rendered size: characters in the platform's count, UTF-8 bytes, and pieces
    (components, blocks). Sizes add up; a renderer's measure is an upper bound that holds when the
    blocks of a page are put together.
    """

    characters: int = 0
    octets: int = 0
    pieces: int = 0

    def __add__(self, other: "Size") -> "Size":
        return Size(
            self.characters + other.characters,
            self.octets + other.octets,
            self.pieces + other.pieces,
        )

    def within(self, limit: "Size") -> bool:
        return (
            self.characters <= limit.characters
            and self.octets <= limit.octets
            and self.pieces <= limit.pieces
        )


#: The rendered size of one block, its separators included.
Measure = Callable[[Block], Size]


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """What one page may hold. `page` excludes what the renderer adds itself (title, marker).
    `block` is the most a single block may take; a larger one is split.
    """

    page: Size
    block: Size


@dataclass(frozen=True, slots=True)
class FittedPage:
    """The blocks of one page; `number` from 1. Page 1 holds the lead first and the tail last."""

    blocks: tuple[Block, ...]
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class Fitted:
    pages: tuple[FittedPage, ...]
    losses: tuple[Loss, ...]


def fit(document: Document, *, measure: Measure, space: Space, max_pages: int) -> Fitted:
    """Put a document on pages."""
    raise NotImplementedError
