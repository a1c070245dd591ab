"""Where an operator sits: the store, what is configured, the clock, and who it is."""

import difflib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from briefbot.core.delivery.records import AuditEntry, Status, Story
from briefbot.core.planning.absence import Asked, asked_for
from briefbot.core.programme import Programme
from briefbot.errors import UsageError
from briefbot.ports import Clock, OperatorStore, PeopleStore, PlanStore, SessionStore

#: More digits than these are no row's number.
_MOST_DIGITS = 9


class OperatingStore(OperatorStore, SessionStore, PeopleStore, PlanStore, Protocol):
    """What operating asks of the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What operating works with.

    `zone` is of times where no destination has its own, `kept` is how long postings are kept, and
    `actor` who acts, for the audit: "cli:root".
    """

    store: OperatingStore
    programme: Programme
    zone: str
    kept: timedelta
    clock: Clock
    actor: str

    def zone_at(self, destination: str) -> str:
        """Return the IANA zone of a destination."""
        channel = self.programme.channels.get(destination)
        return channel.zone if channel else self.zone

    @property
    def schedules(self) -> Collection[str]:
        """The names of everything that goes out by itself."""
        return {*self.programme.digests, *self.programme.reminders, *self.programme.summaries}

    async def named(self, text: str) -> Sequence[Story]:
        """Return the postings of a reference, or the one of a delivery's number.

        Raises UsageError when there is none.
        """
        found = await self.store.stories(reference=text)
        number = delivery_number(text)
        if not found and number is not None:
            found = await self.store.stories(delivery=number)
        if not found:
            advice = "give the six letters of a post's last line, or a delivery's number"
            if text in self.schedules:
                advice = f"give a time as well: briefbot why {text} 2026-12-01T08:00"
            raise UsageError(f'nothing is recorded under "{text}"', next_step=advice)
        return found

    async def status(self) -> Status:
        """Return the whole state."""
        return await self.store.status(now=self.clock.now())

    async def audit(self, verb: str, detail: str, *, now: datetime) -> None:
        """Note what the operator did."""
        entry = AuditEntry(at=now, actor=self.actor, verb=verb, detail=detail)
        await self.store.audit(entry)


def delivery_number(text: str) -> int | None:
    """Return the row that a text numbers, None if it is no number of a row."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else None


def asked_time(text: str, *, zone: str) -> Asked:
    """Return the day or time that a text names. Raises UsageError if it names none."""
    asked = asked_for(text, zone=zone)
    if asked is None:
        advice = "write it as 2026-12-01T08:00, or 2026-12-01 for a day"
        raise UsageError(f'"{text}" is no time', next_step=advice)
    return asked


def near(name: str, names: Iterable[str]) -> str:
    """Return advice for a name that is not there: the nearest one, or the first few."""
    known = sorted(names)
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    if close:
        return f'did you mean "{close[0]}"?'
    return f"there are: {', '.join(known[:5])}" if known else "add its table to the configuration"
