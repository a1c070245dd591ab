"""The command on every fixture; BRIEFBOT_UPDATE_GOLDEN=1 writes what it prints anew."""

import json
import os
from pathlib import Path

import pytest

from cli.conftest import Command

CALENDARS = Path(__file__).parents[1] / "calendars"
GOLDEN = Path(__file__).parents[1] / "golden" / "calendars"

#: Those that are no calendars, and why.
REFUSED = {
    "cut": "is cut off: END:VCALENDAR is missing -- fetch or export it again",
    "no-calendar": "is not a calendar -- give the path of an iCalendar file (.ics)",
}
READ = sorted({path.stem for path in CALENDARS.glob("*.ics")} - set(REFUSED))
FIELDS = [
    *("key", "uid", "title", "start", "end"),
    *("all_day", "tz", "tz_assumed", "status", "moved_from"),
]


def show(command: Command, path: object, *options: str) -> str:
    """Return what is printed of December 2024, in Kyiv's days unless options say otherwise."""
    days = ("--from", "2024-12-01", "--to", "2025-01-01")
    ended = command("calendar", "show", path, *days, "--tz", "Europe/Kyiv", *options)
    assert ended.code == 0
    return ended.out + (f"---\n{ended.err}" if ended.err else "")


@pytest.mark.parametrize("name", READ)
def test_every_calendar_is_read_as_reviewed(name: str, command: Command) -> None:
    path = GOLDEN / f"{name}.json"
    printed, _, _ = show(command, CALENDARS / f"{name}.ics", "--format", "json").partition("---\n")
    if os.environ.get("BRIEFBOT_UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(printed, encoding="utf-8")

    assert printed == path.read_text(encoding="utf-8"), "refresh with BRIEFBOT_UPDATE_GOLDEN=1"
    reading = json.loads(printed)
    assert list(reading) == ["occurrences", "skipped"]
    assert all(list(one) == FIELDS for one in reading["occurrences"])
    assert all(list(one) == ["uid", "reason"] for one in reading["skipped"])


def test_alarms_are_told_when_they_are_asked_for(command: Command) -> None:
    path = GOLDEN / "alarms-asked-for.json"
    printed = show(command, CALENDARS / "alarms.ics", "--alarms", "--format", "json")
    if os.environ.get("BRIEFBOT_UPDATE_GOLDEN") == "1":
        path.write_text(printed, encoding="utf-8")

    assert printed == path.read_text(encoding="utf-8"), "refresh with BRIEFBOT_UPDATE_GOLDEN=1"
    assert [one["leads"] for one in json.loads(printed)["occurrences"]] == [
        *([3600, 900], [86400], [3600, 900]),
        [21600, 7200],
    ]


def test_people_read_the_lead_times_of_alarms(command: Command) -> None:
    line = show(command, CALENDARS / "alarms.ics", "--alarms").splitlines()[0]

    assert line.endswith("Council, weekly [alarms 1 hour, 15 minutes before]")


def test_people_read_once_that_rules_of_zones_are_wrong(command: Command) -> None:
    _, err = show(command, CALENDARS / "own-zones.ics", "--format", "json").split("---\n")

    names = '"Europe/Brussels"'
    assert err == (f"the rules that the file gives for {names} are wrong: the real ones are used\n")


@pytest.mark.parametrize(("name", "words"), REFUSED.items())
@pytest.mark.parametrize("form", ["text", "json"])
def test_what_is_no_calendar_is_one_line(
    name: str, words: str, form: str, command: Command
) -> None:
    path = CALENDARS / f"{name}.ics"
    ended = command(
        *("calendar", "show", path, "--from", "2024-12-01", "--to", "2025-01-01"),
        *("--format", form),
    )

    assert (ended.code, ended.out) == (2, "")
    assert ended.err == f"briefbot: {path}: {words}\n"


def test_people_read_a_line_for_each_occurrence(command: Command) -> None:
    assert show(command, CALENDARS / "council.ics").splitlines() == [
        "3–4 December 2024: Ministers meet [tentative]",
        "3 December 2024, 08:00–08:45 (UTC): Morning briefing",
        "5 December 2024, 10:00–11:30 (Brussels time, UTC+1): Council, weekly [cancelled]",
        "19 December 2024, 10:00–11:30 (Brussels time, UTC+1): Council on water",
        "26 December 2024, 10:00–11:30 (Brussels time, UTC+1): Council, weekly · Council hall",
    ]


def test_people_read_what_was_assumed_moved_and_skipped(command: Command, tmp_path: Path) -> None:
    text = (CALENDARS / "faulty-times.ics").read_text(encoding="utf-8")
    path = tmp_path / "odd.ics"
    path.write_text(
        text.replace(
            "END:VCALENDAR",
            "BEGIN:VEVENT\nUID:\x1b[31mred\nDTSTART:20241204T090000\nEND:VEVENT\n"
            "BEGIN:VEVENT\nUID:moved\nRECURRENCE-ID:20241203T080000Z\nDTSTART:20241205T080000Z\n"
            "SUMMARY:Council\nEND:VEVENT\nEND:VCALENDAR",
        ),
        encoding="utf-8",
    )

    out, err = show(command, path).split("---\n")

    assert out.splitlines() == [
        "3 December 2024, 18:00 (UTC): The others go on",
        "4 December 2024, 09:00 (Kyiv time, UTC+2): (no title) [time zone assumed]",
        "5 December 2024, 08:00 (UTC): Council [moved from 3 December 2024, 08:00 (UTC)]",
    ]
    assert err.splitlines() == [
        "skipped backwards@example.org: an event ends before it starts",
        "skipped no-start@example.org: an event has no start (DTSTART)",
    ]


def test_the_calendars_zone_or_the_configured_one_tells_the_days(
    command: Command, folder: Path
) -> None:
    configuration = folder / "briefbot.toml"
    configuration.write_text('timezone = "Asia/Tokyo"\n', encoding="utf-8")
    path = folder / "floating.ics"
    path.write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20241203T180000\nEND:VEVENT\nEND:VCALENDAR",
        encoding="utf-8",
    )

    ended = command(
        *("calendar", "show", path, "--from", "2024-12-03", "--to", "2024-12-04"),
        *("--config", configuration, "--format", "json"),
    )

    (one,) = json.loads(ended.out)["occurrences"]
    assert (one["start"], one["tz"]) == ("2024-12-03T18:00:00+09:00", "Asia/Tokyo")
    assert one["tz_assumed"] is True


