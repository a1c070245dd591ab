"""Search over briefs."""

from datetime import UTC, datetime

import pytest

from briefbot.core.brief import Actor, SectionSlug
from briefbot.core.commands.search import Searchable, nearest, search
from builders import brief, fact, section

BRIDGE = brief(
    slug="river-bridge",
    title="A bridge opens",
    summary="The ferry stops.",
    published_at=datetime(2026, 1, 5, tzinfo=UTC),
    actors=(Actor(name="Example Ferries"),),
)
FERRY = brief(
    slug="ferry-stops",
    title="The Ferry stops for the bridge",
    published_at=datetime(2026, 1, 6, tzinfo=UTC),
)
UKRAINIAN = brief(
    slug="mist",
    title="Міст відкрито",
    summary="",
    lang="uk",
    sections=(section(SectionSlug.HAPPENED, fact("Мер.", details=(fact("Приїхав Ｍｅｒ №５."),))),),
)
SHELF = [Searchable.of(each) for each in (BRIDGE, FERRY, UKRAINIAN)]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("ferry", ["ferry-stops", "river-bridge"]),
        ("FERR bridge", ["ferry-stops", "river-bridge"]),
        ("ferry opens", ["river-bridge"]),
        ("ferries", ["river-bridge"]),
        ("erry", []),
        ("river-bridge", ["river-bridge"]),
        ("міст", ["mist"]),
        ("mer no5", ["mist"]),
        ("bridge war", []),
        ("", []),
        ("!?", []),
    ],
)
def test_every_word_has_to_begin_a_word_and_titles_count_most(query: str, slugs: list[str]) -> None:
    assert [each.slug for each in search(query, SHELF)] == slugs


def test_what_was_published_before_a_moment_is_left_out() -> None:
    since = datetime(2026, 1, 6, tzinfo=UTC)
    assert [each.slug for each in search("ferry", SHELF, since=since)] == ["ferry-stops"]


def test_of_two_alike_the_newer_comes_first() -> None:
    old, new = (
        brief(slug=slug, published_at=datetime(2026, 1, day, tzinfo=UTC))
        for slug, day in (("a", 1), ("b", 2))
    )
    found = search("council", [Searchable.of(each) for each in (old, new)])
    assert [each.slug for each in found] == ["b", "a"]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("The ferry stops because a bridge opens", ["river-bridge", "ferry-stops"]),
        ("ferry", ["ferry-stops", "river-bridge"]),
        ("ferry timetables of other rivers", []),
        ("a an of it", []),
        ("", []),
    ],
)
def test_the_nearest_share_telling_words(text: str, slugs: list[str]) -> None:
    assert [each.slug for each in nearest(text, SHELF)] == slugs
