"""What Discord answers when it refuses: status, code and words.

https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

_KNOWN = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10008: (404, "Unknown Message"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10014: (404, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    20012: (403, "You are not authorized to perform this action on this application"),
    40003: (400, "You are opening direct messages too fast."),
    40060: (400, "Interaction has already been acknowledged"),
    40333: (403, "internal network error"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (403, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    160004: (400, "A thread has already been created for this message"),
}

_REASONS = {
    401: "401: Unauthorized",
    404: "404: Not Found",
    405: "405: Method Not Allowed",
    415: "415: Unsupported Media Type",
}

#: The fields of a body that the names of limits stand for, by the beginning of the name.
_FIELDS = {
    "embed": "embeds",
    "mentions": "allowed_mentions",
    "content": "content",
    "nonce": "nonce",
    "flags": "flags",
    "message": "content",
    "stickers": "sticker_ids",
    "v2-fields": "flags",
}


class RefusedError(Exception):
    """A request that Discord refuses: the answer's status, body and further headers."""

    def __init__(
        self,
        status: int,
        body: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers = headers or {}


def refused(code: int) -> RefusedError:
    """Return the refusal with this code. Raises KeyError for a code that is not known here."""
    status, message = _KNOWN[code]
    return RefusedError(status, {"message": message, "code": code})


def failed(status: int) -> RefusedError:
    """Return the refusal without a code of its own."""
    message = _REASONS.get(status, f"{status}: error")
    return RefusedError(status, {"message": message, "code": 0})


def invalid_form(faults: Iterable[str]) -> RefusedError:
    """Return 50035 for faults of the form `field or limit: what is wrong`."""
    errors: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(lambda: {"_errors": []})
    for fault in faults:
        name, _, reason = fault.partition(": ")
        field = next((field for start, field in _FIELDS.items() if name.startswith(start)), None)
        entry = {"code": name.upper().replace("-", "_"), "message": reason or name}
        errors[field or name.replace(".", "_")]["_errors"].append(entry)
    return RefusedError(
        400, {"message": "Invalid Form Body", "code": 50035, "errors": dict(errors)}
    )
