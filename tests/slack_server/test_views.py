"""How long triggers and response_urls are good, and how views are kept up to date."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from slack_server import CannotError, SlackServer
from slack_server.clients import bolt_app, by_socket, web_client
from slack_server.fields import filled

Json = dict[str, Any]
Ack = Callable[..., Awaitable[None]]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def option(name: str) -> Json:
    return {"text": plain(name), "value": name.lower()}


def field(name: str, *, optional: bool, **element: object) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(name),
        "optional": optional,
        "element": {"action_id": name, **element},
    }


MODAL = {"type": "modal", "title": plain("Settings"), "blocks": [{"type": "divider"}]}
FORM: Json = {
    "type": "modal",
    "title": plain("Form"),
    "submit": plain("Save"),
    "blocks": [
        field("zone", optional=False, type="static_select", options=[option("Kyiv")]),
        field(
            "hours",
            optional=True,
            type="checkboxes",
            options=[option("24 h")],
            initial_options=[option("24 h")],
        ),
        field("day", optional=True, type="datepicker", initial_date="2026-01-10"),
        field("note", optional=True, type="plain_text_input", max_length=10),
    ],
}


def test_a_trigger_opens_one_view_and_only_for_three_seconds() -> None:
    now = [1_800_000_000.0]

    async def main() -> None:
        server = SlackServer(clock=lambda: now[0])
        async with server, web_client(server) as client:
            user, channel = server.add_user("Reader"), server.add_channel("news")

            async def opened(trigger: str) -> str:
                try:
                    await client.views_open(trigger_id=trigger, view=MODAL)
                except SlackApiError as error:
                    return str(error.response["error"])
                return "ok"

            first = server.interactions.begin(user, channel).trigger
            late = server.interactions.begin(user, channel).trigger
            assert await opened("123.456") == "invalid_trigger_id"
            assert await opened(first) == "ok"
            assert await opened(first) == "exchanged_trigger_id"
            now[0] += 3.1
            assert await opened(late) == "expired_trigger_id"

    asyncio.run(main())


def test_a_response_url_is_good_for_five_messages_and_half_an_hour() -> None:
    now = [1_800_000_000.0]
    server = SlackServer(clock=lambda: now[0])
    user, channel = server.add_user("Reader"), server.add_channel("news")
    used, late = (server.interactions.begin(user, channel) for _ in range(2))

    def respond(url: str) -> object:
        status, body = server.interactions.respond(url.rpartition("/")[2], {"text": "one"})
        return status if isinstance(body, str) else body["error"]

    assert [respond(used.response_url) for _ in range(6)] == [200] * 5 + ["used_url"]
    now[0] += 1801
    assert respond(late.response_url) == "expired_url"
    assert respond("unknown") == "invalid_url"
    assert len(server.ephemeral(user, channel)) == 5


def test_a_view_can_be_updated_by_whoever_saw_its_last_state() -> None:
    async def main() -> None:
        async with SlackServer() as server, web_client(server) as client:
            user, channel = server.add_user("Reader"), server.add_channel("news")
            trigger = server.interactions.begin(user, channel).trigger
            view = (await client.views_open(trigger_id=trigger, view=MODAL))["view"]
            other = {**MODAL, "title": plain("Reminder")}
            await client.views_update(view_id=view["id"], hash=view["hash"], view=other)
            with pytest.raises(SlackApiError, match="hash_conflict"):
                await client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)

            assert server.views(user)[0].body["title"] == plain("Reminder")

    asyncio.run(main())


def test_at_most_three_views_lie_on_each_other() -> None:
    async def main() -> None:
        async with SlackServer() as server, web_client(server) as client:
            user, channel = server.add_user("Reader"), server.add_channel("news")

            def trigger() -> str:
                return server.interactions.begin(user, channel).trigger

            await client.views_open(trigger_id=trigger(), view=MODAL)
            for _ in range(2):
                await client.views_push(trigger_id=trigger(), view=MODAL)
            with pytest.raises(SlackApiError, match="push_limit_reached"):
                await client.views_push(trigger_id=trigger(), view=MODAL)

            first, second, third = server.views(user)
            assert third.previous == second.id
            assert third.root == second.root == first.id

    asyncio.run(main())


@pytest.mark.parametrize("action", ["update", "push", "clear"])
def test_a_submission_can_be_answered_with_another_view(action: str) -> None:
    async def main() -> None:
        async with SlackServer() as server, bolt_app(server) as app:

            @app.view("")
            async def submitted(ack: Ack) -> None:
                view = {} if action == "clear" else {"view": MODAL}
                await ack(response_action=action, **view)

            user, channel = server.add_user("Reader"), server.add_channel("news")
            async with by_socket(server, app):
                trigger = server.interactions.begin(user, channel).trigger
                await app.client.views_open(trigger_id=trigger, view=FORM)
                (view,) = server.views(user)
                answer = await server.submit_view(user, view, {"zone": "kyiv"}, wait=0)

            expected = {"update": ["Settings"], "push": ["Form", "Settings"], "clear": []}
            titles = [one.body["title"]["text"] for one in server.views(user)]
            assert titles == expected[action]
            assert answer.is_closed is (action == "clear")

    asyncio.run(main())


def test_fields_are_filled_in_as_a_person_could() -> None:
    blocks = FORM["blocks"]

    untouched = filled(blocks, {"zone": "Kyiv"}, {})
    assert untouched["zone"]["zone"]["selected_option"]["value"] == "kyiv"
    assert untouched["hours"]["hours"]["selected_options"] == [option("24 h")]
    assert untouched["day"]["day"]["selected_date"] == "2026-01-10"
    assert untouched["note"]["note"]["value"] is None

    given = filled(blocks, {"zone": "kyiv", "hours": [], "day": "2026-02-01", "note": "x"}, {})
    assert given["hours"]["hours"]["selected_options"] == []
    assert given["day"]["day"]["selected_date"] == "2026-02-01"
    assert given["note"]["note"]["value"] == "x"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, "required"),
        ({"zone": "Atlantis"}, "not offered"),
        ({"zone": "kyiv", "note": "x" * 11}, "longer than the field takes"),
        ({"zone": "kyiv", "colour": "red"}, "nothing here is called 'colour'"),
    ],
)
def test_what_a_person_could_not_fill_in_is_refused(values: Json, reason: str) -> None:
    with pytest.raises(CannotError, match=reason):
        filled(FORM["blocks"], values, {})
