"""The person who looks after the bot: resolves what is held, ends pauses, takes posts back."""

import asyncio
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import Connection, event, select

from briefbot.app.running.time_kept import FAULT as CLOCK_FAULT
from briefbot.core.delivery.records import Resolution
from briefbot.core.delivery.state import DeliveryState
from briefbot.errors import StoreError
from briefbot.storage.database import Database
from briefbot.storage.store import Store
from briefbot.storage.tables import among, delivery
from simulation.database import impatient
from simulation.platforms import LATEST_EFFECT
from simulation.virtual_time import Killed

if TYPE_CHECKING:
    from simulation.world import World

#: Seconds between two looks at the status.
_LOOKS = 1800.0
_HELD = (
    select(delivery.c.id)
    .where(
        # Both, as in the index of those that are looked after.
        among(delivery.c.state, [DeliveryState.DEAD, DeliveryState.HELD]),
        delivery.c.state == DeliveryState.HELD.value,
    )
    .limit(1)
)


def _anything_held(conn: Connection) -> bool:
    """Tell whether the status is worth reading: it is dear, and on most days nothing is held."""
    return conn.execute(_HELD).first() is not None


class Operator:
    """Has a connection of their own, and eyes: sees in the channel what the bot cannot."""

    def __init__(self, world: "World", where: str | Path) -> None:
        self._world = world
        self._database = Database(where, clock=lambda: world.now, caller_clock=True, inline=True)
        if self._database.engine.dialect.name == "sqlite":
            event.listen(self._database.engine, "connect", impatient)
        self.store = Store(self._database)
        self.held: Counter[str] = Counter()
        self.effects: Counter[str] = Counter()
        self.retracted: set[int] = set()

    def prepare(self) -> None:
        """Make the tables."""
        self._database.prepare()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    async def watch(self) -> None:
        """Resolve what is held, again and again, by what stands in the channel."""
        while True:
            await asyncio.sleep(_LOOKS)
            await self.resolve()

    async def resolve(self) -> None:
        """Say of each held message whether it stands there."""
        try:
            if not self._database.transact(_anything_held):
                return
            status = await self.store.status(now=self._world.now)
            await asyncio.sleep(LATEST_EFFECT)
            for story in status.held:
                for line in story.deliveries:
                    if line.state is DeliveryState.HELD:
                        self.held[story.key.destination] += 1
                        stands = self._stands(story.reference, line.page)
                        how = Resolution.POSTED if stands else Resolution.AGAIN
                        self._world.trace.add("operator", f"{how} {story.reference} {line.page}")
                        await self.store.resolve(
                            line.id, how, actor="operator", now=self._world.now
                        )
        except StoreError as error:
            self._world.trace.add("operator", str(error))

    def _stands(self, reference: str, page: int) -> bool:
        return any(
            (post.reference, post.page) == (reference, page)
            for platform in self._world.platforms.values()
            for post in platform.posts
        )

    async def resume(self, *, destination: str = "", account: str = "") -> None:
        """End a pause, as soon as the store works."""
        while True:
            try:
                await self.store.resume(
                    destination=destination, account=account, now=self._world.now
                )
            except StoreError:
                await asyncio.sleep(30)
            else:
                for platform in self._world.platforms.values():
                    platform.limits.resume()
                return

    async def accept_clock(self) -> bool:
        """Say that the clock is right, if it is told to be doubted; return whether it was."""
        try:
            if all(fault.kind != CLOCK_FAULT for fault in await self.store.faults()):
                return False
            await self.store.accept_clock(actor="operator", now=self._world.now)
        except StoreError as error:
            self._world.trace.add("operator", str(error))
        return True

    async def retract(self, random: Random) -> bool:
        """Take a recent posting back; return whether one was."""
        posts = [p for each in self._world.platforms.values() for p in each.posts[-10:]]
        if not posts:
            return False
        before = len(self.retracted)
        reference = random.choice(posts).reference
        try:
            for story in await self.store.stories(reference=reference):
                await self.store.retract(
                    story.posting, actor="operator", reason="a slip", now=self._world.now
                )
                self.retracted.add(story.posting)
                self._world.trace.add("operator", f"retracted {reference}")
        except StoreError as error:
            self._world.trace.add("operator", str(error))
        return len(self.retracted) > before

    async def repeat_event(self, random: Random) -> bool:
        """Let one interaction arrive three times, at whichever processes run.

        Return whether it came more than once.
        """
        came = 0
        interaction = f"event-{random.getrandbits(40):x}"
        for _ in range(3):
            replicas = [r for r in self._world.replicas.values() if not r.process.dead]
            if replicas:
                store = random.choice(replicas).store
                try:
                    first = await store.once(interaction, now=self._world.now)
                except (StoreError, Killed):
                    continue
                self.effects[interaction] += first
                came += 1
        return came > 1
