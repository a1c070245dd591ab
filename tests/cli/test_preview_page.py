"""`briefbot preview ... --as html`: which channels a page has, and what it says about them."""

import re
from pathlib import Path

import pytest

from cli.conftest import Command
from linting import edited

CONFIGURATION = """\
timezone = "Europe/Kyiv"

[destinations.policy]
platform = "slack"
channel = "C0123456789"
mentions = { editors = "usergroup:S0123456789" }

[destinations.newsroom]
platform = "discord"
channel = "100000000000000000"
tlp_max = "CLEAR"
zone = "America/New_York"

[destinations.old]
platform = "discord"
look = "embeds"
channel = "100000000000000001"

[digests.morning]
rule = "daily at 08:00"
zone = "Europe/Brussels"
destinations = ["policy"]
when_empty = "skip"
"""


@pytest.fixture
def configured(bridge: Path) -> Path:
    Path("config").mkdir()
    Path("config/briefbot.toml").write_text(CONFIGURATION, encoding="utf-8")
    return bridge


def channels(html: str) -> list[tuple[str, str]]:
    """Return each channel's title and place."""
    heads = re.findall(r'<header class="channel-head">(.*?)</header>', html)
    return [
        (re.findall("<h2[^>]*>(.*?)</h2>", head)[0], "".join(re.findall("<p[^>]*>(.*?)</p>", head)))
        for head in heads
    ]


@pytest.mark.usefixtures("bridge")
def test_without_a_configuration_a_page_has_three_channels(command: Command) -> None:
    html = command("preview", "brief", "river-bridge", "--as", "html").out

    assert channels(html) == [("Discord", ""), ("Slack", ""), ("Plain text", "")]


@pytest.mark.usefixtures("configured")
def test_embeds_are_shown_where_a_destination_asks_for_them(command: Command) -> None:
    html = command("preview", "brief", "river-bridge", "--as", "html").out

    assert channels(html) == [
        ("Discord", "newsroom"),
        ("Discord, embeds", "old"),
        ("Slack", "policy"),
        ("Plain text", ""),
    ]
    assert '<option value="America/New_York">' in html


@pytest.mark.usefixtures("configured")
def test_a_named_destination_comes_before_others_of_its_platform(command: Command) -> None:
    Path("config/briefbot.toml").write_text(
        f'{CONFIGURATION}\n[destinations.second]\nplatform = "slack"\nchannel = "C1"\n',
        encoding="utf-8",
    )

    html = command("preview", "brief", "river-bridge", "--as", "html", "--destination", "second")

    assert ("Slack", "second") in channels(html.out)


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["brief", "river-bridge", "--destination", "news"], 'no destination is named "news"'),
        (["brief", "river-bridge", "--zone", "Europe/Kiyv"], 'unknown time zone "Europe/Kiyv"'),
        (["brief", "rivr-bridge"], 'no brief has the slug "rivr-bridge"'),
        (["digest", "mornin", "--at", "2026-12-01T08:00"], 'no digest is named "mornin"'),
        (["reminder", "none/none"], 'no meeting has the name "none/none"'),
    ],
)
def test_what_cannot_be_shown_is_told_as_for_every_form(
    arguments: list[str], line: str, command: Command
) -> None:
    ended = command("preview", *arguments, "--as", "html")

    assert (ended.code, ended.out) == (2, "")
    assert line in ended.err


def test_a_channel_says_why_its_readers_would_not_see_the_brief(
    configured: Path, command: Command
) -> None:
    configured.write_text(edited(("status: published", "status: published\ntlp: RED")), "utf-8")

    ended = command("preview", "brief", "river-bridge", "--as", "html")

    told = "not shown there: its TLP label is above what this place allows"
    assert ended.out.count(f"<li>{told}</li>") == 3, "not for plain text, which has no destination"
    assert ended.err == f"{told}\n"


@pytest.mark.usefixtures("configured")
def test_a_digests_page_shows_its_own_destinations_and_why_it_is_skipped(command: Command) -> None:
    ended = command("preview", "digest", "morning", "--at", "2020-01-01T08:00", "--as", "html")

    assert channels(ended.out) == [("Discord", ""), ("Slack", "policy"), ("Plain text", "")]
    told = "would not be posted: nothing is new since the last edition"
    assert ended.out.count(f"<li>{told}</li>") == 3
    assert f"{told}\n" in ended.err


@pytest.mark.usefixtures("configured")
def test_the_page_shows_the_very_bodies_that_other_forms_print(command: Command) -> None:
    html = command("preview", "brief", "river-bridge", "--as", "html").out
    text = command("preview", "brief", "river-bridge", "--as", "text").out

    words = [line for line in text.splitlines() if line.startswith("The council")]
    assert words
    for line in words:
        assert html.count(line) >= 3
