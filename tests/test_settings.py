from pathlib import Path

import pytest

from briefbot.core.brief import Tlp
from briefbot.core.lint.configuration_faults import CONFIGURATION_FAULTS
from briefbot.errors import SettingsError
from briefbot.settings import (
    DEFAULT_FILE,
    Briefs,
    Destination,
    Settings,
    colour_allowed,
    examine_settings,
    load_settings,
)

ROOT = Path(__file__).parent.parent
FAULTY = ROOT / "tests" / "config" / "faulty"

#: Each faulty file, named for its fault, and what must be found: code, line, column, words.
FOUND = {
    "channel-as-number.toml": [("BB804", 3, 1, '100000000000000000 for "channel"')],
    "hours-of-13.toml": [("BB804", 1, 1, 'wrong value 13 for "hours"')],
    "missing-platform.toml": [("BB806", 2, 2, '"platform" is missing in [destinations.news]')],
    "name-in-capitals.toml": [("BB807", 1, 2, '"News" in [destinations]')],
    "not-toml.toml": [("BB802", 3, 8, "Invalid value")],
    "not-utf8.toml": [("BB801", 1, 1, "byte 13")],
    "table-as-text.toml": [("BB804", 1, 1, '"here" for "briefs"')],
    "three-at-once.toml": [
        ("BB805", 1, 1, '"Mars/Olympus" for "timezone"'),
        ("BB803", 4, 1, '"pth" in [briefs]'),
        ("BB804", 8, 1, '99 for "max_pages" in [destinations.news]'),
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


def test_the_configuration_as_shipped_is_valid_and_says_the_defaults() -> None:
    settings, findings = examine_settings(ROOT / DEFAULT_FILE)

    assert findings == ()
    assert settings == Settings()


def test_the_examples_in_the_configuration_as_shipped_are_valid(tmp_path: Path) -> None:
    text = (ROOT / DEFAULT_FILE).read_text(encoding="utf-8")
    in_use = [
        line.removeprefix("# ") if line.startswith(("# [", "# ")) and "= " in line[:14] else line
        for line in text.replace("# [", "[").splitlines()
    ]
    path = tmp_path / "briefbot.toml"
    path.write_text("\n".join(in_use), encoding="utf-8")

    settings = load_settings(path)

    assert settings.hours == 24
    assert set(settings.destinations) == {"newsroom", "policy"}
    assert settings.destinations["newsroom"].zone == "Europe/Brussels"


def test_every_key_has_a_description() -> None:
    for model in (Settings, Briefs, Destination):
        for name, field in model.model_fields.items():
            assert field.description, name


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
