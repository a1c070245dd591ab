import json
import subprocess
import sys
from pathlib import Path

import pytest

from briefbot.app import Form
from cli.conftest import Command
from linting import edited

TITLE = "Council opens the river bridge to traffic"


@pytest.mark.usefixtures("bridge")
@pytest.mark.parametrize("form", ["terminal", "text", "markdown"])
def test_a_text_shows_the_brief(form: str, command: Command) -> None:
    ended = command("preview", "brief", "river-bridge", "--as", form)

    assert (ended.code, ended.err) == (0, "")
    assert TITLE in ended.out
    assert "The council opened the bridge on 3 November 2025." in ended.out
    assert "\x1b" not in ended.out


@pytest.mark.usefixtures("bridge")
@pytest.mark.parametrize("form", ["discord", "discord-embed", "slack"])
def test_a_platforms_form_is_an_array_of_message_bodies(form: str, command: Command) -> None:
    ended = command("preview", "brief", "river-bridge", "--as", form)

    bodies = json.loads(ended.out)
    assert ended.code == 0
    assert all(isinstance(body, dict) for body in bodies)
    assert TITLE in ended.out


@pytest.mark.parametrize("form", ["terminal", "html"])
def test_a_fault_of_the_configuration_is_told_and_hides_no_brief(
    form: str, bridge: Path, command: Command
) -> None:
    configuration = bridge.with_name("briefbot.toml")
    configuration.write_text('timezone = "Mars/Base"\n', encoding="utf-8")

    ended = command("preview", "brief", "river-bridge", "--as", form, "--config", configuration)

    assert ended.code == 0
    assert ended.out
    assert f'{configuration}:1:1: BB805 unknown time zone "Mars/Base"' in ended.err


@pytest.mark.usefixtures("bridge")
def test_json_is_the_neutral_document(command: Command) -> None:
    document = json.loads(command("preview", "brief", "river-bridge", "--as", "json").out)

    assert document["schema"] == 1


def test_json_is_utf8_and_readable(bridge: Path, command: Command) -> None:
    bridge.write_text(edited((TITLE, "Рада відкрила міст для руху")), encoding="utf-8")

    ended = command("preview", "brief", "river-bridge", "--as", "slack")

    assert "Рада відкрила міст для руху" in ended.out
    assert ended.out.startswith("[\n  {\n    ")


def test_a_path_is_accepted_for_a_slug(bridge: Path, command: Command) -> None:
    by_path = command("preview", "brief", bridge)

    assert by_path == command("preview", "brief", "river-bridge")
    assert by_path.code == 0


@pytest.mark.usefixtures("bridge")
@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["rivr-bridge"],
            'no brief has the slug "rivr-bridge" -- did you mean "river-bridge"?',
        ),
        (["xyz"], 'no brief has the slug "xyz" -- give a slug or a file; new: briefbot new'),
        (["none.md"], "none.md: cannot be read: no such file or directory -- check the path"),
        (["./briefs"], "./briefs: is a folder -- name one file, or a slug"),
        (["river-bridge", "--kind", "correction"], '"river-bridge" has no corrections -- '),
        (["river-bridge", "--zone", "Europe/Kiyv"], 'unknown time zone "Europe/Kiyv" -- did you'),
        (["river-bridge", "--destination", "news"], 'no destination is named "news" -- add'),
        (["river-bridge", "--as", "telegram"], "Invalid value for '--as': 'telegram' is not"),
        (["river-bridge", "--config", "none.toml"], "the configuration has a fault"),
    ],
)
def test_what_cannot_be_shown_is_told_with_the_next_step(
    arguments: list[str], line: str, command: Command
) -> None:
    ended = command("preview", "brief", *arguments)

    assert (ended.code, ended.out) == (2, "")
    assert line in ended.err.splitlines()[-1]


def test_a_brief_that_is_too_faulty_says_where(bridge: Path, command: Command) -> None:
    bridge.write_text("---\ntitle: A\n", encoding="utf-8")

    ended = command("preview", "brief", "river-bridge")

    assert ended.code == 2
    assert ended.err.startswith("briefbot: briefs/river-bridge.md:1: cannot be shown: ")
    assert "briefbot check briefs/river-bridge.md" in ended.err


