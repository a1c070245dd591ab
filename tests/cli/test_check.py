import json
import subprocess
from pathlib import Path

import pytest

from briefbot.cli.main import run
from cli.conftest import Command
from linting import CLEAN, edited, with_facts

RELATIVE = with_facts("- The ferry closed yesterday. [@notice]")
UNCITED = with_facts("- The ferry closed on 4 November 2025.")


def test_briefs_without_faults_pass(bridge: Path, command: Command) -> None:
    ended = command("check", bridge)

    assert (ended.code, ended.out) == (0, "")
    assert ended.err.splitlines()[-1] == "1 file, no faults"


def test_warnings_alone_pass(bridge: Path, command: Command) -> None:
    bridge.write_text(RELATIVE, encoding="utf-8")

    ended = command("check")

    assert ended.code == 0
    assert 'river-bridge.md:18:20: BB301 warning: relative date "yesterday" -- ' in ended.out
    assert ended.err.splitlines()[-1] == "1 file, 1 warning"


def test_an_error_fails(bridge: Path, command: Command) -> None:
    bridge.write_text(UNCITED, encoding="utf-8")

    ended = command("check")

    assert ended.code == 1
    assert "briefs/river-bridge.md:18:3: BB211 error: " in ended.out
    assert ended.err.splitlines()[-1] == "1 file, 1 error"


def test_a_path_is_shown_as_it_was_given(bridge: Path, command: Command) -> None:
    bridge.write_text(UNCITED, encoding="utf-8")

    assert command("check", "./briefs").out.startswith("briefs/river-bridge.md:")
    assert command("check", bridge.resolve()).out.startswith(f"{bridge.resolve()}:")


def test_a_brief_named_twice_is_checked_once(bridge: Path, command: Command) -> None:
    ended = command("check", bridge, bridge.resolve(), "briefs")

    assert ended.code == 0
    assert ended.err.splitlines()[-1] == "1 file, no faults"


def test_two_briefs_with_one_slug_are_told_at_both(bridge: Path, command: Command) -> None:
    other = bridge.parent / "2025" / "2025-11-03-river-bridge.md"
    other.parent.mkdir()
    other.write_text(CLEAN, encoding="utf-8")

    ended = command("check")

    assert ended.code == 1
    assert {line.split(":")[0] for line in ended.out.splitlines() if "BB102" in line} == {
        "briefs/river-bridge.md",
        "briefs/2025/2025-11-03-river-bridge.md",
    }


def test_one_brief_is_checked_beside_the_others(bridge: Path, command: Command) -> None:
    """What it says of others is right, though they are not checked themselves."""
    old = bridge.parent / "old-bridge.md"
    old.write_text(edited(("slug: river-bridge", "slug: old-bridge"), text=UNCITED), "utf-8")
    text = edited(("status: published", "status: published\nsupersedes: old-bridge"))
    bridge.write_text(text, encoding="utf-8")

    ended = command("check", bridge)

    assert (ended.code, ended.out) == (0, "")
    assert ended.err.splitlines()[-1] == "1 file, no faults"


def test_briefs_that_replace_each_other_in_a_circle_are_told(
    bridge: Path, command: Command
) -> None:
    other = bridge.parent / "old-bridge.md"
    for path, slug, named in ((bridge, "river-bridge", "old-bridge"), (other, "old-bridge", "")):
        circle = f"slug: {slug}\nsupersedes: {named or 'river-bridge'}"
        path.write_text(edited(("slug: river-bridge", circle)), encoding="utf-8")

    ended = command("check")

    assert ended.code == 1
    assert sum("BB105 error" in line for line in ended.out.splitlines()) == 2


def test_an_unknown_zone_is_told(bridge: Path, command: Command) -> None:
    meeting = (
        "meetings: [{id: next, title: The council, start: 2026-02-01, tz: Europe/Kiyv, "
        "source: notice}]\n---\n\n## What"
    )
    bridge.write_text(edited(("---\n\n## What", meeting)), encoding="utf-8")

    ended = command("check")

    assert ended.code == 1
    assert ":13:66: " in ended.out
    assert "BB305 error: " in ended.out
    assert '"Europe/Kiyv"' in ended.out


