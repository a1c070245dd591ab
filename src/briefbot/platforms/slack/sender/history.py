"""Finding a message again by the metadata that it was posted with.

https://docs.slack.dev/messaging/message-metadata
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from briefbot.core.delivery.state import Looked, Receipt, Sighting
from briefbot.core.delivery.work import Outgoing
from briefbot.platforms.slack.client.web import Json, Reply, Web

EVENT = "briefbot_delivery"

#: How far the clocks of this machine and of Slack may lie apart.
_SKEW = timedelta(minutes=10)
#: Messages a page, and the most pages that are read: a channel that busy is left to the operator.
_PAGE = 200
_PAGES = 15


def metadata(message: Outgoing, *, is_edit: bool = False) -> Json:
    """Return what a message carries so that it is found again; people do not see it.

    An edit has a nonce of its own, under which nothing was posted: such a message is found by its
    reference and page.
    """
    payload: Json = {"reference": message.reference, "page": message.page, "nonce": message.nonce}
    if is_edit:
        payload["edited"] = True
    return {"event_type": EVENT, "event_payload": payload}


async def find(web: Web, message: Outgoing, channel: str, *, apart_from: str = "") -> Looked:
    """Look through a channel, or a thread, since the first attempt. Raises what `Web.ask` does.

    `apart_from` is the id of a message that is not meant.
    """
    arguments: dict[str, str | int] = {
        "channel": channel,
        "oldest": f"{(message.since - _SKEW).timestamp():.6f}",
        "limit": _PAGE,
        "include_all_metadata": "true",
    }
    method = "conversations.history"
    if message.thread:
        method = "conversations.replies"
        arguments["ts"] = message.thread.thread or message.thread.message
    for _ in range(_PAGES):
        reply = await web.ask(method, **arguments)
        found = _found(reply, message, apart_from)
        if found:
            thread = found.get("thread_ts")
            receipt = Receipt(
                channel=channel,
                message=str(found["ts"]),
                thread=str(thread) if thread and thread != found["ts"] else "",
            )
            return Looked(sighting=Sighting.FOUND, receipt=receipt)
        cursor = reply.text("response_metadata", "next_cursor")
        if not cursor:
            return Looked(sighting=Sighting.ABSENT)
        arguments["cursor"] = cursor
    reason = f"more than {_PAGE * _PAGES} messages were posted there since"
    return Looked(sighting=Sighting.UNREADABLE, reason=reason)


def _found(reply: Reply, message: Outgoing, apart_from: str) -> Mapping[str, object] | None:
    listed = reply.body.get("messages")
    messages: Iterable[object] = listed if isinstance(listed, list) else ()
    others = (each for each in messages if isinstance(each, dict) and each.get("ts") != apart_from)
    return next((each for each in others if _is_it(each, message)), None)


def _is_it(each: Mapping[str, object], message: Outgoing) -> bool:
    mark = each.get("metadata")
    if not isinstance(mark, Mapping) or mark.get("event_type") != EVENT or not each.get("bot_id"):
        return False
    payload = mark.get("event_payload")
    if not isinstance(payload, Mapping):
        return False
    if payload.get("nonce") == message.nonce:
        return True
    same = (payload.get("reference"), payload.get("page")) == (message.reference, message.page)
    return same and payload.get("edited") is True
