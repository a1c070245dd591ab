"""Buttons, menus, modals and shortcuts with the real slack_bolt, by both transports."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook import WebhookResponse

from slack_server import CannotError, Channel, Limits, Message, SlackServer, User
from slack_server.clients import bolt_app, by_requests, by_socket

Json = dict[str, Any]
Ack = Callable[..., Awaitable[None]]
OPTIONS = [
    {"text": {"type": "plain_text", "text": name}, "value": name.lower()}
    for name in ("Energy", "Enlargement")
]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def field(name: str, element: Json) -> Json:
    element = {"action_id": name, **element}
    return {"type": "input", "block_id": name, "label": plain(name), "element": element}


MODAL = {
    "type": "modal",
    "callback_id": "remind",
    "title": plain("Remind me"),
    "submit": plain("Save"),
    "private_metadata": "kyiv-talks",
    "blocks": [
        field("when", {"type": "plain_text_input"}),
        field("topic", {"type": "external_select", "min_query_length": 1}),
    ],
}
BLOCKS = [
    {
        "type": "actions",
        "block_id": "buttons",
        "elements": [
            {"type": "button", "action_id": "v1:snooze:abc", "text": plain("Snooze")},
            {"type": "external_select", "action_id": "topic", "min_query_length": 2},
        ],
    }
]


@pytest.fixture(params=["socket", "http"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@asynccontextmanager
async def connected(server: SlackServer, app: AsyncApp, mode: str) -> AsyncIterator[None]:
    async with by_socket(server, app) if mode == "socket" else by_requests(server, app):
        yield


def run(scenario: Callable[[SlackServer, AsyncApp], Awaitable[None]]) -> None:
    async def main() -> None:
        limits = Limits(acknowledge_seconds=1.0)
        async with SlackServer(limits) as server, bolt_app(server) as app:
            await scenario(server, app)

    asyncio.run(main())


async def posted(server: SlackServer, app: AsyncApp) -> tuple[User, Channel, Message]:
    user, channel = server.add_user("Reader"), server.add_channel("news")
    await app.client.chat_postMessage(channel=channel.id, text="Reminder", blocks=BLOCKS)
    return user, channel, server.messages(channel.id)[0]


def test_a_press_carries_the_message_and_can_replace_it(mode: str) -> None:
    async def scenario(server: SlackServer, app: AsyncApp) -> None:
        seen: list[Json] = []

        @app.action("v1:snooze:abc")
        async def snooze(ack: Ack, body: Json, respond: Ack) -> None:
            await ack()
            seen.append(body)
            await respond("Snoozed until 9:00")
            await respond("Reminder, snoozed", replace_original=True)

        user, _channel, message = await posted(server, app)
        async with connected(server, app, mode):
            answer = await server.press(user, message, "v1:snooze:abc")

        assert [one.text for one in answer.messages] == ["Snoozed until 9:00", "Reminder, snoozed"]
        assert (message.text, message.blocks) == ("Reminder, snoozed", [])
        assert seen[0]["message"]["ts"] == message.ts
        assert seen[0]["actions"][0]["block_id"] == "buttons"

    run(scenario)


def test_a_searched_menu_asks_from_as_many_characters_as_it_says(mode: str) -> None:
    async def scenario(server: SlackServer, app: AsyncApp) -> None:
        asked = []

        @app.options("topic")
        async def topics(ack: Ack, payload: Json) -> None:
            asked.append(payload["value"])
            await ack(options=OPTIONS)

        @app.action("topic")
        async def chosen(ack: Ack, respond: Ack, payload: Json) -> None:
            await ack()
            await respond(f"You chose {payload['selected_option']['value']}")

        user, _channel, message = await posted(server, app)
        async with connected(server, app, mode):
            assert await server.suggest(user, "topic", "e") == []
            options = await server.suggest(user, "topic", "en")
            answer = await server.press(user, message, "topic", "energy")
            with pytest.raises(CannotError):
                await server.press(user, message, "topic", "never offered")

        assert asked == ["en"]
        assert options == OPTIONS
        assert answer.text == "You chose energy"

    run(scenario)


def test_a_modal_shows_errors_in_place_and_closes_when_it_is_right(mode: str) -> None:
    async def scenario(server: SlackServer, app: AsyncApp) -> None:
        @app.command("/brief")
        async def brief(ack: Ack, command: Json, client: AsyncWebClient) -> None:
            await ack()
            await client.views_open(trigger_id=command["trigger_id"], view=MODAL)

        @app.options("topic")
        async def topics(ack: Ack) -> None:
            await ack(options=OPTIONS)

        @app.view("remind")
        async def submitted(ack: Ack, body: Json, view: Json, client: AsyncWebClient) -> None:
            values = view["state"]["values"]
            if values["when"]["when"]["value"] != "1h":
                await ack(response_action="errors", errors={"when": "Not a time"})
                return
            await ack()
            topic = values["topic"]["topic"]["selected_option"]["value"]
            text = f"{view['private_metadata']} {topic}"
            await client.chat_postEphemeral(channel=channel.id, user=body["user"]["id"], text=text)

        user, channel = server.add_user("Reader"), server.add_channel("news")
        async with connected(server, app, mode):
            opened = await server.run_command(user, channel, "/brief", "remind")
            (view,) = opened.views
            await server.suggest(user, "topic", "e")
            with pytest.raises(CannotError):
                await server.submit_view(user, view, {"when": "1h"})
            wrong = await server.submit_view(user, view, {"when": "x", "topic": "energy"})
            assert server.views(user) == [view]
            right = await server.submit_view(user, view, {"when": "1h", "topic": "energy"})

        assert (wrong.errors, wrong.is_closed) == ({"when": "Not a time"}, False)
        assert (right.errors, right.is_closed) == ({}, True)
        assert right.text == "kyiv-talks energy"
        assert server.views(user) == []

    run(scenario)


def test_a_message_shortcut_carries_the_message(mode: str) -> None:
    async def scenario(server: SlackServer, app: AsyncApp) -> None:
        @app.shortcut("brief_this")
        async def brief_this(ack: Ack, shortcut: Json, respond: Ack) -> None:
            await ack()
            await respond(f"About: {shortcut['message']['text']}")

        user, channel = server.add_user("Reader"), server.add_channel("news")
        message = server.say(user, channel, "https://example.org/energy")
        async with connected(server, app, mode):
            answer = await server.use_shortcut(user, message, "brief_this")

        assert answer.text == "About: https://example.org/energy"

    run(scenario)


def test_an_invitation_is_told_by_an_event(mode: str) -> None:
    async def scenario(server: SlackServer, app: AsyncApp) -> None:
        joined = []

        @app.event("member_joined_channel")
        async def welcome(event: Json) -> None:
            joined.append((event["channel"], event["inviter"]))

        user, channel = server.add_user("Reader"), server.add_channel("news", bot_in=False)
        async with connected(server, app, mode):
            acknowledged = await server.invite(channel, by=user)

        assert acknowledged.after is not None
        assert joined == [(channel.id, user.id)]
        assert channel.has_bot

    run(scenario)


def test_requests_are_signed_forms_and_repeated_under_a_number() -> None:
    async def scenario(server: SlackServer, app: AsyncApp) -> None:
        numbers = []
        types = set()

        @app.command("/brief")
        async def brief(ack: Ack, req: Any) -> None:  # noqa: ANN401 -- bolt names it so
            numbers.append(req.headers.get("x-slack-retry-num"))
            types.update(req.headers["content-type"])
            await ack("heard")

        user, channel = server.add_user("Reader"), server.add_channel("news")
        async with by_requests(server, app):
            server.faults.redeliveries = 1
            answer = await server.run_command(user, channel, "/brief")
            assert await server.verify_url()

        assert answer.text == "heard"
        assert numbers == [None, ["1"]]
        assert types == {"application/x-www-form-urlencoded"}

    run(scenario)


@pytest.mark.parametrize(
    ("name", "value"), [("signing_secret", "another"), ("clock_skew", -301), ("clock_skew", 301)]
)
def test_a_request_that_is_signed_wrongly_or_too_old_is_refused(name: str, value: object) -> None:
    async def scenario(server: SlackServer, app: AsyncApp) -> None:
        @app.command("/brief")
        async def brief(ack: Ack) -> None:
            await ack("heard")

        setattr(server.faults, name, value)
        user, channel = server.add_user("Reader"), server.add_channel("news")
        async with by_requests(server, app):
            answer = await server.run_command(user, channel, "/brief")

        assert answer.error == "dispatch_failed"
        assert server.signed.statuses == [401]
        assert answer.messages == []

    run(scenario)


def test_what_is_sent_to_a_response_url_can_go_wrong_too() -> None:
    async def scenario(server: SlackServer, app: AsyncApp) -> None:
        statuses = []

        @app.command("/brief")
        async def brief(ack: Ack, respond: Callable[..., Awaitable[WebhookResponse]]) -> None:
            await ack()
            statuses.append((await respond("refused")).status_code)
            statuses.append((await respond("taken")).status_code)

        user, channel = server.add_user("Reader"), server.add_channel("news")
        async with by_socket(server, app):
            server.faults.fail("response_url", "invalid_blocks", status=400)
            answer = await server.run_command(user, channel, "/brief")

        assert statuses == [400, 200]
        assert answer.text == "taken"

    run(scenario)
