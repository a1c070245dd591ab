"""`briefbot ask`: commands of the chats, on this machine."""

import json
from pathlib import Path

import pytest

from briefbot.storage.store import Store
from cli.conftest import Command


def test_a_command_is_answered_from_the_files_alone(bridge: Path, command: Command) -> None:
    assert bridge.exists()
    ended = command("ask", "/brief search traffic")

    assert (ended.code, ended.err) == (0, "")
    assert "1 brief found" in ended.out
    assert "/brief show river-bridge" in ended.out


def test_what_a_command_changes_is_kept(bridge: Path, store: Store, command: Command) -> None:
    assert bridge.exists()
    assert store is not None
    line = "/brief-admin subscribe 08:00 topic:roads destination:other"
    made = command("ask", line, "--as", "manager")
    listed = command("ask", "/brief-admin subscriptions", "--as", "manager")

    assert (made.code, listed.code) == (0, 0)
    name = made.out.split("unsubscribe ")[1].strip()
    assert f"{name} at other" in listed.out
    assert name in command("why", name, "2150-03-02").out


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/brief-admin status", "Only managers may do this."),
        ("/brief serch", "Did you mean: /brief search"),
        ("hello", "is not a command of this bot"),
    ],
)
def test_a_refusal_ends_with_1_and_says_what_to_do(
    line: str, told: str, store: Store, command: Command
) -> None:
    assert store is not None
    ended = command("ask", line)

    assert ended.code == 1
    assert told in ended.out


def test_as_json_it_is_the_document(bridge: Path, store: Store, command: Command) -> None:
    assert bridge.exists()
    assert store is not None
    ended = command("ask", "/brief latest", "--form", "json", "--destination", "main")

    assert json.loads(ended.out)["document"]["meta"]["summary"] == "1 brief found"


def test_an_answer_is_in_the_language_asked_for(store: Store, command: Command) -> None:
    assert store is not None
    assert "Тут ще немає зведень." in command("ask", "/brief latest", "--lang", "uk-UA").out


def test_a_destination_that_is_not_there_is_one_line(store: Store, command: Command) -> None:
    assert store is not None
    ended = command("ask", "/brief latest", "--destination", "man")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err == ('briefbot: no destination is named "man" -- there are: main, other\n')


def test_hostile_words_cannot_act_on_the_terminal(store: Store, command: Command) -> None:
    assert store is not None
    ended = command("ask", "/brief show \x1b[31m\u202ex")

    assert ended.code == 1
    assert "\x1b" not in ended.out
    assert "\u202e" not in ended.out
