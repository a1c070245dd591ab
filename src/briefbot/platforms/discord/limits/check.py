"""Our own reading of Discord's limits: a body of `POST /channels/{id}/messages` against the table.

The official schema knows less than half of these rules; Discord answers 400, 50035 to the rest.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from briefbot.platforms.discord.limits.check_components import component_faults
from briefbot.platforms.discord.limits.check_embeds import embed_faults
from briefbot.platforms.discord.limits.table import (
    IS_COMPONENTS_V2,
    IS_VOICE_MESSAGE,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    characters,
    most,
)

_SHOWABLE = (
    "content",
    "embeds",
    "sticker_ids",
    "components",
    "files",
    "attachments",
    "poll",
    "shared_client_theme",
    "message_reference",
)
_NOT_WITH_COMPONENTS = ("content", "embeds", "sticker_ids", "poll", "shared_client_theme")
_FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | IS_VOICE_MESSAGE | IS_COMPONENTS_V2


def check_payload(body: Mapping[str, Any]) -> list[str]:
    """Return every limit a request body breaks, one line each: `limit: what is wrong`."""
    v2 = bool((body.get("flags") or 0) & IS_COMPONENTS_V2)
    return [
        *_message_faults(body, v2=v2),
        *_mention_faults(body.get("allowed_mentions") or {}),
        *embed_faults(body.get("embeds") or []),
        *component_faults(body.get("components") or [], v2=v2),
    ]


def _message_faults(body: Mapping[str, Any], *, v2: bool) -> Iterator[str]:
    if not any(body.get(key) for key in _SHOWABLE):
        yield "message-empty: nothing to show"
    length = characters(body.get("content") or "")
    if length > most("content"):
        yield f"content: {length} of {most('content')} characters"
    if characters(str(body.get("nonce") or "")) > most("nonce"):
        yield f"nonce: longer than {most('nonce')} characters"
    if len(body.get("sticker_ids") or []) > most("stickers"):
        yield f"stickers: more than {most('stickers')}"
    size = len(json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    if size > most("request-size"):
        yield f"request-size: {size} of {most('request-size')} bytes"
    if (body.get("flags") or 0) & ~_FLAGS:
        yield f"flags: {body['flags']} has flags that a new message cannot have"
    if v2:
        for key in _NOT_WITH_COMPONENTS:
            if body.get(key):
                yield f"v2-fields: {key} beside components of version 2"


def _mention_faults(allowed: Mapping[str, Any]) -> Iterator[str]:
    for kind in ("users", "roles"):
        ids = allowed.get(kind) or []
        if len(ids) > most("mentions-ids"):
            yield f"mentions-ids: {len(ids)} of {most('mentions-ids')} {kind}"
        if ids and kind in (allowed.get("parse") or []):
            yield f"mentions-exclusive: {kind} both parsed and listed"
