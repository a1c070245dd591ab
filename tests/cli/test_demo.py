"""The demonstration: what a newcomer sees first."""

import re
import zipfile
from pathlib import Path

import pytest

from briefbot import app
from briefbot.sources import examples
from cli.conftest import Command


@pytest.fixture(scope="module")
def shown() -> str:
    """The demonstration's parts, composed once."""
    demonstration = app.demonstration(width=80, colour=False)
    sources = demonstration.read(app.example_folder())
    briefs = [source.brief for source in sources if source.brief is not None]
    corrected = next(brief for brief in briefs if brief.corrections)
    return demonstration.correct(app.FIRST_REVISION, corrected).shown.text


def test_it_checks_shows_counts_corrects_and_says_what_to_try_next(command: Command) -> None:
    ended = command("demo")

    assert (ended.code, ended.err) == (0, "")
    headings = re.findall(r"^(\d\.|What to try).*\n=+$", ended.out, re.MULTILINE)
    assert headings == ["1.", "2.", "3.", "4.", "What to try"]
    assert len(re.findall(r"\.md: no errors", ended.out)) == 2
    for platform, limit in (("Discord", "4,000 characters"), ("Slack", "50 blocks")):
        counted = rf"^  {platform} +\d messages? .* of {limit}"
        assert len(re.findall(counted, ended.out, re.MULTILINE)) == 3
    assert "briefbot preview brief nuc-dnipro-oreshnik" in ended.out
    assert "\x1b" not in ended.out


def test_the_correction_says_was_and_now_of_the_meeting(shown: str) -> None:
    text = " ".join(shown.split())

    assert "Was: 3–4 December 2024, Brussels, confirmed" in text
    assert "Now: evening of 3 December 2024 (Brussels time), Brussels, confirmed" in text


def test_no_line_is_wider_than_asked(command: Command) -> None:
    ended = command("demo", "--width", "60")
    ours = [line for line in ended.out.splitlines() if "http" not in line and " of " not in line]

    assert ended.code == 0
    assert max(map(len, ours)) <= 80


def test_the_first_revision_differs_from_the_example_only_by_what_was_corrected() -> None:
    first = examples.FIRST_REVISION.read_text(encoding="utf-8").splitlines()
    current = next(app.example_folder().glob("*nuc-dnipro-oreshnik.md"))
    now = current.read_text(encoding="utf-8").splitlines()

    changed = set(first) - set(now)
    assert 0 < len(changed) <= 12
    assert all("evening" not in line for line in first)


def test_a_built_package_carries_the_examples(tmp_path: Path) -> None:
    from hatchling.builders.wheel import WheelBuilder  # noqa: PLC0415 - only this test builds

    root = Path(__file__).parents[2]
    (wheel,) = WheelBuilder(str(root)).build(directory=str(tmp_path), versions=["standard"])
    names = zipfile.ZipFile(wheel).namelist()

    briefs = [name for name in names if name.startswith("briefbot/examples/2024/")]
    assert len(briefs) == len(list(app.example_folder().glob("*.md"))) == 2
    assert "briefbot/examples/first/nuc-dnipro-oreshnik.md" in names
    assert "briefbot/py.typed" in names
