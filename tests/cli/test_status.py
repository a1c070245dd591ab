"""`briefbot status`."""

import json
from pathlib import Path

from briefbot.clock import utc_now
from briefbot.core.delivery.state import DeliveryState
from briefbot.storage.store import Store
from cli.conftest import Command
from contracts.driving import Courier, composed, done, key
from operators import running


def test_a_program_that_runs_without_fault_is_well(store: Store, command: Command) -> None:
    running(store, utc_now())

    ended = command("status")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("running since ")
    assert "  main: nothing sent so far\n" in ended.out


def test_what_is_held_is_listed_with_what_to_type(store: Store, command: Command) -> None:
    composed(store)
    Courier(store).run(DeliveryState.HELD, reason="no answer")

    ended = command("status")

    assert ended.code == 1
    assert f"  {key().reference}: digest daily at main" in ended.out
    assert "    decide: briefbot resolve 1 posted, again or drop\n" in ended.out


def test_as_json_everything_is_there(store: Store, command: Command) -> None:
    composed(store)
    Courier(store).run(DeliveryState.DEAD, reason="no permission")

    ended = command("status", "--format", "json")

    value = json.loads(ended.out)
    assert ended.code == 1
    assert (value["ok"], value["running"]) == (False, None)
    assert value["accounts"][0]["deliveries"]["dead"] == 1
    assert value["dead"][0]["reference"] == key().reference
    assert {line["name"] for line in value["destinations"]} == {"main", "other"}


def test_no_secret_is_in_the_state_or_its_errors(command: Command, folder: Path) -> None:
    assert folder.is_dir()
    config = Path("briefbot.toml")
    address = "postgresql://user:hunter2@127.0.0.1:1/nothing"
    config.write_text(f'[store]\nurl = "{address}"\n', encoding="utf-8")

    ended = command("status", "--config", config)

    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert "hunter2" not in ended.err + ended.out


def test_before_the_first_run_there_is_one_line(command: Command, folder: Path) -> None:
    assert folder.is_dir()
    ended = command("status")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "briefbot: data/briefbot.db: there is no database yet -- begin with: briefbot run\n"
    )
    assert not Path("data").exists()


def test_a_program_that_died_needs_a_person(store: Store, command: Command) -> None:
    running(store)  # long ago
    ended = command("status")
    assert ended.code == 1
    assert "did not end in order" in ended.out
    done(store.close_session("s1", now=utc_now()))
    assert command("status").code == 0
