"""Couriers, the ledger and the spool together, in real time and with threads."""

import asyncio
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from briefbot.clock import SystemClock
from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import Composed, NewPosting
from briefbot.core.delivery.records import DestinationEntry
from briefbot.core.delivery.timing import Timing
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.terminal.pages import TerminalPages
from briefbot.platforms.terminal.sender import TerminalSender
from briefbot.platforms.text.plain import render_plain
from briefbot.services.delivering import Account, Courier, Surroundings
from briefbot.storage.database import Database
from briefbot.storage.store import Store
from services.courier_world import FAST, document

NAMES = ("newsroom", "desk", "archive")
CLOCK = SystemClock()


async def prepare(store: Store) -> None:
    now = CLOCK.now()
    entries = [
        DestinationEntry(name=name, account="terminal", platform="terminal", channel=name)
        for name in NAMES
    ]
    await store.put_destinations(entries, now=now)
    new = [
        NewPosting(
            key=PostingKey(
                destination=name, kind=PostingKind.DIGEST, subject="morning", occurrence=str(place)
            ),
            due=now,
            release_at=now,
        )
        for name in NAMES
        for place in range(5)
    ]
    postings = await store.announce(new, now=now)
    composed = [Composed(posting=row, document=document(f"Edition {row}")) for row in postings]
    await store.compose(composed, now=now)


def courier(store: Store, folder: Path, owner: str, *, session: datetime) -> Courier:
    account = Account(
        name="terminal",
        sender=TerminalSender(folder, stream=io.StringIO(), clock=CLOCK),
        pages=TerminalPages(render_plain, {name: RenderOptions() for name in NAMES}),
        pace=FAST,
        timing=Timing().scaled(0.1),
    )
    world = Surroundings(
        store=store,
        clock=CLOCK,
        random=Random(1),  # noqa: S311 - for jitter
        owner=owner,
        session=session,
    )
    return Courier(account, world, force=True)


async def until_all_are_there(folder: Path) -> None:
    async with asyncio.timeout(20):
        while len(list(folder.glob("*/*.json"))) < 5 * len(NAMES):  # noqa: ASYNC110, ASYNC240 - a folder tells nobody
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("interruptions", [0, 3])
def test_everything_is_kept_once_in_order_also_after_interruptions(
    tmp_path: Path, interruptions: int
) -> None:
    database = Database(tmp_path / "briefbot.db")
    database.prepare()
    store, folder = Store(database), tmp_path / "spool"

    async def scenario() -> None:
        await prepare(store)
        began = datetime.now(UTC) - timedelta(days=1)
        for number in range(interruptions):
            running = asyncio.create_task(courier(store, folder, str(number), session=began).run())
            await asyncio.sleep(0.03 * (number + 1))
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        last = courier(store, folder, "last", session=began)
        running = asyncio.create_task(last.run())
        await until_all_are_there(folder)
        last.stop()
        await running

    asyncio.run(scenario())
    database.close()
    for name in NAMES:
        messages = [json.loads(path.read_bytes()) for path in (folder / name).glob("*.json")]
        messages.sort(key=lambda message: message["history"][0]["at"])
        numbers = [int(message["payload"]["text"].split()[1]) for message in messages]
        assert numbers == sorted(set(numbers))
        assert len(numbers) == 5
