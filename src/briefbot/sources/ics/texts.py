"""The texts of an event: one line each, of bounded length, with nothing hidden in them."""

import re
import unicodedata
from typing import Final

MAX_TITLE: Final = 200
MAX_PLACE: Final = 150
MAX_URL: Final = 2_000
MAX_REASON: Final = 200

_JOINERS = "\u200c\u200d"
_BREAKS = frozenset({"Cc", "Zl", "Zp"})
_UNSEEN = frozenset({"Cf", "Cs"})
_ADDRESS = re.compile(r"\b(?:https?|mailto|tel|sip|zoommtg|msteams):\S*", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@<>()\[\],;:]{1,64}@[^\s@<>()\[\],;:]{1,255}")


def one_line(text: str, limit: int) -> str:
    """Return a text as one line without unseen characters, cut with an ellipsis at the limit."""
    text = text[: limit * 10]
    if not text.isprintable():
        text = "".join(map(_seen, text))
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def title_of(text: str) -> str:
    """Return a title without e-mail addresses: these are of people, not of meetings."""
    return one_line(_MAIL.sub("…", text[: MAX_TITLE * 10]), MAX_TITLE)


def place_of(text: str) -> str:
    """Return a place without e-mail addresses and links, which often let anybody join a call."""
    bare = _ADDRESS.sub("", _MAIL.sub("", text[: MAX_PLACE * 10]))
    return one_line(bare, MAX_PLACE).strip(" ,;|-")


def url_of(text: str) -> str:
    """Return a web address, or nothing for anything else."""
    text = text.strip()
    plain = text.isprintable() and " " not in text and len(text) <= MAX_URL
    return text if plain and text.lower().startswith(("https://", "http://")) else ""


def _seen(character: str) -> str:
    category = unicodedata.category(character)
    if category in _BREAKS:
        return " "
    return "" if category in _UNSEEN and character not in _JOINERS else character
