"""Routes of registered commands, global ones and those of one server."""

from discord_server.command_rules import CHAT_INPUT, command_faults
from discord_server.problems import invalid_form, refused
from discord_server.records import Json
from discord_server.state import Call, State


def get_commands(state: State, call: Call) -> list[Json]:
    told = _scope(state, call)
    if call.query.get("with_localizations", "false").lower() in ("true", "1"):
        return told
    hidden = ("name_localizations", "description_localizations")
    return [{key: each[key] for key in each if key not in hidden} for each in told]


def put_commands(state: State, call: Call) -> list[Json]:
    """Replace every command of a scope; one that keeps its name and type keeps its id."""
    present = _scope(state, call)
    if not isinstance(call.body, list):
        raise invalid_form(["body: not a list"])
    _require(call.body)
    registered = [_registered(state, call, body, present) for body in call.body]
    present[:] = registered
    return registered


def post_command(state: State, call: Call) -> Json:
    """Add a command, or replace the one of this name and type."""
    present = _scope(state, call)
    body = call.json()
    others = [each for each in present if _key(each) != _key(body)]
    _require([*others, body])
    command = _registered(state, call, body, present)
    present[:] = [*others, command]
    return command


def get_command(state: State, call: Call) -> Json:
    return _one(state, call)


def patch_command(state: State, call: Call) -> Json:
    present = _scope(state, call)
    command = _one(state, call)
    changed = {**command, **call.json(), "version": str(state.world.new_id())}
    _require([changed if each is command else each for each in present])
    command.update(changed)
    return command


def delete_command(state: State, call: Call) -> None:
    _scope(state, call).remove(_one(state, call))


def _require(commands: list[Json]) -> None:
    try:
        faults = list(command_faults(commands))
    except (TypeError, KeyError, AttributeError) as error:
        faults = [f"body: not of the form of commands ({error!r})"]
    if faults:
        raise invalid_form(faults)


def _scope(state: State, call: Call) -> list[Json]:
    if call.id("application_id") != state.world.application_id:
        raise refused(20012)
    guild = call.id("guild_id") if "guild_id" in call.parts else None
    if guild is not None and guild not in state.world.guilds:
        raise refused(50001)
    return state.world.commands.setdefault(guild, [])


def _one(state: State, call: Call) -> Json:
    wanted = str(call.id("command_id"))
    for command in _scope(state, call):
        if command["id"] == wanted:
            return command
    raise refused(10063)


def _key(command: Json) -> tuple[int, str]:
    return command.get("type", CHAT_INPUT), command["name"]


def _registered(state: State, call: Call, body: Json, present: list[Json]) -> Json:
    known = {_key(each): each["id"] for each in present}
    command = {
        "description": "",
        "nsfw": False,
        **body,
        "id": known.get(_key(body)) or str(state.world.new_id()),
        "type": body.get("type", CHAT_INPUT),
        "application_id": str(state.world.application_id),
        "version": str(state.world.new_id()),
    }
    needed = body.get("default_member_permissions")
    command["default_member_permissions"] = None if needed is None else str(needed)
    if "guild_id" in call.parts:
        command["guild_id"] = call.parts["guild_id"]
    return command
