"""How many requests a message takes, and that all of them together keep below Discord's limit."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

from briefbot.app.running.platforms.discord import PACE
from briefbot.clock import SystemClock
from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import Composed, NewPosting
from briefbot.core.delivery.records import DestinationEntry
from briefbot.core.delivery.timing import Timing
from briefbot.core.delivery.work import Outgoing
from briefbot.core.document import Document, DocumentKind, Meta
from briefbot.platforms.discord.sender import DiscordSender
from briefbot.services.delivering import Account, Courier, Surroundings
from briefbot.storage.database import Database
from briefbot.storage.store import Store
from contracts.sender import receipt_of
from discord_server import Channel, DiscordServer
from platforms.discord.driving import outgoing, sending, text_body, until

EDITIONS = 20
#: Three messages, and the thread that the second one begins.
REQUESTS = 4
CLOCK = SystemClock()
BEFORE = CLOCK.now() - timedelta(days=1)


class ThreePages:
    """Renders whatever it is as three pages."""

    def render(self, document: Document, *, destination: str, reference: str) -> Sequence[str]:
        said = f"## {document.meta.title} for {destination}"
        return [text_body(said, reference=reference, page=page, pages=3) for page in (1, 2, 3)]


def test_the_requests_of_a_message_are_counted_before_they_are_made() -> None:
    async def made(server: DiscordServer, sender: DiscordSender, message: Outgoing) -> int:
        told, before = sender.requests(message), len(server.requests)
        await sender.send(message)
        assert len(server.requests) - before == told
        return told

    async def scenario() -> None:
        async with DiscordServer() as server, sending(server) as sender:
            channel = server.add_channel(server.add_guild())
            out = outgoing(channel, pages=3)
            first = receipt_of(await sender.send(out))
            pages = [outgoing(channel, page=page, thread=first) for page in (2, 3)]
            assert [await made(server, sender, page) for page in pages] == [2, 1]
            in_thread = replace(first, thread=first.message)
            reply = outgoing(channel, subject="reply", thread=in_thread)
            assert await made(server, sender, reply) == 1
            person = f"user:{server.add_user().id}"
            letters = [outgoing(person, subject=subject) for subject in ("one", "two")]
            assert [await made(server, sender, letter) for letter in letters] == [2, 1]
            async with sending(server) as another:
                await another.send(outgoing(channel, subject="login"))
                # The title of the first page has to be read again.
                assert await made(server, another, pages[1]) == 3

    asyncio.run(scenario())


def test_edits_and_removals_count_what_they_do_to_the_thread() -> None:
    async def scenario() -> None:
        async with DiscordServer() as server, sending(server) as sender:
            channel = server.add_channel(server.add_guild())
            long = outgoing(channel, pages=2)
            long = replace(long, target=receipt_of(await sender.send(long)))
            await sender.send(outgoing(channel, page=2, thread=long.target))
            short = outgoing(channel, subject="short")
            short = replace(short, target=receipt_of(await sender.send(short)))

            assert sender.requests(short) == 1
            body = text_body("Another", reference=long.reference, page=1, pages=2)
            renamed, removed = replace(long, payload=body), replace(long, payload="")
            for message, act in [(renamed, sender.edit), (removed, sender.delete)]:
                before = len(server.requests)
                await act(message)
                assert len(server.requests) - before == sender.requests(message) == 2

    asyncio.run(scenario())


def test_many_long_editions_at_once_take_the_time_of_all_their_requests(tmp_path: Path) -> None:
    # How many come within a second is no test: a machine that is busy bunches what it was allowed.
    async def scenario() -> None:
        async with DiscordServer() as server, sending(server) as sender:
            guild = server.add_guild()
            channels = [server.add_channel(guild, name=f"desk{n}") for n in range(EDITIONS)]
            courier = Courier(
                account_of(sender),
                Surroundings(
                    store=await ledger(database, channels),
                    clock=CLOCK,
                    random=Random(1),  # noqa: S311 - for pauses that there are none of
                    owner="courier",
                    session=BEFORE,
                ),
            )
            running = asyncio.create_task(courier.run())
            await until(lambda: has_all(server, channels), seconds=30)
            courier.stop()
            await running

        moments = [call.at for call in server.requests if call.method != "GET"]
        assert len(moments) == EDITIONS * REQUESTS
        allowed = PACE.account.burst + PACE.account.per_second * (max(moments) - min(moments))
        assert len(moments) <= allowed + 1

    database = Database(tmp_path / "briefbot.db")
    database.prepare()
    asyncio.run(scenario())
    database.close()


def has_all(server: DiscordServer, channels: Sequence[Channel]) -> bool:
    threads = [thread for channel in channels for thread in server.threads(channel)]
    return len(threads) == EDITIONS and all(len(server.messages(each)) == 2 for each in threads)


def account_of(sender: DiscordSender) -> Account:
    return Account(
        name="discord",
        sender=sender,
        pages=ThreePages(),
        pace=PACE,
        timing=Timing(),
        requests=sender.requests,
    )


async def ledger(database: Database, channels: Sequence[Channel]) -> Store:
    """Have an edition ready to go at each of some channels, all due at the same moment."""
    store, now = Store(database), CLOCK.now()
    entries = [
        DestinationEntry(
            name=each.name, account="discord", platform="discord", channel=str(each.id)
        )
        for each in channels
    ]
    await store.put_destinations(entries, now=BEFORE)
    keys = [
        PostingKey(
            destination=each.name, kind=PostingKind.DIGEST, subject="morning", occurrence="today"
        )
        for each in channels
    ]
    made = [NewPosting(key=key, due=now, release_at=now) for key in keys]
    rows = await store.announce(made, now=now)
    said = Document(meta=Meta(kind=DocumentKind.DIGEST, title="Morning", summary=""))
    await store.compose([Composed(posting=row, document=said) for row in rows], now=now)
    return store
