"""What stands in angle brackets in a Discord message, and the pills that it is shown as.

https://docs.discord.com/developers/reference#message-formatting-formats
"""

import re
from collections.abc import Callable

from briefbot.platforms.text.html.markup import Node, element
from briefbot.platforms.text.html.moments import instant_of, moment
from briefbot.platforms.text.html.view import Names, View

_GUIDES = {
    "customize": "Channels & Roles",
    "browse": "Browse Channels",
    "guide": "Server Guide",
    "linked-roles": "Linked Roles",
}
_ID = r"\d{1,20}"
_EVERYONE = re.compile(r"@(?:everyone|here)")
#: A name of Discord's own emoji; which of them exist, only the client knows.
_EMOJI = re.compile(r":[a-z][a-z0-9_+-]+:(?!\w)")


def native(text: str, position: int, *, names: Names, view: View) -> tuple[int, Node] | None:
    """Return where a mention, time or emoji that starts here ends, and how it is shown."""
    for pattern, draw in _FORMS:
        if match := pattern.match(text, position):
            node = draw(match, names, view)
            return None if node is None else (match.end(), node)
    return None


def _pill(text: str) -> Node:
    return element("span", text, class_="mention")


def _emoji(name: str) -> Node:
    return element("span", name, class_="emoji")


def _user(match: re.Match[str], names: Names, _: View) -> Node:
    name = names.users.get(match[1])
    return _pill(f"@{name}" if name else match[0])


def _role(match: re.Match[str], names: Names, _: View) -> Node:
    return _pill(f"@{names.roles.get(match[1], 'unknown-role')}")


def _channel(match: re.Match[str], names: Names, _: View) -> Node:
    return _pill(f"#{names.channels.get(match[1], 'unknown')}")


def _time(match: re.Match[str], _: Names, view: View) -> Node | None:
    instant = instant_of(int(match[1]))
    return None if instant is None else moment(instant, match[2] or "f", view)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Names, View], Node | None]], ...] = (
    (re.compile(rf"<@!?({_ID})>", re.ASCII), _user),
    (re.compile(rf"<@&({_ID})>", re.ASCII), _role),
    (re.compile(rf"<#({_ID})>", re.ASCII), _channel),
    (re.compile(r"<t:(-?\d{1,17})(?::([tTdDfFsSR]))?>", re.ASCII), _time),
    (re.compile(rf"<a?(:\w+:){_ID}>", re.ASCII), lambda match, _, __: _emoji(match[1])),
    (re.compile(rf"<(/[^:>]+):{_ID}>", re.ASCII), lambda match, _, __: _pill(match[1])),
    (
        re.compile(rf"<id:({'|'.join(_GUIDES)})>"),
        lambda match, _, __: _pill(_GUIDES[match[1]]),
    ),
    (_EVERYONE, lambda match, _, __: _pill(match[0])),
    (_EMOJI, lambda match, _, __: _emoji(match[0])),
)
