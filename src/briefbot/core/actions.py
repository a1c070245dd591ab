"""Short, stable names for buttons: what a press sends back, whatever the platform."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256

from briefbot.core.document import Actions, Block, CommandButton, Document, Fold

#: 72 bits: that any two of a million subjects share a key has a chance of about 1 in 10^10.
_KEY_LENGTH = 12
_VERB = re.compile(r"[a-z][a-z_-]{0,31}")
_ACTION = re.compile(r"v1:([a-z][a-z_-]{0,31}):([A-Za-z0-9_-]{12})", re.ASCII)


def action_key(button: CommandButton) -> str:
    """Return the 12-character key under which a button's verb and subject are stored."""
    digest = sha256(f"{button.verb}\n{button.subject}".encode()).digest()
    return urlsafe_b64encode(digest).decode("ascii")[:_KEY_LENGTH]


def action_id(button: CommandButton) -> str:
    """Return `v1:verb:key`, Discord's custom_id and Slack's action_id; the same in every process.

    Raises ValueError when the verb is not one lower-case word of at most 32 characters.
    """
    if not _VERB.fullmatch(button.verb):
        raise ValueError(f"not a verb of the command table: {button.verb!r}")
    return f"v1:{button.verb}:{action_key(button)}"


def read_action(action: str) -> tuple[str, str] | None:
    """Return the verb and the key of a button's id, None for a text that is no such id."""
    match = _ACTION.fullmatch(action)
    return (match[1], match[2]) if match else None


def buttons_of(document: Document) -> tuple[CommandButton, ...]:
    """Return the buttons of a document that send something back, in reading order."""
    return tuple(_buttons(document.blocks))


def _buttons(blocks: Iterable[Block]) -> Iterator[CommandButton]:
    for block in blocks:
        match block:
            case Actions(buttons):
                yield from (each for each in buttons if isinstance(each, CommandButton))
            case Fold(_, inner):
                yield from _buttons(inner)
            case _:
                pass
