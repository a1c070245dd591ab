"""The Web API with the real slack_sdk: tokens, scopes, bodies, and what can be looked up."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from slack_server import SlackServer
from slack_server.clients import refusal, web_client

Scenario = Callable[[SlackServer, AsyncWebClient], Awaitable[None]]


def run(scenario: Scenario) -> None:
    async def main() -> None:
        async with SlackServer() as server, web_client(server) as client:
            await scenario(server, client)

    asyncio.run(main())


def test_a_public_channel_may_be_posted_to_from_outside_by_scope() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        channel = server.add_channel("news", bot_in=False)
        server.scopes.add("chat:write.public")
        await client.chat_postMessage(channel=channel.id, text="one")
        unread = await refusal(client.conversations_history(channel=channel.id))

        assert len(server.messages(channel.id)) == 1
        assert unread["error"] == "not_in_channel"

    run(scenario)


@pytest.mark.parametrize(
    ("kind", "scope"),
    [("public", "channels:history"), ("private", "groups:history"), ("direct", "im:history")],
)
def test_a_missing_scope_is_named(kind: str, scope: str) -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        channel = server.add_channel("news", private=kind == "private")
        if kind == "direct":
            channel = server.direct(server.add_user("Reader"))
        server.scopes.remove(scope)
        answer = await refusal(client.conversations_history(channel=channel.id))

        assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
        assert answer["provided"] == ",".join(sorted(server.scopes))

    run(scenario)


def test_tokens_are_checked_and_each_has_its_methods() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        named = await client.auth_test()
        wrong = await refusal(client.auth_test(token="xoxb-wrong"))  # noqa: S106 -- a wrong one
        app_level = await refusal(client.auth_test(token=server.app_token))
        bot = await refusal(client.apps_connections_open(app_token=server.bot_token))
        client.token = None
        none = await refusal(client.auth_test())

        assert (named["team_id"], named["user_id"]) == (server.team, server.bot.id)
        assert wrong["error"] == "invalid_auth"
        assert none["error"] == "not_authed"
        assert app_level["error"] == bot["error"] == "not_allowed_token_type"

    run(scenario)


@pytest.mark.parametrize("error", ["account_inactive", "token_revoked"])
def test_an_account_that_is_gone_refuses_everything(error: str) -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        server.faults.account = error

        assert (await refusal(client.auth_test()))["error"] == error

    run(scenario)


def test_forms_and_json_are_both_read_and_reading_methods_take_only_forms() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        channel = server.add_channel("news")
        form = {"channel": channel.id, "text": "form", "blocks": json.dumps([{"type": "divider"}])}
        await client.api_call("chat.postMessage", data=form)
        await client.api_call("chat.postMessage", json={"channel": channel.id, "text": "json"})
        unread = await refusal(
            client.api_call("conversations.history", json={"channel": channel.id})
        )

        first, second = server.messages(channel.id)
        assert (first.text, first.blocks[0]["type"]) == ("form", "divider")
        assert second.text == "json"
        assert unread["errors"] == ["missing required field: channel"]

    run(scenario)


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"{}", "text/plain", "invalid_post_type"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(body: bytes, content_type: str, error: str) -> None:
    async def scenario(server: SlackServer, _client: AsyncWebClient) -> None:
        headers = {"Content-Type": content_type, "Authorization": f"Bearer {server.bot_token}"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{server.api}chat.postMessage", data=body, headers=headers) as response,
        ):
            assert (await response.json())["error"] == error

    run(scenario)


def test_people_groups_and_direct_messages_can_be_looked_up() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        user = server.add_user("Reader", tz="Europe/Kyiv", admin=True, locale="de-DE")
        group = server.add_usergroup([user])
        person = (await client.users_info(user=user.id, include_locale=True))["user"]
        members = await client.usergroups_users_list(usergroup=group.id)
        opened = await client.conversations_open(users=user.id)
        await client.chat_postMessage(channel=opened["channel"]["id"], text="reminder")
        info = await client.conversations_info(channel=opened["channel"]["id"])

        assert (person["tz"], person["locale"], person["is_admin"]) == (
            "Europe/Kyiv",
            "de-DE",
            True,
        )
        assert members["users"] == [user.id]
        assert [m.text for m in server.messages(server.direct(user).id)] == ["reminder"]
        assert info["channel"]["user"] == user.id
        assert (await refusal(client.conversations_open(users="U0")))["error"] == "user_not_found"

    run(scenario)


def test_an_unknown_method_is_refused_and_every_call_is_kept() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient) -> None:
        answer = await refusal(client.api_call("chat.shout"))

        assert answer["error"] == "unknown_method"
        assert [(call.method, call.error) for call in server.requests] == [
            ("chat.shout", "unknown_method")
        ]

    run(scenario)
