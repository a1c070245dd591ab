"""Where briefs and their history come from, and the time."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from briefbot.core.brief_source import BriefSource
from briefbot.core.finding import Finding


class Clock(Protocol):
    """The time; tests and simulations have their own."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        ...

    def elapsed(self) -> float:
        """Return seconds on a clock that never goes back and counts through a suspension."""
        ...


class BriefReader(Protocol):
    """Where briefs come from."""

    def find(self, paths: Sequence[Path]) -> tuple[list[Path], list[Finding]]:
        """Return the files named and those below folders; what cannot be looked at is a finding."""
        ...

    def read(self, path: Path) -> BriefSource:
        """Read one file; what is wrong with it stands in the source's faults."""
        ...

    def parse(self, text: str, *, path: str) -> BriefSource:
        """Read a text, such as an earlier revision, as if it stood in this file."""
        ...


class History(Protocol):
    """Earlier revisions of files."""

    def committed_texts(self, paths: Sequence[Path]) -> Mapping[Path, str | None]:
        """Return each file's last committed text, None for a file that has none yet.

        A file that no history can tell about is left out.
        """
        ...


#: Told how many files are done, and of how many.
Progress = Callable[[int, int], None]
