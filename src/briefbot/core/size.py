"""Rendered sizes and the room there is for them."""

from collections.abc import Callable
from dataclasses import dataclass

from briefbot.core.document import Block


@dataclass(frozen=True, slots=True)
class Size:
    """A rendered size: characters as the platform counts them, UTF-8 bytes, components or blocks.

    Sizes add up. A renderer's measure is an upper bound that still holds when blocks of one page
    are put together.
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

    def __sub__(self, other: "Size") -> "Size":
        return Size(
            max(0, self.characters - other.characters),
            max(0, self.octets - other.octets),
            max(0, self.pieces - other.pieces),
        )

    def within(self, limit: "Size") -> bool:
        """Tell whether this size fits a limit in every measure."""
        return (
            self.characters <= limit.characters
            and self.octets <= limit.octets
            and self.pieces <= limit.pieces
        )

    def share(self, numerator: int, denominator: int) -> "Size":
        """Return a fraction of this size, with room for at least one piece."""
        return Size(
            self.characters * numerator // denominator,
            self.octets * numerator // denominator,
            max(1, self.pieces * numerator // denominator),
        )


NOTHING = Size()

#: The rendered size of one block, its separators included.
Measure = Callable[[Block], Size]


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """What one page may hold, and the most a single block of it may take.

    `page` leaves out what the renderer itself adds: title line, marker, frame. A block larger than
    `block` is split.
    """

    page: Size
    block: Size
