"""Processes killed at any moment while Slack loses answers: each post is there once.

`BRIEFBOT_KILLS_SEED` chooses the moments; which seed it was is told when a test fails.
"""

import json
import os
import secrets
import signal
import sys
import time
from functools import partial
from random import Random

import pytest

from acceptance.launching import launcher
from acceptance.running import Site, until
from acceptance.slack_place import Mode, SlackPlace, slack_place
from slack_server import Channel

#: `make soak` has many more.
SOAK = "BRIEFBOT_SOAK" in os.environ
ROUNDS = 60 if SOAK else 5
#: How much shorter every span is than it really is, so that it is over within a few lives.
FASTER = 0.03
LONGEST = 1.5


pytestmark = [] if SOAK else [pytest.mark.long]


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_kills_and_lost_answers_cost_no_post_and_make_none_twice(site: Site, mode: Mode) -> None:
    seed = int(os.environ.get("BRIEFBOT_KILLS_SEED", secrets.randbits(32)))
    sys.stdout.write(f"BRIEFBOT_KILLS_SEED={seed}\n")
    random = Random(seed)  # noqa: S311 - moments
    with slack_place(site, mode) as place:
        channels = [place.news, *(place.server.add_channel(name) for name in ("more", "most"))]
        site.configure(configured(place, channels))
        environment = {**place.environment, "BRIEFBOT_HTTP__LISTEN": "127.0.0.1:0"}
        with launcher(site, factor=FASTER, environment=environment) as process:
            for number in range(ROUNDS):
                trouble(place, random)
                site.publish(f"brief-{number}")
                process.start()
                time.sleep(random.uniform(0, LONGEST))
                process.send(signal.SIGKILL)
                process.wait()
            place.server.faults.clear()
            process.start()
            wait_for_posts(site, place, channels)
            until(lambda: not any(line.open for line in site.status().destinations))
            process.send(signal.SIGTERM)
            assert process.wait() == 0

        for channel in channels:
            found = references(place, channel)
            assert len(found) == len(set(found)) == ROUNDS


def wait_for_posts(site: Site, place: SlackPlace, channels: list[Channel]) -> None:
    """Wait as long as more and more is posted: each answer that was lost holds up its channel."""

    def posted() -> int:
        return sum(len(references(place, each)) for each in channels)

    def goes_on(before: int) -> bool:
        assert not site.status().dead
        return posted() > before

    while (so_far := posted()) < ROUNDS * len(channels):
        until(partial(goes_on, so_far))


def trouble(place: SlackPlace, random: Random) -> None:
    """Have the next post lost in some way, or not."""
    faults = place.server.faults
    ways = (faults.drop_before, faults.drop_after, faults.hang_before, faults.hang_after)
    way = random.choice((None, *ways))
    if way is not None:
        way("chat.postMessage")


def configured(place: SlackPlace, channels: list[Channel]) -> str:
    """Return a configuration with a destination for each channel."""
    names = [channel.name for channel in channels]
    more = "".join(
        f'[destinations.{channel.name}]\nplatform = "slack"\nchannel = "{channel.id}"\n'
        for channel in channels[1:]
    )
    return place.config().replace('["news"]', json.dumps(names), 1) + more


def references(place: SlackPlace, channel: Channel) -> list[str]:
    """Return what the posts of a channel are called."""
    found = [message.metadata for message in place.server.messages(channel.id)]
    return [str(each["event_payload"]["reference"]) for each in found if each]
