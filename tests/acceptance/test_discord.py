"""The real process on a local Discord: posts, commands, buttons, edits, and every kind of loss."""

import json
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from acceptance.discord_place import DiscordPlace, actions, discord_place
from acceptance.running import Site, until
from discord_server.permissions import SEND_MESSAGES

TITLE = "River bridge"


@pytest.fixture
def place(site: Site) -> Iterator[DiscordPlace]:
    with discord_place(site) as found:
        yield found


def shown(message: Any) -> str:  # noqa: ANN401 - as the local Discord keeps it
    return json.dumps(message.components, ensure_ascii=False)


def test_a_first_start_registers_greets_listens_and_posts(place: DiscordPlace) -> None:
    with place.running():
        until(lambda: len(place.server.commands()) == 3)
        place.site.publish()
        [message] = until(place.messages)
        owner = place.server.world.users[place.guild.owner_id]
        until(lambda: place.server.direct_messages(owner))

    assert message.author is place.server.bot
    assert "-# ref " in shown(message)
    assert message.body["allowed_mentions"] == {"parse": []}
    assert actions(message)


def test_readers_and_managers_are_answered_by_their_rights(place: DiscordPlace) -> None:
    with place.running() as process:
        place.site.publish()
        until(place.messages)
        latest = place.ask(place.reader, "brief", "latest")
        status = place.ask(place.manager, "brief-admin", "status")
        place.site.configure(place.config().replace(place.managers, "1"))
        process.wait_for_line("configuration read")
        refused = place.ask(place.manager, "brief-admin", "status", locale="de")

    assert latest.is_ephemeral
    assert latest.acknowledged_after < 5
    assert status.is_ephemeral
    assert "Nothing was done" not in shown(status.message)
    assert "nur für die Verwaltung" in shown(refused.message)


def test_a_button_works_after_a_restart_and_a_year(place: DiscordPlace) -> None:
    with place.running():
        place.site.publish()
        [message] = until(place.messages)
    place.server.advance(365 * 24 * 3600)
    with place.running():
        for action in actions(message).values():
            seen = place.press(place.reader, message, action)
            assert seen.is_ephemeral
            assert "cannot be found" not in shown(seen.message)
        message.components[0]["components"].append(
            {"type": 1, "components": [{"type": 2, "label": "Old", "custom_id": "v0:gone:xyz"}]}
        )
        stale = place.press(place.reader, message, "v0:gone:xyz")

    assert stale.is_ephemeral


def test_a_corrected_brief_edits_its_post(place: DiscordPlace) -> None:
    with place.running():
        path = place.site.publish()
        [message] = until(place.messages)
        before = shown(message)
        text = path.read_text(encoding="utf-8")
        place.site.write(text.replace("title: ", "title: Corrected ", 1), path.name)
        until(lambda: shown(message) != before)

    assert len(place.messages()) == 1
    assert message.edited_at is not None


def test_a_lost_answer_and_a_kill_leave_one_message(place: DiscordPlace) -> None:
    place.server.faults.hang(stored=True)
    process = place.start()
    try:
        process.wait_for_line("ready")
        place.site.publish()
        until(place.messages)
        process.send(signal.SIGKILL)
        process.wait()
    finally:
        process.kill()
    with place.running() as again:
        again.wait_for_line("delivery sent")

    assert len(place.messages()) == 1


def test_a_wrong_token_is_one_line_and_the_rest_goes_on(place: DiscordPlace) -> None:
    place.site.configure(place.config().replace('["news"]', '["news", "desk"]'))
    with place.running(token="another.token") as process:  # noqa: S106 - of nobody
        told = process.wait_for_line("faulty", part="link discord")
        place.site.publish()
        until(lambda: place.site.posts("desk"))

    assert "token" in told["reason"]
    assert "another.token" not in process.log_path.read_text(encoding="utf-8")
    assert place.messages() == []


def test_a_lost_permission_pauses_and_is_told_once_and_resuming_posts_again(
    place: DiscordPlace,
) -> None:
    with place.running():
        place.call(_allow(place, deny=SEND_MESSAGES))
        place.site.publish("first")
        [line] = until(lambda: [d for d in place.site.status().destinations if d.paused_reason])
        assert "Send Messages" in line.paused_reason
        until(lambda: place.site.posted("Send Messages", "desk"))
        place.call(_allow(place, deny=0))
        place.ask(place.manager, "brief-admin", "resume")
        place.site.publish("second")
        until(place.messages)

    assert sum("Send Messages" in post.text for post in place.site.posts("desk")) == 1


async def _allow(place: DiscordPlace, *, deny: int) -> None:
    place.server.overwrite(place.channel, place.guild, deny=deny)


def test_a_lost_gateway_stops_no_post_and_commands_come_back(place: DiscordPlace) -> None:
    with place.running():
        place.call(_abort(place))
        place.site.publish()
        until(place.messages)
        until(lambda: place.server.connections.resumed)
        assert place.ask(place.reader, "brief", "help").messages


async def _abort(place: DiscordPlace) -> None:
    place.server.connections.abort()
