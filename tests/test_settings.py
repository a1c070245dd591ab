import re
import tomllib
from datetime import time, timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel

from briefbot.core.brief import Tlp
from briefbot.core.finding import Severity
from briefbot.core.lint.configuration_faults import CONFIGURATION_FAULTS
from briefbot.errors import SettingsError
from briefbot.settings import (
    DEFAULT_FILE,
    Briefs,
    Calendar,
    Delivery,
    Destination,
    Digest,
    Discord,
    Holders,
    Http,
    Kept,
    Quiet,
    Reminders,
    Roles,
    Settings,
    Slack,
    Store,
    Summaries,
    colour_allowed,
    examine_settings,
    load_settings,
)

ROOT = Path(__file__).parent.parent
FAULTY = ROOT / "tests" / "config" / "faulty"

#: Each faulty file, named for its fault, and what must be found: code, line, column, words.
FOUND = {
    "always-quiet.toml": [("BB804", 3, 1, '"quiet_hours" in [destinations.newsroom]')],
    "calendar-not-there.toml": [
        ("BB809", 11, 1, '"holidays" in [digests.daily] names "councl"'),
        ("BB809", 15, 1, '"calendars" in [reminders.all] names "councl"'),
    ],
    "channel-as-number.toml": [("BB804", 3, 1, '100000000000000000 for "channel"')],
    "destination-not-there.toml": [
        ("BB809", 7, 1, '"destinations" in [digests.daily] names "newsrom"'),
        ("BB809", 10, 1, '"destinations" in [reminders.all] names "elsewhere"'),
    ],
    "holidays-gone.toml": [
        ("BB810", 5, 1, '"gone/council.ics" for "path" in [calendars.council]'),
        ("BB810", 11, 1, '"gone/holidays.ics" for "holidays" in [digests.daily]'),
    ],
    "hours-of-13.toml": [("BB804", 1, 1, 'wrong value 13 for "hours"')],
    "lead-not-understood.toml": [
        ("BB804", 6, 1, '"soon" for "leads" in [reminders.all]'),
        ("BB804", 7, 1, '"9:00" for "all_day_at" in [reminders.all]'),
    ],
    "missing-platform.toml": [("BB806", 2, 2, '"platform" is missing in [destinations.news]')],
    "name-in-capitals.toml": [("BB807", 1, 2, '"News" in [destinations]')],
    "not-toml.toml": [("BB802", 3, 8, "Invalid value")],
    "not-utf8.toml": [("BB801", 1, 1, "byte 13")],
    "rule-not-understood.toml": [("BB808", 5, 1, "'every morning' is no rule")],
    "rule-of-every-minute.toml": [("BB808", 5, 1, "it fires at 00:00 and again at 00:01")],
    "rule-that-never-fires.toml": [("BB808", 5, 1, "'0 8 30 2 *' never fires")],
    "schedule-in-unknown-zone.toml": [
        ("BB805", 6, 1, '"Europe/Kiyv" for "zone" in [digests.daily]')
    ],
    "schedule-twice.toml": [("BB811", 9, 2, "[digests.daily] stands here again, first in line 4")],
    "schedule-without-zone.toml": [("BB806", 4, 2, '"zone" is missing in [digests.daily]')],
    "table-as-text.toml": [("BB804", 1, 1, '"here" for "briefs"')],
    "three-at-once.toml": [
        ("BB805", 1, 1, '"Mars/Olympus" for "timezone"'),
        ("BB803", 4, 1, '"pth" in [briefs]'),
        ("BB804", 8, 1, '99 for "max_pages" in [destinations.news]'),
    ],
    "topic-in-capitals.toml": [
        ("BB804", 8, 1, '101 for "cap" in [digests.daily]'),
        ("BB807", 9, 1, '"Water" in [digests.daily.caps]'),
    ],
    "unclosed.toml": [("BB802", 3, 1, "Invalid value")],
    "unknown-key.toml": [("BB803", 2, 1, '"timezon"')],
    "unknown-zone.toml": [("BB805", 3, 1, '"Europe/Kiyv" for "zone" in [destinations.news]')],
}


