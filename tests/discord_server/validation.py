"""Message bodies against our own table of limits: what the server enforces always."""

from collections.abc import Mapping
from typing import Any

from briefbot.platforms.discord.limits import check_payload
from discord_server.problems import invalid_form
from discord_server.records import EPHEMERAL, IS_COMPONENTS_V2, Json, Message

SUPPRESS_EMBEDS = 1 << 2

#: What an edit may change; null takes it away.
_EDITABLE = ("content", "embeds", "components", "attachments", "allowed_mentions", "flags")


def require_message(body: Mapping[str, Any], *, may_hide: bool = False) -> None:
    """Raise 50035 for a body that is no new message; `may_hide` permits the ephemeral flag."""
    flags = body.get("flags") or 0
    if may_hide and isinstance(flags, int):
        body = {**body, "flags": flags & ~EPHEMERAL}
    try:
        faults = check_payload(body)
    # The table's checks rest on the renderers' types; a body of another form is refused as well.
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        faults = [f"body: not of the form of a message ({error!r})"]
    if faults:
        raise invalid_form(faults)


def edited(message: Message, body: Mapping[str, Any]) -> Json:
    """Return what a message's body becomes. Raises 50035 where that is no message."""
    flags = body.get("flags") or 0
    if not isinstance(flags, int) or flags & ~(SUPPRESS_EMBEDS | IS_COMPONENTS_V2):
        raise invalid_form(["flags: an edit cannot set these"])
    merged = {key: value for key, value in message.body.items() if key not in ("nonce", "flags")}
    merged |= {key: value for key, value in body.items() if key in _EDITABLE}
    merged["flags"] = flags | message.flags & IS_COMPONENTS_V2
    shown = {key: value for key, value in merged.items() if value is not None}
    require_message({"attachments": message.attachments, **shown})
    return shown
