"""The app's manifest: what Slack makes of it is what the table of verbs says."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from briefbot.cli.main import run
from briefbot.cli.slack import slack
from briefbot.core.commands import Command, typed_verbs
from briefbot.platforms.slack.commands.manifest import APP_SCOPE, SCOPES, manifest
from slack_server.methods import SCOPES as ASKED_FOR

ROOT = Path(__file__).parents[3]
#: Documented limits: https://docs.slack.dev/reference/app-manifest
DESCRIPTION, COMMAND_DESCRIPTION, USAGE_HINT, SHORTCUT_NAME = 140, 2000, 1000, 24


def read(text: str) -> Any:  # noqa: ANN401 - YAML
    return yaml.safe_load(text)


def test_the_file_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(slack, ["manifest"], standalone_mode=False).output

    assert printed == (ROOT / "config" / "slack-manifest.yaml").read_text(encoding="utf-8")


def test_every_command_of_the_table_is_there_with_its_verbs() -> None:
    made = read(manifest())["features"]["slash_commands"]

    assert [each["command"] for each in made] == [f"/{command.value}" for command in Command]
    for each, command in zip(made, Command, strict=True):
        assert each["usage_hint"].split(" | ") == [verb.name for verb in typed_verbs(command)]


def test_it_keeps_to_slacks_limits() -> None:
    made = read(manifest(url="https://briefs.example.org/slack/events"))

    assert len(made["display_information"]["description"]) <= DESCRIPTION
    assert all(len(each["name"]) <= SHORTCUT_NAME for each in made["features"]["shortcuts"])
    for each in made["features"]["slash_commands"]:
        assert len(each["description"]) <= COMMAND_DESCRIPTION
        assert len(each["usage_hint"]) <= USAGE_HINT


def test_every_scope_is_one_that_a_call_of_ours_needs_and_is_explained_in_the_docs() -> None:
    told = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")

    assert set(SCOPES) <= set(ASKED_FOR)
    assert read(manifest())["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert all(f"| `{scope}` | {why}" in told for scope, why in SCOPES.items())
    assert APP_SCOPE in told


def test_a_public_address_takes_the_place_of_the_socket() -> None:
    url = "https://briefs.example.org/slack/events"
    made = read(manifest(url=url))

    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["interactivity"]["request_url"] == url
    assert {each["url"] for each in made["features"]["slash_commands"]} == {url}
    assert read(manifest())["settings"]["socket_mode_enabled"] is True


def test_an_address_that_slack_would_not_send_to_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["slack", "manifest", "--url", "http://briefs.example.org"]) == 2
    assert "https" in capsys.readouterr().err
