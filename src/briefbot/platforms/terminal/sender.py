"""The sender for terminal destinations (`ports.Sender`): a spool, and lines on a terminal."""

import asyncio
import os
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import TextIO, TypeVar

from briefbot.core.delivery.state import (
    BlockedScope,
    Looked,
    Outcome,
    Promises,
    Proof,
    Receipt,
    Sighting,
    Verdict,
)
from briefbot.core.delivery.work import Outgoing
from briefbot.platforms.terminal.pages import text_of
from briefbot.platforms.terminal.spool import (
    Event,
    Message,
    Spool,
    UnsafeNameError,
    UnsyncedError,
    digest,
)
from briefbot.ports import Clock

T = TypeVar("T")

#: A file stays, so its nonce is known for as long as anybody may ask.
_NONCE_WINDOW = timedelta(days=1)
_BOLD, _RESET = "\x1b[1m", "\x1b[0m"
#: What a renderer may have put in for a terminal: colours and other looks of text (ECMA-48, SGR).
_LOOKS = re.compile("\x1b\\[[0-9;]*m")
#: Any other control character does nothing to a terminal; lines and tabs stay.
_CONTROL = re.compile("(\x1b\\[[0-9;]*m)|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class TerminalSender:
    """Posts by keeping a message in the spool, and showing it on `stream`.

    What stands in the spool is posted: a message that was only shown, or only kept, is not lost and
    does not come twice. Files are written in threads, one at a time.
    """

    def __init__(self, folder: Path, *, stream: TextIO, clock: Clock) -> None:
        self._spool = Spool(folder)
        self._stream = stream
        self._clock = clock
        self._files = threading.Lock()
        self._lines = threading.Lock()

    @property
    def promises(self) -> Promises:
        """What a folder can do: everything."""
        return Promises(nonce_window=_NONCE_WINDOW)

    async def send(self, message: Outgoing) -> Outcome:
        """Keep and show a message; one that is kept already is not shown again."""
        return await asyncio.to_thread(self._guarded, self._send, message)

    async def edit(self, message: Outgoing) -> Outcome:
        """Replace a message's body, and show it as changed."""
        return await asyncio.to_thread(self._guarded, self._edit, message)

    async def delete(self, message: Outgoing) -> Outcome:
        """Mark a message as removed; its file stays."""
        return await asyncio.to_thread(self._guarded, self._delete, message)

    async def look_back(self, message: Outgoing) -> Looked:
        """Look for the file of a nonce."""
        return await asyncio.to_thread(self._look_back, message)

    # --- in a thread ---

    def _guarded(self, action: Callable[[Outgoing], Outcome], message: Outgoing) -> Outcome:
        try:
            return action(message)
        except UnsyncedError as error:
            return Outcome(verdict=Verdict.UNCLEAR, reason=_trouble(error))
        except OSError as error:
            scope = BlockedScope.ACCOUNT
            return Outcome(verdict=Verdict.NOT_NOW, reason=_trouble(error), scope=scope)
        except UnsafeNameError as error:
            return Outcome(verdict=Verdict.REFUSED, reason=str(error))

    def _send(self, message: Outgoing) -> Outcome:
        try:
            text = text_of(message.payload)
        except ValueError as error:
            return Outcome(verdict=Verdict.REFUSED, reason=str(error))
        receipt = _receipt(message)
        with self._files:
            if self._spool.find(message.channel, message.nonce):
                return Outcome(verdict=Verdict.DELIVERED, receipt=receipt, proof=Proof.NONCE)
            about = self._followed(message)
            kept = Message(
                channel=message.channel,
                nonce=message.nonce,
                reference=message.reference,
                page=message.page,
                thread=receipt.thread,
                payload=message.payload,
                history=(self._event("sent", message.payload),),
            )
            self._spool.keep(kept, _plain(text))
        self._show(kept, about, text)
        return Outcome(verdict=Verdict.DELIVERED, receipt=receipt)

    def _edit(self, message: Outgoing) -> Outcome:
        try:
            text = text_of(message.payload)
        except ValueError as error:
            return Outcome(verdict=Verdict.REFUSED, reason=str(error))
        with self._files:
            kept = self._target(message)
            if kept is None or kept.deleted:
                return Outcome(verdict=Verdict.REFUSED, reason="the message is gone")
            if kept.history and kept.history[-1].sha256 == digest(message.payload):
                return Outcome(verdict=Verdict.DELIVERED, receipt=message.target)
            kept = self._changed(kept, "edited", message.payload)
            self._spool.keep(kept, _plain(text))
        self._show(kept, "changed", text)
        return Outcome(verdict=Verdict.DELIVERED, receipt=message.target)

    def _delete(self, message: Outgoing) -> Outcome:
        with self._files:
            kept = self._target(message)
            if kept is None or kept.deleted:
                return Outcome(verdict=Verdict.DELIVERED, receipt=message.target)
            kept = self._changed(kept, "deleted", kept.payload)
            self._spool.keep(kept, "")
        self._show(kept, "removed", "")
        return Outcome(verdict=Verdict.DELIVERED, receipt=message.target)

    def _look_back(self, message: Outgoing) -> Looked:
        try:
            with self._files:
                kept = self._spool.find(message.channel, message.nonce)
        except OSError as error:
            return Looked(sighting=Sighting.NOT_NOW, reason=_trouble(error))
        except UnsafeNameError as error:
            return Looked(sighting=Sighting.UNREADABLE, reason=str(error))
        if kept is None:
            return Looked(sighting=Sighting.ABSENT)
        return Looked(sighting=Sighting.FOUND, receipt=_receipt(message))

    def _target(self, message: Outgoing) -> Message | None:
        if message.target is None:
            return None
        return self._spool.find(message.target.channel, message.target.message)

    def _followed(self, message: Outgoing) -> str:
        """Return what a message follows up, "" for none; a later page says that by its number."""
        if message.page > 1 or message.thread is None:
            return ""
        first = self._spool.find(message.thread.channel, message.thread.message)
        return f"reply to {first.reference}" if first and first.reference else "reply"

    def _changed(self, kept: Message, what: str, payload: str) -> Message:
        history = (*kept.history, self._event(what, payload))
        return replace(kept, payload=payload, history=history)

    def _event(self, what: str, payload: str) -> Event:
        at = self._clock.now().astimezone(UTC).isoformat(timespec="milliseconds")
        return Event(at=at.replace("+00:00", "Z"), what=what, sha256=digest(payload))

    def _show(self, message: Message, what: str, text: str) -> None:
        """Write a message to the stream. A stream that is closed costs nothing but the sight."""
        head = " · ".join(filter(None, (message.channel, message.reference, what)))
        with self._lines, suppress(OSError, ValueError):
            if self._stream.isatty():
                head = f"{_BOLD}{head}{_RESET}"
            else:
                text = _plain(text)
            self._stream.write(f"-- {head}\n{_harmless(text)}\n")
            self._stream.flush()


def _plain(text: str) -> str:
    return _LOOKS.sub("", text)


def _harmless(text: str) -> str:
    return _CONTROL.sub(lambda found: found[1] or "�", text)


def _receipt(message: Outgoing) -> Receipt:
    thread = message.thread.message if message.thread else ""
    return Receipt(channel=message.channel, message=message.nonce, thread=thread)


def _trouble(error: OSError) -> str:
    """Return what the disk says, without a path."""
    return f"the spool: {os.strerror(error.errno) if error.errno else type(error).__name__}"
