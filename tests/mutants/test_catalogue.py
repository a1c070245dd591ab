"""The mutants fit the program as it is: each changes one place, and its test is there."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mutants.catalogue import ROOT, SOURCES, Mutant, mutants

ALL = mutants()


@pytest.mark.parametrize("mutant", ALL, ids=lambda each: each.guard)
def test_a_mutant_changes_one_place_and_is_still_a_program(mutant: Mutant, tmp_path: Path) -> None:
    copy = mutant.path(tmp_path)
    copy.parent.mkdir(parents=True)
    shutil.copyfile(mutant.path(SOURCES), copy)

    mutant.apply(tmp_path)

    text = copy.read_text(encoding="utf-8")
    assert text != mutant.path(SOURCES).read_text(encoding="utf-8")
    compile(text, str(copy), "exec")


def test_a_text_that_is_not_there_once_is_refused(tmp_path: Path) -> None:
    mutant = Mutant(guard="", file="clock.py", old="x", new="y", test="")
    mutant.path(tmp_path).parent.mkdir()
    mutant.path(tmp_path).write_text("x = x\n", encoding="utf-8")

    with pytest.raises(ValueError, match="2 times"):
        mutant.apply(tmp_path)


def test_each_guard_is_told_in_its_own_words() -> None:
    assert len({mutant.guard for mutant in ALL}) == len(ALL)


def test_the_tests_that_have_to_notice_are_there() -> None:
    nodes = sorted({mutant.test for mutant in ALL})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-qq", "-p", "no:cacheprovider"]
    found = subprocess.run(
        [*command, *nodes], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert found.returncode == 0, found.stdout + found.stderr
