"""Where a process cannot work: one line with the next step, and no secret in it."""

import resource
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from acceptance.running import CONFIG, Site, until
from storage.conftest import Server

NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def refused(site: Site, **environment: str) -> str:
    """Return the one line with which a process refuses to begin."""
    process = site.start(**environment)
    assert process.process.wait(60) == 2
    [line] = process.log_path.read_text(encoding="utf-8").splitlines()
    assert line.startswith("briefbot: ")
    assert " -- " in line
    return line


def test_without_a_destination_the_line_tells_what_to_add(site: Site) -> None:
    site.configure('timezone = "UTC"\n')

    assert "[destinations.here]" in refused(site)


def test_a_file_in_place_of_the_data_folder(site: Site) -> None:
    (site.folder / "data").write_text("", encoding="utf-8")

    assert "data folder cannot be written" in refused(site)


def test_a_file_that_is_no_database(site: Site) -> None:
    database_of(site).write_bytes(b"no database " * 1_000)

    assert "the file is no database" in refused(site)


def test_a_database_that_is_damaged(site: Site) -> None:
    with site.running():
        site.publish()
        until(site.posts)
    damage(database_of(site))

    line = refused(site)
    assert "the database is damaged" in line or "the file is no database" in line


def test_a_database_that_is_damaged_while_it_runs_is_told_and_a_backup_goes_on(site: Site) -> None:
    path, backup = database_of(site), site.folder / "backup.db"
    with site.running() as process:
        site.publish("first")
        until(lambda: len(site.posts()) == 1)
        process.wait_for_line("delivery sent")
        with closing(sqlite3.connect(path)) as other:
            other.execute("VACUUM INTO ?", [str(backup)])
            # What is still in the log beside it would be read from there. Busy is 0 when it is not.
            checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)"
            until(lambda: other.execute(checkpoint).fetchone()[0] == 0)
        damage(path)
        site.publish("second")
        told = process.wait_for_line("faulty")
        assert told["reason"].endswith(
            "the database is damaged -- stop briefbot and restore a backup"
        )
        assert process.code is None
        process.end()
    assert "Traceback" not in process.log_path.read_text(encoding="utf-8")

    for end in ("-wal", "-shm"):
        path.with_name(f"briefbot.db{end}").unlink(missing_ok=True)
    backup.replace(path)
    with site.running():
        until(lambda: len(site.posts()) == 2)
    assert [post.sent for post in site.posts()] == [1, 1]


def damage(path: Path) -> None:
    """Overwrite all that a database's file has, but for the beginning that names what it is."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * max(size - 100, 20_000))


def test_a_database_that_another_process_keeps_busy_is_waited_for(
    site: Site, server: Server
) -> None:
    name = server.create()
    # 15 s as the program has it: another process that stands still may keep a lock twice as long.
    address = f"{server.address(name)}&options=-clock_timeout%3D200ms"
    with site.running(BRIEFBOT_STORE__URL=address):
        pass
    with psycopg.connect(server.address(name)) as other:
        other.execute("LOCK TABLE account")
        process = site.start(BRIEFBOT_STORE__URL=address)
        line = process.wait_for_line("waits for the database")
        assert "the database is locked -- end the other program" in line["reason"]
        assert process.code is None
    process.wait_for_line("ready")
    process.end()

    assert [line["level"] for line in process.log() if line["level"] != "info"] == ["warning"]
    server.administer(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_database_of_a_newer_version(site: Site) -> None:
    with site.running():
        pass
    with sqlite3.connect(database_of(site)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    assert "newer version of briefbot" in refused(site)


@pytest.mark.parametrize("given", ["variable", "file"])
def test_the_password_of_a_database_that_is_out_of_reach_is_in_no_line(
    site: Site, given: str
) -> None:
    # Port 1 is nobody's.
    url = "postgresql://briefbot:correct-horse-7@127.0.0.1:1/briefbot"
    (site.folder / "secret").write_text(f"{url}\n", encoding="utf-8")
    environment = {
        "variable": {"BRIEFBOT_STORE__URL": url},
        "file": {"BRIEFBOT_STORE__URL_FILE": "secret"},
    }
    line = refused(site, **environment[given])

    assert "127.0.0.1" in line
    assert "correct-horse-7" not in line


def test_on_a_full_disk_it_waits_and_goes_on_by_itself_once_there_is_room(site: Site) -> None:
    with site.running() as process:
        # The database's log may not grow any more: to a process, that is a disk without room.
        size = database_of(site).with_name("briefbot.db-wal").stat().st_size
        limit = (size, resource.RLIM_INFINITY)
        resource.prlimit(process.process.pid, resource.RLIMIT_FSIZE, limit)
        site.publish()
        told = process.wait_for_line("faulty", part="refresh")
        assert " -- " in told["reason"]
        assert process.code is None

        resource.prlimit(process.process.pid, resource.RLIMIT_FSIZE, NO_LIMIT)
        until(site.posts)
        process.wait_for_line("works again", part="refresh")

    assert site.status().faults == ()


def database_of(site: Site) -> Path:
    path = site.folder / "data" / "briefbot.db"
    path.parent.mkdir(exist_ok=True)
    return path


def test_a_page_whose_address_is_taken_does_not_begin(site: Site) -> None:
    site.configure(CONFIG.replace("terminal", "local"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        line = refused(site, BRIEFBOT_HTTP__LISTEN=listen)

    assert f"nothing can be served at {listen}" in line
    assert "set [http] listen to another port" in line


def test_a_program_without_a_page_does_its_work_though_its_address_is_taken(site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        with site.running(BRIEFBOT_HTTP__LISTEN=listen):
            site.publish()
            until(lambda: site.posted("bridge"))
            assert until(lambda: site.faults("part"))[0].startswith("nothing can be served")


def test_what_is_read_at_the_start_is_told_when_it_changes(site: Site) -> None:
    with site.running() as process:
        site.configure(f'{CONFIG}\n[http]\nallowed_hosts = ["bot.example.org"]\n')
        line = process.wait_for_line("taken over at the next start")

        assert line["tables"] == ["[http]"]
