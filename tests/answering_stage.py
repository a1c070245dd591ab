"""An answerer over a real store, with briefs, meetings and a clock that only tests move."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

from sqlalchemy import Connection, select

from briefbot.core.brief import Brief, SectionSlug, Status, Tlp
from briefbot.core.digest import DigestPlan
from briefbot.core.document import Document
from briefbot.core.occurrence import Occurrence
from briefbot.core.plain_text import document_text
from briefbot.core.programme import Channel, DigestSchedule, Programme
from briefbot.core.rehearsal import Listed
from briefbot.core.schedule import parse_rule
from briefbot.core.visibility import Audience, Place, Role
from briefbot.core.when import When
from briefbot.services.answering import Answer, Answerer, Caller, Library, Request
from briefbot.storage.database import Database
from briefbot.storage.store import Store
from briefbot.storage.tables import posting
from briefbot.storage.values import load
from builders import brief, correction, fact, meeting, section
from contracts.driving import done

NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

COUNCIL = brief(
    topics=("supplies",),
    corrections=(correction(),),
    meetings=(meeting("vote", When.at(NOW + DAY, zone="Europe/Brussels"), title="The vote"),),
    sections=(
        section(SectionSlug.HAPPENED, fact("The council met on supplies.", "wire")),
        section(SectionSlug.RESPONSE, fact("The mayors welcomed it.", "wire")),
    ),
)
BRIDGE = brief(
    slug="river-bridge",
    title="A bridge opens over the river",
    topics=("roads",),
    published_at=NOW - 20 * HOUR,
    summary="The new bridge opened on 31 January 2026.",
)
DRAFT = brief(slug="secret-draft", title="Not yet for anybody", status=Status.DRAFT)
GREEN = brief(slug="green-note", title="For the community", tlp=Tlp.GREEN, published_at=NOW - HOUR)

HEARING = Occurrence(
    calendar="council",
    uid="hearing",
    title="Public hearing",
    start=NOW + timedelta(days=3),
    end=NOW + timedelta(days=3, hours=1),
    tz="Europe/Brussels",
)


@dataclass
class Clock:
    """Shows what a test sets."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment

    def elapsed(self) -> float:
        return self.moment.timestamp()


def programme() -> Programme:
    return Programme(
        channels={
            "newsroom": Channel(
                name="newsroom", place=Place(audience=Audience.CHANNEL), zone="Europe/Kyiv"
            ),
            "members": Channel(
                name="members",
                place=Place(audience=Audience.CHANNEL, tlp_max=Tlp.GREEN),
                zone="UTC",
            ),
        },
        digests={
            "morning": DigestSchedule(
                plan=DigestPlan(name="morning", title="Morning edition"),
                rule=parse_rule("daily at 08:00"),
                zone="Europe/Kyiv",
                destinations=("newsroom",),
            )
        },
    )


def library(*briefs: Brief) -> Library:
    return Library(
        programme=programme(),
        briefs={each.slug: each for each in briefs or (COUNCIL, BRIDGE, DRAFT, GREEN)},
        listed=Listed(occurrences=(HEARING,)),
        calendars=("council",),
    )


@dataclass
class Chat:
    """People who ask; each interaction has an id of its own unless one is given."""

    store: Store
    library: Library = field(default_factory=library)
    clock: Clock = field(default_factory=Clock)
    changes: int = 0
    asked: int = 0

    def __post_init__(self) -> None:
        self.answerer = Answerer(
            self.store, library=lambda: self.library, clock=self.clock, changed=self._changed
        )

    def _changed(self) -> None:
        self.changes += 1

    def request(self, **fields: Any) -> Request:
        self.asked += 1
        of_caller = {
            name: fields.pop(name) for name in ("person", "role", "lang", "zone") if name in fields
        }
        caller = replace(Caller(person="chat:ann"), **of_caller)
        made = Request(id=f"chat:{self.asked}", caller=caller, destination="newsroom")
        return replace(made, **fields)

    def ask(self, line: str, **fields: Any) -> Answer:
        return done(self.answerer.line(line, self.request(**fields)))

    def manage(self, line: str, **fields: Any) -> Answer:
        return self.ask(line, role=Role.MANAGER, **fields)

    def press(self, verb: str, subject: str, **fields: Any) -> Answer:
        return done(self.answerer.press(verb, subject, self.request(**fields)))

    def click(self, action: str, **fields: Any) -> Answer:
        return done(self.answerer.pressed(action, self.request(**fields)))

    def about(self, message: str, **fields: Any) -> Answer:
        return done(self.answerer.about(message, self.request(**fields)))

    def complete(self, verb: str, option: str, typed: str = "", **fields: Any) -> list[str]:
        found = done(self.answerer.complete(verb, option, typed, self.request(**fields)))
        return [each.value for each in found]

    def posted(self) -> list[str]:
        """Return what stands composed in the ledger as shared answers."""

        def read(conn: Connection) -> list[str]:
            rows = conn.execute(select(posting.c.document).where(posting.c.kind == "shared"))
            return [document_text(load(Document, text)) for text in rows.scalars()]

        return self.store._db.transact(read)

    def audited(self) -> list[tuple[str, str, str]]:
        entries = done(self.store.audited(limit=20))
        return [(entry.actor, entry.verb, entry.detail) for entry in reversed(entries)]


def text(answer: Answer) -> str:
    return document_text(answer.document)


def open_chat(folder: Path, template: Path) -> Chat:
    copyfile(template, folder / "briefbot.db")
    return Chat(Store(Database(folder / "briefbot.db", clock=lambda: NOW, inline=True)))
