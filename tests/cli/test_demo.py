"""The demonstration: what a newcomer sees first."""

import re
import zipfile
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from briefbot import app
from briefbot.core.plain_text import document_text
from briefbot.services.replay import Happening, Moment
from briefbot.sources import examples
from cli.conftest import Command


@pytest.fixture(scope="module")
def moments() -> tuple[Moment, ...]:
    """What happens in the replay, worked out once."""
    sources = app.demonstration(width=80, colour=False).read(app.example_folder())
    return tuple(app.demonstration_replay(sources).moments())


def posted(moments: tuple[Moment, ...], happening: Happening) -> list[tuple[str, str]]:
    """Return when, in Kyiv, and with which text posts of a kind go out."""
    return [
        (
            f"{moment.at.astimezone(ZoneInfo('Europe/Kyiv')):%Y-%m-%dT%H:%M}",
            document_text(moment.document, zone="Europe/Kyiv"),
        )
        for moment in moments
        if moment.happening is happening and moment.document is not None
    ]


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_it_checks_replays_counts_and_says_what_to_try_next(command: Command) -> None:
    ended = command("demo")

    assert (ended.code, ended.err) == (0, "")
    headings = re.findall(r"^(\d\.|What to try).*\n=+$", ended.out, re.MULTILINE)
    assert headings == ["1.", "2.", "What to try"]
    assert len(re.findall(r"\.md: no errors", ended.out)) == 2
    for platform, limit in (("Discord", "4,000 characters"), ("Slack", "50 blocks")):
        counted = rf"^  {platform} +\d messages? .* of {limit}"
        assert len(re.findall(counted, ended.out, re.MULTILINE)) == 7
    assert "briefbot preview brief nuc-dnipro-oreshnik" in ended.out
    assert "\x1b" not in ended.out


def test_its_last_line_is_the_path_of_a_page_that_shows_it_all(
    command: Command, tmp_path: Path, moments: tuple[Moment, ...]
) -> None:
    page = Path(command("demo").out.splitlines()[-1])

    html = page.read_text(encoding="utf-8")
    assert page == tmp_path / "build" / "demo.html"
    for channel in ("discord", "slack", "text"):
        assert html.count(f'id="{channel}-') == 1 + 10
    assert "<strong>Morning digest</strong> skipped: nothing is new since the last edition" in html
    assert html.count("After: the message is edited where it stands") == 3
    assert html.count("Before: as it was first posted") == 3
    for moment in moments:
        assert moment.document is None or escape(moment.document.meta.title) in html


def test_the_page_goes_where_it_is_asked_for(command: Command) -> None:
    ended = command("demo", "--output", "pages/it.html")

    assert ended.out.splitlines()[-1] == str(Path("pages/it.html").resolve())
    assert Path("pages/it.html").is_file()


def test_each_brief_is_posted_when_it_is_published(moments: tuple[Moment, ...]) -> None:
    assert [at for at, _ in posted(moments, Happening.SUMMARY)] == [
        "2024-11-28T23:30",
        "2024-12-02T22:30",
    ]


def test_the_first_post_says_3_to_4_december_and_its_correction_the_evening_of_3_december(
    moments: tuple[Moment, ...],
) -> None:
    first = posted(moments, Happening.SUMMARY)[0][1]
    ((at, notice),) = posted(moments, Happening.CORRECTION)

    assert "NATO-Ukraine Council: 3–4 December 2024" in first
    assert "evening" not in first
    assert at == "2024-11-29T00:00"
    assert "Was: 3–4 December 2024, Brussels, confirmed" in notice
    assert "Now: evening of 3 December 2024 (Brussels time), Brussels, confirmed" in notice


def test_editions_come_at_eight_and_days_without_news_are_skipped_with_the_reason(
    moments: tuple[Moment, ...],
) -> None:
    digests = [moment for moment in moments if moment.happening is Happening.DIGEST]

    assert len(digests) == 16
    assert [at for at, _ in posted(moments, Happening.DIGEST)] == [
        "2024-11-29T08:00",
        "2024-12-03T08:00",
    ]
    assert {moment.reason for moment in digests if moment.document is None} == {
        "nothing is new since the last edition"
    }


def test_each_meeting_reminds_once_though_briefs_and_the_calendar_name_it(
    moments: tuple[Moment, ...],
) -> None:
    reminders = posted(moments, Happening.REMINDER)

    assert [at for at, _ in reminders] == ["2024-12-02T09:00", "2024-12-02T09:00"]
    assert sorted(text.splitlines()[0] for _, text in reminders) == [
        "Reminder: Meeting of NATO foreign ministers",
        "Reminder: NATO-Ukraine Council",
    ]
    assert not any(re.search(r"\d:\d\d", text) for _, text in reminders), "no hour is invented"


def test_posts_are_shown_as_wide_as_asked(moments: tuple[Moment, ...]) -> None:
    demonstration = app.demonstration(width=60, colour=False)
    texts = [demonstration.show(each.document).text for each in moments if each.document]
    lines = [line for text in texts for line in text.splitlines() if "://" not in line]

    assert 50 < max(map(len, lines)) <= 60


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
    assert {f"briefbot/platforms/text/page/{name}" for name in ("page.css", "zones.js")} < {*names}
