"""Socket Mode with the real slack_bolt: what people do, and what goes wrong on the way."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from slack_server import Answer, Limits, SlackServer
from slack_server.clients import bolt_app, by_socket, web_client

Json = dict[str, Any]
Ack = Callable[..., Awaitable[None]]


def run(scenario: Callable[[SlackServer], Awaitable[None]], limits: Limits | None = None) -> None:
    async def main() -> None:
        async with SlackServer(limits) as server:
            await scenario(server)

    asyncio.run(main())


async def _latest(server: SlackServer, text: str = "latest", *, wait: float = 2.0) -> Answer:
    user, channel = server.add_user("Reader"), server.add_channel("news")
    return await server.run_command(user, channel, "/brief", text, wait=wait)


def test_a_command_is_acknowledged_and_answered_by_its_response_url() -> None:
    async def scenario(server: SlackServer) -> None:
        async with bolt_app(server) as app:

            @app.command("/brief")
            async def brief(ack: Ack, respond: Ack, command: Json) -> None:
                await ack()
                await respond(text=f"You asked: {command['text']}")

            async with by_socket(server, app):
                answer = await _latest(server, "latest topic:energy")

        assert answer.acknowledged_after is not None
        assert answer.acknowledged_after < 1
        assert answer.text == "You asked: latest topic:energy"
        assert [message.seen_by for message in answer.messages] == [answer.user.id]

    run(scenario)


def test_what_comes_with_the_acknowledgement_is_seen_by_whom_it_says() -> None:
    async def scenario(server: SlackServer) -> None:
        async with bolt_app(server) as app:

            @app.command("/brief")
            async def brief(ack: Ack, command: Json) -> None:
                kind = "in_channel" if command["text"] == "all" else "ephemeral"
                await ack(text="Here", response_type=kind)

            async with by_socket(server, app):
                private = await _latest(server, "me")
                shared = await _latest(server, "all")

        assert private.messages[0].seen_by == private.user.id
        assert shared.messages[0].seen_by == ""
        assert shared.channel is not None
        assert server.messages(shared.channel.id) == shared.messages
        assert private.channel is not None
        assert server.messages(private.channel.id) == []
        assert server.ephemeral(private.user, private.channel) == private.messages

    run(scenario)


def test_a_command_nobody_hears_fails_at_once() -> None:
    async def scenario(server: SlackServer) -> None:
        answer = await _latest(server)

        assert answer.error == "dispatch_failed"
        assert answer.acknowledged_after is None

    run(scenario)


def test_a_late_acknowledgement_counts_as_none() -> None:
    async def scenario(server: SlackServer) -> None:
        async with bolt_app(server) as app:

            @app.command("/brief")
            async def brief(ack: Ack) -> None:
                await asyncio.sleep(0.3)
                await ack("too late")

            async with by_socket(server, app):
                answer = await _latest(server)
                await asyncio.sleep(0.4)

        assert answer.error == "operation_timeout"
        assert answer.messages == []
        assert [in_time for _, in_time in server.sockets.acknowledged] == [False]

    run(scenario, Limits(acknowledge_seconds=0.1))


def test_an_envelope_is_delivered_again_under_its_id() -> None:
    async def scenario(server: SlackServer) -> None:
        seen = []
        async with bolt_app(server) as app:

            @app.command("/brief")
            async def brief(ack: Ack, command: Json) -> None:
                seen.append(command["trigger_id"])
                await ack("heard")

            async with by_socket(server, app):
                server.faults.redeliveries = 2
                server.faults.lost_acks = 1
                answer = await _latest(server)

        assert len(seen) == 3
        assert len(set(seen)) == 1
        assert len({name for name, _ in server.sockets.acknowledged}) == 1
        assert answer.text == "heard"

    run(scenario, Limits(acknowledge_seconds=0.5))


def test_an_event_that_is_not_acknowledged_comes_again() -> None:
    async def scenario(server: SlackServer) -> None:
        attempts = []
        async with bolt_app(server) as app:

            @app.event("member_joined_channel")
            async def joined(event: Json) -> None:
                attempts.append(event["event_ts"])

            async with by_socket(server, app):
                server.faults.lost_acks = 1
                acknowledged = await server.invite(
                    server.add_channel("news", bot_in=False), by=server.add_user("Reader")
                )

        assert acknowledged.after is not None
        assert len(attempts) == 2
        assert len(set(attempts)) == 1

    run(scenario, Limits(acknowledge_seconds=0.3))


@pytest.mark.parametrize("fault", ["lost", "mute"])
def test_a_lost_acknowledgement_and_a_mute_connection_time_out(fault: str) -> None:
    async def scenario(server: SlackServer) -> None:
        async with bolt_app(server) as app:

            @app.command("/brief")
            async def brief(ack: Ack) -> None:
                await ack("heard")

            async with by_socket(server, app):
                if fault == "lost":
                    server.faults.lost_acks = 1
                else:
                    server.faults.go_deaf(mute=True)
                answer = await _latest(server)

        assert (answer.error, answer.text) == ("operation_timeout", "")

    run(scenario, Limits(acknowledge_seconds=0.3))


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
def test_an_app_that_is_told_to_disconnect_comes_back(reason: str) -> None:
    async def scenario(server: SlackServer) -> None:
        async with bolt_app(server) as app:

            @app.command("/brief")
            async def brief(ack: Ack) -> None:
                await ack("here again")

            async with by_socket(server, app, ping_interval=1):
                server.faults.disconnect(reason)
                await server.connected(2)
                answer = await _latest(server)

        assert answer.text == "here again"
        opened = [call for call in server.requests if call.method == "apps.connections.open"]
        assert len(opened) >= 2

    run(scenario)


def test_a_deaf_connection_stays_open_and_hears_nothing() -> None:
    async def scenario(server: SlackServer) -> None:
        async with bolt_app(server) as app:

            @app.command("/brief")
            async def brief(ack: Ack) -> None:
                await ack("heard")

            async with by_socket(server, app, ping_interval=60) as handler:
                server.faults.go_deaf()
                deaf = await _latest(server)
                assert await handler.client.is_connected()
                assert len(server.sockets.connections) == 1
                await handler.client.connect_to_new_endpoint(force=True)
                await server.connected(2)
                healed = await _latest(server)

        assert deaf.error == "operation_timeout"
        assert healed.text == "heard"

    run(scenario, Limits(acknowledge_seconds=0.3))


def test_the_client_notices_a_connection_that_answers_no_ping_but_not_a_mute_one() -> None:
    async def scenario(server: SlackServer) -> None:
        async with bolt_app(server) as app, by_socket(server, app, ping_interval=0.2):
            server.faults.go_deaf(mute=True)
            with pytest.raises(TimeoutError):
                await server.connected(2, within=1.0)
            server.faults.go_deaf()
            await server.connected(2, within=5.0)

    run(scenario)


def test_a_ticket_opens_one_connection() -> None:
    async def scenario(server: SlackServer) -> None:
        async with bolt_app(server) as app, by_socket(server, app) as handler:
            address = handler.client.wss_uri
            assert address is not None
            async with handler.client.aiohttp_client_session.get(
                address.replace("ws:", "http:")
            ) as response:
                assert response.status == 403

    run(scenario)


def test_an_app_has_ten_connections_at_most() -> None:
    async def scenario(server: SlackServer) -> None:
        async with aiohttp.ClientSession() as session, web_client(server) as client:
            sockets = []
            for _ in range(11):
                opened = await client.apps_connections_open(app_token=server.app_token)
                sockets.append(await session.ws_connect(opened["url"]))
            first, *_others, last = [await socket.receive_json() for socket in sockets]

        assert (first["type"], first["num_connections"]) == ("hello", 1)
        assert last == {"type": "disconnect", "reason": "too_many_websockets"}
        assert server.sockets.opened == 10

    run(scenario)
