"""The sender of the local chat (`ports.Sender`): posts by keeping a message in the store."""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Final

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
from briefbot.errors import StoreError
from briefbot.platforms.local.bell import Bell
from briefbot.platforms.local.render import read_body
from briefbot.platforms.local.store import ChatStore, NewMessage, UncertainError
from briefbot.ports import Clock

#: A message stays, so its nonce is known for as long as anybody may ask.
_NONCE_WINDOW: Final = timedelta(days=1)
_PLACE: Final = re.compile(r"[A-Za-z0-9:_-]{1,128}", re.ASCII)
_NONCE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


class LocalSender:
    """Posts, repairs and retracts; open pages are told by the bell. Files wait in threads."""

    def __init__(self, store: ChatStore, *, bell: Bell, clock: Clock) -> None:
        self._store = store
        self._bell = bell
        self._clock = clock

    @property
    def promises(self) -> Promises:
        """What a file can do: everything."""
        return Promises(nonce_window=_NONCE_WINDOW)

    async def send(self, message: Outgoing) -> Outcome:
        """Keep a message; one of its nonce that is kept already is not posted again."""
        return await self._changed(self._send, message)

    async def edit(self, message: Outgoing) -> Outcome:
        """Replace a message's body."""
        return await self._changed(self._edit, message)

    async def delete(self, message: Outgoing) -> Outcome:
        """Retract a message; a mark of it stays."""
        return await self._changed(self._delete, message)

    async def look_back(self, message: Outgoing) -> Looked:
        """Look for the message of a nonce."""
        return await asyncio.to_thread(self._look_back, message)

    async def _changed(self, change: Callable[[Outgoing], Outcome], message: Outgoing) -> Outcome:
        try:
            return await asyncio.to_thread(_guarded, change, message)
        finally:
            self._bell.ring()

    # --- in a thread ---

    def _send(self, message: Outgoing) -> Outcome:
        if not _PLACE.fullmatch(message.channel) or not _NONCE.fullmatch(message.nonce):
            return Outcome(verdict=Verdict.REFUSED, reason="the channel or nonce is no name")
        read_body(message.payload)
        receipt = _receipt(message)
        new = NewMessage(
            id=message.nonce,
            channel=message.channel,
            payload=message.payload,
            thread=receipt.thread,
            reference=message.reference,
            page=message.page,
        )
        is_new = self._store.add(new, now=self._clock.now())
        proof = Proof.ANSWER if is_new else Proof.NONCE
        return Outcome(verdict=Verdict.DELIVERED, receipt=receipt, proof=proof)

    def _edit(self, message: Outgoing) -> Outcome:
        read_body(message.payload)
        identity = message.target.message if message.target else ""
        if not self._store.edit(identity, message.payload, now=self._clock.now()):
            return Outcome(verdict=Verdict.REFUSED, reason="the message is gone")
        return Outcome(verdict=Verdict.DELIVERED, receipt=message.target)

    def _delete(self, message: Outgoing) -> Outcome:
        if message.target is not None:
            self._store.retract(message.target.message, now=self._clock.now())
        return Outcome(verdict=Verdict.DELIVERED, receipt=message.target)

    def _look_back(self, message: Outgoing) -> Looked:
        try:
            found = self._store.find(message.nonce)
        except StoreError as error:
            return Looked(sighting=Sighting.NOT_NOW, reason=error.what)
        if found is None:
            return Looked(sighting=Sighting.ABSENT)
        return Looked(sighting=Sighting.FOUND, receipt=_receipt(message))


def _guarded(change: Callable[[Outgoing], Outcome], message: Outgoing) -> Outcome:
    try:
        return change(message)
    except UncertainError as error:
        return Outcome(verdict=Verdict.UNCLEAR, reason=error.what)
    except StoreError as error:
        scope = BlockedScope.ACCOUNT
        return Outcome(verdict=Verdict.NOT_NOW, reason=error.what, scope=scope)
    except ValueError:
        return Outcome(verdict=Verdict.REFUSED, reason="the body is none of this chat's")


def _receipt(message: Outgoing) -> Receipt:
    """Return where a message stands: under the first message of a thread, never under a reply."""
    above = message.thread
    thread = (above.thread or above.message) if above else ""
    return Receipt(channel=message.channel, message=message.nonce, thread=thread)
