"""People at their apps: they run commands, type, press, submit, and see what comes back."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from discord_server.command_rules import CHAT_INPUT, MESSAGE_MENU
from discord_server.commands import CommandError, Place, Value, fill, find, menu_data
from discord_server.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    Interaction,
    Seen,
)
from discord_server.objects import channel_json, member_json, message_json, user_json
from discord_server.permissions import VIEW_CHANNEL, channel_permissions
from discord_server.records import Channel, Json, Message, User
from discord_server.state import State

#: How long a person looks at "is thinking" before giving up, in seconds.
PATIENCE = 10.0

BUTTON = 2
STRING_SELECT = 3

_ATTACHMENT_LIMIT = 10_485_760


@dataclass(slots=True, eq=False)
class People:
    """What anybody can do. `patience` is how long they wait for more than an acknowledgement."""

    state: State
    patience: float = PATIENCE

    async def run_command(
        self,
        user: User,
        channel: Channel,
        *words: str | Mapping[str, Value],
        locale: str | None = None,
    ) -> Seen:
        """Run "/brief latest topic:energy": the words, then the options."""
        path, options = _split(words)
        place = self._place(user, channel)
        data = fill(place, find(place, path[0], CHAT_INPUT), path[1:], options)
        return await self._interact(place, COMMAND, data, locale=locale)

    async def autocomplete(
        self,
        user: User,
        channel: Channel,
        *words: str | Mapping[str, Value],
        focused: str,
        locale: str | None = None,
    ) -> list[Json]:
        """Type into an option and return what is proposed. Raises TimeoutError without answer."""
        path, options = _split(words)
        place = self._place(user, channel)
        command = find(place, path[0], CHAT_INPUT)
        data = fill(place, command, path[1:], options, focused=focused)
        seen = await self._interact(place, AUTOCOMPLETE, data, locale=locale)
        if seen.acknowledged_after is None:
            raise TimeoutError("no proposals came in time")
        return seen.choices

    async def press(
        self,
        user: User,
        message: Message,
        custom_id: str,
        *,
        values: list[str] | None = None,
        locale: str | None = None,
    ) -> Seen:
        """Press a button, or choose `values` in a select. Raises CommandError without it."""
        if message.origin and message.is_ephemeral and message.origin["user"]["id"] != str(user.id):
            raise CommandError("this person cannot see the message")
        component = _component(message.components, custom_id)
        if component is None:
            raise CommandError(f"the message has no {custom_id!r}")
        if component.get("disabled"):
            raise CommandError(f"{custom_id!r} is disabled")
        data: Json = {"custom_id": custom_id, "component_type": component["type"]}
        if component["type"] != BUTTON:
            data["values"] = _chosen(component, values or [])
        place = self._place(user, message.channel)
        return await self._interact(place, COMPONENT, data, source=message, locale=locale)

    async def submit_modal(
        self, user: User, seen: Seen, texts: Mapping[str, str], *, locale: str | None = None
    ) -> Seen:
        """Fill in the form an answer has opened: texts by the fields' custom_id."""
        if seen.modal is None:
            raise CommandError("no form is open")
        data = {
            "custom_id": seen.modal["custom_id"],
            "components": _filled_in(seen.modal["components"], texts),
        }
        opened = seen.interaction
        place = self._place(user, opened.channel)
        return await self._interact(place, MODAL_SUBMIT, data, source=opened.source, locale=locale)

    async def use_message_menu(
        self, user: User, message: Message, name: str, *, locale: str | None = None
    ) -> Seen:
        """Choose a command from the menu of a message."""
        place = self._place(user, message.channel)
        data = menu_data(place, find(place, name, MESSAGE_MENU), message)
        return await self._interact(place, COMMAND, data, locale=locale)

    async def deliver_again(self, seen: Seen) -> Seen:
        """Deliver an interaction a second time, as Discord has it that knows of no answer yet.

        Its token is another one, or the acknowledgement alone would be refused.
        """
        first, world = seen.interaction, self.state.world
        token = secrets.token_urlsafe(48)
        again = Interaction(
            first.id, first.kind, token, first.user, first.channel, world.seconds(), first.source
        )
        again.told = {**first.told, "token": token}
        return await self._deliver(again)

    def _place(self, user: User, channel: Channel) -> Place:
        if not channel_permissions(channel, user) & VIEW_CHANNEL:
            raise CommandError("this person cannot see the channel")
        return Place(self.state.world, user, channel)

    async def _interact(
        self,
        place: Place,
        kind: int,
        data: Json,
        *,
        source: Message | None = None,
        locale: str | None,
    ) -> Seen:
        world = self.state.world
        token = secrets.token_urlsafe(48)
        interaction = Interaction(
            world.new_id(), kind, token, place.user, place.channel, world.seconds(), source=source
        )
        interaction.told = self._told(place, interaction, data, locale=locale or place.user.locale)
        return await self._deliver(interaction)

    async def _deliver(self, interaction: Interaction) -> Seen:
        self.state.interactions[interaction.token] = interaction
        guild = interaction.channel.guild
        self.state.gateway.dispatch("INTERACTION_CREATE", interaction.told, guild=guild)
        answered = await interaction.until(
            lambda: interaction.callback is not None,
            seconds=self.state.settings.interaction_deadline,
        )
        if answered:
            await interaction.until(lambda: interaction.is_shown, seconds=self.patience)
        return Seen(interaction)

    def _told(self, place: Place, interaction: Interaction, data: Json, *, locale: str) -> Json:
        world, channel = place.world, place.channel
        shown = channel_json(world, channel)
        told: Json = {
            "id": str(interaction.id),
            "application_id": str(world.application_id),
            "type": interaction.kind,
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel": {**shown, "permissions": str(channel_permissions(channel, place.user))},
            "channel_id": str(channel.id),
            "app_permissions": str(channel_permissions(channel, world.bot)),
            "locale": locale,
            "entitlements": [],
            "attachment_size_limit": _ATTACHMENT_LIMIT,
            "context": 0 if channel.guild else 1,
        }
        if interaction.source is not None:
            told["message"] = message_json(world, interaction.source)
        if channel.guild is None:
            told["user"] = user_json(place.user)
            told["authorizing_integration_owners"] = {"0": "0"}
            return told
        guild = channel.guild
        told["guild_id"] = str(guild.id)
        told["guild"] = {"id": str(guild.id), "locale": guild.locale, "features": []}
        told["guild_locale"] = guild.locale
        told["authorizing_integration_owners"] = {"0": str(guild.id)}
        told["member"] = {
            **member_json(guild.members[place.user.id]),
            "user": user_json(place.user),
            "permissions": str(channel_permissions(channel, place.user)),
        }
        return told


