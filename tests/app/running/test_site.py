"""The program's one address: who may ask, and what is told of its health."""

import asyncio
import socket
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aiohttp
import pytest
from aiohttp import web

from briefbot.app.running.site import Part, Site
from briefbot.errors import UsageError
from briefbot.settings import Http

T = TypeVar("T")


def done(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(asyncio.wait_for(work, 20))


@asynccontextmanager
async def serving(
    *parts: Part, alive: bool = True, hosts: tuple[str, ...] = ()
) -> AsyncIterator[str]:
    """Yield the address of a site that is served."""

    async def greet(_request: web.Request) -> web.Response:
        return web.Response(text="good day")

    site = Site(
        Http(listen="127.0.0.1:0", allowed_hosts=hosts),
        routes=[web.get("/greeting", greet)],
        alive=lambda: alive,
        parts=lambda: parts,
    )
    running = asyncio.create_task(site.run())
    while not site.address:  # noqa: ASYNC110 - an address is all that tells of it
        await asyncio.sleep(0.01)
    yield site.address
    site.stop()
    await running
    assert site.address == ""


async def asked(address: str, path: str, host: str = "") -> tuple[int, str]:
    headers = {"Host": host} if host else {}
    async with (
        aiohttp.ClientSession() as session,
        session.get(address + path, headers=headers) as answer,
    ):
        return answer.status, await answer.text()


def test_it_is_ready_when_every_part_is_good() -> None:
    async def story() -> None:
        async with serving(Part("link discord")) as address:
            status, told = await asked(address, "readyz")
        assert (status, '"ready"' in told, '"good"' in told) == (200, True, True)

    done(story())


def test_it_is_not_ready_while_a_connection_is_deaf_but_it_lives() -> None:
    async def story() -> None:
        async with serving(Part("link slack", "nothing was heard for 30 seconds")) as address:
            status, told = await asked(address, "readyz")
            assert status == 503
            assert "nothing was heard for 30 seconds" in told
            assert (await asked(address, "healthz"))[0] == 200

    done(story())


def test_a_program_that_keeps_no_time_is_not_alive() -> None:
    async def story() -> None:
        async with serving(alive=False) as address:
            assert (await asked(address, "healthz"))[0] == 503
            assert (await asked(address, "readyz"))[0] == 503

    done(story())


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8080", "[::2]", "localhost.evil.example"]
)
def test_a_request_under_another_name_is_refused(host: str) -> None:
    async def story() -> None:
        async with serving() as address:
            for path in ("greeting", "healthz", "readyz"):
                assert (await asked(address, path, host))[0] == 421

    done(story())


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "[::1]:80", "bot.example.org:443"])
def test_a_request_under_an_own_or_allowed_name_is_answered(host: str) -> None:
    async def story() -> None:
        async with serving(hosts=("bot.example.org",)) as address:
            assert await asked(address, "greeting", host) == (200, "good day")

    done(story())


def test_a_port_that_is_taken_is_told_with_the_next_step() -> None:
    async def story() -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            listen = f"127.0.0.1:{taken.getsockname()[1]}"
            site = Site(Http(listen=listen), alive=lambda: True, parts=lambda: ())
            with pytest.raises(UsageError, match="listen to another port"):
                site.check()
            with pytest.raises(UsageError, match="listen to another port"):
                await site.run()

    done(story())


def test_nothing_is_served_where_nothing_is_asked_for() -> None:
    async def story() -> None:
        site = Site(Http(listen=""), alive=lambda: True, parts=lambda: ())
        running = asyncio.create_task(site.run())
        await asyncio.sleep(0)
        assert site.address == ""
        site.stop()
        await running

    done(story())
