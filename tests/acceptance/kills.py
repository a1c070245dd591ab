"""What processes that are killed are given to post, and the books that have to balance."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import count, pairwise
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Row, Select, func
from sqlalchemy import select as query

from acceptance.running import PATIENCE, Site, until
from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.state import DeliveryState, PostingState
from briefbot.storage.database import Database
from briefbot.storage.tables import delivery, lease, posting

PLACES = ("here", "there", "yonder")
CONFIG = (
    'timezone = "UTC"\n'
    + "".join(f'[destinations.{place}]\nplatform = "terminal"\n' for place in PLACES)
    + f"[summaries.all]\ndestinations = {json.dumps(PLACES)}\n"
    # Its own time is far off: what goes out was ordered.
    + '[digests.extra]\nrule = "0 0 29 2 *"\nzone = "UTC"\nwhen_empty = "post"\n'
    + f"destinations = {json.dumps(PLACES[:1])}\n"
)
#: How long others wait for what a process that stands still in a transaction has locked: the server
#: ends its session after half a minute.
LOCKED = 30.0 + PATIENCE

_SETTLED = [each.value for each in (DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.HELD)]


@dataclass
class Books:
    """What is published, and what the ledger and the spool have of it."""

    site: Site
    random: Random
    address: str | Path = ""
    slugs: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.site.configure(CONFIG)
        self._database = Database(self.address or self.site.folder / "data" / "briefbot.db")

    def publish(self) -> None:
        """Publish a few briefs, each of which is due now at every place."""
        for number in range(self.random.randint(1, 3)):
            self.slugs.append(f"brief-{next(self._numbers):04}-{number}")
            self.site.publish(self.slugs[-1])

    def order(self) -> "subprocess.Popen[bytes]":
        """Begin to order an edition, as an operator would meanwhile."""
        command = [sys.executable, "-m", "briefbot", "post", "extra", "--config", "briefbot.toml"]
        return subprocess.Popen(command, cwd=self.site.folder, stdout=subprocess.DEVNULL)

    def owner(self) -> int:
        """Return the process that has the lease of the sender, 0 if nobody has."""
        owners = [row.owner for row in self._read(query(lease.c.owner))]
        return next((int(owner.split(":")[-2]) for owner in owners if owner), 0)

    def wait_until_all_is_posted(self) -> None:
        """Wait as long as it goes on: after many short lives, thousands are left to the last."""
        due = len(self.slugs) * len(PLACES)
        while (so_far := self._progress()) != (due, 0, 0):
            until(partial(self._goes_on, so_far))

    def _goes_on(self, before: tuple[int, ...]) -> bool:
        return self._progress() != before

    def _progress(self) -> tuple[int, ...]:
        """Return how many summaries there are, postings that wait, and deliveries not settled.

        Only numbers, for what reads many rows keeps the process that is waited for from writing.
        """
        number = query(func.count())
        statement = query(
            number.where(posting.c.kind == PostingKind.SUMMARY.value).scalar_subquery(),
            number.where(posting.c.state == PostingState.WAITING.value).scalar_subquery(),
            number.where(delivery.c.state.not_in(_SETTLED)).scalar_subquery(),
        )
        [row] = self._read(statement)
        return tuple(row)

    def check(self, *, orders: int) -> None:
        """Check that everything was posted once and in order, and that the ledger says so."""
        self._database.close()
        summaries = Counter((row.destination, row.subject) for row in self._summaries())
        assert summaries == Counter((place, slug) for place in PLACES for slug in self.slugs)
        editions = self._read(query(posting).where(posting.c.kind == PostingKind.DIGEST.value))
        assert len(editions) == orders

        rows = self._deliveries()
        assert {row.state for row in rows} == {DeliveryState.SENT.value}
        assert {row.posting for row in rows} == {
            row.id for row in (*self._summaries(), *editions) if row.state == "composed"
        }
        for place in PLACES:
            self._check_place(place, [row for row in rows if row.destination == place])
        self._database.close()

    def _check_place(self, place: str, rows: list[Row[Any]]) -> None:
        kept = _spool(self.site.folder / "data" / "spool" / place)
        assert kept.keys() == {row.nonce for row in rows}
        for row in rows:
            assert kept[row.nonce]["reference"] == row.reference
            assert [event["what"] for event in kept[row.nonce]["history"]] == ["sent"]
            assert _posted_at(kept[row.nonce]) >= row.due
        for first, second in pairwise(sorted(rows, key=_turn)):
            # One that was composed after it may have come too late for its turn.
            if first.composed_at <= second.composed_at:
                assert _posted_at(kept[first.nonce]) <= _posted_at(kept[second.nonce])

    def shown(self) -> Counter[str]:
        """Return how often each message was shown on the terminals of all processes."""
        outputs = self.site.folder.glob("output-*")
        lines = "".join(path.read_text(encoding="utf-8") for path in outputs).splitlines()
        return Counter(line for line in lines if line.startswith("-- "))

    def _summaries(self) -> list[Row[Any]]:
        return self._read(query(posting).where(posting.c.kind == PostingKind.SUMMARY.value))

    def _deliveries(self) -> list[Row[Any]]:
        both = delivery.join(posting, posting.c.id == delivery.c.posting)
        columns = (posting.c.reference, posting.c.composed_at)
        return self._read(query(delivery, *columns).select_from(both))

    def _read(self, statement: Select[*tuple[Any, ...]]) -> list[Row[Any]]:
        return self._database.transact(lambda conn: list(conn.execute(statement)))


def _spool(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the messages in a folder by their nonces."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}


def _posted_at(kept: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(kept["history"][0]["at"])


def _turn(row: Row[Any]) -> tuple[datetime, int, int]:
    return row.due, row.posting, row.page


def check_logs(folder: Path) -> list[str]:
    """Return the events of every log, none of which may be a mistake of the program's own."""
    events = []
    for path in folder.glob("log-*"):
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.endswith("\n"):  # the last one of a process that was killed may be half written
                assert "please report it" not in line
                events.append(json.loads(line)["event"])
    return events