def test_a_draft_is_shown_with_why_readers_would_not_see_it(bridge: Path, command: Command) -> None:
    bridge.write_text(edited(("status: published", "status: draft")), encoding="utf-8")

    ended = command("preview", "brief", "river-bridge")

    assert ended.code == 0
    assert "not shown yet: it is a draft\n" in ended.err
    assert TITLE in ended.out


def test_faults_of_the_file_are_told_beside_the_preview(bridge: Path, command: Command) -> None:
    bridge.write_text(edited(("lang: en}", "lang: en, kind: rumour}")), encoding="utf-8")

    ended = command("preview", "brief", "river-bridge")

    assert ended.code == 0
    assert "read with errors (1): briefbot check briefs/river-bridge.md\n" in ended.err


@pytest.mark.usefixtures("bridge")
@pytest.mark.parametrize("kind", ["summary", "sources", "withdrawal"])
def test_every_kind_can_be_shown(kind: str, command: Command) -> None:
    ended = command("preview", "brief", "river-bridge", "--kind", kind, "--as", "json")

    assert json.loads(ended.out)["document"]["meta"]["kind"] == kind


CONFIGURATION = """\
timezone = "Europe/Kyiv"

[destinations.policy]
platform = "slack"
channel = "C0123456789"
zone = "America/New_York"

[destinations.old]
platform = "discord"
look = "embeds"
channel = "100000000000000000"
tlp_max = "CLEAR"
"""


@pytest.fixture
def configured(bridge: Path) -> Path:
    Path("config").mkdir()
    Path("config/briefbot.toml").write_text(CONFIGURATION, encoding="utf-8")
    return bridge


@pytest.mark.usefixtures("configured")
def test_the_first_destination_of_the_platform_gives_its_settings(command: Command) -> None:
    ended = command("preview", "brief", "river-bridge", "--as", "slack")

    (body,) = json.loads(ended.out)
    assert body["channel"] == "C0123456789"
    assert "New York" in ended.out


@pytest.mark.usefixtures("configured")
def test_a_named_destination_is_shown_in_its_own_form(command: Command) -> None:
    ended = command("preview", "brief", "river-bridge", "--destination", "old")

    (body,) = json.loads(ended.out)
    assert body["embeds"]


@pytest.mark.usefixtures("configured")
def test_a_zone_on_the_command_line_wins(command: Command) -> None:
    ended = command("preview", "brief", "river-bridge", "--as", "text", "--zone", "Asia/Tokyo")

    assert "Tokyo" in ended.out


def test_what_a_destination_may_not_show_is_told(configured: Path, command: Command) -> None:
    configured.write_text(edited(("status: published", "status: published\ntlp: RED")), "utf-8")

    ended = command("preview", "brief", "river-bridge", "--destination", "old")

    assert "not shown there: its TLP label is above what this place allows\n" in ended.err


@pytest.mark.usefixtures("bridge")
def test_no_preview_loads_a_platforms_sdk() -> None:
    code = (
        "import sys\n"
        "from briefbot.cli.main import run\n"
        "for form in sys.argv[1:]:\n"
        "    assert run(['preview', 'brief', 'river-bridge', '--as', form]) == 0\n"
        "loaded = {'discord', 'slack_sdk', 'slack_bolt', 'aiohttp'} & set(sys.modules)\n"
        "print(sorted(loaded), file=sys.stderr)"
    )
    forms = [form.value for form in Form]

    ended = subprocess.run(
        [sys.executable, "-c", code, *forms], capture_output=True, text=True, check=True
    )

    assert ended.stderr == "[]\n"


@pytest.mark.usefixtures("bridge")
def test_lines_keep_to_the_width_asked_for(command: Command) -> None:
    ended = command("preview", "brief", "river-bridge", "--width", "40")

    lines = [line for line in ended.out.splitlines() if "http" not in line]
    assert max(map(len, lines)) <= 40


def test_a_brief_is_found_by_the_slug_it_gives_itself(bridge: Path, command: Command) -> None:
    bridge.rename(bridge.parent / "misnamed.md")

    assert TITLE in command("preview", "brief", "river-bridge").out
