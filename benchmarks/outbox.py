"""What a courier reaches of its bare transactions: claim, intent and settlement on one disk.

The bare ones have the bodies at hand, ask nobody and wait for nothing else. The courier renders
each posting as `briefbot run` does, calls a sender that answers at once, and keeps the log. Both
take up as many messages at once as is the default.
"""

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

from sqlalchemy import func, select

from briefbot.clock import SystemClock
from briefbot.core.compose import compose_edition
from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.pacing import Pace, Rate
from briefbot.core.delivery.posting import Composed, NewPosting
from briefbot.core.delivery.records import DestinationEntry
from briefbot.core.delivery.state import (
    DeliveryState,
    Looked,
    Outcome,
    Promises,
    Proof,
    Receipt,
    Sighting,
    Verdict,
)
from briefbot.core.delivery.timing import Timing
from briefbot.core.delivery.work import Intent, Outgoing, Settlement, Task, sender_lease
from briefbot.core.digest import DigestPlan, Occasion, decide_edition
from briefbot.core.document import Document
from briefbot.core.rendering import RenderOptions
from briefbot.core.schedule import Tick
from briefbot.core.upcoming import upcoming_of
from briefbot.core.visibility import Audience, Place
from briefbot.logs import set_up_logs
from briefbot.platforms.discord.pages import DiscordPages
from briefbot.platforms.slack.sender.pages import SlackPages
from briefbot.platforms.terminal.pages import TerminalPages
from briefbot.platforms.text.plain import render_plain
from briefbot.ports import Pages
from briefbot.services.delivering import Account, Courier, Surroundings
from briefbot.sources.briefs import parse_brief
from briefbot.storage.claim import claim
from briefbot.storage.database import Database
from briefbot.storage.intents import commit_intents
from briefbot.storage.leases import take_lease
from briefbot.storage.settle import settle
from briefbot.storage.store import Store
from briefbot.storage.tables import delivery

DESTINATIONS, OF_EACH = 40, 5
IN_FLIGHT = 8
ROUNDS = 9
AT_LEAST = 0.5
ACCOUNT = "desk"
TIMING = Timing()
CLOCK = SystemClock()
BEFORE = CLOCK.now() - timedelta(days=1)
EXAMPLES = Path(__file__).parent.parent / "briefs" / "2024"
OPTIONS = {
    f"desk{number}": RenderOptions(zone="Europe/Kyiv", channel=f"desk{number}")
    for number in range(DESTINATIONS)
}
PAGES: dict[str, Callable[[], Pages]] = {
    "terminal": lambda: TerminalPages(render_plain, OPTIONS),
    "Slack": lambda: SlackPages(OPTIONS),
    "Discord": lambda: DiscordPages(OPTIONS),
}


def edition() -> Document:
    """Return an edition of the example briefs, with their meetings."""
    now = datetime(2024, 12, 1, 6, tzinfo=UTC)
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.md"))]
    read = [parse_brief(text, path="example.md").brief for text in texts]
    briefs = [replace(brief, published_at=now) for brief in read if brief is not None]
    plan = DigestPlan(name="morning", title="Morning")
    occasion = Occasion(
        tick=Tick("2024-12-01T08:00", now),
        now=now,
        since=now - timedelta(days=1),
        place=Place(audience=Audience.CHANNEL),
        zone="Europe/Kyiv",
    )
    upcoming = [meeting for brief in briefs for meeting in upcoming_of(brief)]
    return compose_edition(decide_edition(plan, occasion, briefs=briefs, upcoming=upcoming), plan)


async def fill(store: Store, document: Document) -> None:
    """Have an edition ready to go, several times at each of several destinations."""
    names = [f"desk{number}" for number in range(DESTINATIONS)]
    places = [
        DestinationEntry(name=name, account=ACCOUNT, platform="test", channel=name)
        for name in names
    ]
    await store.put_destinations(places, now=BEFORE)
    now = CLOCK.now()
    keys = [
        PostingKey(
            destination=name, kind=PostingKind.DIGEST, subject="morning", occurrence=str(number)
        )
        for number in range(OF_EACH)
        for name in names
    ]
    made = [NewPosting(key=key, due=now, release_at=now) for key in keys]
    rows = await store.announce(made, now=now)
    await store.compose([Composed(posting=row, document=document) for row in rows], now=now)


# --- the transactions alone ---