def _split(
    words: tuple[str | Mapping[str, Value], ...],
) -> tuple[list[str], Mapping[str, Value]]:
    path = [word for word in words if isinstance(word, str)]
    options = words[-1] if words and not isinstance(words[-1], str) else {}
    if len(path) + bool(len(path) < len(words)) != len(words) or not path:
        raise CommandError("a command is its words, then at most one mapping of options")
    return path, options


def _chosen(select: Json, values: list[str]) -> list[str]:
    offered = {option["value"] for option in select.get("options") or []}
    if select["type"] == STRING_SELECT and not offered.issuperset(values):
        raise CommandError(f"{select['custom_id']!r} offers {sorted(offered)}, not {values}")
    if not select.get("min_values", 1) <= len(values) <= select.get("max_values", 1):
        raise CommandError(f"{select['custom_id']!r} does not take {len(values)} values")
    return values


def _component(components: list[Json], custom_id: str) -> Json | None:
    for component in components:
        if component.get("custom_id") == custom_id:
            return component
        inner = [*(component.get("components") or [])]
        if "accessory" in component:
            inner.append(component["accessory"])
        found = _component(inner, custom_id)
        if found is not None:
            return found
    return None


def _filled_in(components: list[Json], texts: Mapping[str, str]) -> list[Json]:
    """Return a form's components as they are submitted: rows, and labels around one field."""
    filled = []
    for component in components:
        told: dict[str, Any] = {"type": component["type"]}
        if "components" in component:
            told["components"] = _filled_in(component["components"], texts)
        if "component" in component:
            told["component"] = _filled_in([component["component"]], texts)[0]
        if "custom_id" in component:
            identity = component["custom_id"]
            text = texts.get(identity, component.get("value") or "")
            if component.get("required", True) and not text:
                raise CommandError(f"{identity!r} must be filled in")
            told |= {"custom_id": identity, "value": text}
        filled.append(told)
    return filled
