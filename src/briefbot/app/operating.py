"""What an operator asks and decides, on the database that the configuration names."""

import os
import pwd
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from briefbot.services.operating import Desk

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What came of a question; `zone_at` gives the IANA zone of a destination, by its name.

    `zone` is of times that are of no destination, and `notes` are what is wrong with the
    configuration.
    """

    value: T
    zone_at: Callable[[str], str]
    zone: str
    notes: tuple[str, ...] = ()


def ask(question: "Callable[[Desk], Awaitable[T]]", *, config: Path | None = None) -> Answer[T]:
    """Answer a question with what is stored, beside a program that may be running.

    Nothing is made or migrated. Raises SettingsError, StoreError, and what the question raises.
    """
    import asyncio

    from briefbot.app.schedules import usable_settings
    from briefbot.clock import SystemClock
    from briefbot.configured import programme, with_subscriptions
    from briefbot.services.operating import Desk
    from briefbot.storage.database import Database
    from briefbot.storage.store import Store

    settings, notes = usable_settings(config)
    database = Database(settings.store.database, existing=True)
    try:
        database.check()
        store = Store(database)

        async def answer() -> tuple[T, Desk]:
            configured = programme(settings, holidays={})
            desk = Desk(
                store=store,
                programme=with_subscriptions(
                    configured, await store.subscriptions(), zone=settings.timezone
                )[0],
                zone=settings.timezone,
                kept=settings.retention.postings,
                clock=SystemClock(),
                actor=f"cli:{user()}",
            )
            return await question(desk), desk

        value, desk = asyncio.run(answer())
    finally:
        database.close()
    return Answer(value, desk.zone_at, desk.zone, notes)


def user() -> str:
    """Return who runs this process, as the system knows it: the environment can say anything."""
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:  # as in a container with a user of its own
        return str(number)
