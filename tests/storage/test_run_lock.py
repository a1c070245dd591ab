"""One `briefbot run` on a data folder; the system lets the lock go when a process dies."""

import subprocess
import sys
from pathlib import Path

import pytest

from briefbot.errors import StoreError
from briefbot.storage.run_lock import RunLock

HOLDER = """
import sys, time
from pathlib import Path
from briefbot.storage.run_lock import RunLock
with RunLock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_process_is_refused_and_told_the_first_one(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"

        with pytest.raises(StoreError, match=rf"another briefbot .*\(process {holder.pid}\)"):
            RunLock(tmp_path).__enter__()

        holder.kill()
    with RunLock(tmp_path):
        pass


def test_the_lock_is_free_after_the_end_and_taken_again(tmp_path: Path) -> None:
    for _ in range(2):
        with RunLock(tmp_path / "new" / "folder"):
            assert (tmp_path / "new" / "folder" / "briefbot.lock").exists()


def test_a_folder_that_cannot_be_made_is_one_line_with_the_next_step(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(StoreError, match=r"cannot be written.*-- give it to the user"):
        RunLock(tmp_path / "file" / "data").__enter__()
