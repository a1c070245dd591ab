"""The planner on a real store, with a clock, briefs and a courier that do as they are told."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

from sqlalchemy import Connection, select

from briefbot.core.brief import Brief
from briefbot.core.brief_source import BriefSource
from briefbot.core.delivery.posting import Copy
from briefbot.core.delivery.records import BriefSeen, DestinationEntry, Session, Story
from briefbot.core.delivery.timing import Timing
from briefbot.core.document import Document
from briefbot.core.finding import Finding
from briefbot.core.occurrence import Occurrence
from briefbot.core.programme import Channel, DigestSchedule, Programme, SummaryPlan
from briefbot.core.rehearsal import Listed
from briefbot.core.reminders import ReminderPlan
from briefbot.core.visibility import Audience, Place
from briefbot.services.planning import Planner, World
from briefbot.services.shelf import KnownBrief
from briefbot.storage.database import Database, Watch
from briefbot.storage.store import Store
from briefbot.storage.tables import posting
from briefbot.storage.values import load
from contracts.driving import ACCOUNT, Courier, done

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class FixedClock:
    """Shows what it was told to."""

    def __init__(self, now: datetime) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def elapsed(self) -> float:
        return self.time.timestamp()


class Shelved:
    """Reads as a brief the text that a brief was recorded with."""

    def __init__(self) -> None:
        self.briefs: dict[str, Brief] = {}

    def find(self, paths: Iterable[Path]) -> tuple[list[Path], list[Finding]]:
        raise AssertionError(f"the planner looks for no files: {paths}")

    def read(self, path: Path) -> BriefSource:
        raise AssertionError(f"the planner reads no files: {path}")

    def parse(self, text: str, *, path: str) -> BriefSource:
        return BriefSource(path=path, text=text, brief=self.briefs[text])


def channel(name: str = "main", **fields: Any) -> Channel:
    made = Channel(name=name, place=Place(audience=Audience.CHANNEL), zone="UTC")
    return replace(made, **fields)


def open_database(file: Path, clock: FixedClock) -> Database:
    return Database(file, clock=clock.now, caller_clock=True, inline=True)


class Stage:
    """A world to change, and a planner that can be restarted in it."""

    def __init__(self, folder: Path, *, template: Path) -> None:
        copyfile(template, folder / "briefbot.db")
        self.clock = FixedClock(START)
        self.reader = Shelved()
        self.world = World(
            programme=Programme(channels={"main": channel(), "other": channel("other")}),
            connected=frozenset({"main", "other"}),
            zone_data="2026a",
        )
        self.clock_is_right = True
        self.timing = replace(Timing(), wake=DAY)  # only what is planned wakes the planner
        self.database = open_database(folder / "briefbot.db", self.clock)
        self._unwatched = self.database._watch
        self.store = Store(self.database)
        self.wakes = 0
        self.seen_alive: datetime | None = None
        entries = [
            DestinationEntry(name=name, account=ACCOUNT, platform="terminal", channel=name)
            for name in ("main", "other")
        ]
        done(self.store.put_destinations(entries, now=START))

    # --- the world ---

    def configure(self, **fields: Any) -> None:
        """Change the programme."""
        self.world = replace(self.world, programme=replace(self.world.programme, **fields))

    def channels(self, **fields: Any) -> None:
        """Change the channel `main`."""
        named = {**self.world.programme.channels, "main": channel(**fields)}
        self.configure(channels=named)

    def digest(self, name: str, schedule: DigestSchedule) -> None:
        self.configure(digests={**self.world.programme.digests, name: schedule})

    def summaries(self, **fields: Any) -> None:
        made = SummaryPlan(name="news", destinations=("main",))
        self.configure(summaries={"news": replace(made, **fields)})

    def reminders(self, **fields: Any) -> None:
        made = ReminderPlan(name="meetings", destinations=("main",))
        self.configure(reminders={"meetings": replace(made, **fields)})

    def publish(self, brief: Brief) -> int:
        """Put a brief, or its next revision, into the folder; return the revision's number."""
        text = f"{brief.slug} {len(self.reader.briefs)}"
        self.reader.briefs[text] = brief
        seen = BriefSeen(slug=brief.slug, path=brief.slug, text=text, hash=text, baseline=False)
        done(self.store.record_briefs([seen], gone=(), now=self.clock.time))
        row = next(row for row in done(self.store.briefs()) if row.slug == brief.slug)
        known = KnownBrief(brief=brief, revision=row.number, row=row)
        self.world = replace(self.world, briefs={**self.world.briefs, brief.slug: known})
        return row.number

    def lists(self, *occurrences: Occurrence, well_read: bool = True) -> None:
        """Have the calendar `team` list these."""
        read = frozenset({"team"}) if well_read else frozenset()
        self.world = replace(self.world, listed=Listed(occurrences=occurrences), well_read=read)

    def watched(self, watch: Watch | None) -> None:
        """Have a watch told of every transaction from now on; it may raise, as a crash would."""
        self.database._watch = watch or self._unwatched

    # --- the planner ---

    def start(self) -> datetime:
        """Start a new process, and do its first pass."""
        self.planner = Planner(
            self.store,
            clock=self.clock,
            world=lambda: self.world,
            reader=self.reader,
            timing=self.timing,
            clock_ok=lambda: self.clock_is_right,
            wake=self._woken,
        )
        session = Session(id="s", started_at=self.clock.time, before=self.seen_alive)
        done(self.planner.start(session))
        return self.plan()

    def _woken(self) -> None:
        self.wakes += 1

    def plan(self, at: datetime | None = None) -> datetime:
        """Do a pass, at another moment if one is given; return when the next one is asked for."""
        self.clock.time = at or self.clock.time
        self.seen_alive = self.clock.time
        return done(self.planner.plan())

    def refresh(self, at: datetime | None = None) -> datetime:
        """Tell the planner that the world is another, and do a pass."""
        self.clock.time = at or self.clock.time
        done(self.planner.refreshed())
        return self.plan()

    def live(self, until: datetime) -> None:
        """Do passes, each when the one before asks for it."""
        while (wake := self.plan()) <= until:
            self.clock.time = wake
        self.plan(until)

    def send(self) -> None:
        """Have everything sent that may leave."""
        Courier(self.store, now=self.clock.time).run()

    # --- what came of it ---

    def rows(self, *kinds: str) -> list[Any]:
        """Return the rows of postings, in the order they were made."""
        statement = select(posting).order_by(posting.c.id)
        if kinds:
            statement = statement.where(posting.c.kind.in_(kinds))

        def read(conn: Connection) -> list[Any]:
            return list(conn.execute(statement))

        return self.database.transact(read)

    def ledger(self, *kinds: str) -> list[tuple[str, str, str]]:
        """Return subject, occurrence and state of postings, in the order they were made."""
        return [(row.subject, row.occurrence, row.state) for row in self.rows(*kinds)]

    def document(self, kind: str, *, number: int = -1) -> Document:
        """Return what a composed posting of a kind says, the last one without a number."""
        texts = [row.document for row in self.rows(kind) if row.document is not None]
        return load(Document, texts[number])

    def story(self, reference: str) -> Story:
        [story] = done(self.store.stories(reference=reference))
        return story

    def reasons(self, *kinds: str) -> list[str]:
        """Return the last reason of each posting."""
        return [self.story(row.reference).happened[-1].reason for row in self.rows(*kinds)]

    def copies(self, slug: str) -> list[Copy]:
        return list(done(self.store.copies(slug)))
