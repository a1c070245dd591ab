"""The plain twin of a message: all it says as text, for when Slack does not take its blocks."""

from collections.abc import Iterator, Mapping

from briefbot.platforms.slack.limits import count_units, table
from briefbot.platforms.slack.markup import Json, cut_before, escape, one_line

#: Parts of a block after which a line ends.
_LINES = frozenset(
    {
        "header",
        "section",
        "context",
        "rich_text_section",
        "rich_text_quote",
        "rich_text_preformatted",
    }
)
_CUT = " …"


def plain_twin(body: Mapping[str, object]) -> Json:
    """Return the body of a message with its blocks as escaped text, cut to what Slack takes.

    The last line stays: the reference by which people name a post stands there.
    """
    lines = [line for line in "".join(_texts(body.get("blocks"))).splitlines() if line.strip()]
    text = str(body.get("text", ""))
    if lines:
        *before, last = lines
        room = table.MESSAGE_TEXT.value - count_units(escape(last)) - len(f"\n{_CUT}")
        text = f"{_bounded(chr(10).join(before), room)}\n{escape(last)}".strip()
    return {**{key: value for key, value in body.items() if key != "blocks"}, "text": text}


def _bounded(text: str, room: int) -> str:
    """Return an escaped text of at most `room` units; escaping makes some characters longer."""
    limit = room
    shown = text
    while count_units(escape(shown)) > room:
        shown = cut_before(text, limit)[0].rstrip() + _CUT
        limit = limit * 9 // 10
    return escape(shown)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        kind = value.get("type")
        if kind in ("button", "image"):
            return
        if kind == "date":
            yield one_line(str(value.get("fallback", "")))
        text = value.get("text")
        yield from (text,) if isinstance(text, str) else _texts(text)
        if kind == "link" and value.get("url"):
            yield f" ({value['url']})"
        for key in ("fields", "elements", "rows"):
            yield from _texts(value.get(key))
        if kind in _LINES or kind == "plain_text":
            yield "\n"
