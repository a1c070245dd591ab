"""What the program knows, kept up to date: settings, briefs and calendars."""

import asyncio
import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import structlog

from briefbot.app.briefs import brief_reader
from briefbot.app.running.connections import Connections
from briefbot.clock import seconds
from briefbot.configured import (
    calendar_topics,
    places,
    programme,
    role_map,
    whole_days,
    with_subscriptions,
)
from briefbot.core.delivery.records import Fault, Person, Subscription
from briefbot.core.finding import Finding, Severity
from briefbot.core.rehearsal import Listed
from briefbot.errors import BriefbotError
from briefbot.ports import Clock, Progress
from briefbot.services.almanac import Almanac, CalendarFile
from briefbot.services.answering import Library
from briefbot.services.planning import World
from briefbot.services.shelf import Shelf
from briefbot.settings import DEFAULT_FILE, Settings, examine_settings
from briefbot.sources.ics import read_calendar
from briefbot.sources.watch import signature
from briefbot.sources.zones import zone_data
from briefbot.storage.store import Store

_log = structlog.get_logger()

#: The kind of the fault that stands for the configuration.
FAULT = "configuration"

#: The kind of the faults of what was subscribed to in chat.
SUBSCRIPTION_FAULT = "subscription"

#: Tables that are read when the program starts.
_AT_THE_START = ("store", "http", "discord", "slack", "delivery")

#: Which days are asked for holidays: an edition's window begins with the one before a holiday.
_BEHIND, _AHEAD = timedelta(days=32), timedelta(days=366)


