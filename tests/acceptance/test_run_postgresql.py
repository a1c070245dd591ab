"""The whole program on PostgreSQL: what it promises holds through the ends of both."""

import os
import signal
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg
import pytest

from acceptance.kills import CONFIG, LOCKED, PLACES
from acceptance.running import Running, Site, until

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # without XDG_RUNTIME_DIR it uses the temporary folder
    from simulation.postgresql import OwnServer, own_server

#: Whether a session waits for a lock, and has written something before.
_WAITS = """SELECT EXISTS (
    SELECT FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND backend_xid IS NOT NULL AND datname = current_database()
)"""


@pytest.fixture
def server() -> Iterator[OwnServer]:
    try:
        with own_server() as found:
            yield found
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        pytest.skip(f"the wheel cannot start a PostgreSQL server here: {error}")


def order_an_edition(site: Site, address: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "briefbot", "post", "extra", "--config", "briefbot.toml"],
        cwd=site.folder,
        env={**os.environ, "BRIEFBOT_STORE__URL": address},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def posted(site: Site, slugs: list[str], *, editions: int = 1) -> bool:
    return len(site.posts(PLACES[0])) == len(slugs) + editions and all(
        len(site.posts(place)) == len(slugs) for place in PLACES[1:]
    )


@pytest.mark.long
def test_every_post_is_there_once_whatever_ends(site: Site, server: OwnServer) -> None:
    address = server.create()
    site.configure(CONFIG)
    slugs: list[str] = []

    def publish(*names: str) -> None:
        for name in names:
            site.publish(name)
            slugs.append(name)

    with site.running(BRIEFBOT_STORE__URL=address):
        publish("first")
        order_an_edition(site, address)
        until(lambda: posted(site, slugs))

    with site.running(BRIEFBOT_STORE__URL=address) as process:
        publish(*(f"many-{number}" for number in range(20)))
        until(lambda: len(site.posts(PLACES[1])) >= 3)
        process.kill()

    with site.running(BRIEFBOT_STORE__URL=address) as process:
        process.wait_for_line("courier started")  # when the lease of the other has run out
        server.stop("immediate")
        publish("while-it-was-down")
        told = process.wait_for_line("faulty")
        assert "the database" in told["reason"]
        assert " -- " in told["reason"]
        server.start()
        until(lambda: posted(site, slugs))
        process.wait_for_line("works again")

    for place in PLACES:
        assert Counter(post.sent for post in site.posts(place)).keys() == {1}
    references = [post.reference for place in PLACES for post in site.posts(place)]
    assert Counter(references).most_common(1)[0][1] == 1


@pytest.mark.long
def test_a_process_that_begins_while_another_stands_still_waits_and_takes_over(
    site: Site, server: OwnServer
) -> None:
    address = server.create()
    site.configure(CONFIG)
    slugs: list[str] = []

    def publish() -> None:
        for _ in range(3):  # in one transaction, as many rows
            slugs.append(f"brief-{len(slugs)}")
            site.publish(slugs[-1])

    with site.running(BRIEFBOT_STORE__URL=address) as one:
        freeze_in_a_transaction(one, address, busy_with=publish)
        with closing(site.start(BRIEFBOT_STORE__URL=address)) as other:
            until(lambda: "courier started" in other.events(), patience=LOCKED)
            assert other.events().count("waits for the database") == 1
            publish()
            until(lambda: posted(site, slugs, editions=0))
            one.send(signal.SIGCONT)
            one.wait_for_line("lease lost to another process")
            other.end()

    for place in PLACES:
        assert Counter(post.sent for post in site.posts(place)) == {1: len(slugs)}


def freeze_in_a_transaction(
    process: Running, address: str, *, busy_with: Callable[[], None]
) -> None:
    """Stop a process that has locked rows of a brief, and was about to write its revision."""
    with psycopg.connect(address) as other, psycopg.connect(address, autocommit=True) as watch:
        other.execute("LOCK TABLE revision IN EXCLUSIVE MODE")
        busy_with()
        until(lambda: watch.execute(_WAITS).fetchone() == (True,))
        process.send(signal.SIGSTOP)
