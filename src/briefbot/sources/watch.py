"""Notices that files change: by the system's events where a mount gives them.

Events are only a reason to look soon. Some mounts never give any, and some editors replace files in
ways that lose them, so whoever uses this also looks at every file's `signature` now and then.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path

from watchfiles import Change, awatch

#: How long changes are gathered before they are told, in milliseconds: an editor makes several.
_DEBOUNCE_MS = 300
#: How often the gatherer wakes, in milliseconds: with watchfiles' own 50, each watched folder costs
#: a program that idles more than all the rest of its reading.
_STEP_MS = 250
#: How long to wait before watching again what could not be watched, in seconds.
_RETRY = 30.0

Signature = tuple[int, int, int]


def signature(path: Path) -> Signature | None:
    """Return a file's change time in nanoseconds, size and inode, or None if it is not there."""
    try:
        state = path.stat()
    except (OSError, ValueError):
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino


async def watch(
    *,
    folders: Iterable[Path],
    files: Iterable[Path],
    notify: Callable[[], None],
    stop: asyncio.Event,
) -> None:
    """Call `notify` soon after something changes below folders, or in files, until `stop` is set.

    What is not there yet, or cannot be watched, is tried again later.
    """
    named = {path.absolute() for path in files}

    def is_named(_: Change, path: str) -> bool:
        return Path(path) in named

    async with asyncio.TaskGroup() as group:
        for folder in {path.absolute() for path in folders}:
            group.create_task(_watch(folder, None, notify, stop=stop))
        # A file is watched by its folder: replacing it by another leaves nothing to watch.
        for parent in {path.parent for path in named}:
            group.create_task(_watch(parent, is_named, notify, stop=stop))


async def _watch(
    folder: Path,
    wanted: Callable[[Change, str], bool] | None,
    notify: Callable[[], None],
    *,
    stop: asyncio.Event,
) -> None:
    while not stop.is_set():
        # Too few watches left, a folder that is gone, a mount that cannot be watched.
        with contextlib.suppress(OSError, RuntimeError):
            async for _ in awatch(
                folder,
                watch_filter=wanted,
                debounce=_DEBOUNCE_MS,
                step=_STEP_MS,
                stop_event=stop,
                recursive=wanted is None,
            ):
                notify()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _RETRY)
