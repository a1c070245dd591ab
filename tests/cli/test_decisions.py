"""`briefbot resolve`, `retract`, `resume`, `corrections` and `clock accept`."""

import json
import os
import pwd

import pytest

from briefbot.clock import utc_now
from briefbot.core.delivery.posting import Revision, Shown
from briefbot.core.delivery.state import DeliveryState
from briefbot.storage.store import Store
from cli.conftest import Command
from contracts.driving import NOW, Courier, composed, document, done, key

REF = key().reference


@pytest.mark.parametrize(
    ("how", "words", "state"),
    [
        ("posted", "counts as posted", DeliveryState.SENT),
        ("again", "is sent again", DeliveryState.PENDING),
        ("drop", "is not sent any more", DeliveryState.EXPIRED),
    ],
)
def test_a_held_message_is_decided_about(
    how: str, words: str, state: DeliveryState, store: Store, command: Command
) -> None:
    composed(store)
    Courier(store).run(DeliveryState.HELD)

    ended = command("resolve", REF, how)

    assert ended.code == 0
    assert ended.out.splitlines()[0] == f"delivery 1, the send of page 1 of {REF}, {words}"
    (story,) = done(store.stories(delivery=1))
    assert story.deliveries[0].state is state
    (entry,) = done(store.audited(limit=2))
    assert entry.actor == f"cli:{pwd.getpwuid(os.getuid()).pw_name}"


def test_what_is_not_held_is_told_in_one_line(store: Store, command: Command) -> None:
    composed(store)
    ended = command("resolve", REF, "posted")
    assert ended.code == 2
    assert ended.err == (
        f"briefbot: nothing of {REF} is held or refused -- see: briefbot why {REF}\n"
    )


def test_a_decision_is_one_of_three(store: Store, command: Command) -> None:
    assert store is not None
    ended = command("resolve", REF, "maybe")
    assert ended.code == 2
    assert "'posted', 'again', 'drop'" in ended.err


def test_a_post_is_taken_back_with_its_reason(store: Store, command: Command) -> None:
    composed(store)
    Courier(store).run()

    ended = command("retract", REF, "--reason", "the wrong channel")

    assert ended.code == 0
    first, second = ended.out.splitlines()
    assert first == f"{REF}: 1 message to remove; see: briefbot why {REF}"
    assert second == "nothing runs -- start it with: briefbot run"
    Courier(store, now=utc_now()).run()
    told = command("why", REF).out
    assert "It was posted, and taken back." in told
    assert "the wrong channel" in told
    assert "message m1 in c1" in told  # the receipt is kept


def test_a_held_message_has_to_be_removed_by_hand(store: Store, command: Command) -> None:
    composed(store)
    Courier(store).run(DeliveryState.HELD)
    ended = command("retract", REF)
    assert ended.code == 0
    assert "page 1 may stand there: look, remove it by hand, then: briefbot resolve 1 drop" in (
        ended.out
    )


def test_a_pause_is_ended(store: Store, command: Command) -> None:
    composed(store)
    courier = Courier(store)
    [task] = courier.claim()
    courier.intend(task)
    courier.pause(task, reason="no permission")

    assert command("resume", "main").out == "no longer paused: main\n"
    assert command("resume", "main").out == "main was not paused\n"
    ended = command("resume", "mian")
    assert ended.code == 2
    assert 'did you mean "main"?' in ended.err


def test_the_clock_is_vouched_for(store: Store, command: Command) -> None:
    ended = command("clock", "accept")
    assert ended.code == 0
    assert ended.out.startswith("schedules go on from 2")
    assert done(store.clock_accepted()) == 1


def test_corrections_are_listed(store: Store, command: Command) -> None:
    assert command("corrections").out == "nothing was corrected so far\n"
    row = composed(store, Shown(slug="river-bridge", revision=1))
    Courier(store).run()
    shown = (Shown(slug="river-bridge", revision=2),)
    revision = Revision(
        posting=row, document=document("Two."), shown=shown, reason="corrected: a date"
    )
    done(store.revise([revision], now=NOW))

    assert "river-bridge: corrected: a date [on its way]" in command("corrections").out
    (line,) = json.loads(command("corrections", "--format", "json").out)["corrections"]
    assert (line["reference"], line["briefs"], line["state"]) == (REF, ["river-bridge"], "pending")


@pytest.mark.parametrize(
    "arguments",
    [
        ["resolve", REF, "drop"],
        ["retract", REF],
        ["resume", "main"],
        ["corrections"],
        ["clock", "accept"],
        ["post", "daily"],
    ],
)
def test_without_a_database_each_ends_with_one_line(
    arguments: list[str], folder: object, command: Command
) -> None:
    assert folder
    ended = command(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert ended.err.endswith("begin with: briefbot run\n")


@pytest.mark.parametrize(
    "name", ["status", "post", "retract", "resolve", "resume", "corrections", "clock"]
)
def test_every_command_has_help_with_an_example(name: str, command: Command) -> None:
    ended = command(name, "--help")
    assert ended.code == 0
    assert "Example" in ended.out
    assert f"briefbot {name}" in ended.out
