"""Fields of requests, each bounded: whatever a page sends is hostile."""

import re
from collections.abc import Mapping
from typing import Final

from briefbot.core.commands.values import zones_by_fold
from briefbot.core.visibility import Role
from briefbot.platforms.local.guards import RefusedError

#: The longest line of a command; more than the grammar takes, so that it can say so.
LONGEST_LINE: Final = 2000
_LONGEST_NAME = 200
_ID: Final = re.compile(r"[0-9A-Za-z_-]{8,64}", re.ASCII)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]{1,18}", re.ASCII)


def text_of(fields: Mapping[str, object], name: str, *, most: int = _LONGEST_NAME) -> str:
    """Return a text, "" where there is none. Raises RefusedError."""
    text = fields.get(name, "")
    if not isinstance(text, str) or len(text) > most:
        raise RefusedError(400, f'"{name}" has to be a text of at most {most} characters.')
    if any("\ud800" <= each <= "\udfff" for each in text):
        raise RefusedError(400, f'"{name}" holds half a character.')
    return text


def id_of(fields: Mapping[str, object]) -> str:
    """Return the page's id of an interaction. Raises RefusedError."""
    text = text_of(fields, "id")
    if not _ID.fullmatch(text):
        raise RefusedError(400, '"id" has to be new for each request: a UUID.')
    return text


def role_of(fields: Mapping[str, object]) -> Role:
    """Return as whom somebody tries the chat. Raises RefusedError."""
    text = text_of(fields, "as") or Role.READER.value
    try:
        return Role(text)
    except ValueError:
        raise RefusedError(400, '"as" has to be reader, editor or manager.') from None


def zone_of(fields: Mapping[str, object]) -> str:
    """Return a zone by its IANA name, "" for one that this machine does not know."""
    return zones_by_fold().get(text_of(fields, "zone").casefold(), "")


def lang_of(fields: Mapping[str, object]) -> str:
    """Return a language by its BCP 47 tag, "" for what is none."""
    text = text_of(fields, "lang")
    return text if _LANGUAGE.fullmatch(text) else ""


def number_of(fields: Mapping[str, object], name: str) -> int | None:
    """Return a whole number from 0 on that is given as a text, None where there is none.

    Raises RefusedError.
    """
    text = text_of(fields, name)
    if text and not _NUMBER.fullmatch(text):
        raise RefusedError(400, f'"{name}" has to be a whole number.')
    return int(text) if text else None


def cursor_of(fields: Mapping[str, object], text: str) -> int:
    """Return where the cursor stands in a text, in characters; a browser counts UTF-16 units.

    Raises RefusedError.
    """
    cursor = fields.get("cursor")
    if not isinstance(cursor, int) or isinstance(cursor, bool) or cursor < 0:
        raise RefusedError(400, '"cursor" has to be a whole number.')
    units = 0
    for position, character in enumerate(text):
        if units >= cursor:
            return position
        units += _units(character)
    return len(text)


def browser_position(text: str, position: int) -> int:
    """Return a position in a text as a browser counts it."""
    return sum(map(_units, text[:position]))


def _units(character: str) -> int:
    return 2 if character > "\uffff" else 1
