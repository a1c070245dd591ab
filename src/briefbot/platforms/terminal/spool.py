"""A folder that keeps every message as a file: what stands in it was posted.

`<folder>/<channel>/<nonce>.json` has the message with its history, `<nonce>.txt` its text, to read
and search. A file is written beside its place and moved there, and the folder is synced, so that
after a loss of power it is there whole or not at all:
https://man7.org/linux/man-pages/man2/fsync.2.html
"""

import json
import os
import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

_FORMAT = 1
#: Names of folders and files are made of nothing else, whatever a message says.
_CHANNEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,63}")
_NONCE = re.compile(r"[A-Za-z0-9_-]{1,64}")


class UnsafeNameError(ValueError):
    """A channel or nonce cannot be the name of a folder or file."""


class UnsyncedError(OSError):
    """A file is in its place, but may be gone again after a loss of power."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to a message: "sent", "edited" or "deleted", when, and the hash of its body."""

    at: str
    what: str
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it stands, `history` from its sending on; the last event may be its removal."""

    channel: str
    nonce: str
    reference: str
    page: int
    thread: str
    payload: str
    history: tuple[Event, ...]

    @property
    def deleted(self) -> bool:
        """Whether it was removed; its file stays, so that it is never posted again."""
        return bool(self.history) and self.history[-1].what == "deleted"


class Spool:
    """The messages in a folder. Blocks; raises OSError for what the disk does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, channel: str, nonce: str) -> Message | None:
        """Return a message, None if it was never posted.

        A file that is not ours to read as a message still proves that there was one.
        """
        try:
            written = self._path(channel, nonce).read_bytes()
        except FileNotFoundError:
            return None
        with suppress(ValueError, TypeError, KeyError):
            found = json.loads(written)
            if isinstance(found, dict) and found.pop("format") == _FORMAT:
                payload = json.dumps(found.pop("payload"), ensure_ascii=False)
                history = tuple(Event(**event) for event in found.pop("history"))
                return Message(payload=payload, history=history, **found)
        return Message(
            channel=channel, nonce=nonce, reference="", page=1, thread="", payload="{}", history=()
        )

    def keep(self, message: Message, text: str) -> None:
        """Write a message over the one of its nonce, if there is one, with its text beside it.

        Raises UnsyncedError when the message is in its place and only its safety is in doubt.
        """
        path = self._path(message.channel, message.nonce)
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            _sync(self._folder)
        fields = asdict(message) | {"format": _FORMAT, "payload": json.loads(message.payload)}
        written = json.dumps(fields, ensure_ascii=False, indent=2, sort_keys=True)
        _replace(path.with_suffix(".txt"), text)
        _replace(path, written + "\n")
        try:
            _sync(path.parent)
        except OSError as error:
            raise UnsyncedError(*error.args) from error

    def _path(self, channel: str, nonce: str) -> Path:
        if not _CHANNEL.fullmatch(channel) or not _NONCE.fullmatch(nonce):
            raise UnsafeNameError("the channel or nonce is no name of a file")
        return self._folder / channel / f"{nonce}.json"


def digest(payload: str) -> str:
    """Return the hash of a body, by which its versions are told apart in the history."""
    return sha256(payload.encode("utf-8", "surrogatepass")).hexdigest()


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.new")
    with draft.open("w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
