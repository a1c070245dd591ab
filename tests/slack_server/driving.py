"""The person's side: commands, presses, forms, menus and shortcuts, and what is then seen."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_server.answers import Answer, View
from slack_server.calls import RefusedError
from slack_server.delivering import Acknowledged, Kind, Transport
from slack_server.elements import options_of
from slack_server.fields import CannotError, chosen, elements_of, filled, find_element
from slack_server.interactions import Interactions
from slack_server.payloads import (
    command_payload,
    interaction_payload,
    message_place,
    view_place,
)
from slack_server.shown import message_json
from slack_server.views import Views
from slack_server.world import Channel, Json, Message, User, World

#: Something is counted as all that is seen when nothing has followed for so long, in seconds.
_QUIET = 0.1


@dataclass(slots=True, kw_only=True)
class Driver:
    """Does what people do, by the transport that is set."""

    world: World
    interactions: Interactions
    views: Views
    transport: Transport
    offered: dict[str, list[Json]] = field(default_factory=dict)

    async def command(
        self, user: User, channel: Channel, command: str, text: str, *, wait: float
    ) -> Answer:
        answer = self.interactions.begin(user, channel)
        payload = command_payload(self.world, answer, command, text)
        await self._deliver(Kind.COMMAND, payload, answer)
        if answer.body.get("text") or answer.body.get("blocks"):
            self.interactions.show(answer, answer.body)
        return await _seen(answer, wait)

    async def press(
        self, user: User, message: Message, name: str, value: str, *, wait: float
    ) -> Answer:
        """Press a button, or choose a menu's `value`, on a message."""
        if message.seen_by not in ("", user.id):
            raise CannotError("somebody else's message")
        channel = self.world.channels[message.channel]
        answer = self.interactions.begin(user, channel, source=message)
        block, element = find_element(message.blocks, name)
        action = self._action(block, element, value)
        place = message_place(self.world, message)
        payload = interaction_payload(
            self.world,
            answer,
            "block_actions",
            trigger_id=answer.trigger,
            response_url=answer.response_url,
            actions=[action],
            state={"values": {}},
            **place,
        )
        await self._deliver(Kind.INTERACTIVE, payload, answer)
        return await _seen(answer, wait)

    async def act_in_view(
        self, user: User, view: View, name: str, value: str, *, wait: float
    ) -> Answer:
        """Press a button, or choose a menu's `value`, in a modal."""
        answer = self.interactions.begin(user)
        block, element = find_element(view.body["blocks"], name)
        action = self._action(block, element, value)
        payload = interaction_payload(
            self.world,
            answer,
            "block_actions",
            trigger_id=answer.trigger,
            actions=[action],
            **view_place(view, self.views.shown(view)),
        )
        await self._deliver(Kind.INTERACTIVE, payload, answer)
        return await _seen(answer, wait)

    async def submit(
        self, user: User, view: View, values: Mapping[str, Any], *, wait: float
    ) -> Answer:
        """Fill in a modal and send it; errors are shown in place, or it closes."""
        open_views = self.views.of(user)
        if not open_views or open_views[-1] is not view:
            raise CannotError("this view is not the one on top")
        view.state = filled(view.body["blocks"], values, self.offered)
        answer = self.interactions.begin(user)
        payload = interaction_payload(
            self.world,
            answer,
            "view_submission",
            trigger_id=answer.trigger,
            view=self.views.shown(view),
            response_urls=[],
        )
        acknowledged = await self._deliver(Kind.INTERACTIVE, payload, answer)
        if acknowledged.after is None:
            return answer
        self._after_submission(answer, view)
        return answer if answer.errors else await _seen(answer, wait)

    def _after_submission(self, answer: Answer, view: View) -> None:
        open_views = self.views.of(answer.user)
        action = answer.body.get("response_action")
        if action == "errors":
            known = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
            answer.errors = dict(answer.body.get("errors") or {})
            if not answer.errors or not answer.errors.keys() <= known:
                raise RefusedError("invalid_arguments", errors=sorted(answer.errors))
        elif action == "update":
            self.views.replace(view, answer.body["view"])
            answer.sees(view)
        elif action == "push":
            self.views.add(answer, answer.body["view"], below=view)
        else:
            answer.is_closed = True
            open_views[:] = [] if action == "clear" else open_views[:-1]

    async def suggest(self, user: User, name: str, typed: str) -> list[Json]:
        """Type into a menu that is searched by the app; return the options it shows.

        Nothing is asked before as much is typed as the menu wants (3 characters by default).
        """
        source = self._with_menu(user, name)
        answer = Answer(user=user)  # a search gives neither a trigger nor a response_url
        if isinstance(source, View):
            blocks: list[Json] = source.body["blocks"]
            place = view_place(source, self.views.shown(source))
        else:
            blocks = source.blocks
            answer.channel = self.world.channels[source.channel]
            place = message_place(self.world, source)
        block, element = find_element(blocks, name)
        if len(typed) < element.get("min_query_length", 3):
            return []
        payload = interaction_payload(
            self.world,
            answer,
            "block_suggestion",
            action_id=element["action_id"],
            block_id=block["block_id"],
            value=typed,
            **place,
        )
        await self._deliver(Kind.INTERACTIVE, payload, answer)
        options = options_of(answer.body)
        if len(options) > 100:
            raise RefusedError("invalid_arguments", errors=["more than 100 options"])
        self.offered.setdefault(element["action_id"], []).extend(options)
        return options

    async def shortcut(
        self, user: User, message: Message, callback_id: str, *, wait: float
    ) -> Answer:
        """Use an entry of a message's menu."""
        channel = self.world.channels[message.channel]
        answer = self.interactions.begin(user, channel)
        payload = interaction_payload(
            self.world,
            answer,
            "message_action",
            callback_id=callback_id,
            trigger_id=answer.trigger,
            response_url=answer.response_url,
            action_ts=self.world.new_ts(),
            message_ts=message.ts,
            message=message_json(self.world, message),
        )
        await self._deliver(Kind.INTERACTIVE, payload, answer)
        return await _seen(answer, wait)

    async def event(self, event: Json) -> Acknowledged:
        """Deliver an event; one that is not acknowledged comes again."""
        payload: Json = {
            "type": "event_callback",
            "token": "local",
            "team_id": self.world.team_id,
            "api_app_id": self.world.app_id,
            "event": {**event, "event_ts": self.world.new_ts()},
            "event_id": f"Ev{self.world.new_ts().replace('.', '')}",
            "event_time": int(self.world.clock()),
            "authorizations": [
                {
                    "team_id": self.world.team_id,
                    "user_id": self.world.bot.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
        }
        return await self.transport.deliver(Kind.EVENT, payload)

    async def _deliver(self, kind: Kind, payload: Json, answer: Answer) -> Acknowledged:
        acknowledged = await self.transport.deliver(kind, payload)
        answer.acknowledged_after = acknowledged.after
        answer.body, answer.error = acknowledged.body, acknowledged.error
        return acknowledged

    def _action(self, block: Json, element: Json, value: str) -> Json:
        """Return what a press or a choice says of its element."""
        action: Json = {
            "type": element["type"],
            "action_id": element.get("action_id", ""),
            "block_id": block["block_id"],
            "action_ts": self.world.new_ts(),
        }
        if element["type"] != "button":
            return action | chosen(element, value, self.offered.get(action["action_id"], []))
        pressed = {key: element[key] for key in ("text", "value") if key in element}
        return action | pressed

    def _with_menu(self, user: User, name: str) -> Message | View:
        """Return what holds a menu: somebody's view on top, else the newest message they see."""
        for view in self.views.of(user)[-1:]:
            if _has(view.body["blocks"], name):
                return view
        seen = [
            message
            for channel in self.world.channels.values()
            for message in (*channel.by_ts.values(), *channel.ephemeral)
            if message.seen_by in ("", user.id) and _has(message.blocks, name)
        ]
        if not seen:
            raise CannotError(f"no menu called {name!r} is in sight")
        return max(seen, key=lambda message: message.ts)


def _has(blocks: list[Json], name: str) -> bool:
    return any(
        name in (element.get("action_id"), block.get("block_id"))
        for block, element in elements_of(blocks)
        if element["type"] == "external_select"
    )


async def _seen(answer: Answer, wait: float) -> Answer:
    """Return an answer when something is seen and nothing follows it, or after `wait` seconds."""
    if answer.acknowledged_after is None or not wait:
        return answer
    if not answer.messages and not answer.views:
        try:
            await answer.wait(within=wait)
        except TimeoutError:
            return answer
    count = -1
    while count != len(answer.messages) + len(answer.views):
        count = len(answer.messages) + len(answer.views)
        await asyncio.sleep(_QUIET)
    return answer
