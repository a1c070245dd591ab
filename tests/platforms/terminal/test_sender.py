"""The terminal's sender: the contract of every sender, and its own files and lines."""

import asyncio
import errno
import io
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefbot.core.delivery.state import BlockedScope, Outcome, Proof, Sighting, Verdict
from briefbot.platforms.terminal.pages import body
from briefbot.platforms.terminal.sender import TerminalSender
from contracts.sender import SenderContract, message, posted


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 1, 10, 9, 0, tzinfo=UTC)

    def elapsed(self) -> float:
        return 0.0


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class SpoolFolder:
    """A folder that can be made unusable, also for root."""

    channel = "newsroom"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stream = io.StringIO()

    def sender(self) -> TerminalSender:
        return TerminalSender(self.folder, stream=self.stream, clock=FixedClock())

    def body(self, text: str) -> str:
        return body(text)

    def messages(self) -> list[Path]:
        return sorted(self.folder.glob("*/*.json"))

    def standing(self) -> list[str]:
        kept = [json.loads(path.read_text(encoding="utf-8")) for path in self.messages()]
        return [m["payload"]["text"] for m in kept if m["history"][-1]["what"] != "deleted"]

    def fail(self) -> None:
        """Put a file where the channel's folder was."""
        channel = self.folder / self.channel
        if channel.is_dir():
            channel.rename(self.folder / "moved")
        channel.write_text("in the way", encoding="utf-8")


@pytest.fixture
def spool(tmp_path: Path) -> SpoolFolder:
    folder = tmp_path / "spool"
    folder.mkdir()
    return SpoolFolder(folder)


class TestTerminalSender(SenderContract):
    @pytest.fixture
    def platform(self, spool: SpoolFolder) -> SpoolFolder:
        return spool


def send(spool: SpoolFolder, text: str = "Council meets", **fields: object) -> Outcome:
    out = replace(message(spool, text), **fields)  # type: ignore[arg-type]
    return asyncio.run(spool.sender().send(out))


def test_a_message_is_kept_with_all_that_is_known_of_it(spool: SpoolFolder) -> None:
    send(spool)
    (path,) = spool.messages()
    out = message(spool)

    assert path == spool.folder / "newsroom" / f"{out.nonce}.json"
    assert path.with_suffix(".txt").read_text(encoding="utf-8") == "Council meets"
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["payload"] == {"text": "Council meets"}
    assert (kept["nonce"], kept["reference"], kept["page"]) == (out.nonce, out.reference, 1)
    (event,) = kept["history"]
    assert (event["what"], event["at"]) == ("sent", "2026-01-10T09:00:00.000Z")


def test_edits_and_the_removal_stay_in_the_history(spool: SpoolFolder) -> None:
    async def scenario() -> None:
        sender = spool.sender()
        out = await posted(sender, spool)
        edit = replace(out, payload=body("Council met"))
        for step in (sender.edit, sender.edit, sender.delete, sender.delete):
            await step(edit)

    asyncio.run(scenario())
    kept = json.loads(spool.messages()[0].read_text(encoding="utf-8"))

    assert [event["what"] for event in kept["history"]] == ["sent", "edited", "deleted"]
    assert len({event["sha256"] for event in kept["history"]}) == 2


def test_a_message_is_shown_once_however_often_it_is_sent(spool: SpoolFolder) -> None:
    first, second = send(spool), send(spool)

    assert spool.stream.getvalue().count("Council meets") == 1
    assert (first.proof, second.proof) == (Proof.ANSWER, Proof.NONCE)


def test_a_message_that_was_removed_does_not_come_back(spool: SpoolFolder) -> None:
    async def scenario() -> Outcome:
        sender = spool.sender()
        await sender.delete(await posted(sender, spool))
        return await sender.send(message(spool))

    assert asyncio.run(scenario()).proof is Proof.NONCE
    assert spool.standing() == []


def test_colour_is_for_a_terminal_and_never_in_the_file_to_read(spool: SpoolFolder) -> None:
    send(spool, "one \x1b[1;31mred\x1b[0m")
    assert "\x1b" not in spool.stream.getvalue()

    spool.stream = Terminal()
    send(spool, "one \x1b[1;31mred\x1b[0m", nonce="other")
    assert spool.stream.getvalue().startswith("-- \x1b[1mnewsroom")
    assert "one \x1b[1;31mred\x1b[0m" in spool.stream.getvalue()
    texts = [path.read_text(encoding="utf-8") for path in spool.folder.glob("*/*.txt")]
    assert texts == ["one red", "one red"]


