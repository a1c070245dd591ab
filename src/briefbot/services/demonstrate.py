"""Show the whole way of a brief: checked, composed, fitted to every platform, then corrected."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from briefbot.core.brief import Brief
from briefbot.core.brief_source import BriefSource, Collection
from briefbot.core.changes import Change, changes
from briefbot.core.compose import compose_correction, compose_summary
from briefbot.core.document import Document
from briefbot.core.finding import Finding
from briefbot.core.lint.rule import Context
from briefbot.core.lint.run import lint
from briefbot.core.rendering import Loss, Rendered
from briefbot.errors import UnreadableError
from briefbot.ports import BriefReader

#: The renderer of each form, by the name people know it under.
Renderers = Mapping[str, Callable[[Document], Rendered[object]]]


@dataclass(frozen=True, slots=True)
class Usage:
    """How a document comes out on a platform.

    `used` maps a limit to (used, allowed) on the page that comes nearest to it.
    """

    platform: str
    pages: int
    used: Mapping[str, tuple[int, int]]
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as text, and what it takes on every platform."""

    brief: Brief
    text: str
    usages: tuple[Usage, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction: what differs between two revisions, and the notice of it."""

    changes: tuple[Change, ...]
    shown: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """The use case. `terminal` renders the text that is shown, `now` is an aware datetime."""

    reader: BriefReader
    terminal: Callable[[Document], Rendered[object]]
    platforms: Renderers
    now: datetime

    def read(self, folder: Path) -> tuple[BriefSource, ...]:
        """Read the example briefs, in the order of their files.

        Raises UnreadableError when there are none.
        """
        files, _ = self.reader.find([folder])
        if not files:
            raise UnreadableError("holds no example briefs", where=str(folder))
        return tuple(self.reader.read(path) for path in files)

    def check(self, sources: Sequence[BriefSource]) -> Iterator[tuple[str, tuple[Finding, ...]]]:
        """Yield each file's path and what a linter finds in it."""
        context = Context(now=self.now, collection=Collection.of(tuple(sources)))
        for source in sources:
            yield source.path, lint(source, context)

    def show(self, brief: Brief, document: Document | None = None) -> Shown:
        """Render a brief's summary, or another document of it, everywhere."""
        shown = document or compose_summary(brief)
        return Shown(
            brief,
            "".join(str(page.payload) for page in self.terminal(shown).pages),
            tuple(_usage(name, render(shown)) for name, render in self.platforms.items()),
        )

    def correct(self, first: Path, now_reads: Brief) -> Corrected:
        """Compare a brief with its first revision, and render the notice of what changed.

        Raises UnreadableError when the first revision cannot be read.
        """
        before = self.reader.read(first).brief
        if before is None:
            raise UnreadableError("cannot be read as a brief", where=str(first))
        found = changes(before, now_reads)
        notice = compose_correction(now_reads, changes=found)
        return Corrected(found, self.show(now_reads, notice))


def _usage(platform: str, rendered: Rendered[object]) -> Usage:
    """Sum up a rendered document by the page that comes nearest to each limit."""
    used: dict[str, tuple[int, int]] = {}
    for page in rendered.pages:
        for limit, (taken, allowed) in page.used.items():
            used[limit] = max(used.get(limit, (0, allowed)), (taken, allowed))
    return Usage(platform, len(rendered.pages), used, rendered.losses)
