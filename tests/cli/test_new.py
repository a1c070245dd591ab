from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.clock import utc_now
from briefbot.errors import UsageError
from briefbot.services.draft import SLUG_LENGTHS, draft_brief, slug_of
from briefbot.sources.briefs import parse_brief
from cli.conftest import Command

NOW = datetime(2026, 1, 15, 12, 30, 45, tzinfo=UTC)

#: What is left for the editor of a new draft, and nothing else.
LEFT = ["BB201", "BB202", "BB202", "BB202", "BB202", "BB303"]


def test_a_new_brief_lacks_only_what_its_editor_must_write(folder: Path, command: Command) -> None:
    ended = command("new", "The council meets on water")

    path = folder / str(utc_now().year) / "the-council-meets-on-water.md"
    assert (ended.code, ended.out) == (0, f"{path}\n")
    assert ended.err == f"Fill it in, then: briefbot check {path}\n"
    checked = command("check", path)
    assert sorted(line.split(" ")[1] for line in checked.out.splitlines()) == LEFT
    assert checked.code == 0


def test_a_fault_of_the_configuration_is_told_and_hinders_no_beginning(
    folder: Path, command: Command
) -> None:
    configuration = folder / "briefbot.toml"
    configuration.write_text('[briefs]\npath = "texts"\n\n[digests.x]\n', encoding="utf-8")

    ended = command("new", "The council meets", "--config", configuration)

    assert (ended.code, ended.out) == (0, f"texts/{utc_now().year}/the-council-meets.md\n")
    assert ended.err.startswith(f"{configuration}:4:2: BB806 ")


def test_nothing_is_written_over(folder: Path, command: Command) -> None:
    path = Path(command("new", "The council meets").out.strip())
    path.write_text("mine", encoding="utf-8")

    ended = command("new", "The council meets")

    assert ended.code == 2
    assert ended.err == f"briefbot: {path}: is there already -- edit it, or give another --slug\n"
    assert path.read_text(encoding="utf-8") == "mine"
    assert list(folder.rglob("*.md")) == [path]


@pytest.mark.usefixtures("folder")
def test_folder_slug_day_and_language_can_be_chosen(command: Command) -> None:
    ended = command(
        *("new", "Рада збирається сьогодні", "--dir", "drafts", "--slug", "council-meets"),
        *("--date", "2024-11-26", "--lang", "uk"),
    )

    assert ended.out == "drafts/2024/council-meets.md\n"
    brief = parse_brief(Path(ended.out.strip()).read_text(encoding="utf-8"), path="").brief
    assert brief is not None
    assert brief.event is not None
    assert (brief.title, brief.lang, brief.event.day) == (
        "Рада збирається сьогодні",
        "uk",
        date(2024, 11, 26),
    )


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Short"], "the title has 5 characters -- use 8 to 120"),
        (["x" * 121], "the title has 121 characters"),
        (["Рада збирається"], "no letters a slug can keep -- give one: --slug"),
        (["The council", "--slug", "../x"], '"../x" cannot be a slug'),
        (["The council", "--lang", "no: [x"], '"no: [x" is no language tag'),
        (["The council \u202emeets"], "invisible characters"),
        (["The council", "--dir", "/dev/null"], "cannot be written"),
        (["The council", "--date", "3 March"], "'3 March' does not match the format"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(
    arguments: list[str], words: str, command: Command
) -> None:
    ended = command("new", *arguments)

    assert ended.code == 2
    (line,) = ended.err.splitlines()
    assert words in line


@given(st.text(min_size=8, max_size=120))
def test_any_title_makes_a_draft_that_reads_back_or_is_refused(title: str) -> None:
    try:
        draft = draft_brief(title, now=NOW, slug="a-slug")
    except UsageError:
        return
    fields = parse_brief(draft.text, path="2026/a-slug.md").fields
    assert fields is not None
    node = fields.get("title")
    assert getattr(node, "value", None) == " ".join(title.split())


@given(st.text())
def test_a_slug_has_its_form_or_is_empty(title: str) -> None:
    slug = slug_of(title)

    assert len(slug) < SLUG_LENGTHS.stop
    assert not slug or all(word.isascii() and word.isalnum() for word in slug.split("-"))


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("NATO-Ukraine Council meets", "nato-ukraine-council-meets"),
        ("The council's naïve café", "the-councils-naive-cafe"),
        ("Рада", ""),
        ("word " * 20, "word-word-word-word-word-word-word-word-word-word-word-word-word"[:64]),
    ],
)
def test_a_slug_is_cut_between_words(title: str, slug: str) -> None:
    assert slug_of(title) == slug.rstrip("-")