def test_a_fault_of_the_configuration_is_told_and_hides_no_calendar(
    command: Command, folder: Path
) -> None:
    configuration = folder / "briefbot.toml"
    configuration.write_text('timezone = "Asia/Tokyo"\n\n[digests.x]\n', encoding="utf-8")

    ended = command(
        *("calendar", "show", CALENDARS / "until-a-day.ics", "--config", configuration),
        *("--from", "2024-12-01", "--to", "2024-12-31"),
    )

    assert ended.code == 0
    assert ended.out
    assert f"{configuration}:3:2: BB806 " in ended.err


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["gone.ics"], "gone.ics: cannot be read: no such file or directory -- give the path"),
        (["briefs"], "briefs: cannot be read: is a directory -- give the path"),
        (["x.ics", "--to", "2024-12-01"], "no day from 2024-12-01 to 2024-12-01 -- give a later"),
        (["x.ics", "--to", "2026-01-06"], "more than 400 days -- ask for fewer"),
        (["x.ics", "--tz", "Europe/Kiyv"], 'unknown time zone "Europe/Kiyv" -- did you mean'),
        (["x.ics", "--tz", ""], 'unknown time zone "" -- use an IANA name'),
        (["x.ics", "--to", "soon"], "'soon' does not match the format"),
        (["x.ics", "--from", "0001-01-01", "--to", "0001-02-01"], "ask for days from 1900 to 2200"),
    ],
)
def test_what_cannot_be_asked_is_told_in_one_line(
    arguments: list[str], words: str, command: Command
) -> None:
    ended = command("calendar", "show", "--from", "2024-12-01", "--to", "2025-01-01", *arguments)

    assert ended.code == 2
    (line,) = ended.err.splitlines()
    assert words in line


def test_a_pipe_that_nobody_writes_to_is_no_calendar(command: Command, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.ics"
    os.mkfifo(pipe)

    ended = command("calendar", "show", pipe, "--from", "2024-12-01", "--to", "2025-01-01")

    assert (ended.code, ended.err.count("\n")) == (2, 1)
