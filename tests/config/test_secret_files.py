"""Secrets come from files too, win over the configuration, and are never shown."""

from pathlib import Path

import pytest

from briefbot.errors import SettingsError
from briefbot.settings import Settings, examine_settings, load_settings, secrets_of
from briefbot.settings.secret_files import secret_keys

ADDRESS = "postgresql://briefbot:sesame@localhost/briefbot"


def test_a_secret_is_read_from_the_file_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "url").write_text(f"{ADDRESS}\n", encoding="utf-8")
    monkeypatch.setenv("BRIEFBOT_STORE__URL_FILE", str(tmp_path / "url"))
    config = tmp_path / "briefbot.toml"
    config.write_text('[store]\nurl = "postgresql://elsewhere"\ndata = "there"\n', encoding="utf-8")

    settings = load_settings(config)

    assert settings.store.url.get_secret_value() == ADDRESS
    assert settings.store.data == Path("there")
    assert secrets_of(settings) == (ADDRESS,)
    assert "sesame" not in repr(settings)


def test_a_folder_of_secrets_has_a_file_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "store__url").write_text(ADDRESS, encoding="utf-8")
    monkeypatch.setenv("BRIEFBOT_SECRETS_DIR", str(tmp_path))

    assert load_settings().store.url.get_secret_value() == ADDRESS


def test_the_environment_itself_wins_over_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "store__url").write_text("postgresql://elsewhere", encoding="utf-8")
    monkeypatch.setenv("BRIEFBOT_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("BRIEFBOT_STORE__URL", ADDRESS)

    assert load_settings().store.url.get_secret_value() == ADDRESS


def test_a_secret_that_is_given_twice_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFBOT_STORE__URL", ADDRESS)
    monkeypatch.setenv("BRIEFBOT_STORE__URL_FILE", str(tmp_path / "url"))

    with pytest.raises(SettingsError, match="both BRIEFBOT_STORE__URL and") as caught:
        examine_settings()

    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe", b"x" * 20_000])
def test_a_file_that_holds_no_secret_is_told_without_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    path = tmp_path / "url"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("BRIEFBOT_STORE__URL_FILE", str(path))

    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert str(caught.value).startswith(f"{path}: the file for BRIEFBOT_STORE__URL ")
    assert "xxx" not in str(caught.value)


def test_every_secret_of_the_settings_is_known() -> None:
    assert set(secret_keys(Settings)) == {
        ("store", "url"),
        ("discord", "token"),
        ("slack", "bot_token"),
        ("slack", "app_token"),
        ("slack", "signing_secret"),
    }
