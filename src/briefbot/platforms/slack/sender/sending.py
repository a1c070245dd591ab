"""The sender of a Slack workspace (`ports.Sender`): one call, at most one message.

Only a message that Slack surely did not take is sent a second time, as plain text.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import aiohttp
import msgspec
import structlog

from briefbot.core.delivery.state import (
    BlockedScope,
    Looked,
    Outcome,
    Promises,
    Receipt,
    Sighting,
    Verdict,
)
from briefbot.core.delivery.work import Outgoing
from briefbot.platforms.slack.client.web import FAILURES, GarbledError, Json, Reply, SlackError, Web
from briefbot.platforms.slack.sender.errors import outcome_of, reason_of, treatment_of
from briefbot.platforms.slack.sender.history import find, metadata
from briefbot.platforms.slack.sender.twin import plain_twin

_log = structlog.get_logger()

#: How the channel of a person's direct messages begins.
_PERSON = "user:"
_MOST_PEOPLE = 10_000
#: What of a body an edit takes: https://docs.slack.dev/reference/methods/chat.update
_EDITED = ("text", "blocks", "parse", "link_names")
#: Refusals after which an edit is said in the thread instead.
_NO_EDITS = frozenset({"edit_window_closed", "cant_update_message"})
#: Raised before anything was sent.
_NOT_REACHED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class SlackSender:
    """Posts, edits, removes and finds messages with the bot's token."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._direct: dict[str, str] = {}

    @property
    def promises(self) -> Promises:
        """What Slack can do: it has no key that makes a message once, and shows its history."""
        return Promises()

    async def send(self, message: Outgoing) -> Outcome:
        """Post a message; later pages, and what follows up an earlier post, in its thread."""
        return await _guarded(self._send, message)

    async def edit(self, message: Outgoing) -> Outcome:
        """Replace a message's content; where that is forbidden, say it in the thread, once."""
        return await _guarded(self._edit, message)

    async def delete(self, message: Outgoing) -> Outcome:
        """Remove a message; one that is gone already counts as removed."""
        return await _guarded(self._delete, message)

    async def look_back(self, message: Outgoing) -> Looked:
        """Look for a message by the metadata that it was posted with."""
        try:
            channel = await self._channel(message.channel)
            return await find(self._web, message, channel)
        except SlackError as error:
            return _unseen(error)
        except FAILURES as error:
            return Looked(sighting=Sighting.NOT_NOW, reason=_trouble(error))

    # --- the calls ---

    async def _send(self, message: Outgoing) -> Outcome:
        try:
            channel = await self._channel(message.channel)
        except SlackError as error:
            return _of_this_place(outcome_of(error))
        except FAILURES as error:
            return Outcome(verdict=Verdict.NOT_NOW, reason=_trouble(error))
        body = {**_body(message), "channel": channel, "metadata": metadata(message)}
        if message.thread:
            body["thread_ts"] = message.thread.thread or message.thread.message
            body["reply_broadcast"] = message.page == 1
        return await self._written("chat.postMessage", body)

    async def _edit(self, message: Outgoing) -> Outcome:
        target = _target(message)
        content = _body(message)
        body: Json = {key: content[key] for key in _EDITED if key in content}
        body |= {"channel": target.channel, "ts": target.message}
        body["metadata"] = metadata(message, is_edit=True)
        try:
            return replace(await self._written("chat.update", body), receipt=None)
        except SlackError as error:
            if error.code not in _NO_EDITS:
                raise
            return await self._say_instead(message, target, why=reason_of(error))

    async def _say_instead(self, message: Outgoing, target: Receipt, *, why: str) -> Outcome:
        """Post an edit into the thread of its message, unless it is there already."""
        reply = replace(message, thread=target, target=None, page=1)
        seen = await find(self._web, reply, target.channel, apart_from=target.message)
        if seen.sighting is Sighting.UNREADABLE:
            return Outcome(verdict=Verdict.REFUSED, reason=f"{why}; {seen.reason}")
        if seen.sighting is not Sighting.FOUND:
            body = {**_body(message), "channel": target.channel, "metadata": metadata(reply)}
            body |= {"thread_ts": target.thread or target.message, "reply_broadcast": True}
            said = await self._written("chat.postMessage", body)
            if said.verdict is not Verdict.DELIVERED:
                return said
        return Outcome(verdict=Verdict.DELIVERED, reason=f"{why}; it is said in the thread")

    async def _delete(self, message: Outgoing) -> Outcome:
        target = _target(message)
        try:
            await self._web.call("chat.delete", {"channel": target.channel, "ts": target.message})
        except SlackError as error:
            if error.code != "message_not_found":
                raise
        return Outcome(verdict=Verdict.DELIVERED)

    async def _written(self, method: str, body: Json) -> Outcome:
        """Post or edit; once more as plain text when it is the blocks that are not taken."""
        try:
            return _done(await self._web.call(method, body), body)
        except SlackError as error:
            if not treatment_of(error).plain:
                raise
            why = reason_of(error)
        _log.warning("blocks refused, said as plain text", method=method, reason=why)
        whole = msgspec.json.decode(msgspec.json.encode(body), type=dict[str, object])
        done = _done(await self._web.call(method, plain_twin(whole)), body)
        return replace(done, reason=f"{why}; it is there as plain text", as_text=True)

    async def _channel(self, channel: str) -> str:
        """Return the id of a channel, for a person that of the direct messages with them."""
        if not channel.startswith(_PERSON):
            return channel
        person = channel.rpartition(":")[2]
        if person not in self._direct:
            opened = await self._web.call("conversations.open", {"users": person})
            if len(self._direct) >= _MOST_PEOPLE:
                self._direct.clear()
            self._direct[person] = opened.text("channel", "id")
        return self._direct[person]


