"""The link: noticed when it is deaf, renewed when it is old; and what only a person can mend."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from answering_stage import Chat
from briefbot.errors import BriefbotError
from briefbot.platforms.slack.client.link import SlackLink
from briefbot.platforms.slack.client.socket import Rhythm
from briefbot.platforms.slack.client.web import Web
from briefbot.platforms.slack.settings import SlackSettings
from platforms.slack.serving import run
from platforms.slack.talking import QUICK, Talk, nothing, play, seen, talking, until
from slack_server import SlackServer

# --- staying connected ---


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_connection_that_is_lost_is_noticed_and_made_anew(chat: Chat, is_closed: bool) -> None:  # noqa: FBT001 - a case
    async def scenario(talk: Talk) -> None:
        if is_closed:
            talk.server.faults.disconnect("refresh_requested")
        else:
            talk.server.faults.go_deaf()
            await until(lambda: "nothing was heard" in talk.link.trouble)
        await talk.server.connected(2)
        await until(lambda: not talk.link.trouble)

        assert "A bridge opens" in seen(await talk.says("latest"))

    play(chat, scenario)


def test_a_connection_that_only_gives_signs_of_life_is_renewed_in_time(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        talk.server.faults.go_deaf(mute=True)
        await talk.server.connected(2)
        await until(lambda: not talk.link.trouble)

        assert "A bridge opens" in seen(await talk.says("latest"))

    play(chat, scenario, rhythm=replace(QUICK, renew=timedelta(seconds=1)))


def test_a_renewal_that_slack_announces_loses_nothing(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        talk.server.faults.disconnect("warning")
        answers = await asyncio.gather(*(talk.says("latest") for _ in range(5)))

        assert all("A bridge opens" in seen(answer) for answer in answers)
        assert all(answer.acknowledged_after is not None for answer in answers)

    play(chat, scenario)


def test_sentences_that_slack_does_not_finish_harm_nobody(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        for text in ("{", "[]", '{"type": 1}', '{"envelope_id": "e", "payload": {}}'):
            await talk.server.sockets.connections[0].socket.send_str(text)

        assert "A bridge opens" in seen(await talk.says("latest"))

    play(chat, scenario)


# --- what only a person can put right ---


async def never(_name: str) -> bool:
    return False


def refused(change: Callable[[SlackServer], None] | None, **settings: str) -> tuple[str, str]:
    """Return what a link raises, and its trouble, where something is wrong."""

    async def main(server: SlackServer) -> tuple[str, str]:
        if change:
            change(server)
        given = {
            "bot_token": server.bot_token,
            "app_token": server.app_token,
            "signing_secret": server.signing_secret,
            "api": server.api,
            **settings,
        }
        web = Web(SlackSettings(**given))  # type: ignore[arg-type]  # texts
        link = SlackLink(
            SlackSettings(**given),  # type: ignore[arg-type]  # texts
            web,
            answering=None,  # type: ignore[arg-type]  # nobody is heard
            once=None,  # type: ignore[arg-type]
            lacks=nothing,
            clock=None,  # type: ignore[arg-type]
            rhythm=Rhythm(),
        )
        try:
            async with asyncio.timeout(5):
                with pytest.raises(BriefbotError) as caught:
                    await link.run()
        finally:
            await web.close()
        return str(caught.value), link.trouble

    return run(main)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"bot_token": "xoxb-wrong"}, "invalid_auth: the bot token is wrong"),
        ({"app_token": "xapp-wrong"}, "the app-level token"),
        ({"app_token": ""}, "BRIEFBOT_SLACK__APP_TOKEN_FILE"),
        ({"mode": "http", "signing_secret": ""}, "BRIEFBOT_SLACK__SIGNING_SECRET_FILE"),
        ({"api": "http://127.0.0.1:9/api/"}, "Slack cannot be reached"),
    ],
)
def test_what_is_wrong_is_one_line_with_the_fix(settings: dict[str, str], says: str) -> None:
    told, trouble = refused(None, **settings)

    assert says in told
    assert "\n" not in told
    assert "xoxb" not in told
    assert trouble == told


def test_a_scope_that_is_missing_is_named() -> None:
    told, _ = refused(lambda server: server.scopes.discard("commands"))

    assert "lacks the scope commands" in told
    assert "install the app again" in told


def test_a_scope_that_something_needs_is_told_at_the_start(chat: Chat) -> None:
    async def main(server: SlackServer) -> None:
        server.scopes -= {"im:write", "users:read"}
        with capture_logs() as told:
            async with talking(server, chat):
                pass
        warned = [line for line in told if line["event"] == "the Slack app lacks a scope"]

        assert [line["scope"] for line in warned] == ["im:write", "users:read"]
        assert warned[0]["without"] == "reminders by direct message"

    run(main)


def test_a_token_that_was_revoked_says_so() -> None:
    told, _ = refused(lambda server: setattr(server.faults, "account", "token_revoked"))

    assert "token_revoked" in told


def test_socket_mode_that_is_switched_off_is_told(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        talk.server.faults.disconnect("link_disabled")
        await until(lambda: "Socket Mode is switched off" in talk.link.trouble)

    play(chat, scenario)


def test_it_runs_again_after_an_error(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        talk.server.faults.disconnect("link_disabled")
        await until(lambda: "switched off" in talk.link.trouble)
        again = asyncio.create_task(talk.link.run())
        await until(lambda: not talk.link.trouble)

        assert "A bridge opens" in seen(await talk.says("latest"))
        talk.link.stop()
        async with asyncio.timeout(3):
            await again

    play(chat, scenario)


# --- ending ---


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_it_ends_soon_also_in_the_middle_of_an_answer(mode: Any, chat: Chat) -> None:  # noqa: ANN401 - a case
    async def scenario(talk: Talk) -> None:
        talk.server.faults.delay("users.info", 30)
        await talk.says("latest", wait=0)
        loop = asyncio.get_running_loop()
        began = loop.time()
        talk.link.stop()
        talk.link.stop()
        await until(lambda: "not connected" in talk.link.trouble or mode == "http")

        assert loop.time() - began < 3

    play(chat, scenario, mode=mode)


@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
def test_it_ends_soon_also_while_nobody_answers_it(method: str, chat: Chat) -> None:
    async def main(server: SlackServer) -> None:
        server.faults.hang_before(method)
        settings = SlackSettings(
            bot_token=server.bot_token, app_token=server.app_token, api=server.api
        )
        web = Web(settings)
        link = SlackLink(
            settings, web, answering=chat.answerer, once=never, lacks=nothing, clock=chat.clock
        )
        running = asyncio.create_task(link.run())
        await until(lambda: any(call.method == method for call in server.requests))
        link.stop()
        async with asyncio.timeout(3):
            await running
        await web.close()

    run(main)


# --- requests ---


@pytest.mark.parametrize("fault", [("signing_secret", "wrong"), ("clock_skew", -400.0)])
def test_a_request_that_slack_did_not_sign_now_is_not_answered(
    fault: tuple[str, Any], chat: Chat
) -> None:
    async def scenario(talk: Talk) -> None:
        setattr(talk.server.faults, *fault)
        answer = await talk.says("latest", wait=0.3)

        assert answer.acknowledged_after is None
        assert answer.messages == []

    play(chat, scenario, mode="http")


HOSTILE = [
    (b"\xff\xfe", {}),
    (b"[1]", {"Content-Type": "application/json"}),
    (b"payload=%7B", {"Content-Type": "application/x-www-form-urlencoded"}),
    (b"{}", {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=1"}),
    (b"{}", {"X-Slack-Request-Timestamp": "9" * 400, "X-Slack-Signature": "v0=1"}),
    (b"{}", {"Content-Type": "text/plain; charset=unheard-of"}),
]


@pytest.mark.parametrize(("content", "headers"), HOSTILE)
def test_what_strangers_send_is_not_even_read(
    content: bytes, headers: dict[str, str], chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(talk: Talk) -> None:
        async with (
            aiohttp.ClientSession() as session,
            session.post(talk.server.request_url, data=content, headers=headers) as response,
        ):
            assert response.status == 401

    play(chat, scenario, mode="http")
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_the_address_is_proven_to_slack(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        assert await talk.server.verify_url()

    play(chat, scenario, mode="http")