class Knowledge:
    """Reads again and again, and says what is known as one value, `world`."""

    def __init__(  # noqa: PLR0913 - what it reads with
        self,
        settings: Settings,
        *,
        config: Path | None,
        store: Store,
        clock: Clock,
        connections: Connections,
        progress: Progress | None = None,
    ) -> None:
        self.settings = settings
        self._config = config or DEFAULT_FILE
        self._store = store
        self._clock = clock
        self._connections = connections
        self._progress = progress
        self._config_signature = signature(self._config)
        self._ended = False
        self._subscriptions: Sequence[Subscription] = ()
        read = partial(read_calendar, seconds=self._seconds)
        self._almanac = Almanac(read=read, signature=signature, store=store, clock=clock)
        self._holidays = Almanac(
            read=read, signature=signature, store=store, clock=clock, fault="holidays"
        )
        self._shelf = self._new_shelf()
        #: The settings of persons, by their ids.
        self.people: Mapping[str, Person] = {}
        self._library: tuple[tuple[World, Settings], Library] | None = None
        self.world = self._world()

    @property
    def library(self) -> Library:
        """What answers are made from; the same value until something is read anew.

        Who may do what holds from the moment that the configuration was read.
        """
        made_of = (self.world, self.settings)
        if self._library is None or any(
            one is not other for one, other in zip(self._library[0], made_of, strict=True)
        ):
            self._library = (made_of, self._new_library(self.world))
        return self._library[1]

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that are read besides the briefs."""
        calendars = (each.path for each in self.settings.calendars.values())
        return (self._config, *calendars, *self.settings.holiday_files().values())

    async def begin(self) -> None:
        """Look at everything for the first time. Raises StoreError."""
        await self._store.clear_faults(FAULT)
        await self._look()

    def stop(self) -> None:
        """Let a calendar that is being read come to its end soon; what is read of it is no use."""
        self._ended = True

    async def refresh(self) -> None:
        """Look at everything, the configuration too. Raises StoreError."""
        await self._refresh_settings()
        await self._look()

    async def _look(self) -> None:
        new = await self._shelf.refresh()
        await self._refresh_calendars()
        await self._refresh_subscriptions()
        self.people = {person.id: person for person in await self._store.people()}
        self.world = self._world()
        for slug in sorted(new):
            _log.info("brief read", slug=slug, revision=self.world.briefs[slug].revision)

    async def _refresh_calendars(self) -> None:
        default = self.settings.timezone
        await self._almanac.refresh(
            {
                name: CalendarFile(
                    path=each.path,
                    zone=each.zone or default,
                    topics=each.topics,
                    alarms=each.alarms,
                )
                for name, each in self.settings.calendars.items()
            }
        )
        await self._holidays.refresh(
            {
                f"holidays:{name}": CalendarFile(path=path, zone=default)
                for name, path in self.settings.holiday_files().items()
                if name not in self.settings.calendars
            }
        )

    async def _refresh_subscriptions(self) -> None:
        """Take over what people subscribed to in chat; one that cannot run is a fault."""
        self._subscriptions = await self._store.subscriptions()
        _, unusable = with_subscriptions(programme(self.settings, holidays={}), self._subscriptions)
        await self._store.clear_faults(SUBSCRIPTION_FAULT, keep=unusable)
        for name in unusable:
            fault = Fault(
                kind=SUBSCRIPTION_FAULT,
                subject=name,
                message=f"it is not understood -- end it: /brief-admin unsubscribe {name}",
                since=self._clock.now(),
            )
            await self._store.put_fault(fault)

    def _seconds(self) -> float:
        """Return what the time of reading is measured with; it runs out when the program ends."""
        return math.inf if self._ended else seconds()

    # --- settings ---

    async def _refresh_settings(self) -> None:
        """Take over the configuration if it changed and has no fault; else keep the last good."""
        now_signature = await asyncio.to_thread(signature, self._config)
        if now_signature == self._config_signature:
            return
        settings, message = await asyncio.to_thread(self._examined)
        if settings is None:
            _log.error("configuration kept as it was", reason=message)
            fault = Fault(
                kind=FAULT,
                subject=str(self._config),
                message=f"{message}; the configuration from before stays in use",
                since=self._clock.now(),
            )
            await self._store.put_fault(fault)
            self._config_signature = now_signature
            return
        await self._store.clear_faults(FAULT)
        self._config_signature = now_signature
        if settings == self.settings:
            return
        changed = [
            f"[{name}]"
            for name in _AT_THE_START
            if getattr(settings, name) != getattr(self.settings, name)
        ]
        if changed:
            _log.warning("taken over at the next start", tables=changed)
        folder = self.settings.briefs.path
        self.settings = settings
        if settings.briefs.path != folder:
            self._shelf = self._new_shelf()
        _log.info("configuration read", file=str(self._config))

    def _examined(self) -> tuple[Settings | None, str]:
        if not self._config.exists():
            return None, f"{self._config}: it is gone -- put it back"
        try:
            settings, findings = examine_settings(self._config)
        except BriefbotError as error:
            return None, str(error)
        errors = [each for each in findings if each.severity is Severity.ERROR]
        return (None, _told(errors)) if errors else (settings, "")

    # --- the whole ---

    def _new_shelf(self) -> Shelf:
        return Shelf(
            self.settings.briefs.path,
            reader=brief_reader(),
            signature=signature,
            store=self._store,
            clock=self._clock,
            progress=self._progress,
        )

    def _world(self) -> World:
        settings = self.settings
        configured = programme(settings, holidays=self._holiday_days())
        all_of_it, _ = with_subscriptions(configured, self._subscriptions, zone=settings.timezone)
        return World(
            programme=all_of_it,
            briefs=self._shelf.briefs,
            listed=Listed(occurrences=self._almanac.occurrences, topics=calendar_topics(settings)),
            well_read=self._almanac.good,
            connected=self._connections.connected(settings, all_of_it),
            accounts=frozenset(self._connections.accounts),
            zone_data=zone_data(each.zone for each in all_of_it.digests.values()),
            zone=settings.timezone,
        )

    def _new_library(self, world: World) -> Library:
        return Library(
            programme=world.programme,
            briefs={slug: known.brief for slug, known in world.briefs.items()},
            revisions={slug: known.revision for slug, known in world.briefs.items()},
            listed=world.listed,
            calendars=tuple(self.settings.calendars),
            zone=self.settings.timezone,
            hours=self.settings.hours,
            roles=role_map(self.settings),
            places=places(self.settings, world.programme),
            kept=self.settings.retention.postings,
        )

    def _holiday_days(self) -> Mapping[str, frozenset[date]]:
        today = self._clock.now().date()
        first, until = today - _BEHIND, today + _AHEAD
        return {
            name: whole_days(
                self._almanac.listed_in(name)
                if name in self.settings.calendars
                else self._holidays.listed_in(f"holidays:{name}"),
                first=first,
                until=until,
            )
            for name in self.settings.holiday_files()
        }


def _told(errors: list[Finding]) -> str:
    first = errors[0]
    more = f" (and {len(errors) - 1} more, see briefbot check)" if len(errors) > 1 else ""
    place = f"{first.path}:{first.line}:{first.col}"
    return f"{place}: {first.code} {first.message} -- {first.hint}{more}"
