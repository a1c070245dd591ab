"""Routes of the account: who the bot is, where the gateway is, its servers."""

from discord_server.objects import guild_json, member_json, user_json
from discord_server.problems import refused
from discord_server.records import Guild, Json
from discord_server.state import Call, State


def me(state: State, _: Call) -> Json:
    return {**user_json(state.world.bot), "email": None, "verified": True, "flags": 0}


def application(state: State, _: Call) -> Json:
    world = state.world
    return {
        "id": str(world.application_id),
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "owner": {**user_json(world.bot), "bot": False},
        "bot": user_json(world.bot),
    }


def gateway(state: State, _: Call) -> Json:
    return {"url": state.gateway.url}


def gateway_of_bot(state: State, _: Call) -> Json:
    starts = state.gateway.limits.session_starts
    limit = {
        "total": starts,
        "remaining": max(0, starts - state.gateway.identified),
        "reset_after": 86_400_000,
        "max_concurrency": state.gateway.limits.max_concurrency,
    }
    return {"url": state.gateway.url, "shards": state.settings.shards, "session_start_limit": limit}


def guild(state: State, call: Call) -> Json:
    told = guild_json(state.world, _guild(state, call))
    return {key: told[key] for key in told if key not in ("channels", "threads", "members")}


def guild_channels(state: State, call: Call) -> list[Json]:
    told: list[Json] = guild_json(state.world, _guild(state, call))["channels"]
    return told


def member(state: State, call: Call) -> Json:
    found = _guild(state, call).members.get(call.id("user_id"))
    if found is None:
        raise refused(10013)
    return {**member_json(found), "user": user_json(found.user)}


def user(state: State, call: Call) -> Json:
    found = state.world.users.get(call.id("user_id"))
    if found is None:
        raise refused(10013)
    return user_json(found)


def leave(state: State, call: Call) -> None:
    left = _guild(state, call)
    state.gateway.dispatch("GUILD_DELETE", {"id": str(left.id)}, guild=left)
    state.world.remove_guild(left)


def _guild(state: State, call: Call) -> Guild:
    found = state.world.guilds.get(call.id("guild_id"))
    if found is None:
        raise refused(10004)
    return found