@pytest.mark.parametrize("name", FOUND)
def test_a_faulty_configuration_is_told_with_its_places(name: str) -> None:
    _, findings = examine_settings(FAULTY / name)

    places = [(each.code, each.line, each.col) for each in findings]
    assert [entry[:3] for entry in FOUND[name]] == places
    for (*_, words), finding in zip(FOUND[name], findings, strict=True):
        assert words in finding.message
        assert finding.hint
        assert finding.path == str(FAULTY / name)


def test_every_faulty_configuration_and_every_code_is_tried() -> None:
    assert {path.name for path in FAULTY.iterdir()} == set(FOUND)
    assert {entry[0] for entries in FOUND.values() for entry in entries} == set(
        CONFIGURATION_FAULTS
    )


def test_the_configuration_as_shipped_is_valid_and_says_the_defaults_but_for_the_local_chat() -> (
    None
):
    settings, findings = examine_settings(ROOT / DEFAULT_FILE)

    assert findings == ()
    assert {each.platform for each in settings.destinations.values()} == {"local"}
    tables: dict[str, object] = {
        "destinations": {},
        "digests": {},
        "reminders": {},
        "summaries": {},
    }
    assert settings.model_copy(update=tables) == Settings()


def shipped_with_examples_in_use() -> str:
    """Return the configuration as shipped with every `# key = ...` and `# [table]` switched on."""
    text = (ROOT / DEFAULT_FILE).read_text(encoding="utf-8")
    return re.sub(r"^# (?=\[[a-z._]+\]$|[a-z_]+ = )", "", text, flags=re.MULTILINE)


def test_the_examples_in_the_configuration_as_shipped_are_valid(tmp_path: Path) -> None:
    path = tmp_path / "briefbot.toml"
    path.write_text(shipped_with_examples_in_use(), encoding="utf-8")

    settings, findings = examine_settings(path)

    # The calendar of the example is not shipped.
    assert [finding.code for finding in findings] == ["BB810"]
    assert load_settings(path) == settings
    assert settings.hours == 24
    assert set(settings.destinations) == {"news", "watch", "newsroom", "policy"}
    assert settings.destinations["newsroom"].zone == "Europe/Brussels"
    assert settings.digests["morning"].destinations == ("news", "watch")
    assert settings.reminders["meetings"].leads == (timedelta(days=1), timedelta(hours=1))


def test_the_examples_show_every_key_of_every_table() -> None:
    values = tomllib.loads(shipped_with_examples_in_use())

    assert set(values) == set(Settings.model_fields)
    assert set(values["destinations"]["newsroom"]) == set(Destination.model_fields)
    assert set(values["calendars"]["council"]) == set(Calendar.model_fields)
    assert set(values["digests"]["morning"]) == set(Digest.model_fields)
    assert set(values["reminders"]["meetings"]) == set(Reminders.model_fields)
    assert set(values["summaries"]["news"]) == set(Summaries.model_fields)
    assert set(values["roles"]) == set(Roles.model_fields)
    assert set(values["roles"]["slack"]) == set(Holders.model_fields)
    assert set(values["store"]) == set(Store.model_fields)
    assert set(values["http"]) == set(Http.model_fields)
    assert set(values["discord"]) == set(Discord.model_fields)
    assert set(values["slack"]) == set(Slack.model_fields)
    assert set(values["delivery"]) == set(Delivery.model_fields)
    assert set(values["retention"]) == set(Kept.model_fields)


def test_the_examples_say_the_defaults() -> None:
    values = tomllib.loads(shipped_with_examples_in_use())
    table = values["digests"]["morning"]
    shown = Digest.model_validate(table)
    needed = {key: table[key] for key in ("rule", "zone", "destinations")}
    bare = Digest.model_validate(needed)

    kept = set(Digest.model_fields) - {"title", "topics", "caps", "holidays"}
    assert {key: getattr(shown, key) for key in kept} == {key: getattr(bare, key) for key in kept}


MODELS = (
    Settings,
    Briefs,
    Quiet,
    Destination,
    Calendar,
    Digest,
    Reminders,
    Summaries,
    Store,
    Delivery,
    Kept,
    Roles,
    Holders,
    Http,
    Discord,
    Slack,
)