def deliver_bare(database: Database, pages: tuple[str, ...]) -> None:
    """Do the courier's transactions, one after the other."""
    lease = database.transact(
        take_lease, CLOCK.now(), sender_lease(ACCOUNT), owner="bare", span=TIMING.lease
    )
    if lease is None:
        raise RuntimeError("nobody else has the lease")
    while tasks := database.transact(
        claim, CLOCK.now(), lease, limit=IN_FLIGHT, busy=(), session=BEFORE, timing=TIMING
    ):
        intents = [Intent(task=task.id, pages=() if task.payload else pages) for task in tasks]
        database.transact(commit_intents, CLOCK.now(), lease, intents)
        database.transact(settle, CLOCK.now(), lease, [sent(task) for task in tasks])


def sent(task: Task) -> Settlement:
    """Return what the courier would have settled."""
    receipt = Receipt(channel=task.channel, message=task.nonce)
    return Settlement(task=task.id, state=DeliveryState.SENT, receipt=receipt, proof=Proof.ANSWER)


# --- the courier ---


class Prompt:
    """A platform that takes everything at once, and tells when it has all (`ports.Sender`)."""

    promises = Promises()

    def __init__(self, expected: int, then: Callable[[], None]) -> None:
        self._expected = expected
        self._then = then

    async def send(self, message: Outgoing) -> Outcome:
        """Take a message."""
        self._expected -= 1
        if not self._expected:
            self._then()
        receipt = Receipt(channel=message.channel, message=message.nonce)
        return Outcome(verdict=Verdict.DELIVERED, receipt=receipt)

    edit = delete = send

    async def look_back(self, _message: Outgoing) -> Looked:
        """See nothing."""
        return Looked(sighting=Sighting.ABSENT)


async def deliver(database: Database, pages: Pages, messages: int) -> None:
    """Let a courier deliver, and end when everything is settled."""
    world = Surroundings(
        store=Store(database),
        clock=CLOCK,
        random=Random(1),  # noqa: S311 - for pauses that there are none of
        owner="courier",
        session=BEFORE,
    )
    account = Account(
        name=ACCOUNT,
        sender=Prompt(messages, lambda: courier.stop()),  # noqa: PLW0108 - it comes after this
        pages=pages,
        pace=Pace(Rate(per_second=1e6, burst=1_000)),
        timing=TIMING,
        in_flight=IN_FLIGHT,
    )
    courier = Courier(account, world)
    await courier.run()


# --- the comparison ---


@contextmanager
def copy_of(template: Path) -> Iterator[Database]:
    """Yield a database where nothing is delivered yet."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(shutil.copy(template, Path(folder) / "copy.db"))
        yield database
        database.close()


def seconds(template: Path, work: Callable[[Database], None], messages: int) -> float:
    """Return how long all messages take."""
    with copy_of(template) as database:
        start = time.perf_counter()
        work(database)
        taken = time.perf_counter() - start
        done = select(func.count()).where(delivery.c.state == DeliveryState.SENT.value)
        with database.engine.connect() as conn:
            if conn.scalar(done) != messages:
                raise RuntimeError("not everything was delivered")
    return taken


def compare(name: str, template: Path, document: Document) -> float:
    """Print and return the ratio for one renderer.

    They take turns, so that what else the machine does falls on both; the medians are compared.
    """
    pages = tuple(PAGES[name]().render(document, destination="desk0", reference="0123ab"))
    messages = DESTINATIONS * OF_EACH * len(pages)
    bare, whole = [], []
    for _ in range(ROUNDS):
        bare.append(seconds(template, lambda db: deliver_bare(db, pages), messages))
        run = lambda db: asyncio.run(deliver(db, PAGES[name](), messages))  # noqa: E731 - beside the other
        whole.append(seconds(template, run, messages))
    ratio = median(bare) / median(whole)
    print(
        f"  {name:<9} {ratio:.2f} "
        f"({messages / median(whole):,.0f} of {messages / median(bare):,.0f} messages a second)"
    )
    return ratio


def main() -> int:
    """Print what the courier reaches of its transactions, for each platform's bodies."""
    document = edition()
    with (
        tempfile.TemporaryDirectory() as folder,
        Path(os.devnull).open("w", encoding="utf-8") as log,
    ):
        set_up_logs(log)
        template = Path(folder) / "full.db"
        database = Database(template)
        database.prepare()
        asyncio.run(fill(Store(database), document))
        database.close()
        print("claim, render, send, settle, against the same transactions alone:")
        ratios = {name: compare(name, template, document) for name in PAGES}
    print(f"  at least {AT_LEAST} each, machine's load {os.getloadavg()[0]:.1f}")
    return 0 if min(ratios.values()) >= AT_LEAST else 1


if __name__ == "__main__":
    raise SystemExit(main())
