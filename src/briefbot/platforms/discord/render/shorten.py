"""Making single lines shorter, visibly."""

import regex

from briefbot.platforms.discord.limits.table import characters

_GRAPHEME = regex.compile(r"\X")


def shorten(text: str, limit: int) -> str:
    """Return a text of at most `limit` characters, ended with "…" if it was cut.

    It is cut between words where there is one in the second half, else between graphemes.
    """
    if characters(text) <= limit:
        return text
    kept, room = "", limit - 1
    for match in _GRAPHEME.finditer(text):
        room -= characters(match.group())
        if room < 0:
            break
        kept += match.group()
    words = kept.rpartition(" ")[0]
    return (words if len(words) > len(kept) // 2 else kept).rstrip() + "…"
