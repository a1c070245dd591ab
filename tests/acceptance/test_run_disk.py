"""A disk or file that fails under a process: it says so, and goes on by itself; each post once."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from acceptance.disks import SmallDisk, small_disk
from acceptance.running import Running, Site, until

#: How many briefs are published at once: some are posted, some not, when it happens.
MANY = 30


@pytest.fixture
def disk(site: Site) -> Iterator[SmallDisk]:
    with small_disk(site.folder / "data") as found:
        yield found


def database_of(site: Site) -> Path:
    return site.folder / "data" / "briefbot.db"


def publish_many(site: Site) -> None:
    for number in range(MANY):
        site.publish(f"brief-{number}")


def wait_until_each_is_posted_once(site: Site, number: int) -> None:
    until(lambda: len(site.posts()) == number)
    until(lambda: not any(line.open for line in site.status().destinations))
    assert Counter(post.sent for post in site.posts()) == {1: number}
    with closing(sqlite3.connect(database_of(site))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def wait_until_it_tells(process: Running, text: str) -> None:
    """Wait until a part of the program tells of a fault, with the next step."""

    def told() -> bool:
        faults = [line["reason"] for line in process.log() if line["event"] == "faulty"]
        return any(text in reason and " -- " in reason for reason in faults)

    until(told)
    assert process.code is None


def check_that_each_part_told_it_once(process: Running, text: str) -> None:
    lines = [line for line in process.log() if line["event"] == "faulty"]
    assert Counter(line["part"] for line in lines).most_common(1)[0][1] == 1
    assert [line["reason"] for line in lines if text not in line["reason"]] == []
    assert {line["part"] for line in lines} == {
        line["part"] for line in process.log() if line["event"] == "works again"
    }


def test_a_disk_that_is_full_in_the_middle_costs_no_post_and_makes_none_twice(
    site: Site, disk: SmallDisk
) -> None:
    with site.running() as process:
        publish_many(site)
        until(lambda: len(site.posts()) >= 3)
        disk.fill()
        site.publish("another")
        wait_until_it_tells(process, "the disk is full")

        disk.empty()
        wait_until_each_is_posted_once(site, MANY + 1)
        until(lambda: not site.status().faults)
        check_that_each_part_told_it_once(process, "the disk is full")


@pytest.mark.long
def test_a_database_that_is_read_only_for_a_while_costs_no_post_and_makes_none_twice(
    site: Site, disk: SmallDisk
) -> None:
    with site.running() as process:
        with disk.read_only("briefbot.db"):
            # A file that is open stays writable; a fault has it opened anew.
            disk.fill()
            publish_many(site)
            wait_until_it_tells(process, "the disk is full")
            disk.empty()
            wait_until_it_tells(process, "the database is read-only")
            assert site.posts() == []

        wait_until_each_is_posted_once(site, MANY)
        until(lambda: not site.status().faults)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Have another program that keeps the database for itself."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.long
def test_a_database_that_another_program_locks_costs_no_post_and_makes_none_twice(
    site: Site,
) -> None:
    with site.running() as process:
        publish_many(site)
        until(lambda: len(site.posts()) >= 3)
        with locked(database_of(site)):
            site.publish("another")
            wait_until_it_tells(process, "the database is locked")
            assert len(site.posts()) <= MANY

        wait_until_each_is_posted_once(site, MANY + 1)
        until(lambda: not site.status().faults)
        check_that_each_part_told_it_once(process, "the database is locked")


def test_a_data_folder_on_a_read_only_disk_is_told_at_the_start(site: Site) -> None:
    with small_disk(site.folder / "data", read_only=True):
        process = site.start()
        assert process.wait() == 2
        [line] = process.log_path.read_text(encoding="utf-8").splitlines()

    assert line.startswith("briefbot: ")
    assert "the data folder cannot be written: Read-only file system" in line
    assert " -- " in line
