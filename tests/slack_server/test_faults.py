"""What goes wrong on demand, as the real slack_sdk meets it; and the rates."""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slack_server import Channel, Limits, SlackServer
from slack_server.clients import web_client

Scenario = Callable[[SlackServer, AsyncWebClient, Channel], Awaitable[None]]


class Clock:
    """A workspace's time that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def run(scenario: Scenario, limits: Limits | None = None, clock: Clock | None = None) -> None:
    async def main() -> None:
        server = SlackServer(limits, clock=clock or Clock())
        async with server, web_client(server) as client:
            await scenario(server, client, server.add_channel("news"))

    asyncio.run(main())


async def post(client: AsyncWebClient, channel: Channel, text: str = "one") -> str:
    """Post, and return "ok", or the error with its Retry-After."""
    try:
        await client.chat_postMessage(channel=channel.id, text=text)
    except SlackApiError as error:
        after = error.response.headers.get("Retry-After", "")
        return f"{error.response['error']} {after}".strip()
    return "ok"


@pytest.mark.parametrize(("fault", "count"), [("drop_before", 0), ("drop_after", 1)])
def test_a_dropped_connection_leaves_the_effect_that_was_asked_for(fault: str, count: int) -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient, channel: Channel) -> None:
        getattr(server.faults, fault)("chat.postMessage")
        with pytest.raises((aiohttp.ClientError, OSError)):
            await post(client, channel)

        assert len(server.messages(channel.id)) == count
        assert server.requests[-1].error == "dropped"
        assert await post(client, channel) == "ok"
        assert len(server.messages(channel.id)) == count + 1

    run(scenario)


@pytest.mark.parametrize(("fault", "count"), [("hang_before", 0), ("hang_after", 1)])
def test_a_call_may_never_be_answered(fault: str, count: int) -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient, channel: Channel) -> None:
        getattr(server.faults, fault)("chat.postMessage")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(post(client, channel), 0.2)

        assert len(server.messages(channel.id)) == count

    run(scenario)


def test_a_fault_holds_for_its_method_and_channel_and_as_often_as_was_said() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient, channel: Channel) -> None:
        other = server.add_channel("other")
        server.faults.fail("chat.postMessage", "msg_too_long", times=2, channel=channel.id)

        assert await post(client, other) == "ok"
        assert [await post(client, channel) for _ in range(3)] == ["msg_too_long"] * 2 + ["ok"]
        assert len(server.messages(channel.id)) == 1

    run(scenario)


def test_a_gateway_in_between_answers_with_a_page() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient, channel: Channel) -> None:
        server.faults.status("*", 503)
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=channel.id, text="one")

        assert caught.value.response.status_code == 503
        assert server.messages(channel.id) == []

    run(scenario)


def test_a_429_says_how_long_to_wait() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient, channel: Channel) -> None:
        server.faults.rate_limit("chat.postMessage", 7)

        assert await post(client, channel) == "ratelimited 7"
        assert await post(client, channel) == "ok"

    run(scenario)


def test_answers_can_be_delayed_and_faults_forgotten() -> None:
    async def scenario(server: SlackServer, client: AsyncWebClient, channel: Channel) -> None:
        server.faults.delay("*", 5.0)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(post(client, channel), 0.1)
        server.faults.fail("*", "fatal_error", times=9)
        server.faults.clear()

        assert await post(client, channel) == "ok"

    run(scenario)


def test_a_lagging_history_shows_a_message_later() -> None:
    clock = Clock()

    async def scenario(server: SlackServer, client: AsyncWebClient, channel: Channel) -> None:
        server.faults.history_lag = 30.0
        await post(client, channel)
        early = await client.conversations_history(channel=channel.id)
        clock.now += 31
        late = await client.conversations_history(channel=channel.id)

        assert (len(early["messages"]), len(late["messages"])) == (0, 1)

    run(scenario, clock=clock)


def test_a_channel_takes_one_post_a_second_and_other_channels_do_not_wait() -> None:
    clock = Clock()

    async def scenario(server: SlackServer, client: AsyncWebClient, channel: Channel) -> None:
        other = server.add_channel("other")

        assert await post(client, channel) == "ok"
        assert await post(client, channel) == "ratelimited 1"
        assert await post(client, other) == "ok"
        clock.now += 1
        assert await post(client, channel) == "ok"
        assert len(server.messages(channel.id)) == 2

    run(scenario, Limits.real(), clock)


def test_posts_may_come_early_but_the_rate_holds() -> None:
    clock = Clock()

    async def scenario(_server: SlackServer, client: AsyncWebClient, channel: Channel) -> None:
        first = [await post(client, channel) for _ in range(4)]
        clock.now += 1
        second = [await post(client, channel) for _ in range(2)]

        assert first == ["ok", "ok", "ok", "ratelimited 1"]
        assert second == ["ok", "ratelimited 1"]

    run(scenario, Limits(channel_interval=1.0, early=2.0), clock)


def test_a_workspace_has_a_rate_over_all_its_channels() -> None:
    clock = Clock()

    async def scenario(server: SlackServer, client: AsyncWebClient, channel: Channel) -> None:
        channels = [channel, *(server.add_channel(f"c{number}") for number in range(2))]

        assert [await post(client, one) for one in channels] == ["ok", "ok", "ratelimited 60"]
        clock.now += 60
        assert await post(client, channels[2]) == "ok"

    run(scenario, Limits(posts_per_minute=2), clock)


def test_every_method_has_the_rate_of_its_tier() -> None:
    clock = Clock()

    async def scenario(_server: SlackServer, client: AsyncWebClient, channel: Channel) -> None:
        for _ in range(50):
            await client.conversations_history(channel=channel.id)
        with pytest.raises(SlackApiError) as caught:
            await client.conversations_history(channel=channel.id)
        await client.conversations_info(channel=channel.id)

        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "60"

    run(scenario, Limits.real(), clock)