def test_no_other_control_character_reaches_a_terminal(spool: SpoolFolder) -> None:
    spool.stream = Terminal()
    send(spool, "a\x1b]0;title\x07b\x1b[2Jc\x9bd\x7fe\tf\ng\rh")

    shown = spool.stream.getvalue().partition("\n")[2]
    assert shown == "a�]0;title�b�[2Jc�d�e\tf\ng�h\n"


def test_a_closed_stream_does_not_keep_a_message_from_being_posted(spool: SpoolFolder) -> None:
    spool.stream.close()

    assert send(spool).verdict is Verdict.DELIVERED
    assert spool.standing() == ["Council meets"]


@pytest.mark.parametrize(
    "unsafe", ["../up", "a/b", "", ".hidden", "a" * 100, "a\x00b", "cafe\u0301", "new\nline"]
)
def test_names_that_are_no_names_of_files_are_refused(spool: SpoolFolder, unsafe: str) -> None:
    assert send(spool, channel=unsafe).verdict is Verdict.REFUSED
    assert send(spool, nonce=unsafe).verdict is Verdict.REFUSED
    look = asyncio.run(spool.sender().look_back(replace(message(spool), nonce=unsafe)))
    assert look.sighting is Sighting.UNREADABLE
    assert list(spool.folder.rglob("*")) == []


@pytest.mark.parametrize("payload", ["", "[]", "{}", '{"text": 1}', "{"])
def test_a_body_without_a_text_is_refused(spool: SpoolFolder, payload: str) -> None:
    outcome = send(spool, payload=payload)

    assert outcome.verdict is Verdict.REFUSED
    assert spool.messages() == []


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", "null", "\x00", '{"format": 9}', '{"format": 1}']
)
def test_a_damaged_file_still_proves_that_the_message_was_posted(
    spool: SpoolFolder, damage: str
) -> None:
    send(spool)
    spool.messages()[0].write_text(damage, encoding="utf-8")

    assert send(spool).proof is Proof.NONCE
    found = asyncio.run(spool.sender().look_back(message(spool)))
    assert found.sighting is Sighting.FOUND


class Disk:
    """Fails in the nth call of `os.fsync`."""

    def __init__(self, failing: int) -> None:
        self.left = failing
        self.fsync = os.fsync

    def __call__(self, descriptor: int) -> None:
        self.left -= 1
        if not self.left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.fsync(descriptor)


@pytest.fixture
def folder_is_there(spool: SpoolFolder) -> Iterator[None]:
    (spool.folder / spool.channel).mkdir()
    return iter(())


@pytest.mark.usefixtures("folder_is_there")
@pytest.mark.parametrize("failing", [1, 2])
def test_a_full_disk_stops_the_account_for_a_while_and_loses_nothing(
    spool: SpoolFolder, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", Disk(failing))
        outcome = send(spool)

    assert (outcome.verdict, outcome.scope) == (Verdict.NOT_NOW, BlockedScope.ACCOUNT)
    assert outcome.reason == "the spool: No space left on device"
    assert spool.messages() == []
    assert send(spool).proof is Proof.ANSWER
    assert spool.standing() == ["Council meets"]


@pytest.mark.usefixtures("folder_is_there")
def test_a_message_whose_safety_is_in_doubt_is_unclear(
    spool: SpoolFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", Disk(3))
        outcome = send(spool)

    assert outcome.verdict is Verdict.UNCLEAR
    assert send(spool).proof is Proof.NONCE


def test_messages_sent_at_once_do_not_mix(spool: SpoolFolder) -> None:
    async def scenario() -> None:
        sender = spool.sender()
        outs = [message(spool, f"{n}\n{n}", subject=str(n)) for n in range(20)]
        await asyncio.gather(*(sender.send(out) for out in outs + outs))

    asyncio.run(scenario())

    assert sorted(spool.standing()) == sorted(f"{n}\n{n}" for n in range(20))
    shown = spool.stream.getvalue().split("-- newsroom")[1:]
    assert len(shown) == 20
    assert all(len(set(part.splitlines()[1:3])) == 1 for part in shown)


def test_a_follow_up_says_what_it_is_a_reply_to_and_a_later_page_does_not(
    spool: SpoolFolder,
) -> None:
    first = send(spool).receipt
    reply = send(spool, "A correction", nonce="second", reference="9f3k2m", thread=first)
    send(spool, "Page two", nonce="third", reference="9f3k2m", page=2, thread=first)

    assert first
    assert reply.receipt
    assert reply.receipt.thread == first.message
    lines = spool.stream.getvalue().splitlines()
    heads = [line for line in lines if line.startswith("-- ")]
    original = heads[0].removeprefix("-- newsroom · ")
    assert heads[1:] == [f"-- newsroom · 9f3k2m · reply to {original}", "-- newsroom · 9f3k2m"]
