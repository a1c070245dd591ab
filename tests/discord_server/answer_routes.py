"""Routes of answers to interactions: the first one, later ones, and changes to them.

https://docs.discord.com/developers/interactions/receiving-and-responding
"""

from discord_server.interactions import (
    ANSWERS,
    CHOICES,
    DEFER_REPLY,
    DEFER_UPDATE,
    MODAL,
    REPLY,
    UPDATE,
    Interaction,
)
from discord_server.objects import message_json, user_json
from discord_server.posts import change, new_message, publish, remove, tell
from discord_server.problems import invalid_form, refused
from discord_server.records import EPHEMERAL, LOADING, Json, Message
from discord_server.state import Call, State
from discord_server.validation import require_message

_MOST_CHOICES = 25
_MOST_CHARACTERS = 100


def callback(state: State, call: Call) -> Json | None:
    """Take the first answer, within the deadline and only once."""
    interaction = state.interactions.get(call.parts["interaction_token"])
    now = state.world.seconds()
    if interaction is None or str(interaction.id) != call.parts["interaction_id"]:
        raise refused(10062)
    if interaction.callback is not None:
        raise refused(40060)
    if now - interaction.began > state.settings.interaction_deadline:
        raise refused(10062)
    body = call.json()
    kind, data = body.get("type"), body.get("data") or {}
    if kind not in ANSWERS[interaction.kind]:
        raise invalid_form([f"type: {kind} is no answer to an interaction of this type"])
    _apply(state, interaction, kind, data, files=call.files)
    interaction.callback, interaction.answered = kind, now
    interaction.note()
    return _told(state, interaction) if call.query.get("with_response") else None


def follow_up(state: State, call: Call) -> Json:
    """Add a message; after a deferred reply, the first one takes the place of the waiting one."""
    interaction = _interaction(state, call)
    body = call.json()
    require_message({**body, "files": call.files} if call.files else body, may_hide=True)
    original = interaction.original
    if original is not None and original.flags & LOADING:
        _fill(state, interaction, body)
        original.attachments = call.files
        return message_json(state.world, original)
    message = _new(state, interaction, body, files=call.files)
    _show(state, interaction, message)
    return message_json(state.world, message)


def get_answer(state: State, call: Call) -> Json:
    return message_json(state.world, _answer(_interaction(state, call), call))


def edit_answer(state: State, call: Call) -> Json:
    """Change one of the messages; the waiting one becomes a real one."""
    interaction = _interaction(state, call)
    message = _answer(interaction, call)
    body = call.json()
    if message.flags & LOADING:
        _fill(state, interaction, body)
        return message_json(state.world, message)
    change(state, message, body)
    interaction.edits += 1
    interaction.note()
    return message_json(state.world, message)


def delete_answer(state: State, call: Call) -> None:
    interaction = _interaction(state, call)
    message = _answer(interaction, call)
    if message in interaction.messages:
        interaction.messages.remove(message)
    if interaction.original is message:
        interaction.original = None
    remove(state, message)
    interaction.note()


def _apply(
    state: State, interaction: Interaction, kind: int, data: Json, *, files: list[Json]
) -> None:
    if kind == REPLY:
        require_message({**data, "files": files} if files else data, may_hide=True)
        interaction.original = _new(state, interaction, data, files=files)
        _show(state, interaction, interaction.original)
    elif kind == DEFER_REPLY:
        if (data.get("flags") or 0) & ~EPHEMERAL:
            raise invalid_form(["flags: a deferred answer can only be ephemeral"])
        interaction.original = _new(state, interaction, data, files=[])
        interaction.original.flags |= LOADING
        _show(state, interaction, interaction.original)
    elif kind in (UPDATE, DEFER_UPDATE):
        if interaction.source is None:
            raise invalid_form(["type: there is no message to update"])
        interaction.original = interaction.source
        if kind == UPDATE:
            change(state, interaction.source, data)
    elif kind == CHOICES:
        interaction.choices = _checked_choices(data)
    elif kind == MODAL:
        interaction.modal = _checked_modal(data)


def _new(state: State, interaction: Interaction, body: Json, *, files: list[Json]) -> Message:
    message = new_message(state, interaction.channel, state.world.bot, body)
    message.flags |= (body.get("flags") or 0) & EPHEMERAL
    message.attachments = files
    message.application_id = state.world.application_id
    message.origin = {
        "id": str(interaction.id),
        "type": interaction.kind,
        "user": user_json(interaction.user),
        "authorizing_integration_owners": {},
    }
    return message


def _show(state: State, interaction: Interaction, message: Message) -> None:
    interaction.messages.append(message)
    if not message.is_ephemeral:
        publish(state, message)
    interaction.note()


def _fill(state: State, interaction: Interaction, body: Json) -> None:
    """Put a body into the waiting message, which stays as private as it was announced."""
    message = interaction.original
    if message is None:
        raise refused(10008)
    require_message({key: body[key] for key in body if body[key] is not None}, may_hide=True)
    filled = new_message(state, message.channel, message.author, body)
    message.body = body
    message.flags = filled.flags | message.flags & EPHEMERAL
    tell(state, "MESSAGE_UPDATE", message)
    interaction.note()


def _interaction(state: State, call: Call) -> Interaction:
    if call.id("webhook_id") != state.world.application_id:
        raise refused(10015)
    interaction = state.interactions.get(call.parts["webhook_token"])
    if interaction is None or interaction.callback is None:
        raise refused(10015)
    if state.world.seconds() - interaction.began > state.settings.interaction_life:
        raise refused(50027)
    return interaction


def _answer(interaction: Interaction, call: Call) -> Message:
    if "message_id" not in call.parts:
        if interaction.original is None:
            raise refused(10008)
        return interaction.original
    wanted = call.id("message_id")
    for message in interaction.messages:
        if message.id == wanted:
            return message
    raise refused(10008)


def _told(state: State, interaction: Interaction) -> Json:
    told: Json = {"id": str(interaction.id), "type": interaction.kind}
    resource: Json = {"type": interaction.callback}
    if interaction.original is not None:
        told |= {
            "response_message_id": str(interaction.original.id),
            "response_message_loading": bool(interaction.original.flags & LOADING),
            "response_message_ephemeral": interaction.original.is_ephemeral,
        }
        resource["message"] = message_json(state.world, interaction.original)
    return {"interaction": told, "resource": resource}


def _checked_choices(data: Json) -> list[Json]:
    choices: list[Json] = data.get("choices") or []
    faults = []
    if len(choices) > _MOST_CHOICES:
        faults.append(f"choices: {len(choices)} of {_MOST_CHOICES}")
    for choice in choices:
        if not 1 <= len(choice.get("name", "")) <= _MOST_CHARACTERS:
            faults.append("choices: a name is not of 1-100 characters")
        if not 0 < len(str(choice.get("value", ""))) <= _MOST_CHARACTERS:
            faults.append("choices: a value is not of 1-100 characters")
    if faults:
        raise invalid_form(faults)
    return choices


def _checked_modal(data: Json) -> Json:
    faults = []
    if not 1 <= len(data.get("title", "")) <= 45:
        faults.append("title: not of 1-45 characters")
    if not 1 <= len(data.get("custom_id", "")) <= _MOST_CHARACTERS:
        faults.append("custom_id: not of 1-100 characters")
    if not 1 <= len(data.get("components") or []) <= 5:
        faults.append("components: not 1-5")
    if faults:
        raise invalid_form(faults)
    return data
