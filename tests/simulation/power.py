"""What a cut of the power leaves of a database's files, as SQLite's documentation says it may be.

With `synchronous=FULL` a commit returns when its frames in the write-ahead log are synced; with
less the log is synced at checkpoints only (https://sqlite.org/pragma.html#pragma_synchronous). Of
what was written and not synced, any sector may be on the disk or not.
"""

from dataclasses import dataclass
from pathlib import Path
from random import Random

#: `PRAGMA synchronous` as a number.
FULL = 2
_SECTOR = 512
#: The head of a log that begins anew is synced before any frame (https://sqlite.org/wal.html).
_HEAD = 32


@dataclass(frozen=True, slots=True)
class Files:
    """A database's file and its write-ahead log."""

    main: bytes
    log: bytes = b""

    @classmethod
    def of(cls, path: Path) -> "Files":
        """Read them as they are, whoever has them open."""
        log = _log_of(path)
        return cls(path.read_bytes(), log.read_bytes() if log.exists() else b"")

    def put(self, path: Path) -> None:
        """Put them in the place of those at a path.

        They are new files: whoever has the old ones open changes nothing here by closing them.
        """
        for old in (path, _log_of(path), Path(f"{path}-shm")):
            old.unlink(missing_ok=True)
        path.write_bytes(self.main)
        if self.log:
            _log_of(path).write_bytes(self.log)


def _log_of(path: Path) -> Path:
    return Path(f"{path}-wal")


def left_of(before: Files, after: Files, *, synchronous: int, random: Random) -> Files:
    """Return what is left when the power goes within a commit: from `before` it to `after` it.

    What was committed before is whole where each commit is synced; else the log is gone, and what
    the last checkpoint left is there. The commit itself, which has not returned, may be torn.
    """
    if synchronous < FULL:
        return Files(before.main)
    return Files(before.main, _torn(before.log, after.log, random))


def _torn(before: bytes, after: bytes, random: Random) -> bytes:
    """Return a log of which each sector that was written may have come to the disk or not."""
    chance = random.choice((0.0, 0.5, 0.9, 1.0))
    left = bytearray(before)
    left[:_HEAD] = after[:_HEAD]
    for start in range(0, len(after), _SECTOR):
        sector = after[start : start + _SECTOR]
        if sector != before[start : start + _SECTOR] and random.random() < chance:
            left.extend(bytes(max(0, start + len(sector) - len(left))))
            left[start : start + len(sector)] = sector
    return bytes(left)
