"""Commands while a digest goes out: how soon each is acknowledged.

`briefbot run` is a process of its own, and the chat is in this one: fifty commands a second come
from it, whether or not the ones before are answered.
"""

import asyncio
import math
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from acceptance.running import Site

DESTINATIONS = 1_000
A_SECOND, SECONDS = 50, 15
AT_MOST_MILLISECONDS = 250
BRIEFS = 10
#: The commands begin when so many messages of the digest are there.
UNDER_WAY = 50
#: The most that one digest goes to; the whole is several that are due at the same minute.
_PART = 50
#: The program starts at least so long before that minute.
_AHEAD = timedelta(seconds=6)
_DIGEST = """\
[digests.part{number}]
rule = "{minute} {hour} * * *"
zone = "UTC"
when_empty = "post"
destinations = {places}
"""
_DESTINATION = """\
[destinations.{name}]
platform = "{platform}"
channel = "{channel}"
"""

#: What the program's log says when commands come.
_HEARD = {"discord": "listening to Discord", "slack": "connected to Slack"}

#: Runs a command, by its words without "/brief", and returns how soon it was acknowledged.
Ask = Callable[[Sequence[str]], Awaitable[float | None]]

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("latest",),
    ("show", "id:brief-1"),
    ("search", "query:bridge"),
    ("sources", "id:brief-2"),
    ("meetings",),
    ("changes", "id:brief-3"),
    ("help",),
)


@dataclass(frozen=True, slots=True)
class Load:
    """When commands were acknowledged, in seconds; None where one never was."""

    waits: Sequence[float | None]

    def percentile(self, percent: float) -> float:
        """Return the wait that so many percent of all do not exceed; infinite for never."""
        waits = sorted(math.inf if wait is None else wait for wait in self.waits)
        return waits[max(math.ceil(len(waits) * percent / 100) - 1, 0)]


async def load(ask: Ask) -> Load:
    """Ask at an even pace, and return when everything is acknowledged."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    asked = []
    for number, words in enumerate(islice(cycle(COMMANDS), A_SECOND * SECONDS)):
        await asyncio.sleep(began + number / A_SECOND - loop.time())
        asked.append(asyncio.ensure_future(ask(words)))
    return Load(await asyncio.gather(*asked))


@contextmanager
def digest_going_out(
    platform: str,
    table: str,
    channels: Sequence[str],
    environment: Mapping[str, str],
    posts: Callable[[], int],
) -> Iterator[None]:
    """Have a process that is heard and has begun with a digest to all channels."""
    due = datetime.now(UTC) + _AHEAD + timedelta(minutes=1)
    with TemporaryDirectory() as folder:
        site = Site(Path(folder), _configuration(platform, table, channels, due))
        for number in range(BRIEFS):
            site.publish(f"brief-{number}")
        with site.running(**environment) as process:
            process.wait_for_line(_HEARD[platform])
            while posts() < UNDER_WAY:
                if datetime.now(UTC) > due + timedelta(minutes=1):
                    raise TimeoutError("no digest goes out")
                time.sleep(0.1)
            yield


def _configuration(platform: str, table: str, channels: Sequence[str], due: datetime) -> str:
    places = {f"desk{number}": channel for number, channel in enumerate(channels)}
    names = list(places)
    digests = [
        _DIGEST.format(
            number=start, minute=due.minute, hour=due.hour, places=names[start : start + _PART]
        )
        for start in range(0, len(names), _PART)
    ]
    destinations = [
        _DESTINATION.format(name=name, platform=platform, channel=channel)
        for name, channel in places.items()
    ]
    return "\n".join(['timezone = "UTC"', table, *digests, *destinations])


def report(found: Load, *, posted: int, meanwhile: int) -> int:
    """Print the figures, and return the exit code."""
    half, most = found.percentile(50) * 1e3, found.percentile(99) * 1e3
    print(
        f"  acknowledged after {half:.0f} ms (half), {most:.0f} ms (99 in 100; at most "
        f"{AT_MOST_MILLISECONDS}); {A_SECOND} a second for {SECONDS} s"
    )
    print(
        f"  posts meanwhile: {meanwhile}; {posted:,} of {DESTINATIONS:,} at the end; "
        f"machine's load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    )
    is_under_way = meanwhile > 0 and posted < DESTINATIONS
    return 0 if most <= AT_MOST_MILLISECONDS and is_under_way else 1
