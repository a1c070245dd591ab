"""Labels: every language says everything, with the same values in it."""

import string
import subprocess
import sys
from collections.abc import Mapping

import pytest
from babel import Locale

from briefbot.core.labels import LANGUAGES, Label, catalogue_for

ENGLISH = catalogue_for("en").texts


def _placeholders(text: str | Mapping[str, str]) -> set[frozenset[str]]:
    forms = [text] if isinstance(text, str) else list(text.values())
    parsed = [string.Formatter().parse(form) for form in forms]
    return {frozenset(name for _, name, _, _ in parts if name is not None) for parts in parsed}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_every_label(lang: str) -> None:
    assert set(catalogue_for(lang).texts) == set(Label)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_label_takes_the_same_values_in_every_language(lang: str) -> None:
    texts = catalogue_for(lang).texts
    assert {label: _placeholders(texts[label]) for label in Label} == {
        label: _placeholders(ENGLISH[label]) for label in Label
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_counted_label_has_every_plural_form_of_its_language(lang: str) -> None:
    categories = {*Locale.parse(lang).plural_form.tags, "other"}
    counted = {label for label, text in ENGLISH.items() if not isinstance(text, str)}
    texts = catalogue_for(lang).texts
    assert {label for label, text in texts.items() if not isinstance(text, str)} == counted
    for label in counted:
        assert set(texts[label]) == categories, label


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_label_is_empty_or_has_spaces_around_it(lang: str) -> None:
    for label, text in catalogue_for(lang).texts.items():
        for form in [text] if isinstance(text, str) else text.values():
            assert form, label
            assert form == form.strip(), label


@pytest.mark.parametrize(
    ("lang", "number", "expected"),
    [
        ("en", 1, "1 source"),
        ("en", 0, "0 sources"),
        ("uk", 1, "1 джерело"),
        ("uk", 3, "3 джерела"),
        ("uk", 11, "11 джерел"),
        ("uk", 21, "21 джерело"),
        ("pl", 1, "1 źródło"),
        ("pl", 22, "22 źródła"),
        ("pl", 12, "12 źródeł"),
        ("fr", 0, "0 source"),
        ("de", 2, "2 Quellen"),
    ],
)
def test_a_count_takes_its_plural_form(lang: str, number: int, expected: str) -> None:
    assert catalogue_for(lang).count(Label.SOURCE_COUNT, number) == expected


@pytest.mark.parametrize(
    ("tag", "lang"),
    [("uk", "uk"), ("uk-UA", "uk"), ("de_AT", "de"), ("PL", "pl"), ("tlh", "en"), ("", "en")],
)
def test_a_tag_finds_the_catalogue_of_its_language(tag: str, lang: str) -> None:
    assert catalogue_for(tag).lang == lang


def test_only_the_language_asked_for_is_loaded() -> None:
    code = (
        "import sys; from briefbot.core.labels import catalogue_for; catalogue_for('uk-UA');"
        "print(*sorted(name[-2:] for name in sys.modules if name[:-2] == 'briefbot.core.labels.'))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["uk"]


def test_a_counted_label_is_not_taken_for_a_plain_one() -> None:
    words = catalogue_for("en")
    with pytest.raises(TypeError, match="is counted"):
        words.text(Label.SOURCE_COUNT)
    with pytest.raises(TypeError, match="is not counted"):
        words.count(Label.SOURCES, 2)


def test_braces_in_a_value_stay_text() -> None:
    shown = catalogue_for("en").text(Label.SEARCH_TITLE, query="{kind!r} {0}")
    assert shown == "Briefs for “{kind!r} {0}”"
