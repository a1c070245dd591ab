"""A change is noticed, in a folder and in a file that is replaced, and nothing else is told."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from briefbot.sources.watch import signature, watch


async def noticed(tmp_path: Path, change: Callable[[], object]) -> bool:
    """Tell whether a change is noticed while a folder and a file of another one are watched."""
    stop, told = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(
        watch(
            folders=[tmp_path / "briefs"],
            files=[tmp_path / "config" / "briefbot.toml"],
            notify=told.set,
            stop=stop,
        )
    )
    try:
        await asyncio.sleep(0.3)  # until the watches are set
        told.clear()
        change()
        await asyncio.wait_for(told.wait(), 3)
    except TimeoutError:
        return False
    else:
        return True
    finally:
        stop.set()
        await asyncio.wait_for(task, 10)


def folders(tmp_path: Path) -> Path:
    (tmp_path / "briefs" / "2027").mkdir(parents=True)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "briefbot.toml").write_text("", encoding="utf-8")
    return tmp_path


def test_a_file_deep_in_the_folder_is_noticed(tmp_path: Path) -> None:
    folders(tmp_path)

    assert asyncio.run(
        noticed(tmp_path, lambda: (tmp_path / "briefs" / "2027" / "new.md").write_text("x"))
    )


def test_a_file_that_is_replaced_by_another_is_noticed(tmp_path: Path) -> None:
    folders(tmp_path)
    new = tmp_path / "config" / "new.toml"
    new.write_text("timezone = 'UTC'", encoding="utf-8")

    assert asyncio.run(noticed(tmp_path, lambda: new.replace(tmp_path / "config/briefbot.toml")))


def test_other_files_beside_a_named_one_are_not_told(tmp_path: Path) -> None:
    folders(tmp_path)

    assert not asyncio.run(
        noticed(tmp_path, lambda: (tmp_path / "config" / "other.txt").write_text("x"))
    )


def test_a_folder_that_is_not_there_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()

    assert asyncio.run(
        noticed(tmp_path, lambda: (tmp_path / "config" / "briefbot.toml").write_text("x"))
    )


def test_a_signature_tells_a_change_and_that_a_file_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "brief.md"
    file.write_text("one", encoding="utf-8")
    first = signature(file)
    other = tmp_path / "other.md"
    other.write_text("two", encoding="utf-8")
    other.replace(file)

    assert first is not None
    assert signature(file) != first
    assert signature(tmp_path / "gone.md") is None
    assert signature(tmp_path / "a\0b") is None
