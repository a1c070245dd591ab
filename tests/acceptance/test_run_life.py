"""A process from its start to its end: it posts, and ends in order, whatever it is doing."""

import signal
from datetime import datetime, timedelta

import pytest

from acceptance.running import BLIND, Site, until

#: It ends within 8 seconds; five times that on a machine that does other things as well.
SHUTDOWN = 40.0


def test_a_brief_that_is_published_is_posted_and_the_process_ends_in_order(site: Site) -> None:
    site.by_command = True
    with site.running() as process:
        site.publish()
        until(site.posts)
        line = process.wait_for_line("delivery sent", destination="here")
        assert process.end() < SHUTDOWN

    [post] = site.posts()
    assert "Council opens the river bridge to traffic" in post.text
    assert line["reference"] == post.reference
    assert post.reference in process.output_path.read_text(encoding="utf-8")
    status = site.status()
    assert status.ended_at is not None
    assert status.faults == ()
    assert [row["level"] for row in process.log() if row["level"] != "info"] == []


def test_a_process_ends_in_order_while_it_still_begins(site: Site) -> None:
    for number in range(1_000):
        site.publish(f"brief-{number}")
    process = site.start()
    process.wait_for_line("started")

    assert process.end() < SHUTDOWN
    assert "ready" not in process.events()


def test_sighup_has_everything_read_anew(site: Site) -> None:
    # Without its watch it looks every 30 s.
    with site.running(**BLIND) as process:
        site.publish()
        process.send(signal.SIGHUP)
        read = process.wait_for_line("brief read", slug="river-bridge")
        until(site.posts)
        ready = process.wait_for_line("ready")
        assert process.end(signal.SIGINT) < SHUTDOWN

    began, seen = (datetime.fromisoformat(line["timestamp"]) for line in (ready, read))
    assert seen - began < timedelta(seconds=25)


def test_after_a_kill_nothing_is_lost_and_nothing_comes_twice(site: Site) -> None:
    with site.running() as process:
        for number in range(100):
            site.publish(f"brief-{number}")
        until(lambda: len(site.posts()) >= 3)
        process.kill()
    assert len(site.posts()) < 100

    with site.running() as second:
        until(lambda: len(site.posts()) == 100)
        until(lambda: not any(line.open for line in site.status().destinations))
        shown = process.output_path.read_text(encoding="utf-8")
        shown += second.output_path.read_text(encoding="utf-8")

    posts = site.posts()
    assert {post.sent for post in posts} == {1}
    assert len({post.reference for post in posts}) == 100
    assert all(shown.count(f"-- here · {post.reference}") <= 1 for post in posts)


@pytest.mark.parametrize("by_address", [False, True], ids=["folder", "address"])
def test_a_second_process_is_refused_and_the_first_goes_on(site: Site, *, by_address: bool) -> None:
    address = f"sqlite:///{site.folder / 'data' / 'briefbot.db'}"
    elsewhere = {"BRIEFBOT_STORE__URL": address} if by_address else {}
    with site.running() as first:
        second = site.start(**elsewhere)
        assert second.process.wait(SHUTDOWN) == 2
        [line] = second.log_path.read_text(encoding="utf-8").splitlines()
        assert line.startswith("briefbot: ")
        assert f"another briefbot runs on this data folder (process {first.process.pid})" in line

        site.publish()
        until(site.posts)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_told_to_end_half_way_in_making_its_loop_ends_without_a_word(
    site: Site, number: signal.Signals
) -> None:
    program = site.folder / "told.py"
    program.write_text(
        "import asyncio, os, sys\n"
        "from briefbot.cli.main import run\n"
        "class Told(asyncio.SelectorEventLoop):\n"
        "    def __init__(self):\n"
        f"        os.kill(os.getpid(), {number:d})\n"
        "        super().__init__()\n"
        "asyncio.DefaultEventLoopPolicy._loop_factory = Told\n"
        "sys.exit(run())\n",
        encoding="utf-8",
    )
    site.program = (str(program),)
    process = site.start()

    assert process.wait() == 0
    assert process.log_path.read_text(encoding="utf-8") == ""
