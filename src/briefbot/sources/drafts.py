"""Writing the file of a new brief, never over another one."""

from pathlib import Path

from briefbot.errors import UnreadableError, UsageError


def write_draft(path: Path, text: str) -> None:
    """Write a new file, with the folders it needs.

    Raises UsageError when something has that name already, UnreadableError when it cannot be
    written.
    """
    try:
        _make_folder(path.parent)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(
            "is there already", where=str(path), next_step="edit it, or give another --slug"
        ) from None
    except OSError as error:
        raise UnreadableError(
            f"cannot be written: {error.strerror}",
            where=str(path),
            next_step="name a folder you may write to: --dir",
        ) from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(error.errno, f"{folder} is not a folder") from error
