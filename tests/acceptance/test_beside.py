"""One process on Discord and on Slack: what is wrong on one of them stops nothing on the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from acceptance.discord_place import DiscordPlace
from acceptance.running import Running, Site, until
from acceptance.slack_place import SlackPlace
from platforms.discord.driving import hosted
from platforms.slack.serving import serving
from platforms.slack.talking import seen

CONFIG = """\
timezone = "UTC"
operator = "desk"
[discord]
api = "{api}"
gateway = "{gateway}"
[slack]
api = "{slack_api}"
[destinations.on_discord]
platform = "discord"
channel = "{discord_channel}"
[destinations.on_slack]
platform = "slack"
channel = "{slack_channel}"
[destinations.desk]
platform = "terminal"
[summaries.all]
destinations = ["on_discord", "on_slack"]
"""


class Both:
    """A site between a Discord and a Slack."""

    def __init__(self, site: Site, discord: DiscordPlace, slack: SlackPlace) -> None:
        self.site, self.discord, self.slack = site, discord, slack
        site.configure(
            CONFIG.format(
                api=discord.server.api,
                gateway=discord.server.gateway,
                slack_api=slack.server.api,
                discord_channel=discord.channel.id,
                slack_channel=slack.news.id,
            )
        )

    @contextmanager
    def running(self, **environment: str) -> Iterator[Running]:
        tokens = {"BRIEFBOT_DISCORD__TOKEN": self.discord.server.token, **self.slack.environment}
        with self.site.running(**{**tokens, **environment}) as process:
            yield process

    def is_heard_on_discord(self) -> bool:
        seen_there = self.discord.ask(self.discord.reader, "brief", "help")
        return bool(seen_there.messages)

    def is_heard_on_slack(self) -> bool:
        return "/brief" in seen(self.slack.asks(self.slack.reader, "help"))


@pytest.fixture
def both(site: Site) -> Iterator[Both]:
    with hosted() as host, serving() as thread:
        yield Both(site, DiscordPlace(host, site), SlackPlace(thread, site, "socket"))


def test_a_wrong_token_on_discord_stops_nothing_on_slack(both: Both) -> None:
    with both.running(BRIEFBOT_DISCORD__TOKEN="another.token") as process:  # noqa: S106 - of nobody
        told = process.wait_for_line("faulty", part="link discord")
        both.site.publish()
        until(both.slack.messages)
        process.wait_for_line("connected to Slack")
        assert both.is_heard_on_slack()
        until(lambda: both.site.posted("Discord refuses the token", "desk"))

    assert "copy the token again" in told["reason"]
    assert "\n" not in told["reason"]
    assert both.discord.messages() == []


def test_a_wrong_token_on_slack_stops_nothing_on_discord(both: Both) -> None:
    with both.running(BRIEFBOT_SLACK__BOT_TOKEN="xoxb-of-nobody") as process:  # noqa: S106 - of nobody
        told = process.wait_for_line("faulty", part="link slack")
        both.site.publish()
        until(both.discord.messages)
        until(lambda: both.discord.server.connections.sessions)
        assert both.is_heard_on_discord()
        until(lambda: both.site.posted("the bot token is wrong", "desk"))

    assert "install the app again" in told["reason"]
    assert both.slack.messages() == []


def test_an_intent_that_is_refused_is_one_line_and_posts_go_on(both: Both) -> None:
    with both.running() as process:
        until(lambda: both.discord.server.connections.sessions)
        both.discord.call(both.discord.server.connections.close(4014))
        told = process.wait_for_line("faulty", part="link discord")
        both.site.publish()
        until(both.slack.messages)
        until(both.discord.messages)
        assert both.is_heard_on_slack()
        until(lambda: both.site.posted("Discord refuses the intents", "desk"))

    assert "none that is privileged" in told["reason"]
    assert "\n" not in told["reason"]


def test_a_refused_channel_on_each_is_told_with_its_fix_where_people_look(both: Both) -> None:
    both.site.program = (str(Path(__file__).with_name("probing.py")),)
    both.slack.news.has_bot = False
    both.discord.server.overwrite(both.discord.channel, both.discord.guild, deny=1 << 11)
    fixes = ("/invite", "Send Messages")
    with both.running() as process:
        both.site.publish()
        for fix in fixes:
            line = until(lambda fix=fix: in_log(process, fix))  # type: ignore[misc]
            assert "\n" not in line
            until(lambda fix=fix: both.site.posted(fix, "desk"))  # type: ignore[misc]


def test_a_scope_that_is_missing_is_told_by_its_name_until_it_is_given(both: Both) -> None:
    both.slack.server.scopes.discard("im:write")
    with both.running() as process:
        line = process.wait_for_line("the Slack app lacks a scope", scope="im:write")
        until(lambda: both.site.posted("slack im:write", "desk"))
        both.site.publish()
        until(both.slack.messages)
    both.slack.server.scopes.add("im:write")
    with both.running() as process:
        process.wait_for_line("connected to Slack")
        until(lambda: not both.site.faults("scope"))

    assert "install the app again" in line["fix"]


def in_log(process: Running, text: str) -> str:
    """Return what a line of the log that warns says, "" when there is none with this text."""
    loud = [line for line in process.log() if line["level"] in {"warning", "error"}]
    return next((str(line["reason"]) for line in loud if text in str(line)), "")
