"""The local chat's sender: the contract of every sender, and what lasts in its file."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from briefbot.core.delivery.state import BlockedScope, Outcome, Proof, Receipt, Sighting, Verdict
from briefbot.platforms.local.bell import Bell
from briefbot.platforms.local.render import Body, read_body
from briefbot.platforms.local.sender import LocalSender
from briefbot.platforms.local.settings import Look
from briefbot.platforms.local.store import ChatStore
from contracts.sender import SenderContract, message, posted
from platforms.local.stage import Clock


class ChatFile:
    """A file that can be made unusable, also for root."""

    channel = "newsroom"

    def __init__(self, folder: Path) -> None:
        self.file = folder / "chat.db"
        self.stores: list[ChatStore] = []

    def sender(self) -> LocalSender:
        store = ChatStore(self.file)
        self.stores.append(store)
        return LocalSender(store, bell=Bell(), clock=Clock())

    def body(self, text: str) -> str:
        return Body(look=Look.PLAIN, content=text, text=text).written()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.file) as connection:
            found = connection.execute(query).fetchall()
        connection.close()
        return found

    def standing(self) -> list[str]:
        if not self.file.exists():
            return []
        rows = self.rows("SELECT payload FROM message WHERE retracted_at IS NULL")
        return [read_body(str(row[0])).text for row in rows]

    def fail(self) -> None:
        self.rows("ALTER TABLE message RENAME TO elsewhere")

    def close(self) -> None:
        for store in self.stores:
            store.close()


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[ChatFile]:
    made = ChatFile(tmp_path)
    yield made
    made.close()


class TestLocalSender(SenderContract):
    @pytest.fixture
    def platform(self, chat: ChatFile) -> ChatFile:
        return chat


def send(chat: ChatFile, text: str = "Council meets", **fields: object) -> Outcome:
    out = replace(message(chat, text), **fields)  # type: ignore[arg-type]
    return asyncio.run(chat.sender().send(out))


def test_a_repeated_send_is_proved_by_its_nonce(chat: ChatFile) -> None:
    assert send(chat).proof is Proof.ANSWER
    assert send(chat, "other words").proof is Proof.NONCE
    assert chat.standing() == ["Council meets"]


@pytest.mark.parametrize(
    "fields",
    [
        {"channel": "../newsroom"},
        {"channel": ""},
        {"nonce": "a b"},
        {"payload": "{}"},
        {"payload": "no json"},
        {"payload": '{"look":"fax","content":"","text":"","lang":"en"}'},
    ],
)
def test_what_is_no_message_of_this_chat_is_refused(
    chat: ChatFile, fields: dict[str, object]
) -> None:
    assert send(chat, "Council meets", **fields).verdict is Verdict.REFUSED
    assert chat.standing() == []


def test_a_file_that_cannot_be_used_holds_up_the_account_and_comes_back(chat: ChatFile) -> None:
    send(chat)
    chat.fail()
    outcome = send(chat, "secret", nonce="other")
    chat.rows("ALTER TABLE elsewhere RENAME TO message")

    assert (outcome.verdict, outcome.scope) == (Verdict.NOT_NOW, BlockedScope.ACCOUNT)
    assert send(chat, nonce="other").verdict is Verdict.DELIVERED


def test_a_file_of_a_later_version_is_left_alone(chat: ChatFile) -> None:
    chat.rows("PRAGMA user_version = 7")
    outcome = send(chat)

    assert outcome.verdict is Verdict.NOT_NOW
    assert "version 7" in outcome.reason
    assert chat.rows("SELECT name FROM sqlite_master") == []


def test_a_disk_that_cannot_be_written_is_told_without_its_path(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, where a folder should be", encoding="utf-8")
    sender = LocalSender(ChatStore(tmp_path / "data" / "chat.db"), bell=Bell(), clock=Clock())
    outcome = asyncio.run(sender.send(message(ChatFile(tmp_path))))

    assert outcome.verdict is Verdict.NOT_NOW
    assert str(tmp_path) not in outcome.reason


def test_a_retracted_message_leaves_no_words_and_is_never_posted_again(chat: ChatFile) -> None:
    out = asyncio.run(posted(chat.sender(), chat, "the wrong channel"))
    asyncio.run(chat.sender().delete(out))

    assert "wrong" not in str(chat.rows("SELECT * FROM message"))
    assert asyncio.run(chat.sender().send(out)).proof is Proof.NONCE
    assert asyncio.run(chat.sender().look_back(out)).sighting is Sighting.FOUND
    assert [row[0] for row in chat.rows("SELECT what FROM history ORDER BY change")] == [
        "sent",
        "retracted",
    ]


def test_a_page_of_a_follow_up_stands_under_the_first_message(chat: ChatFile) -> None:
    first = send(chat, nonce="first").receipt
    follow_up = send(chat, nonce="second", thread=first).receipt
    page = send(chat, nonce="third", thread=follow_up, page=2).receipt

    assert follow_up == Receipt(channel="newsroom", message="second", thread="first")
    assert page == Receipt(channel="newsroom", message="third", thread="first")


_KILLED = """
import asyncio, os, pathlib, signal, sys
sys.path.insert(0, sys.argv[2])
from platforms.local.test_sender import ChatFile, message
chat = ChatFile(pathlib.Path(sys.argv[1]))
outcome = asyncio.run(chat.sender().send(message(chat, "before the kill")))
print(outcome.verdict.value, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_delivered_is_there_after_a_kill(chat: ChatFile, tmp_path: Path) -> None:
    tests = Path(__file__).parents[2]
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(tmp_path), str(tests)],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        env={**os.environ, "PYTHONPATH": str(tests)},
    )

    assert (killed.returncode, killed.stdout.strip()) == (-signal.SIGKILL, "delivered")
    assert asyncio.run(chat.sender().look_back(message(chat))).sighting is Sighting.FOUND
    assert chat.standing() == ["before the kill"]


def test_every_commit_reaches_the_disk(tmp_path: Path) -> None:
    store = ChatStore(tmp_path / "chat.db")
    store.latest()
    assert store._connection is not None
    full = store._connection.execute("PRAGMA synchronous").fetchone()
    journal = store._connection.execute("PRAGMA journal_mode").fetchone()
    store.close()

    assert (full, journal) == ((2,), ("wal",))


def test_nobody_else_on_the_machine_can_read_the_messages(chat: ChatFile) -> None:
    send(chat)

    files = sorted(chat.file.parent.glob("chat.db*"))
    assert chat.file in files
    assert {file.stat().st_mode & 0o077 for file in files} == {0}


def test_attempts_at_the_same_moment_make_one_message(chat: ChatFile) -> None:
    async def scenario() -> list[Outcome]:
        senders = [chat.sender(), chat.sender()]
        calls = [each.send(message(chat)) for each in senders for _ in range(4)]
        return await asyncio.gather(*calls)

    proofs = [each.proof for each in asyncio.run(scenario())]

    assert chat.standing() == ["Council meets"]
    assert sorted(proofs) == sorted([Proof.ANSWER] + [Proof.NONCE] * 7)
