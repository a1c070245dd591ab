"""A small disk of our own under the data folder: it can be filled, emptied and made read-only."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

#: Room for the database with its log, and some posts.
_SIZE = "8m"


@dataclass
class SmallDisk:
    """A file system in memory, mounted at `folder`; everybody sees it as a disk."""

    folder: Path
    _filler: Path = field(init=False)

    def __post_init__(self) -> None:
        self._filler = self.folder / "filler"

    def fill(self) -> None:
        """Leave no room, not for a byte."""
        with self._filler.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))

    def empty(self) -> None:
        """Make room again."""
        self._filler.unlink()

    @contextmanager
    def read_only(self, name: str) -> Iterator[None]:
        """Have a file that nobody can open to write; who has it open may write on."""
        path = self.folder / name
        _mount("--bind", path, path)
        with _unmounted(path):
            _mount("-o", "remount,bind,ro", path)
            yield


@contextmanager
def small_disk(folder: Path, *, read_only: bool = False) -> Iterator[SmallDisk]:
    """Have a small disk at a folder; the test is skipped where nothing can be mounted."""
    folder.mkdir()
    option = f"size={_SIZE},mode=700" + (",ro" if read_only else "")
    try:
        _mount("-t", "tmpfs", "-o", option, "tmpfs", folder)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip(f"a file system cannot be mounted here (as user {os.geteuid()})")
    with _unmounted(folder):
        yield SmallDisk(folder)


@contextmanager
def _unmounted(path: Path) -> Iterator[None]:
    try:
        yield
    finally:
        # Lazily: a process that is still there keeps what it has open.
        subprocess.run(["umount", "--lazy", path], check=True)


def _mount(*arguments: str | Path) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)
