"""What somebody asks by an interaction: the verb with its options, or the text of a message.

https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from briefbot.platforms.discord.commands.definition import MESSAGE

#: More of a message is not looked through for what it is about.
_LONGEST_TEXT = 6000
#: Components within components, deeper than Discord makes them.
_DEEPEST = 6
#: Where texts and addresses stand in messages, embeds and components.
_TEXTS = ("content", "title", "description", "url", "name", "value", "text", "label")
_PARTS = ("embeds", "components", "fields", "footer", "author", "accessory")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command, its verb ("" where there is none), its options as texts.

    `focused` is the option that is being typed, for completion; `is_menu` tells that `command` is
    an entry in the menu of the message that `message` is the text of.
    """

    command: str
    verb: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    focused: str = ""
    is_menu: bool = False
    message: str = ""

    @property
    def line(self) -> str:
        """How the command would be begun by hand."""
        return f"/{self.command} {self.verb}".rstrip()


def asked(data: Mapping[str, object]) -> Asked:
    """Return what the data of a command or its completion ask; what is missing is empty."""
    name = _text(data.get("name"))
    if data.get("type") == MESSAGE:
        return Asked(command=name, is_menu=True, message=_target(data))
    for verb in _mappings(data.get("options")):
        options = list(_mappings(verb.get("options")))
        return Asked(
            command=name,
            verb=_text(verb.get("name")),
            options={_text(each.get("name")): _text(each.get("value")) for each in options},
            focused=next((_text(o.get("name")) for o in options if o.get("focused")), ""),
        )
    return Asked(command=name)


def _target(data: Mapping[str, object]) -> str:
    """Return the text of the message that a menu was opened on, with its links."""
    resolved = data.get("resolved")
    messages = resolved.get("messages") if isinstance(resolved, Mapping) else None
    target = messages.get(_text(data.get("target_id"))) if isinstance(messages, Mapping) else None
    return "\n".join(_texts(target, _DEEPEST))[:_LONGEST_TEXT]


def _texts(part: object, depth: int) -> Iterator[str]:
    if isinstance(part, Mapping) and depth:
        for key in _TEXTS:
            if isinstance(part.get(key), str):
                yield part[key]
        for key in _PARTS:
            yield from _texts(part.get(key), depth - 1)
    elif isinstance(part, list) and depth:
        for each in part:
            yield from _texts(each, depth)


def _mappings(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, Mapping))


def _text(value: object) -> str:
    """Return an option's value as it would be typed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else ""