def test_findings_stand_in_the_order_of_files_and_lines(bridge: Path, command: Command) -> None:
    faulty = UNCITED.replace("## Implications and risks\n", "## Implications and risks\n\n- No.\n")
    bridge.write_text(faulty, encoding="utf-8")
    (bridge.parent / "a.md").write_text("no front matter\n", encoding="utf-8")

    lines = command("check").out.splitlines()

    places = [(line.split(":")[0], int(line.split(":")[1])) for line in lines]
    assert places == sorted(places)
    assert len(lines) == len(set(lines))


def test_faults_of_the_configuration_are_told_with_those_of_the_briefs(
    bridge: Path, command: Command
) -> None:
    bridge.write_text(UNCITED, encoding="utf-8")
    Path("config").mkdir()
    Path("config/briefbot.toml").write_text('timezon = "UTC"\n', encoding="utf-8")

    ended = command("check", bridge)

    assert ended.code == 1
    assert 'config/briefbot.toml:1:1: BB803 error: unknown key "timezon" -- did you mean' in (
        ended.out
    )
    assert "BB211" in ended.out
    assert ended.err.splitlines()[-1] == "1 file, 2 errors"


def test_the_configured_folder_is_checked(bridge: Path, command: Command) -> None:
    bridge.parent.rename("stories")
    Path("other.toml").write_text('briefs.path = "stories"\n', encoding="utf-8")

    ended = command("check", "--config", "other.toml")

    assert ended.err.splitlines()[-1] == "1 file, no faults"


def test_a_configuration_that_cannot_be_read_is_told(bridge: Path, command: Command) -> None:
    ended = command("check", bridge, "--config", "none.toml")

    assert ended.code == 2
    assert ended.out.startswith(
        "none.toml:1:1: BB801 error: cannot be read: no such file or directory -- "
    )


def test_json_has_exactly_the_seven_keys(bridge: Path, command: Command) -> None:
    bridge.write_text(UNCITED, encoding="utf-8")

    ended = command("check", "--format", "json")

    (finding,) = json.loads(ended.out)
    assert list(finding) == ["path", "line", "col", "code", "severity", "message", "hint"]
    assert (finding["path"], finding["line"], finding["col"]) == ("briefs/river-bridge.md", 18, 3)
    assert (finding["code"], finding["severity"]) == ("BB211", "error")


def test_json_without_findings_is_an_empty_array(bridge: Path, command: Command) -> None:
    assert json.loads(command("check", bridge, "--format", "json").out) == []


def test_without_history_it_is_said_once_that_nothing_was_compared(
    bridge: Path, command: Command
) -> None:
    second = edited(("slug: river-bridge", "slug: second-bridge"))
    (bridge.parent / "second-bridge.md").write_text(second, encoding="utf-8")

    ended = command("check")

    assert ended.err.count("BB104's comparison was not run: no history") == 1


def test_drafts_need_no_history(bridge: Path, command: Command) -> None:
    bridge.write_text(edited(("status: published", "status: draft")), encoding="utf-8")

    assert "no history" not in command("check").err


def test_text_is_not_coloured_when_it_goes_to_a_file(bridge: Path, command: Command) -> None:
    bridge.write_text(UNCITED, encoding="utf-8")

    assert "\x1b" not in command("check").out


def test_many_files_are_counted_aloud_on_a_terminal_only(
    folder: Path,
    command: Command,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(200):
        text = edited(("slug: river-bridge", f"slug: bridge-{number}"))
        (folder / f"bridge-{number}.md").write_text(text, encoding="utf-8")

    assert "reading" not in command("check").err

    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    run(["check"])
    assert "reading 150 of 200" in capsys.readouterr().err


def test_a_published_brief_is_compared_with_what_git_holds(bridge: Path, command: Command) -> None:
    who = ["-c", "user.name=Newsroom", "-c", "user.email=newsroom@example.org"]
    for arguments in (["init"], ["add", "-A"], ["commit", "-m", "A revision"]):
        subprocess.run(["git", *who, *arguments], check=True, capture_output=True)
    assert command("check").err == "1 file, no faults\n"

    bridge.write_text(edited(("welcomed the opening", "regretted the opening")), encoding="utf-8")

    assert "BB104 error: changed since the last revision" in command("check").out