def test_every_key_has_a_description() -> None:
    for model in MODELS:
        for name, field in model.model_fields.items():
            assert field.description, name


@pytest.mark.parametrize("model", MODELS[1:])
def test_a_key_that_is_missing_is_told_with_an_example(
    model: type[BaseModel], tmp_path: Path
) -> None:
    tables = {
        Quiet: "[destinations.news]\nplatform = 'slack'\n[destinations.news.quiet_hours]",
        Destination: "[destinations.news]",
        Calendar: "[calendars.council]",
        Digest: "[digests.daily]",
        Reminders: "[reminders.all]",
        Summaries: "[summaries.all]",
        Store: "[store]",
        Delivery: "[delivery]",
        Kept: "[retention]",
        Roles: "[roles]",
        Http: "[http]",
        Discord: "[discord]",
        Slack: "[slack]",
        Holders: "[roles.discord]",
        Briefs: "[briefs]",
    }
    path = tmp_path / "briefbot.toml"
    path.write_text(f"{tables[model]}\n", encoding="utf-8")

    _, findings = examine_settings(path)

    required = [name for name, field in model.model_fields.items() if field.is_required()]
    assert len(findings) == len(required)
    assert all(f"{finding.hint}".startswith("add it: ") for finding in findings)


def test_a_schedule_that_is_faulty_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "briefbot.toml"
    path.write_text(
        """
[destinations.news]
platform = "slack"
[digests.sound]
rule = "daily at 08:00"
zone = "Europe/Kyiv"
destinations = ["news", "nowhere"]
[digests.zoneless]
rule = "daily at 08:00"
destinations = ["news"]
[digests.endless]
rule = "* * * * *"
zone = "Europe/Kyiv"
destinations = ["news"]
[digests.homeless]
rule = "daily at 08:00"
zone = "Europe/Kyiv"
destinations = ["nowhere"]
[reminders.all]
destinations = ["news"]
[reminders.council]
destinations = ["news"]
calendars = ["council"]
""",
        encoding="utf-8",
    )

    settings, findings = examine_settings(path)

    assert set(settings.digests) == {"sound"}
    assert settings.digests["sound"].destinations == ("news",)
    # Without its calendar, the second would remind of every meeting.
    assert set(settings.reminders) == {"all"}
    assert [f.code for f in findings] == ["BB809", "BB806", "BB808", "BB809", "BB809"]


def test_a_destination_left_out_for_its_own_fault_is_not_told_as_unknown(tmp_path: Path) -> None:
    path = tmp_path / "briefbot.toml"
    path.write_text(
        '[destinations.news]\n[reminders.all]\ndestinations = ["news"]\n', encoding="utf-8"
    )

    settings, findings = examine_settings(path)

    assert [finding.code for finding in findings] == ["BB806"]
    assert settings.reminders == {}


def test_a_calendar_that_is_gone_is_a_warning_and_the_settings_load() -> None:
    settings = load_settings(FAULTY / "holidays-gone.toml")

    assert set(settings.digests) == {"daily"}
    assert settings.holiday_files() == {"gone/holidays.ics": Path("gone/holidays.ics")}


def test_a_path_that_no_file_can_have_is_a_file_that_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "briefbot.toml"
    path.write_text(f'[calendars.long]\npath = "{"x" * 5000}"\n', encoding="utf-8")

    _, (finding,) = examine_settings(path)

    assert (finding.code, finding.severity) == ("BB810", Severity.WARNING)


def test_holidays_may_be_those_of_a_calendar_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFBOT_DIGESTS__DAILY__HOLIDAYS", "council")

    settings = load_settings(FAULTY / "holidays-gone.toml")

    assert settings.holiday_files() == {"council": Path("gone/council.ics")}


