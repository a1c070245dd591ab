"""`briefbot run` as a process of its own: a folder, what is changed in it, and what comes of it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from acceptance.loaded import Loaded
from briefbot.core.delivery.records import AuditEntry, Status
from briefbot.storage.database import Database
from briefbot.storage.store import Store
from linting import CLEAN, edited
from services.ledgers import wait_for

T = TypeVar("T")

#: How long anything may take that should take a second, on a machine that does other things too.
PATIENCE = 40.0

#: How often each signal was sent by the tests of this process.
SENT: Counter[signal.Signals] = Counter()

#: The environment in which the watch notices nothing, as on a mount that tells nothing of changes:
#: https://watchfiles.helpmanual.io/api/watch/
BLIND = {"WATCHFILES_FORCE_POLLING": "1", "WATCHFILES_POLL_DELAY_MS": "600000"}

CONFIG = """\
timezone = "UTC"
[destinations.here]
platform = "terminal"
[summaries.all]
destinations = ["here"]
"""


@dataclass(frozen=True)
class Post:
    """A message in the spool; `sent` is how often it was sent."""

    place: str
    reference: str
    text: str
    sent: int


@dataclass
class Site:
    """A folder with a configuration and briefs, and the data of the processes that ran there."""

    folder: Path
    config: str = CONFIG
    #: What Python is started with.
    program: tuple[str, ...] = ("-m", "briefbot")
    #: Whether it is started as from a shell; see `loaded` for the other way, which costs less.
    by_command: bool = False

    def __post_init__(self) -> None:
        (self.folder / "briefs").mkdir()
        self.configure(self.config)

    def configure(self, text: str) -> None:
        _replace(self.folder / "briefbot.toml", text)

    def publish(
        self, slug: str = "river-bridge", *edits: tuple[str, str], at: datetime | None = None
    ) -> Path:
        """Write a brief that is published now, or by a clock that shows another moment."""
        now = f"{at or datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        text = edited(
            ("slug: river-bridge", f"slug: {slug}"),
            ("info_cutoff: 2025-11-03T15:00:00Z", f"info_cutoff: {now}"),
            ("published_at: 2025-11-03T16:00:00Z", f"published_at: {now}"),
            *edits,
        )
        return self.write(text, f"{slug}.md")

    def write(self, text: str = CLEAN, name: str = "river-bridge.md") -> Path:
        path = self.folder / "briefs" / name
        _replace(path, text)
        return path

    def posts(self, place: str = "here") -> list[Post]:
        """Return what stands in the spool of a destination."""
        found = []
        for path in sorted((self.folder / "data" / "spool" / place).glob("*.json")):
            kept = json.loads(path.read_text(encoding="utf-8"))
            text = path.with_suffix(".txt").read_text(encoding="utf-8")
            sent = [event for event in kept["history"] if event["what"] == "sent"]
            found.append(Post(place, kept["reference"], text, len(sent)))
        return found

    def posted(self, text: str, place: str = "here") -> bool:
        return any(text in post.text for post in self.posts(place))

    def status(self) -> Status:
        """Return what the ledger says, read beside the process."""
        database = Database(self.folder / "data" / "briefbot.db")
        try:
            return wait_for(Store(database).status(now=datetime.now(UTC)))
        finally:
            database.close()

    def audited(self) -> Sequence[AuditEntry]:
        """Return who changed what, the latest first."""
        database = Database(self.folder / "data" / "briefbot.db")
        try:
            return wait_for(Store(database).audited(limit=100))
        finally:
            database.close()

    def faults(self, kind: str) -> list[str]:
        return [fault.message for fault in self.status().faults if fault.kind == kind]

    @contextmanager
    def running(self, **environment: str) -> Iterator["Running"]:
        """Have a process that is ready; it is ended in order unless that was done already."""
        process = self.start(**environment)
        try:
            process.wait_for_line("ready")
            yield process
            if process.code is None:
                process.end()
        finally:
            process.kill()
            process.close()

    def start(self, **environment: str) -> "Running":
        number = len(list(self.folder.glob("log-*")))
        # Processes that run side by side cannot all have the one address.
        own = {**os.environ, "BRIEFBOT_HTTP__LISTEN": "127.0.0.1:0", **environment}
        return Running(self, number, own)


@dataclass
class Running:
    """A process; its log and its posts go to files."""

    site: Site
    number: int
    environment: Mapping[str, str]
    process: "subprocess.Popen[bytes] | Loaded" = field(init=False)

    def __post_init__(self) -> None:
        self.log_path.touch()
        arguments = [*self.site.program, "run", "--config", "briefbot.toml"]
        if not self.site.by_command:
            self.process = Loaded(
                arguments,
                folder=self.site.folder,
                output=self.output_path,
                log=self.log_path,
                environment=self.environment,
            )
            return
        with self.log_path.open("wb") as log, self.output_path.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=self.site.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=log,
            )

    @property
    def log_path(self) -> Path:
        return self.site.folder / f"log-{self.number}"

    @property
    def output_path(self) -> Path:
        return self.site.folder / f"output-{self.number}"

    @property
    def code(self) -> int | None:
        return self.process.poll()

    def log(self) -> list[dict[str, Any]]:
        """Return the lines of the log, each a JSON object; a last one may be half written."""
        lines = self.log_path.read_text(encoding="utf-8").splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def events(self) -> list[str]:
        return [line["event"] for line in self.log()]

    def wait_for_line(self, event: str, **fields: object) -> dict[str, Any]:
        """Wait for a line of the log that has this event and these fields."""

        def found() -> dict[str, Any] | None:
            assert self.code is None, self.log_path.read_text(encoding="utf-8")
            wanted = {"event": event, **fields}.items()
            return next((line for line in self.log() if wanted <= line.items()), None)

        return until(found)

    def send(self, number: signal.Signals) -> None:
        SENT[number] += 1
        self.process.send_signal(number)

    def end(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Have it end in order, and return how many seconds that took."""
        began = time.monotonic()
        self.send(number)
        assert self.process.wait(PATIENCE) == 0, self.log_path.read_text(encoding="utf-8")
        assert self.events()[-1] == "ended"
        return time.monotonic() - began

    def wait(self) -> int:
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        if self.code is None:
            self.send(signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        """Check what holds for every log: each line has its time, and nothing is our own fault."""
        for line in self.log():
            assert {"event", "level", "timestamp"} <= line.keys()
            assert "please report it" not in str(line)


def until(found: Callable[[], T | None], *, patience: float = PATIENCE) -> T:
    """Wait until something is found, or is so, and return it."""
    deadline = time.monotonic() + patience
    while not (what := found()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)
    return what


def _replace(path: Path, text: str) -> None:
    """Write a file as an editor does, so that nobody ever sees half of it."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
