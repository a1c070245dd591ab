"""`briefbot calendar export`."""

from pathlib import Path

import pytest

from cli.conftest import Command, Ended
from linting import CLEAN

CALENDARS = Path(__file__).parents[1] / "calendars"
DAYS = ("--from", "2024-12-01", "--to", "2025-01-01")
CONFIGURATION = f"""
timezone = "Europe/Kyiv"
[destinations.desk]
platform = "slack"
tlp_max = "GREEN"
[calendars.council]
path = "{CALENDARS / "council.ics"}"
[calendars.gone]
path = "gone.ics"
"""
MEETINGS = """meetings:
  - {id: council-dinner, title: Dinner of the council, start: 2024-12-05, tz: Europe/Brussels,
     uid: "council@example.org"}
  - {id: round-table, title: Round table, start: 2024-12-06, precision: part-of-day, part: evening,
     tz: Europe/Brussels}
  - {id: later, title: A later meeting, precision: tba}
"""


@pytest.fixture
def config(bridge: Path) -> Path:
    """Return a configuration beside a folder with one brief that names meetings."""
    head, front, body = CLEAN.split("---\n", 2)
    bridge.write_text(f"{head}---\n{front}{MEETINGS}---\n{body}", encoding="utf-8")
    path = Path("briefbot.toml")
    path.write_text(CONFIGURATION, encoding="utf-8")
    return path


def export(command: Command, config: Path, *options: object) -> Ended:
    return command("calendar", "export", *DAYS, "--config", config, *options)


def shown(command: Command, path: Path) -> list[str]:
    """Return what our own reader has to say of a file."""
    ended = command("calendar", "show", path, *DAYS, "--tz", "Europe/Kyiv")
    assert (ended.code, ended.err) == (0, "")
    return ended.out.splitlines()


def test_all_meetings_of_briefs_and_calendars_are_one_file(config: Path, command: Command) -> None:
    path = Path("meetings.ics")

    ended = export(command, config, "-o", path)

    assert (ended.code, ended.out) == (0, "")
    assert shown(command, path) == [
        "3–4 December 2024: Ministers meet [tentative]",
        "3 December 2024, 08:00–08:45 (UTC): Morning briefing",
        "5 December 2024, 10:00–11:30 (Brussels time, UTC+1): Dinner of the council [cancelled]",
        "6 December 2024: Round table: evening of 6 December 2024 (Brussels time)",
        "19 December 2024, 10:00–11:30 (Brussels time, UTC+1): Council on water",
        "26 December 2024, 10:00–11:30 (Brussels time, UTC+1): Council, weekly · Council hall",
    ]
    assert [line.partition(" -- ")[0] for line in ended.err.splitlines()] == [
        'briefbot.toml:9:1: BB810 the file "gone.ics" for "path" in [calendars.gone] is not there',
        "left out: river-bridge/later: its date is not known",
    ]


def test_without_a_file_it_goes_to_standard_output(config: Path, command: Command) -> None:
    ended = export(command, config)

    assert ended.out.startswith("BEGIN:VCALENDAR\r\n")
    assert ended.out.endswith("END:VCALENDAR\r\n")


@pytest.mark.parametrize("named", ["council", CALENDARS / "council.ics"])
def test_a_calendar_that_is_named_is_taken_alone(
    named: object, config: Path, command: Command
) -> None:
    path = Path("meetings.ics")

    ended = export(command, config, "--calendar", named, "-o", path)

    assert ended.code == 0
    assert "left out" not in ended.err
    assert shown(command, path) == shown(command, CALENDARS / "council.ics")


def test_what_is_above_the_ceiling_is_told_and_goes_to_a_place_that_may_have_it(
    config: Path, bridge: Path, command: Command
) -> None:
    text = bridge.read_text(encoding="utf-8")
    bridge.write_text(text.replace("---\n", "---\ntlp: GREEN\n", 1), encoding="utf-8")

    clear, green = export(command, config), export(command, config, "--destination", "desk")

    assert "Round table" not in clear.out
    assert "river-bridge/round-table: its TLP label is above" in clear.err
    assert "Council\\, weekly" in clear.out
    assert "Round table" in green.out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            ["--calendar", "concil"],
            'no calendar or file is named "concil" -- did you mean "council',
        ),
        (["--calendar", "x.ics"], 'no calendar or file is named "x.ics" -- give its name or'),
        (["--calendar", "gone"], "gone.ics: cannot be read: no such file or directory -- give"),
        (["--calendar", CALENDARS / "cut.ics"], "is cut off: END:VCALENDAR is missing -- fetch"),
        (["--destination", "desc"], 'no destination is named "desc" -- did you mean "desk"?'),
        (["--tz", "Europe/Kiyv"], 'unknown time zone "Europe/Kiyv" -- did you mean'),
        (["--to", "2026-12-01"], "more than 400 days -- ask for fewer"),
        (["-o", "none/meetings.ics"], "none/meetings.ics: cannot be written: no such file or"),
    ],
)
def test_what_cannot_be_exported_is_one_line(
    options: list[object], words: str, config: Path, command: Command
) -> None:
    ended = export(command, config, *options)

    assert (ended.code, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert words in line