async def _guarded(action: Callable[[Outgoing], Awaitable[Outcome]], message: Outgoing) -> Outcome:
    try:
        return await action(message)
    except SlackError as error:
        return outcome_of(error)
    except _NOT_REACHED as error:
        scope = BlockedScope.ACCOUNT
        return Outcome(verdict=Verdict.NOT_NOW, reason=_trouble(error), scope=scope)
    except FAILURES as error:
        return Outcome(verdict=Verdict.UNCLEAR, reason=_trouble(error))
    except ValueError:
        return Outcome(verdict=Verdict.REFUSED, reason="the body is no message of Slack's")


def _body(message: Outgoing) -> Json:
    """Return the renderer's body, whose values stay as they are written. ValueError if it is none.

    What is sent is what was kept, and nothing of it is taken apart for that.
    """
    body = msgspec.json.decode(message.payload, type=dict[str, msgspec.Raw])
    msgspec.json.decode(body.get("text", b""), type=str)
    return {**body, "unfurl_links": False, "unfurl_media": False}


def _target(message: Outgoing) -> Receipt:
    if message.target is None:
        raise ValueError("no message to change")
    return message.target


def _done(reply: Reply, body: Mapping[str, object]) -> Outcome:
    receipt = Receipt(
        channel=reply.text("channel") or str(body["channel"]),
        message=reply.text("ts"),
        thread=str(body.get("thread_ts", "")),
    )
    return Outcome(verdict=Verdict.DELIVERED, receipt=receipt)


def _of_this_place(outcome: Outcome) -> Outcome:
    """Return the end of opening direct messages: the app may still post elsewhere without it."""
    if outcome.reason.startswith("missing_scope"):
        return replace(outcome, verdict=Verdict.DESTINATION_REFUSED)
    if outcome.verdict is Verdict.UNCLEAR:
        return replace(outcome, verdict=Verdict.NOT_NOW)
    return outcome


def _unseen(error: SlackError) -> Looked:
    """Return why a history was not read: for now, or because the app may not."""
    verdict = treatment_of(error).verdict
    for_now = {Verdict.NOT_NOW, Verdict.UNCLEAR, Verdict.ACCOUNT_REFUSED}
    if verdict in for_now and error.code != "missing_scope":
        return Looked(
            sighting=Sighting.NOT_NOW, reason=reason_of(error), retry_after=error.retry_after
        )
    return Looked(sighting=Sighting.UNREADABLE, reason=reason_of(error))


def _trouble(error: Exception) -> str:
    """Return what the network did, without an address or content."""
    if isinstance(error, GarbledError):
        return str(error)
    if isinstance(error, _NOT_REACHED):
        return f"Slack cannot be reached ({type(error).__name__})"
    return f"the connection was lost before Slack answered ({type(error).__name__})"
