"""`briefbot post`, also beside a program that runs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefbot.clock import utc_now
from briefbot.storage.store import Store
from cli.conftest import Command
from contracts.driving import DAY, done

#: Five times what is promised and more, for a machine with much else to do.
_PATIENCE = 30.0


def test_an_edition_is_ordered_and_waits_while_nothing_runs(store: Store, command: Command) -> None:
    ended = command("post", "daily")

    assert (ended.code, ended.err) == (0, "")
    first, second = ended.out.splitlines()
    assert " at main: ordered, due " in first
    assert " at other: ordered, due " in second
    assert first.endswith("at most: nothing runs -- start it with: briefbot run")
    assert len(done(store.waiting(now=utc_now(), limit=9))) == 2


def test_an_edition_may_be_ordered_for_one_place_and_a_time(store: Store, command: Command) -> None:
    day = f"{utc_now() + DAY:%Y-%m-%d}"
    ended = command("post", "daily", "--destination", "other", "--at", f"{day}T10:30")

    (line,) = ended.out.splitlines()
    assert f" at other: ordered, due {day} 10:30 UTC; it waits, until {day} 16:30 UTC" in line
    assert done(store.waiting(now=utc_now(), limit=9)) == []


def test_a_digest_that_is_not_there_is_one_line(store: Store, command: Command) -> None:
    assert store is not None
    ended = command("post", "dailly")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == 'briefbot: no digest is named "dailly" -- did you mean "daily"?\n'


def test_an_edition_goes_out_through_the_program_that_runs(store: Store, command: Command) -> None:
    store._db.close()
    with running_program() as log:
        _wait_for(log, "ready")
        ended = command("post", "daily", "--destination", "main")
        reference = ended.out[:6]
        assert ended.out.endswith(f"see: briefbot why {reference}\n")
        _wait_for(log, "delivery sent")
        assert "It was posted." in command("why", reference).out
        assert command("status").code == 0
        retracted = command("retract", reference)
        assert retracted.out == f"{reference}: 1 message to remove; see: briefbot why {reference}\n"
        deadline = time.monotonic() + _PATIENCE
        while "It was posted, and taken back." not in command("why", reference).out:
            assert time.monotonic() < deadline
            time.sleep(0.2)
    assert "not running; ended" in command("status").out


@contextmanager
def running_program() -> Iterator[Path]:
    """Run the program until the end of the block, and yield the path of its log."""
    log = Path("log.jsonl")
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "briefbot", "run"],
            env={**os.environ, "BRIEFBOT_HTTP__LISTEN": ""},
            stdout=subprocess.DEVNULL,
            stderr=errors,
        ) as process,
    ):
        try:
            yield log
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(_PATIENCE)


def _wait_for(log: Path, event: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while f'"{event}"' not in log.read_text(encoding="utf-8"):
        assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
        time.sleep(0.05)
