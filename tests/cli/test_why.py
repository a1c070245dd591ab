"""`briefbot why`."""

import json
from pathlib import Path

import pytest

from briefbot.core.delivery.state import DeliveryState
from briefbot.storage.store import Store
from cli.conftest import Command
from contracts.driving import Courier, announce, composed, key, new

REF = key().reference


@pytest.mark.parametrize("named", [(REF,), ("1",), ("daily", "2026-03-02T09:00")])
def test_a_post_is_explained(named: tuple[str, ...], store: Store, command: Command) -> None:
    composed(store, schedule="digest/daily@main")
    Courier(store).run()

    ended = command("why", *named)

    assert ended.code == 0
    assert f"{REF}: digest daily at main, for 2026-03-02T09:00\nIt was posted.\n" in ended.out
    assert "Monday 2 March 2026, Europe/Kyiv" in ended.out
    assert ended.err == ""


def test_as_json_it_is_one_object(store: Store, command: Command) -> None:
    composed(store)
    Courier(store).run(DeliveryState.HELD, reason="no answer")

    ended = command("why", REF, "--format", "json")

    (story,) = json.loads(ended.out)["stories"]
    assert (story["reference"], story["state"], story["zone"]) == (REF, "composed", "Europe/Kyiv")
    assert story["due"] == "2026-03-02T09:00:00Z"
    assert [each["what"] for each in story["happened"]][-1] == "held"
    (delivery,) = story["deliveries"]
    assert (delivery["id"], delivery["state"], delivery["last_error"]) == (1, "held", "no answer")


def test_what_lies_ahead_is_worked_out(store: Store, command: Command) -> None:
    assert store is not None
    ended = command("why", "daily", "2150-03-02T09:00")

    assert ended.code == 0
    first, second = ended.out.splitlines()
    told = "2150-03-02T09:00: it lies ahead: due 2150-03-02"
    assert first == f"daily at main, {told} 11:00 Europe/Kyiv (09:00 UTC)"
    assert second == f"daily at other, {told} 09:00 UTC"

    value = json.loads(command("why", "daily", "2150-03-02", "--format", "json").out)
    assert value["unrecorded"][0]["reason"] == "ahead"
    assert value["unrecorded"][0]["tick"] == {
        "label": "2150-03-02T09:00",
        "at": "2150-03-02T09:00:00Z",
    }


def test_what_is_not_there_is_one_line(store: Store, command: Command) -> None:
    assert store is not None
    ended = command("why", "zzzzzz")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert ended.err.startswith('briefbot: nothing is recorded under "zzzzzz" -- ')


def test_hostile_texts_cannot_act_on_the_terminal(store: Store, command: Command) -> None:
    announce(store, new(reason="\x1b[2J\u202ered\nforged line"))

    ended = command("why", REF)

    assert "\x1b" not in ended.out
    assert "\u202e" not in ended.out
    assert "\nforged line" not in ended.out
    assert r"\x1b[2J\u202ered\nforged line" in ended.out


def test_a_database_that_is_not_there_is_one_line_and_is_not_made(
    folder: Path, command: Command
) -> None:
    config = folder.parent / "nowhere.toml"
    config.write_text('[store]\ndata = "nowhere"\n', encoding="utf-8")

    ended = command("why", "7f3k2m", "--config", config)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith("there is no database yet -- begin with: briefbot run\n")
    assert not Path("nowhere").exists()


def test_a_newer_schema_is_refused_and_left_alone(store: Store, command: Command) -> None:
    version = "UPDATE alembic_version SET version_num = '9999'"
    store._db.transact(lambda conn: conn.exec_driver_sql(version))

    ended = command("why", "7f3k2m")

    assert ended.code == 2
    assert "made by a newer version of briefbot" in ended.err
    assert ended.err.count("\n") == 1


def test_a_fault_of_the_configuration_is_told_beside_the_answer(
    store: Store, command: Command
) -> None:
    composed(store)
    config = Path("config/briefbot.toml")
    config.write_text(f"{config.read_text()}posts_a_dya = 3\n", encoding="utf-8")

    ended = command("why", REF)

    assert ended.code == 0
    assert REF in ended.out
    assert "posts_a_dya" in ended.err


def test_help_has_examples(command: Command) -> None:
    ended = command("why", "--help")
    assert "Examples:" in ended.out
    assert "Exit codes:" in ended.out
