"""What answers are made from: what is configured and known, and who asks where."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from briefbot.core.brief import Brief
from briefbot.core.commands import RoleMap
from briefbot.core.commands.exchange import Caller, Request
from briefbot.core.delivery.records import Person
from briefbot.core.document import Document
from briefbot.core.programme import Channel, Programme
from briefbot.core.rehearsal import NOTHING_LISTED, Known, Listed, known_of
from briefbot.core.schedule import zone_named
from briefbot.core.visibility import Audience, Place
from briefbot.core.wording import Hours
from briefbot.ports import OperatorStore, PeopleStore, PlanStore, SessionStore


class AnsweringStore(OperatorStore, SessionStore, PeopleStore, PlanStore, Protocol):
    """What answering asks of the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The configuration and the knowledge of a moment.

    `briefs` are the last good revisions by slug, drafts too: each answer asks who may see which.
    `revisions` are their numbers in the store, for what stands in posts.
    `zone` is the IANA zone and `hours` the clock of times where nothing else is known, `kept` how
    long postings are kept. `roles` says who may do more than read, `places` which destination a
    platform's channel is, by the platform's name and the channel as the platform names it.
    """

    programme: Programme = field(default_factory=Programme)
    briefs: Mapping[str, Brief] = field(default_factory=dict)
    revisions: Mapping[str, int] = field(default_factory=dict)
    listed: Listed = NOTHING_LISTED
    calendars: Iterable[str] = ()
    zone: str = "UTC"
    hours: Hours | None = None
    roles: RoleMap = field(default_factory=RoleMap)
    places: Mapping[tuple[str, str], str] = field(default_factory=dict)
    kept: timedelta = timedelta(days=400)

    def known(self, now: datetime) -> Known:
        """Return the briefs and every meeting, at a moment."""
        return known_of(tuple(self.briefs.values()), self.listed, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Where an answer is made: everything it may use. `place` is where it will be read.

    `person` is how the caller wants to be answered, as they have said themselves.
    """

    store: AnsweringStore
    library: Library
    request: Request
    now: datetime
    person: Person
    is_shared: bool = False

    @property
    def caller(self) -> Caller:
        """Who asks."""
        return self.request.caller

    @property
    def channel(self) -> Channel | None:
        """The configured channel in which it was asked, if it is one."""
        return self.library.programme.channels.get(self.request.destination)

    @property
    def place(self) -> Place:
        """Who reads the answer: only who asks, unless it is shared. A ceiling is the channel's."""
        channel = self.channel
        audience = Audience.CHANNEL if self.is_shared else Audience.PRIVATE
        return (
            Place(audience=audience, tlp_max=channel.place.tlp_max)
            if channel
            else Place(audience=audience)
        )

    @property
    def lang(self) -> str:
        """The language of what the bot itself says: of the caller, as said or as the chat tells."""
        return self.person.lang or self.caller.lang or "en"

    @property
    def zone(self) -> str:
        """The IANA zone of the caller, else of the channel, else the configured one."""
        there = self.channel.zone if self.channel else self.person.told_zone
        return first_zone(self.person.zone, self.caller.zone, there, self.library.zone)

    @property
    def hours(self) -> Hours | None:
        """The clock of the caller, else of the channel, else the configured one."""
        there = self.channel.hours if self.channel else self.library.hours
        return self.person.hours or there


@dataclass(frozen=True, slots=True)
class Told:
    """What a verb answers, and the briefs that it shows: where it is posted, it follows them."""

    document: Document
    briefs: tuple[Brief, ...] = ()


def first_zone(*names: str) -> str:
    """Return the first of these that is a time zone: platforms tell what they like; else UTC."""
    for name in names:
        with suppress(ValueError):
            return zone_named(name).key
    return "UTC"