def test_the_environment_sets_keys_of_schedules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "briefbot.toml"
    path.write_text(shipped_with_examples_in_use(), encoding="utf-8")
    monkeypatch.setenv("BRIEFBOT_POSTS_A_DAY", "3")
    monkeypatch.setenv("BRIEFBOT_DESTINATIONS__POLICY__QUIET_HOURS__START", "20:00")
    monkeypatch.setenv("BRIEFBOT_DESTINATIONS__POLICY__QUIET_HOURS__END", "06:00")
    monkeypatch.setenv("BRIEFBOT_DIGESTS__MORNING__RULE", "daily at 09:30")
    monkeypatch.setenv("BRIEFBOT_DIGESTS__MORNING__DESTINATIONS", "policy")
    monkeypatch.setenv("BRIEFBOT_DIGESTS__MORNING__CAPS__WATER", "2")
    monkeypatch.setenv("BRIEFBOT_REMINDERS__MEETINGS__LEADS", "2d, 90m")

    settings = load_settings(path)

    assert settings.posts_a_day == 3
    quiet = settings.destinations["policy"].quiet_hours
    assert quiet is not None
    assert (quiet.start, quiet.end) == (time(20), time(6))
    digest = settings.digests["morning"]
    assert (digest.rule.text, digest.destinations) == ("daily at 09:30", ("policy",))
    assert (digest.caps, digest.zone) == ({"water": 2}, "UTC")
    assert settings.reminders["meetings"].leads == (timedelta(days=2), timedelta(minutes=90))


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "briefbot.toml"
    path.write_text(
        'timezone = "Europe/Paris"\n[destinations.news]\nplatform = "slack"\nmax_pages = 3\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("BRIEFBOT_TIMEZONE", "Europe/Kyiv")
    monkeypatch.setenv("BRIEFBOT_HOURS", "12")
    monkeypatch.setenv("BRIEFBOT_DESTINATIONS__NEWS__CHANNEL", "C0123456789")
    monkeypatch.setenv("BRIEFBOT_DESTINATIONS__NEWS__TLP_MAX", "AMBER+STRICT")

    settings = load_settings(path)

    assert settings.timezone == "Europe/Kyiv"
    assert settings.hours == 12
    assert settings.destinations["news"] == Destination(
        platform="slack", channel="C0123456789", tlp_max=Tlp.AMBER_STRICT, max_pages=3
    )


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("BRIEFBOT_TIMEZONE", "Mars/Olympus", "BB805"),
        ("BRIEFBOT_HOURS", "25", "BB804"),
        ("BRIEFBOT_BRIEFS__PTH", "x", "BB803"),
        ("BRIEFBOT_DESTINATIONS", "{", "BB804"),
        ("BRIEFBOT_DESTINATIONS__NEWS__PLATFORM", "telegram", "BB804"),
        ("BRIEFBOT_POSTS_A_DAY", "many", "BB804"),
    ],
)
def test_a_faulty_variable_is_told_by_its_name(
    variable: str, value: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)

    _, (finding,) = examine_settings(ROOT / DEFAULT_FILE)

    assert (finding.path, finding.code) == ("environment", code)
    assert finding.message.startswith(f"{variable}: ")


def test_what_is_right_beside_a_fault_still_holds(tmp_path: Path) -> None:
    path = tmp_path / "briefbot.toml"
    path.write_text('timezon = "UTC"\nbriefs.path = "stories"\n', encoding="utf-8")

    settings, findings = examine_settings(path)

    assert [finding.code for finding in findings] == ["BB803"]
    assert settings.briefs.path == Path("stories")


def test_loading_a_faulty_configuration_raises_with_every_finding() -> None:
    with pytest.raises(SettingsError, match="3 faults") as caught:
        load_settings(FAULTY / "three-at-once.toml")

    assert len(caught.value.findings) == 3


def test_a_configuration_that_is_named_must_be_there(tmp_path: Path) -> None:
    _, (finding,) = examine_settings(tmp_path / "none.toml")

    assert finding.code == "BB801"
    assert finding.unreadable


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    _, (finding,) = examine_settings(tmp_path)

    assert finding.message == "cannot be read: a folder"


def test_without_a_configuration_the_defaults_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert load_settings() == Settings()


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().timezone = "Europe/Kyiv"


@pytest.mark.parametrize(("value", "allowed"), [("1", False), ("0", False), ("", True)])
def test_no_color_with_any_value_forbids_colour(
    *, value: str, allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", value)

    assert colour_allowed() is allowed
