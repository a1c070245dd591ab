"""Posting, repairing, removing and finding messages on Discord, each call one request that counts.

https://docs.discord.com/developers/resources/message
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import aiohttp
import discord
import msgspec

from briefbot.core.delivery.state import (
    Looked,
    Outcome,
    Promises,
    Proof,
    Receipt,
    Sighting,
    Verdict,
)
from briefbot.core.delivery.work import Outgoing
from briefbot.platforms.discord.limits.table import IS_COMPONENTS_V2, SUPPRESS_EMBEDS
from briefbot.platforms.discord.permissions import (
    CREATE_PUBLIC_THREADS,
    EMBED_LINKS,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
    VIEW_CHANNEL,
)
from briefbot.platforms.discord.rest import Json, RefusedError, Rest, id_of
from briefbot.platforms.discord.sender.history import HiddenError, TooLongError, find
from briefbot.platforms.discord.sender.login import Login, NotLoggedInError
from briefbot.platforms.discord.sender.outcomes import (
    ARCHIVED,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    looked_of,
    outcome_of,
    without_effect,
)
from briefbot.platforms.discord.sender.places import Places, body_of, heads_more, is_person
from briefbot.platforms.discord.sender.threads import fold_away, rename
from briefbot.platforms.discord.settings import DiscordSettings
from briefbot.ports import Dates, unread_dates

#: "The past few minutes", says the documentation; what is relied on is less than any reading of it.
#: https://docs.discord.com/developers/resources/message#create-message-json/form-params
_NONCE_WINDOW = timedelta(seconds=60)
#: The flags that a message can be edited to have.
_EDITABLE_FLAGS = IS_COMPONENTS_V2 | SUPPRESS_EMBEDS

_TO_POST = (VIEW_CHANNEL, SEND_MESSAGES, EMBED_LINKS)
_TO_THREAD = (CREATE_PUBLIC_THREADS, SEND_MESSAGES_IN_THREADS)
_TO_READ = (VIEW_CHANNEL, READ_MESSAGE_HISTORY)
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"

#: What a request may raise that is for us to judge; anything else is a mistake of ours.
_FAILURES = (RefusedError, discord.RateLimited, aiohttp.ClientError, OSError)


class DiscordSender:
    """Posts with a bot's token; it logs in by itself when there is something to post.

    `close` is for the end of the program.
    """

    def __init__(self, settings: DiscordSettings, *, dates: Dates = unread_dates) -> None:
        self._login = Login(settings, dates=dates)
        self._places = Places()

    @property
    def promises(self) -> Promises:
        """What Discord can do: everything, the nonce for a minute."""
        return Promises(nonce_window=_NONCE_WINDOW)

    async def close(self) -> None:
        """End the session. Never raises."""
        await self._login.close()

    def requests(self, message: Outgoing) -> int:
        """Return how many requests a message takes, with the places and threads that go with it.

        What is rare is not counted: a thread that has to be opened again, a page that is alone and
        whose thread gets another name.
        """
        if message.target is None:
            return 1 + self._places.openings(message)
        has_thread = _heads_thread(message, message.target)
        is_removal = not message.payload
        return 2 if has_thread and (is_removal or heads_more(message)) else 1

    async def send(self, message: Outgoing) -> Outcome:
        """Post a message, later pages into the thread of their first."""
        return await self._guarded(self._send, message)

    async def edit(self, message: Outgoing) -> Outcome:
        """Replace a message's content, and the name of the thread under it, if that says another.

        The reason of the outcome tells where the thread could not follow.
        """
        return await self._guarded(self._edit, message)

    async def delete(self, message: Outgoing) -> Outcome:
        """Remove a message, and fold away the thread under it, which what is in it outlives."""
        return await self._guarded(self._delete, message)

    async def look_back(self, message: Outgoing) -> Looked:
        """Look for a message by its nonce or marker, where `send` would have put it."""
        try:
            rest, me = await self._login.rest()
            return await self._look_back(rest, me, message)
        except NotLoggedInError as error:
            return Looked(sighting=Sighting.NOT_NOW, reason=error.outcome.reason)
        except HiddenError:
            reason = "the history may not be read; give the bot Read Message History there"
            return Looked(sighting=Sighting.UNREADABLE, reason=reason)
        except TooLongError:
            reason = "too much was written there since to be looked through"
            return Looked(sighting=Sighting.UNREADABLE, reason=reason)
        except _FAILURES as error:
            return looked_of(error, _TO_READ)

    # --- with a way in ---

    async def _guarded(
        self, act: Callable[[Rest, Outgoing], Awaitable[Outcome]], message: Outgoing
    ) -> Outcome:
        try:
            rest, _ = await self._login.rest()
        except NotLoggedInError as error:
            return error.outcome
        return await act(rest, message)

    async def _send(self, rest: Rest, message: Outgoing) -> Outcome:
        try:
            body = body_of(message.payload)
        except ValueError:
            return Outcome(verdict=Verdict.REFUSED, reason="the body is not JSON")
        try:
            channel, thread = await self._places.open(rest, message)
        except _FAILURES as error:
            return without_effect(_unopened(error))
        try:
            answer = await rest.request(
                "POST",
                "/channels/{channel_id}/messages",
                body={**body, "nonce": message.nonce, "enforce_nonce": True},
                ids={"channel_id": thread or channel},
            )
            posted = id_of(answer)
        except _FAILURES as error:
            return _unsent(error, thread)
        self._places.posted(posted, message)
        receipt = Receipt(channel=channel, message=posted, thread=thread)
        return Outcome(verdict=Verdict.DELIVERED, receipt=receipt)

    async def _edit(self, rest: Rest, message: Outgoing) -> Outcome:
        target = message.target
        if target is None:
            return Outcome(verdict=Verdict.REFUSED, reason="which message is not known")
        try:
            body = body_of(message.payload)
            if "flags" in body:
                body |= _edited(msgspec.json.decode(body["flags"], type=int))
        except ValueError:
            return Outcome(verdict=Verdict.REFUSED, reason="the body is not JSON")
        try:
            edited = await self._on(rest, "PATCH", target, body)
        except _FAILURES as error:
            if isinstance(error, RefusedError) and _is_gone(error, target):
                return Outcome(verdict=Verdict.REFUSED, reason="the message is gone")
            return outcome_of(error, _TO_POST)
        noted = ""
        if _heads_thread(message, target):
            self._places.posted(target.message, message)
            noted = await rename(rest, message, edited)
        return Outcome(verdict=Verdict.DELIVERED, reason=noted, receipt=target)

    async def _delete(self, rest: Rest, message: Outgoing) -> Outcome:
        target = message.target
        if target is None:
            return Outcome(verdict=Verdict.REFUSED, reason="which message is not known")
        try:
            await self._on(rest, "DELETE", target, None)
        except _FAILURES as error:
            gone = {UNKNOWN_MESSAGE, UNKNOWN_CHANNEL}
            if not isinstance(error, RefusedError) or error.code not in gone:
                return outcome_of(error, (VIEW_CHANNEL,))
        noted = ""
        if _heads_thread(message, target):
            noted = await fold_away(rest, target.message)
        return Outcome(verdict=Verdict.DELIVERED, reason=noted, receipt=target)

    async def _on(self, rest: Rest, method: str, target: Receipt, body: Json | None) -> object:
        """Change a message, which may mean that its thread has to be unfolded first."""
        ids = {"channel_id": target.thread or target.channel, "message_id": target.message}
        try:
            return await rest.request(method, _MESSAGE, body=body, ids=ids)
        except RefusedError as error:
            if error.code != ARCHIVED or not target.thread:
                raise
            try:
                await self._places.reopen(rest, target.thread)
            except RefusedError:
                raise error from None
            return await rest.request(method, _MESSAGE, body=body, ids=ids)

    async def _look_back(self, rest: Rest, me: str, message: Outgoing) -> Looked:
        channel = await self._places.channel(rest, message)
        if message.thread is not None and not is_person(message.channel):
            # A thread has the id of the message it was begun from.
            thread = message.thread.thread or message.thread.message
            found = await _find_in_thread(rest, thread, message, author=me)
            if found is not None:
                return _found(channel, found, thread)
        found = await find(rest, channel, message, author=me)
        return _found(channel, found, "") if found else Looked(sighting=Sighting.ABSENT)


async def _find_in_thread(rest: Rest, thread: str, message: Outgoing, *, author: str) -> str | None:
    """Return our message in a thread; None also where there is no such thread."""
    try:
        return await find(rest, thread, message, author=author)
    except RefusedError as error:
        if error.code == UNKNOWN_CHANNEL:
            return None
        raise


def _edited(flags: int) -> Json:
    """Return the fields that flags stand for in an edit.

    What was posted as an embed, before the look was changed, has it taken away.
    """
    gone = {"content": None, "embeds": None} if flags & IS_COMPONENTS_V2 else {}
    return {**gone, "flags": flags & _EDITABLE_FLAGS}


def _found(channel: str, message: str, thread: str) -> Looked:
    receipt = Receipt(channel=channel, message=message, thread=thread)
    return Looked(sighting=Sighting.FOUND, receipt=receipt)


def _unopened(error: Exception) -> Outcome:
    """Return what it says that the place of a message could not be opened."""
    if isinstance(error, RefusedError) and error.code == UNKNOWN_MESSAGE:
        return Outcome(verdict=Verdict.REFUSED, reason="the first page is gone, and its thread")
    return outcome_of(error, (*_TO_THREAD, READ_MESSAGE_HISTORY))


def _unsent(error: Exception, thread: str) -> Outcome:
    """Return what it says that a post failed, in a thread or, with "", in a channel.

    With our nonce, "unknown message" is one that was posted before, and removed since.
    """
    code = error.code if isinstance(error, RefusedError) else 0
    if code == UNKNOWN_MESSAGE:
        reason = "it was posted before, and has been removed since"
        return Outcome(verdict=Verdict.DELIVERED, reason=reason, proof=Proof.NONCE)
    if code == UNKNOWN_CHANNEL and thread:
        return Outcome(verdict=Verdict.REFUSED, reason="the thread is gone")
    return outcome_of(error, (*_TO_POST, *_TO_THREAD) if thread else _TO_POST)


def _heads_thread(message: Outgoing, target: Receipt) -> bool:
    """Tell whether there may be a thread under a message: later pages, and replies, have none."""
    return message.page == 1 and not target.thread and not is_person(message.channel)


def _is_gone(error: RefusedError, target: Receipt) -> bool:
    """Tell whether a message is gone, by itself or with its thread."""
    return error.code == UNKNOWN_MESSAGE or (error.code == UNKNOWN_CHANNEL and target.thread != "")
