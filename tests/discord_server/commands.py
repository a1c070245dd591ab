"""What the app makes of what a person types: registered commands found, options checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from discord_server.command_rules import GROUP, INTEGER, NUMBER, STRING, SUBCOMMAND
from discord_server.objects import (
    channel_json,
    member_json,
    message_json,
    role_json,
    user_json,
)
from discord_server.permissions import (
    EVERYTHING,
    USE_APPLICATION_COMMANDS,
    channel_permissions,
    guild_permissions,
)
from discord_server.records import Channel, Json, Message, User
from discord_server.world import World

Value = str | int | float | bool

BOOLEAN = 5
USER = 6
CHANNEL = 7
ROLE = 8

_TYPES: dict[int, tuple[type, ...]] = {
    STRING: (str,),
    INTEGER: (int,),
    BOOLEAN: (bool,),
    NUMBER: (int, float),
}


class CommandError(LookupError):
    """The app would not let a person do this: no such command, option or value, or hidden."""


@dataclass(frozen=True, slots=True)
class Place:
    """Who is where."""

    world: World
    user: User
    channel: Channel


def find(place: Place, name: str, kind: int) -> Json:
    """Return a registered command that somebody can see here. Raises CommandError."""
    guild = place.channel.guild
    local = place.world.commands.get(guild.id, []) if guild else []
    for command in (*local, *place.world.commands[None]):
        if (command["name"], command["type"]) == (name, kind):
            _require_visible(place, command)
            return command
    raise CommandError(f"no command {name!r} of type {kind} is registered here")


def _require_visible(place: Place, command: Json) -> None:
    guild = place.channel.guild
    contexts = command.get("contexts")
    context = 0 if guild else 1
    if contexts is not None and context not in contexts:
        raise CommandError(f"{command['name']} is not offered in context {context}")
    if guild is None:
        if command.get("dm_permission") is False:
            raise CommandError(f"{command['name']} is not offered in direct messages")
        return
    present = channel_permissions(place.channel, place.user)
    if not present & USE_APPLICATION_COMMANDS:
        raise CommandError("this person may not use commands here")
    needed = command.get("default_member_permissions")
    if needed is None or guild_permissions(guild, place.user) == EVERYTHING:
        return
    if int(needed) == 0 or int(needed) & ~present:
        raise CommandError(f"{command['name']} is hidden from this person")


def fill(
    place: Place,
    command: Json,
    words: Sequence[str],
    options: Mapping[str, Value],
    *,
    focused: str | None = None,
) -> Json:
    """Return an interaction's `data` for a command. Raises CommandError for what nobody can send.

    With `focused`, one option is still being typed, and required ones may be missing.
    """
    offered: list[Json] = command.get("options") or []
    path: list[Json] = []
    for word in words:
        step = next((each for each in offered if each["name"] == word), None)
        if step is None or step["type"] not in (SUBCOMMAND, GROUP):
            raise CommandError(f"{command['name']} has no part {word!r}")
        path.append(step)
        offered = step.get("options") or []
    if any(each["type"] in (SUBCOMMAND, GROUP) for each in offered):
        raise CommandError(f"a part of {command['name']} is missing after {list(words)}")
    resolved: Json = {}
    filled = _filled(place, offered, options, focused=focused, resolved=resolved)
    for step in reversed(path):
        filled = [{"name": step["name"], "type": step["type"], "options": filled}]
    data: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
    if filled:
        data["options"] = filled
    if resolved:
        data["resolved"] = resolved
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return data


def menu_data(place: Place, command: Json, message: Message) -> Json:
    """Return the `data` of a message menu's command."""
    told = message_json(place.world, message)
    data: Json = {
        "id": command["id"],
        "name": command["name"],
        "type": command["type"],
        "target_id": told["id"],
        "resolved": {"messages": {told["id"]: told}},
    }
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return data


def _filled(
    place: Place,
    offered: Sequence[Json],
    options: Mapping[str, Value],
    *,
    focused: str | None,
    resolved: Json,
) -> list[Json]:
    by_name = {option["name"]: option for option in offered}
    unknown = [name for name in options if name not in by_name]
    if unknown:
        raise CommandError(f"no such option: {unknown}, but {list(by_name)}")
    missing = [name for name in by_name if by_name[name].get("required") and name not in options]
    if missing and focused is None:
        raise CommandError(f"required options are missing: {missing}")
    filled = []
    for name, value in options.items():
        option = by_name[name]
        told: Json = {"name": name, "type": option["type"], "value": value}
        if name == focused:
            if not option.get("autocomplete"):
                raise CommandError(f"{name} proposes nothing")
            told["focused"] = True
        else:
            _require_value(option, value)
            _resolve(place, told, resolved)
        filled.append(told)
    return filled


def _require_value(option: Json, value: Value) -> None:
    name, kind = option["name"], option["type"]
    allowed = _TYPES.get(kind, (str,))
    if not isinstance(value, allowed) or (kind != BOOLEAN and isinstance(value, bool)):
        raise CommandError(f"{name} takes no {type(value).__name__}")
    choices = [choice["value"] for choice in option.get("choices") or []]
    if choices and value not in choices:
        raise CommandError(f"{name} offers {choices}, not {value!r}")
    size = len(value) if isinstance(value, str) else value
    least, most = ("min_length", "max_length") if kind == STRING else ("min_value", "max_value")
    if size < option.get(least, size) or size > option.get(most, size):
        raise CommandError(f"{name} is too small or too large: {value!r}")


def _resolve(place: Place, told: Json, resolved: Json) -> None:
    """Add what an id in an option stands for."""
    world, guild, value = place.world, place.channel.guild, str(told["value"])
    if told["type"] == USER:
        user = world.users[int(value)]
        resolved.setdefault("users", {})[value] = user_json(user)
        if guild and user.id in guild.members:
            member = member_json(guild.members[user.id])
            member["permissions"] = str(guild_permissions(guild, user))
            resolved.setdefault("members", {})[value] = member
    elif told["type"] == CHANNEL:
        channel = world.channels[int(value)]
        permissions = str(channel_permissions(channel, place.user))
        told_channel = {**channel_json(world, channel), "permissions": permissions}
        resolved.setdefault("channels", {})[value] = told_channel
    elif told["type"] == ROLE and guild:
        role = role_json(guild.roles[int(value)], position=1)
        resolved.setdefault("roles", {})[value] = role
