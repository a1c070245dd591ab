"""A process killed between any two requests to its chat: each post is there once, in order.

`make test` draws some requests, `make soak` takes every one. `BRIEFBOT_KILLS_SEED` chooses; which
seed it was is told when a test fails. `BRIEFBOT_KILLS_AT=17:after,3:before` kills there alone.
"""

import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from acceptance.between.door import Kill, Moment
from acceptance.between.rounds import Chat, Rounds

SOAK = "BRIEFBOT_SOAK" in os.environ
#: Where `make soak` finds the figures, and at how many of the moments it kills at each request.
FIGURES = os.environ.get("BRIEFBOT_FIGURES", "")
MOMENTS = int(os.environ.get("BRIEFBOT_MOMENTS", "1"))
DRAWN = 2
PARTS = 2 if SOAK else 1
#: So many requests more may come where other requests are under way at the same time.
LONGER = 3
#: How long a process that was answered may still live, in seconds.
LONGEST = 0.03


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("chat", Chat)
def test_a_kill_between_any_two_requests_costs_no_post_and_makes_none_twice(
    chat: Chat, part: int, tmp_path: Path
) -> None:
    seed = int(os.environ.get("BRIEFBOT_KILLS_SEED", secrets.randbits(32)))
    sys.stdout.write(f"BRIEFBOT_KILLS_SEED={seed}\n")
    rounds = Rounds(chat, tmp_path)
    for kills in chosen(rounds.requests, part, Random(seed)):  # noqa: S311 - moments
        rounds.kill_at(kills)
    if FIGURES:
        rounds.write(Path(FIGURES) / f"{chat}-{part}.json")
    assert not rounds.failures, "\n".join(rounds.failures)


def chosen(requests: int, part: int, random: Random) -> Iterator[dict[int, Kill]]:
    """Yield at which requests a process is killed, one mapping for each round."""
    if at := os.environ.get("BRIEFBOT_KILLS_AT"):
        for each in at.split(","):
            place, _, moment = each.partition(":")
            yield {int(place): Kill(Moment(moment), LONGEST)}
        return
    numbers = range(1, requests + 1 + (LONGER if SOAK else 0))
    turn = random.randrange(len(Moment))
    for number in numbers[part::PARTS] if SOAK else random.sample(numbers, DRAWN):
        # The moments come by turns; in half of the rounds the next process is killed as well.
        for further in range(MOMENTS):
            moment = [*Moment][(number + turn + further) % len(Moment)]
            kills = {number: Kill(moment, random.uniform(0, LONGEST))}
            if random.random() < 0.5:
                kills[number + random.randint(1, 12)] = Kill(random.choice([*Moment]))
            yield kills
