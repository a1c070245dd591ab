"""Looking for a message of ours in what a channel holds.

https://docs.discord.com/developers/resources/message#get-channel-messages
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from briefbot.core.delivery.work import Outgoing
from briefbot.platforms.discord.rest import Json, RefusedError, Rest, id_of
from briefbot.platforms.discord.sender.outcomes import UNKNOWN_MESSAGE

#: Ours and Discord's clocks may differ so much; beyond, the program does not believe its own.
_SKEW = timedelta(minutes=2)
_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_MOST = 100
#: So much of a history is read at once: it has to end within one call's time.
_PAGES = 20
_MARKER = re.compile(r"(?:-# )?ref ([0-9A-Za-z]+)(?: · ([0-9]+)/[0-9]+)?")
#: Components within components, deeper than Discord makes them.
_DEEPEST = 5


class TooLongError(Exception):
    """The history since a moment is longer than can be read."""


class HiddenError(Exception):
    """The history may not be read, which Discord shows as an empty one."""


def snowflake(at: datetime) -> str:
    """Return the least id that a message of this moment can have.

    https://docs.discord.com/developers/reference#snowflakes
    """
    milliseconds = max(0, int((at - _EPOCH) / timedelta(milliseconds=1)))
    return str(milliseconds << 22)


async def find(rest: Rest, channel: str, message: Outgoing, *, author: str) -> str | None:
    """Return the id of our message in a channel, None if it is not there.

    Raises TooLongError, HiddenError, and what a request raises.
    """
    after, seen = snowflake(message.since - _SKEW), 0
    for _ in range(_PAGES):
        page = await rest.request(
            "GET",
            "/channels/{channel_id}/messages",
            query={"after": after, "limit": str(_MOST)},
            ids={"channel_id": channel},
        )
        messages = {int(id_of(each)): each for each in (page if isinstance(page, list) else ())}
        found = (each for each, body in messages.items() if _is_ours(body, message, author))
        if (ours := next(found, None)) is not None:
            return str(ours)
        seen += len(messages)
        if len(messages) < _MOST:
            if not seen:
                await _probe(rest, channel)
            return None
        after = str(max(messages))
    raise TooLongError


async def _probe(rest: Rest, channel: str) -> None:
    """Raise HiddenError where an empty history only means that it may not be read.

    A message that cannot be there is asked for: whoever may read is told that it is unknown.
    https://docs.discord.com/developers/resources/message#get-channel-message
    """
    try:
        await rest.request(
            "GET",
            "/channels/{channel_id}/messages/{message_id}",
            ids={
                "channel_id": channel,
                "message_id": snowflake(_EPOCH + timedelta(milliseconds=1)),
            },
        )
    except RefusedError as error:
        if error.code == UNKNOWN_MESSAGE:
            return
        if error.status in {403, 404}:
            raise HiddenError from error
        raise


def _is_ours(found: Json, message: Outgoing, author: str) -> bool:
    """Tell whether a message is of our author, and has the nonce, or the reference and page.

    Discord keeps no nonce; where one is told nevertheless, it is exact.
    """
    if not isinstance(found.get("author"), dict) or found["author"].get("id") != author:
        return False
    if found.get("nonce") == message.nonce:
        return True
    lines = [text.rstrip().rpartition("\n")[2] for text in texts_of(found)]
    markers = [match for match in map(_MARKER.fullmatch, lines) if match]
    return any(
        match[1] == message.reference and int(match[2] or 1) == message.page for match in markers
    )


def texts_of(found: Json) -> Iterator[str]:
    """Yield the texts of a page as we make them: Text Displays, and titles and footers of embeds.

    The first begins with the page's title, the last ends with its marker.
    """
    embeds = found.get("embeds")
    for embed in embeds if isinstance(embeds, list) else ():
        if isinstance(embed, Mapping):
            yield str(embed.get("title", ""))
            footer = embed.get("footer")
            yield str(footer.get("text", "")) if isinstance(footer, Mapping) else ""
    yield from _contents(found.get("components"), _DEEPEST)


def _contents(components: object, depth: int) -> Iterator[str]:
    for each in components if isinstance(components, list) and depth else ():
        if isinstance(each, Mapping):
            yield str(each.get("content", ""))
            yield from _contents(each.get("components"), depth - 1)
