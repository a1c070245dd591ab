"""Where a message goes: a channel, the thread under a first page, or somebody's direct messages."""

import re
from typing import Any

import msgspec

from briefbot.core.delivery.state import Receipt
from briefbot.core.delivery.work import Outgoing
from briefbot.platforms.discord.rest import Json, RefusedError, Rest, id_of
from briefbot.platforms.discord.sender.history import texts_of
from briefbot.platforms.discord.sender.outcomes import CANNOT_BE_DONE_HERE, HAS_A_THREAD

_PERSON = "user:"
#: https://docs.discord.com/developers/resources/channel#start-thread-from-message
_NAME_LENGTH = 100
#: The fields of a body are sent as they stand in the ledger: nobody has to read them.
_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])
#: What the renderer writes so that it means nothing to Discord.
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
#: So many first pages and threads: those of a minute at the highest pace.
_REMEMBERED = 3000
#: Minutes without a message until a thread is folded away: a week, the most there is.
_FOLDED_AFTER = 10080


def is_person(channel: str) -> bool:
    """Tell whether a channel of the ledger is somebody's direct messages."""
    return channel.startswith(_PERSON)


def heads_more(message: Outgoing) -> bool:
    """Tell whether a message is the first page of more, as its marker says."""
    return f"{message.reference} · 1/" in message.payload


class Places:
    """Finds and opens the places of messages; what it opens may be opened again without harm.

    What was posted and opened lately is remembered, because it saves requests, which are scarce.
    """

    def __init__(self) -> None:
        self._direct: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self._threads: dict[str, str] = {}

    def posted(self, identity: str, message: Outgoing) -> None:
        """Note a message as it is now, by its id, if it is the first page of more."""
        if heads_more(message):
            _remember(self._titles, identity, _first_text(msgspec.json.decode(message.payload)))

    def openings(self, message: Outgoing) -> int:
        """Return how many requests `open` would make for a message now."""
        if is_person(message.channel):
            return 0 if message.channel.removeprefix(_PERSON) in self._direct else 1
        root = message.thread
        if root is None or root.thread or root.message in self._threads:
            return 0
        return 1 if root.message in self._titles else 2

    async def channel(self, rest: Rest, message: Outgoing) -> str:
        """Return the channel of a message, without any thread."""
        if not is_person(message.channel):
            return message.thread.channel if message.thread else message.channel
        person = message.channel.removeprefix(_PERSON)
        if person not in self._direct:
            body = {"recipient_id": person}
            found = await rest.request("POST", "/users/@me/channels", body=body)
            _remember(self._direct, person, id_of(found))
        return self._direct[person]

    async def open(self, rest: Rest, message: Outgoing) -> tuple[str, str]:
        """Return the channel of a message and its thread, which is begun if it is not there.

        "" stands for no thread: what has no thread below it takes later pages itself.
        """
        channel = await self.channel(rest, message)
        if message.thread is None or is_person(message.channel):
            return channel, ""
        if message.thread.thread:
            return channel, message.thread.thread
        return channel, await self._begin(rest, message.thread)

    async def _begin(self, rest: Rest, root: Receipt) -> str:
        """Begin a thread from a message; it gets the message's own id, so there is only one."""
        if root.message in self._threads:
            return self._threads[root.message]
        ids = {"channel_id": root.channel, "message_id": root.message}
        path = "/channels/{channel_id}/messages/{message_id}"
        title = self._titles.get(root.message)
        title = title or _first_text(await rest.request("GET", path, ids=ids))
        body: Json = {"name": _name_of(title), "auto_archive_duration": _FOLDED_AFTER}
        thread = root.message
        try:
            await rest.request("POST", f"{path}/threads", body=body, ids=ids)
        except RefusedError as error:
            if error.code == CANNOT_BE_DONE_HERE:
                thread = ""
            elif error.code != HAS_A_THREAD:
                raise
        _remember(self._threads, root.message, thread)
        return thread

    async def reopen(self, rest: Rest, thread: str) -> None:
        """Unfold a thread, so that what is in it can be edited."""
        await rest.request(
            "PATCH", "/channels/{channel_id}", body={"archived": False}, ids={"channel_id": thread}
        )


def _remember(kept: dict[str, str], key: str, value: str) -> None:
    if len(kept) >= _REMEMBERED and key not in kept:
        del kept[next(iter(kept))]
    kept[key] = value


def _first_text(first_page: object) -> str:
    found = first_page if isinstance(first_page, dict) else {}
    return next((text for text in texts_of(found) if text.lstrip("#-> \n")), "")


def thread_name(first_page: object) -> str:
    """Return what the first page's first line says, as the name of its thread: without Markdown."""
    return _name_of(_first_text(first_page))


def _name_of(title: str) -> str:
    lines = (line.lstrip("#-> ").strip() for line in title.splitlines())
    name = _ESCAPED.sub(r"\1", next(filter(None, lines), "…"))
    return name if len(name) <= _NAME_LENGTH else f"{name[: _NAME_LENGTH - 1].rstrip()}…"


def body_of(payload: str) -> dict[str, Any]:
    """Return the fields of a request body, each as it is written; ValueError if it is none."""
    return {"allowed_mentions": {"parse": []}} | _FIELDS.decode(payload)
