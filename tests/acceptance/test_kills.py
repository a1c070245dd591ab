"""Processes that are killed, stopped and started at any moment: each post is there once, in order.

`BRIEFBOT_KILLS_SEED` chooses the moments; which seed it was is told when a test fails.
"""

import os
import secrets
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from random import Random

import pytest

from acceptance.kills import LOCKED, Books, check_logs
from acceptance.launching import Launcher, Process, launcher
from acceptance.running import Running, Site, until
from storage.conftest import Server

#: `make soak` has many more.
SOAK = "BRIEFBOT_SOAK" in os.environ
FORKED, STARTED, REPLICAS, FREEZES = (300, 45, 70, 12) if SOAK else (20, 8, 4, 1)
#: One end in so many is asked for, by SIGTERM, where any is.
GENTLE = 6


@pytest.fixture
def random() -> Random:
    seed = int(os.environ.get("BRIEFBOT_KILLS_SEED", secrets.randbits(32)))
    sys.stdout.write(f"BRIEFBOT_KILLS_SEED={seed}\n")
    return Random(seed)  # noqa: S311 - moments


def test_a_process_killed_at_any_moment_costs_no_post_and_makes_none_twice(
    site: Site, random: Random
) -> None:
    books = Books(site, random)
    with launcher(site) as one:
        longest = 1.5 * seconds_to_ready(one)
        end_again_and_again(books, one.start, FORKED, longest=longest)
        orders = [books.order()]
        end_again_and_again(books, one.start, FORKED // 4, longest=longest)
        one.start()
        until(partial(one.has_told, '"ready"'))
        assert [order.wait() for order in orders] == [0]
        books.wait_until_all_is_posted()
        one.send(signal.SIGTERM)
        assert one.wait() == 0

    books.check(orders=1)
    assert set(books.shown().values()) == {1}
    assert "ready" in check_logs(site.folder)


@pytest.mark.parametrize("times", [STARTED, pytest.param(STARTED, marks=pytest.mark.long)])
def test_the_command_itself_killed_at_any_moment_costs_no_post_and_makes_none_twice(
    site: Site, random: Random, times: int
) -> None:
    def start() -> Running:
        process = site.start()
        if random.random() < 0.8:
            process.wait_for_line("started")
        return process

    site.by_command = True
    books = Books(site, random)
    end_again_and_again(books, start, times, longest=1.2, gently=False)
    with site.running():
        books.wait_until_all_is_posted()

    books.check(orders=0)
    assert set(books.shown().values()) <= {1}
    check_logs(site.folder)


def seconds_to_ready(one: Launcher) -> float:
    """Return how long one takes to be ready here and now, and leave it killed.

    What was drawn from fixed times would, on a slow machine, kill nothing but starts.
    """
    one.start()
    began = time.monotonic()
    until(partial(one.has_told, '"ready"'))
    took = time.monotonic() - began
    one.send(signal.SIGKILL)
    assert one.wait() == -signal.SIGKILL
    return took


def end_again_and_again(
    books: Books, start: Callable[[], Process], times: int, *, longest: float, gently: bool = True
) -> None:
    """Have so many processes, each of which ends at a moment when there is something to do."""
    for _ in range(times):
        books.publish()
        process = start()
        time.sleep(books.random.uniform(0, longest / 2))
        books.publish()
        time.sleep(books.random.uniform(0, longest / 2))
        asked = gently and not books.random.randrange(GENTLE)
        process.send(signal.SIGTERM if asked else signal.SIGKILL)
        # Before it has begun, also what asks it to end kills it.
        assert process.wait() in ({0, -signal.SIGTERM} if asked else {-signal.SIGKILL})


def test_a_process_that_stood_still_keeps_others_out_and_goes_on(
    site: Site, random: Random
) -> None:
    books = Books(site, random)
    with launcher(site, factor=0.1) as one, launcher(site) as other:
        for _ in range(FREEZES):
            books.publish()
            one.start()
            until(partial(one.has_told, '"ready"'))
            time.sleep(random.uniform(0, 0.5))
            one.send(signal.SIGSTOP)
            books.publish()
            assert other.start().wait() == 2
            assert other.has_told("another briefbot runs")
            time.sleep(2.5)  # longer than its lease
            one.send(signal.SIGCONT)
            books.wait_until_all_is_posted()
            one.send(signal.SIGTERM)
            assert one.wait() == 0

    books.check(orders=0)
    assert set(books.shown().values()) == {1}


@pytest.fixture
def postgresql(server: Server) -> Iterator[str]:
    name = server.create()
    yield server.address(name)
    server.administer(f"DROP DATABASE {name} WITH (FORCE)")


def test_of_two_replicas_that_are_killed_and_stopped_each_post_is_there_once(
    site: Site, random: Random, postgresql: str
) -> None:
    # Two processes write one spool here, so what is shown twice proves nothing; what is kept does.
    books = Books(site, random, postgresql)
    with ExitStack() as stack:
        pair = [
            stack.enter_context(
                launcher(site, factor=0.1, environment={"BRIEFBOT_STORE__URL": postgresql})
            )
            for _ in range(2)
        ]
        for each in pair:
            each.start()
            until(partial(each.has_told, '"ready"'))
        actions = [kill_one] * REPLICAS + [freeze_one] * FREEZES
        for action in random.sample(actions, len(actions)):
            books.publish()
            time.sleep(random.uniform(0, 0.6))
            books.publish()
            action(pair, books)
        books.wait_until_all_is_posted()
        for each in pair:
            each.send(signal.SIGTERM)
            assert each.wait() == 0

    books.check(orders=0)
    assert check_logs(site.folder).count("lease lost to another process") >= FREEZES


def kill_one(pair: list[Launcher], books: Books) -> None:
    """Kill either replica, and start it again."""
    one = books.random.choice(pair)
    one.send(signal.SIGKILL)
    assert one.wait() == -signal.SIGKILL
    one.start()


def freeze_one(pair: list[Launcher], books: Books) -> None:
    """Stop the replica that posts until the other one does, and let it go on.

    The other one may still begin: it then waits for what the one that stands still has locked.
    """
    [frozen] = until(lambda: [each for each in pair if each.pid == books.owner()])
    [other] = [each for each in pair if each is not frozen]
    frozen.send(signal.SIGSTOP)
    books.publish()
    until(lambda: books.owner() == other.pid, patience=LOCKED)
    frozen.send(signal.SIGCONT)
    until(lambda: frozen.has_told("lease lost to another process"))
