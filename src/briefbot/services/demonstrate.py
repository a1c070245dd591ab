"""Show the way of a brief: read, checked, and rendered for every platform."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from briefbot.core.brief import Brief
from briefbot.core.brief_source import BriefSource, Collection
from briefbot.core.digest import DigestPlan
from briefbot.core.document import Document
from briefbot.core.finding import Finding
from briefbot.core.lint.rule import Context
from briefbot.core.lint.run import lint
from briefbot.core.programme import Channel, DigestSchedule, Programme
from briefbot.core.reminders import ReminderPlan
from briefbot.core.rendering import Loss, Rendered
from briefbot.core.schedule import parse_rule, zone_named
from briefbot.core.visibility import Audience, Place
from briefbot.errors import UnreadableError
from briefbot.ports import BriefReader

#: Where the replay takes place, and what is scheduled there.
CHANNEL = Channel(name="example", place=Place(audience=Audience.CHANNEL), zone="Europe/Kyiv")
PROGRAMME = Programme(
    channels={CHANNEL.name: CHANNEL},
    digests={
        "morning": DigestSchedule(
            plan=DigestPlan(name="morning", title="Morning digest"),
            rule=parse_rule("daily at 08:00"),
            zone=CHANNEL.zone,
            destinations=(CHANNEL.name,),
        )
    },
    reminders={"meetings": ReminderPlan(name="meetings", destinations=(CHANNEL.name,))},
)

#: From when to when it is lived through, and when the meeting was put in the calendar.
START = datetime(2024, 11, 20, tzinfo=zone_named(CHANNEL.zone))
END = datetime(2024, 12, 6, tzinfo=zone_named(CHANNEL.zone))
LISTED = datetime(2024, 11, 26, 17, 0, tzinfo=UTC)

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

    text: str
    usages: tuple[Usage, ...]


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

    def show(self, document: Document) -> Shown:
        """Render a document everywhere."""
        return Shown(
            "".join(str(page.payload) for page in self.terminal(document).pages),
            tuple(_usage(name, render(document)) for name, render in self.platforms.items()),
        )


def revisions_of(
    sources: Sequence[BriefSource], first: BriefSource
) -> list[tuple[datetime, Brief]]:
    """Return every revision of the example briefs, with the moment from which it holds.

    `first` is the first revision of the one that is corrected. Raises UnreadableError when one of
    them cannot be read as a published brief.
    """
    revisions: list[tuple[datetime, Brief]] = []
    for source in (first, *sources):
        brief = source.brief
        moment = (brief.updated_at or brief.published_at) if brief else None
        if brief is None or moment is None:
            raise UnreadableError("cannot be read as a published brief", where=source.path)
        revisions.append((moment, brief))
    return sorted(revisions, key=lambda each: each[0])


def _usage(platform: str, rendered: Rendered[object]) -> Usage:
    """Sum up a rendered document by the page that comes nearest to each limit."""
    used: dict[str, tuple[int, int]] = {}
    for page in rendered.pages:
        for limit, (taken, allowed) in page.used.items():
            used[limit] = max(used.get(limit, (0, allowed)), (taken, allowed))
    return Usage(platform, len(rendered.pages), used, rendered.losses)
