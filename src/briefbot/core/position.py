"""Where something stands in a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text: line and column, both from 1, columns in code points."""

    line: int
    col: int


START = Position(1, 1)
