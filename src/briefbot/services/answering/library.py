"""What answers are made from: what is configured and known, and who asks where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from briefbot.core.brief import Brief
from briefbot.core.commands.exchange import Caller, Request
from briefbot.core.programme import Channel, Programme
from briefbot.core.rehearsal import NOTHING_LISTED, Known, Listed, known_of
from briefbot.core.visibility import Audience, Place
from briefbot.ports import OperatorStore, PeopleStore, PlanStore, SessionStore


class AnsweringStore(OperatorStore, SessionStore, PeopleStore, PlanStore, Protocol):
    """What answering asks of the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The configuration and the knowledge of a moment.

    `briefs` are the last good revisions by slug, drafts too: each answer asks who may see which.
    `zone` is the IANA zone of times where nothing else is known, `kept` how long postings are kept.
    """

    programme: Programme = field(default_factory=Programme)
    briefs: Mapping[str, Brief] = field(default_factory=dict)
    listed: Listed = NOTHING_LISTED
    calendars: Iterable[str] = ()
    zone: str = "UTC"
    kept: timedelta = timedelta(days=400)

    def known(self, now: datetime) -> Known:
        """Return the briefs and every meeting, at a moment."""
        return known_of(tuple(self.briefs.values()), self.listed, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Where an answer is made: everything it may use. `place` is where it will be read."""

    store: AnsweringStore
    library: Library
    request: Request
    now: datetime
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
        """The language of what the bot itself says."""
        return self.caller.lang or "en"

    @property
    def zone(self) -> str:
        """The IANA zone of the caller, else of the channel, else the configured one."""
        there = self.channel.zone if self.channel else self.library.zone
        return self.caller.zone or there
