"""An operator at a desk, over a real store with a digest at two places."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from briefbot.core.digest import DigestPlan
from briefbot.core.programme import Channel, DigestSchedule, Programme, SummaryPlan
from briefbot.core.schedule import parse_rule
from briefbot.core.visibility import Audience, Place
from briefbot.services.operating import Desk
from briefbot.storage.database import Database
from briefbot.storage.store import Store
from contracts.driving import MAIN, NOW, OTHER, done

ZONE = "Europe/Kyiv"

#: The same programme, as a configuration.
CONFIGURATION = f"""
[destinations.main]
platform = "terminal"
zone = "{ZONE}"
[destinations.other]
platform = "terminal"
[digests.daily]
rule = "daily at 09:00"
zone = "UTC"
destinations = ["main", "other"]
when_empty = "post"
[summaries.news]
destinations = ["main"]
"""


@dataclass
class StoppedClock:
    """Shows what a test sets."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment

    def elapsed(self) -> float:
        return self.moment.timestamp()


def programme() -> Programme:
    channel = Place(audience=Audience.CHANNEL)
    return Programme(
        channels={
            "main": Channel(name="main", place=channel, zone=ZONE),
            "other": Channel(name="other", place=channel, zone="UTC"),
        },
        digests={
            "daily": DigestSchedule(
                plan=DigestPlan(name="daily"),
                rule=parse_rule("daily at 09:00"),
                zone="UTC",
                destinations=("main", "other"),
            )
        },
        summaries={"news": SummaryPlan(name="news", destinations=("main",))},
    )


def open_store(path: Path) -> Store:
    """Return a store on an SQLite file, with both places."""
    database = Database(path, clock=lambda: NOW, inline=True)
    database.prepare()
    store = Store(database)
    done(store.put_destinations([MAIN, OTHER], now=NOW))
    return store


def desk(store: Store, clock: StoppedClock | None = None) -> Desk:
    return Desk(
        store=store,
        programme=programme(),
        zone="UTC",
        kept=timedelta(days=400),
        clock=clock or StoppedClock(),
        actor="cli:root",
    )


def running(store: Store, now: datetime = NOW) -> None:
    """Let a process have been seen."""
    done(store.open_session("s1", host="h", pid=1, version="1", now=now))
    done(store.heartbeat("s1", now=now))
