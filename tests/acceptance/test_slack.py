"""The real process on a local Slack: posts, commands, forms, buttons, edits, every kind of loss."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from acceptance.launching import launcher
from acceptance.running import Running, Site, until
from acceptance.slack_place import SlackPlace, slack_place
from platforms.slack.talking import action_ids, seen, words

#: How much faster the clocks of deliveries go where a lost answer has to be waited for.
FASTER = 0.1


@pytest.fixture
def by_socket(site: Site) -> Iterator[SlackPlace]:
    with slack_place(site) as found:
        yield found


@pytest.fixture(params=["socket", pytest.param("http", marks=pytest.mark.long)])
def place(site: Site, request: pytest.FixtureRequest) -> Iterator[SlackPlace]:
    with slack_place(site, request.param) as found:
        yield found


@pytest.fixture(params=["socket", "http"])
def either(site: Site, request: pytest.FixtureRequest) -> Iterator[SlackPlace]:
    with slack_place(site, request.param) as found:
        yield found


def ordered(place: SlackPlace) -> None:
    """Have an operator order an edition."""
    command = [sys.executable, "-m", "briefbot", "post", "extra", "--config", "briefbot.toml"]
    subprocess.run(command, cwd=place.site.folder, check=True, capture_output=True, timeout=40)


def test_posts_commands_forms_and_buttons_also_after_a_restart(either: SlackPlace) -> None:
    either.site.by_command = True
    with either.running():
        either.site.publish()
        [posted] = until(either.messages)
        assert "river bridge" in words(posted)

        latest = either.asks(either.reader, "latest")
        assert latest.acknowledged_after is not None
        assert latest.acknowledged_after < 2
        assert {message.seen_by for message in latest.messages} == {either.reader.id}

        refused = either.asks(either.reader, "status", "/brief-admin")
        assert "Only managers may do this." in seen(refused)
        status = either.asks(either.manager, "status", "/brief-admin")
        assert "Only managers" not in seen(status)

        (view,) = either.asks(either.reader, "settings").views
        submitted = either.server.submit_view(either.reader, view, {"hours": "12"}, wait=0)
        assert either.thread.does(submitted).is_closed

    with either.running():
        for action in action_ids(posted).values():
            answer = either.presses(either.reader, posted, action)
            assert answer.messages
            assert "not known any more" not in seen(answer)

    assert len(either.messages()) == 1


@pytest.mark.long
def test_an_edition_that_is_ordered_is_posted_with_its_key(place: SlackPlace) -> None:
    with place.running():
        ordered(place)
        [posted] = until(place.messages)

    assert posted.metadata is not None
    key = posted.metadata["event_payload"]
    assert f"ref {key['reference']}" in words(posted)
    assert posted.arguments["unfurl_links"] is False


def test_a_corrected_brief_edits_its_post_and_says_so_in_the_thread(place: SlackPlace) -> None:
    loud = 'channel = "C', 'corrections = "edit-and-post"\nchannel = "C'
    place.site.configure(place.config().replace(*loud))
    with place.running():
        path = place.site.publish()
        [posted] = until(place.messages)
        at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        entry = (
            f'{{at: {at}, kind: correction, was: "It opened to traffic.", now: "It opened.", '
            "source: notice}"
        )
        place.site.write(
            path.read_text(encoding="utf-8").replace(
                " to traffic\n", f"\ncorrections:\n  - {entry}\n", 1
            ),
            path.name,
        )
        until(lambda: posted.edited_ts)
        [said] = until(lambda: place.server.replies(place.news.id, posted.ts))

    assert "to traffic" not in words(posted).partition("TLP")[0]
    assert said.is_broadcast
    assert place.messages() == [posted, said]


@pytest.mark.parametrize("took_effect", [True, pytest.param(False, marks=pytest.mark.long)])
def test_a_lost_answer_and_a_kill_leave_one_message(place: SlackPlace, took_effect: bool) -> None:  # noqa: FBT001 - a case
    faults = place.server.faults
    (faults.hang_after if took_effect else faults.hang_before)("chat.postMessage")
    environment = {**place.environment, "BRIEFBOT_HTTP__LISTEN": "127.0.0.1:0"}
    with launcher(place.site, factor=FASTER, environment=environment) as first:
        first.start()
        until(lambda: first.has_told('"ready"'))
        place.site.publish()
        until(place.posts)
        first.send(signal.SIGKILL)
        first.wait()
        again = first.start()
        until(lambda: again.has_told("delivery sent"))
        again.send(signal.SIGTERM)
        assert again.wait() == 0

    assert len(place.messages()) == 1
    assert place.posts() == (1 if took_effect else 2)


@pytest.mark.long
def test_a_dropped_answer_leaves_one_message(place: SlackPlace) -> None:
    place.server.faults.drop_after("chat.postMessage")
    environment = {**place.environment, "BRIEFBOT_HTTP__LISTEN": "127.0.0.1:0"}
    with launcher(place.site, factor=FASTER, environment=environment) as process:
        process.start()
        until(lambda: process.has_told('"ready"'))
        place.site.publish()
        until(lambda: process.has_told("delivery sent"))
        process.send(signal.SIGTERM)
        assert process.wait() == 0

    assert len(place.messages()) == 1
    assert place.posts() == 1


def test_a_deaf_socket_is_told_and_replaced(by_socket: SlackPlace) -> None:
    place = by_socket
    with place.running() as process:
        page = f"{process.wait_for_line('serving')['address']}readyz"
        assert health(page) == HTTPStatus.OK
        place.server.faults.delay("apps.connections.open", 3)
        place.server.faults.go_deaf()
        process.wait_for_line("Slack is not heard")
        assert health(page) == HTTPStatus.SERVICE_UNAVAILABLE
        until(lambda: place.server.sockets.opened == 2)
        until(lambda: process.events().count("connected to Slack") == 2)

        assert health(page) == HTTPStatus.OK
        assert place.asks(place.reader, "help").messages


def health(page: str) -> int:
    """Return the status of the health page."""
    try:
        with urlopen(page, timeout=10) as answer:  # noqa: S310 - on this machine
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def test_a_wrong_token_is_one_line_and_the_rest_goes_on(by_socket: SlackPlace) -> None:
    place = by_socket
    place.site.configure(place.config().replace('["news"]\n[digests', '["news", "desk"]\n[digests'))
    with place.running(BRIEFBOT_SLACK__BOT_TOKEN="xoxb-of-nobody") as process:  # noqa: S106 - of nobody
        told = process.wait_for_line("faulty", part="link slack")
        place.site.publish()
        until(lambda: place.site.posts("desk"))
        until(lambda: place.site.posted("the bot token is wrong", "desk"))
        until(lambda: _paused_account(process))

    assert "the bot token is wrong" in told["reason"]
    assert "xoxb-of-nobody" not in process.log_path.read_text(encoding="utf-8")
    assert place.messages() == []


def _paused_account(process: Running) -> bool:
    return "invalid_auth" in process.log_path.read_text(encoding="utf-8")


def test_a_channel_that_was_not_joined_is_told_and_posts_once_it_is(place: SlackPlace) -> None:
    place.site.program = (str(Path(__file__).with_name("probing.py")),)
    place.news.has_bot = False
    with place.running():
        place.site.publish("first")
        [line] = until(lambda: [d for d in place.site.status().destinations if d.paused_reason])
        assert "/invite" in line.paused_reason
        place.news.has_bot = True
        place.site.publish("second")
        until(lambda: len(place.messages()) == 2)
        until(lambda: not place.site.faults("destination"))
