"""`briefbot rehearse`, and the previews of what schedules post, from the command line."""

import json
from pathlib import Path

import pytest

from cli.conftest import Command
from linting import CLEAN

CONFIGURATION = """
timezone = "Europe/Kyiv"
[destinations.news]
platform = "discord"
zone = "Europe/Kyiv"
quiet_hours = { start = "22:00", end = "07:30" }
[digests.morning]
title = "Morning digest"
rule = "daily at 07:00"
zone = "Europe/Kyiv"
destinations = ["news"]
when_empty = "post"
[digests.noon]
rule = "0 12 * * *"
zone = "Europe/Kyiv"
destinations = ["news"]
"""
FIELDS = {"kind", "name", "label", "at", "zone", "destination", "effect", "effects", "reason"}


@pytest.fixture
def config(bridge: Path) -> Path:
    """Return a configuration beside a folder with one brief."""
    assert bridge.read_text(encoding="utf-8") == CLEAN
    path = Path("briefbot.toml")
    path.write_text(CONFIGURATION, encoding="utf-8")
    return path


def test_every_post_has_the_promised_fields(config: Path, command: Command) -> None:
    ended = command(
        "rehearse", "--from", "2027-01-01", "--days", 1, "--format", "json", "--config", config
    )

    posts = json.loads(ended.out)["posts"]
    assert (ended.code, ended.err) == (0, "")
    assert [post.keys() for post in posts] == [FIELDS, FIELDS]
    assert posts[0] == {
        "kind": "digest",
        "name": "morning",
        "label": "2027-01-01T07:00",
        "at": "2027-01-01T05:30:00Z",
        "zone": "Europe/Kyiv",
        "destination": "news",
        "effect": "quiet",
        "effects": ["quiet"],
        "reason": None,
    }
    assert (posts[1]["at"], posts[1]["effect"]) == (None, "empty")
    assert posts[1]["reason"] == "nothing is new since the last edition"


def test_the_text_says_when_where_and_why_not(config: Path, command: Command) -> None:
    ended = command("rehearse", "--from", "2027-01-01", "--days", 1, "--config", config)

    assert ended.out.splitlines() == [
        "Friday 1 January 2027",
        "  07:30 Europe/Kyiv  digest morning -> news (held through quiet hours; due 07:00)",
        (
            "  12:00 Europe/Kyiv  digest noon -> news "
            "(not posted: nothing is new since the last edition)"
        ),
    ]


def test_strict_fails_on_a_clash_and_names_it(config: Path, command: Command) -> None:
    both = CONFIGURATION.replace("0 12 * * *", "0 7 * * *").replace("quiet_hours", "# quiet_hours")
    config.write_text(f"{both}when_empty = 'post'\n", encoding="utf-8")
    arguments = ("rehearse", "--from", "2027-01-01", "--days", 1, "--config", config)

    assert command(*arguments).code == 0
    ended = command(*arguments, "--strict")
    assert ended.code == 1
    assert ended.err == "clash: news: 2 posts are due at one moment, 2027-01-01T05:00Z\n"


def test_no_schedule_is_no_post(command: Command, bridge: Path) -> None:
    Path("empty.toml").write_text("", encoding="utf-8")

    ended = command("rehearse", "--from", "2027-01-01", "--config", "empty.toml")

    assert (ended.code, ended.out) == (0, "nothing is due on these days\n")
    assert bridge.is_file()


def test_a_faulty_schedule_is_told_with_its_line_and_the_rest_works(
    config: Path, command: Command
) -> None:
    config.write_text(CONFIGURATION.replace("0 12 * * *", "* * * * *"), encoding="utf-8")

    ended = command("rehearse", "--from", "2027-01-01", "--days", 1, "--config", config)

    assert ended.code == 0
    assert "digest morning -> news" in ended.out
    assert "digest noon" not in ended.out
    line = CONFIGURATION.splitlines().index('rule = "0 12 * * *"') + 1
    assert ended.err.startswith(f"briefbot.toml:{line}:")


def test_of_two_schedules_of_one_name_the_first_runs_and_the_rest_works(
    config: Path, command: Command
) -> None:
    twice = f'{CONFIGURATION}[digests.morning]\nrule = "daily at 09:00"\n'
    config.write_text(twice.replace("0 12 * * *", "0 13 * * *"), encoding="utf-8")

    ended = command("rehearse", "--from", "2027-01-01", "--days", 1, "--config", config)

    assert ended.code == 0
    assert "07:30 Europe/Kyiv  digest morning" in ended.out
    assert "13:00 Europe/Kyiv  digest noon" in ended.out
    (line,) = ended.err.splitlines()
    assert line.startswith(
        "briefbot.toml:17:2: BB811 the table [digests.morning] stands here again, first in line 7"
    )
    assert command("check", "--config", config).code == 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('zone = "Europe/Kyiv"\ndestinations = ["news"]\nwhen', 'destinations = ["news"]\nwhen', 6),
        ('rule = "daily at 07:00"', 'rule = "0 7 30 2 *"', 8),
        ('rule = "daily at 07:00"', 'rule = "* * * * *"', 8),
        (
            'zone = "Europe/Kyiv"\ndestinations = ["news"]\nwhen',
            'zone = "Mars"\ndestinations = ["news"]\nwhen',
            5,
        ),
    ],
)
def test_a_preview_of_a_faulty_digest_says_why_there_is_none(
    old: str, new: str, code: int, config: Path, command: Command
) -> None:
    config.write_text(CONFIGURATION.replace(old, new), encoding="utf-8")

    ended = command("preview", "digest", "morning", "--at", "2027-01-01T07:00", "--config", config)

    assert (ended.code, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert line.startswith('briefbot: the digest "morning" does not run: briefbot.toml:')
    assert f"BB80{code}" in line


@pytest.mark.parametrize("form", ["terminal", "text", "markdown", "discord", "slack", "json"])
def test_an_edition_is_shown_in_every_form(form: str, config: Path, command: Command) -> None:
    ended = command(
        *("preview", "digest", "morning", "--at", "2027-01-01T07:00"),
        *("--as", form, "--config", config),
    )

    assert ended.code == 0
    assert "Morning digest · 1 January 2027" in ended.out


def test_a_meeting_that_is_not_there_is_one_line(config: Path, command: Command) -> None:
    ended = command("preview", "reminder", "river-bridge/none", "--config", config)

    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert ended.err.startswith('briefbot: no meeting has the name "river-bridge/none"')


def test_a_lead_that_is_no_duration_is_one_line(config: Path, command: Command) -> None:
    ended = command("preview", "reminder", "a/b", "--lead", "soon", "--config", config)

    assert (ended.code, ended.err) == (
        2,
        'briefbot: "soon" is no duration -- write it as 30m, 2h or 1d12h\n',
    )
