"""The lock of the data folder: one `briefbot run` on one SQLite file.

It keeps two processes from working against each other; that they would not post anything twice
even then is the leases' doing, because some file systems do not keep such locks.
"""

import contextlib
import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from briefbot.errors import StoreError


class RunLock:
    """Held from entry to exit, and let go by the system when the process dies."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "briefbot.lock"
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        """Take the lock. Raises StoreError when another process has it, or nothing can be kept."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # Opened without emptying it: until the lock is ours, the number in it is another's.
            self._file = os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
        except OSError as error:
            raise StoreError(
                f"the data folder cannot be written: {error.strerror}",
                where=str(self._path.parent),
                next_step="give it to the user that runs briefbot, or set [store] data",
            ) from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = self._file.read(20).strip()
            self._file.close()
            named = f" (process {holder})" if holder.isdecimal() else ""
            raise StoreError(
                f"another briefbot runs on this data folder{named}",
                where=str(self._path.parent),
                next_step="stop that one first, or give this one a folder of its own",
            ) from None
        # The number is a courtesy to whoever is refused: on a full disk the lock holds without it.
        with contextlib.suppress(OSError):
            self._file.truncate()
            self._file.write(f"{os.getpid()}\n")
            self._file.flush()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the lock go; the file stays, because removing it would race with the next one."""
        if self._file is not None:
            self._file.close()
