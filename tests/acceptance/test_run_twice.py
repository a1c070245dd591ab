"""Two processes on one SQLite file, where the lock of its folder does not hold: each post once.

Some file systems keep no locks. Here the file of the lock is taken away in between, so that each
process has one of its own; both then take the account by force.
"""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from acceptance.kills import check_logs
from acceptance.launching import Launcher, launcher
from acceptance.running import Site, until
from acceptance.slack_place import SlackPlace, slack_place

#: How much shorter every span is than it really is: an unclear post is looked for after 5 s.
FASTER = 0.05
MANY = 8
LOST = "lease lost to another process"


@pytest.fixture
def place(site: Site) -> Iterator[SlackPlace]:
    with slack_place(site) as found:
        site.configure(found.config().replace('["news"]', '["news", "desk"]', 1))
        yield found


@pytest.fixture
def pair(site: Site, place: SlackPlace) -> Iterator[list[Launcher]]:
    with ExitStack() as stack:
        yield [
            stack.enter_context(launcher(site, factor=FASTER, environment=place.environment))
            for _ in range(2)
        ]


def start_without_a_lock(site: Site, process: Launcher) -> None:
    """Start a process whose lock keeps nobody out."""
    process.start()
    lock = site.folder / "data" / "briefbot.lock"
    until(lambda: lock.exists() and lock.read_text(encoding="utf-8") == f"{process.pid}\n")
    lock.unlink()


def wait_until_each_is_posted(site: Site, place: SlackPlace, number: int) -> None:
    """Wait for so many briefs; Slack knows no nonce, so that one sent twice stands there twice."""
    until(lambda: len(place.messages()) >= number)
    until(lambda: len(site.posts("desk")) >= number)
    until(lambda: not any(line.open for line in site.status().destinations))


def test_where_the_lock_does_not_hold_each_post_is_there_once(
    site: Site, place: SlackPlace, pair: list[Launcher]
) -> None:
    for number in range(MANY):
        site.publish(f"before-{number}")
    one, other = pair
    start_without_a_lock(site, one)
    until(lambda: one.has_told("courier started"))
    start_without_a_lock(site, other)
    until(lambda: one.has_told(LOST))
    for number in range(MANY):
        site.publish(f"meanwhile-{number}")
    wait_until_each_is_posted(site, place, 2 * MANY)

    # What lost the accounts has them again when the other one is gone.
    other.send(signal.SIGKILL)
    other.wait()
    site.publish("after")
    wait_until_each_is_posted(site, place, 2 * MANY + 1)
    one.send(signal.SIGTERM)
    assert one.wait() == 0

    found = [*place.messages()]
    references = [each.metadata["event_payload"]["reference"] for each in found if each.metadata]
    assert len(references) == len(set(references)) == len(found) == 2 * MANY + 1
    assert Counter(post.sent for post in site.posts("desk")) == {1: 2 * MANY + 1}
    # Both accounts were lost: more than once where a process did not come to renew them.
    assert check_logs(site.folder).count(LOST) >= 2
