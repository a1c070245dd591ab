"""`briefbot discord invite`."""

from base64 import urlsafe_b64encode
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from cli.conftest import Command

TOKEN = urlsafe_b64encode(b"100000000000000001").decode().rstrip("=") + ".abcdef.ghijklmnop"


def link_of(out: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(out.splitlines()[0]).query)


def test_the_invitation_is_for_the_application_of_the_token(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN, encoding="utf-8")
    monkeypatch.setenv("BRIEFBOT_DISCORD__TOKEN_FILE", str(file))
    ended = command("discord", "invite")

    assert (ended.code, ended.err) == (0, "")
    assert link_of(ended.out)["client_id"] == ["100000000000000001"]
    assert "abcdef" not in ended.out


def test_it_asks_for_two_scopes_and_for_exactly_what_is_explained(command: Command) -> None:
    ended = command("discord", "invite", "--application", "42")
    query = link_of(ended.out)
    asked = discord.Permissions(int(query["permissions"][0]))

    assert query["scope"] == ["bot applications.commands"]
    assert {name for name, is_asked in asked if is_asked} == {
        "read_messages",
        "send_messages",
        "embed_links",
        "read_message_history",
        "create_public_threads",
        "send_messages_in_threads",
    }
    assert len(ended.out.split("It asks for:\n")[1].splitlines()) == 6


@pytest.mark.parametrize("token", ["", "no token", "%%%.x.y", "YWJj.x.y"])
def test_without_a_token_that_tells_it_the_application_has_to_be_given(
    command: Command, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("BRIEFBOT_DISCORD__TOKEN", token)
    ended = command("discord", "invite")

    assert ended.code == 2
    assert "--application" in ended.err


def test_an_application_has_digits_only(command: Command) -> None:
    assert command("discord", "invite", "--application", "x&y=1").code == 2
