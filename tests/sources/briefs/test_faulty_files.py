"""One file per fault; each is a valid brief but for what its name says."""

from pathlib import Path

import pytest

from brief_texts import faults_of
from briefbot.core.finding import Severity
from briefbot.core.lint.file_faults import FILE_FAULTS
from briefbot.sources.briefs import read_brief

FOLDER = Path(__file__).parents[2] / "briefs" / "faulty"

FAULTS: dict[str, list[tuple[int, int, str, str]]] = {
    "alias-bomb": [
        (9, 7, "BB010", 'anchor "a" is not allowed'),
        (10, 10, "BB010", 'alias "a" is not allowed'),
        (10, 14, "BB010", 'alias "a" is not allowed'),
        (10, 18, "BB010", 'alias "a" is not allowed'),
    ],
    "attribute-syntax": [(13, 51, "BB014", '"claim=“Harbour Office”" is no attribute')],
    "attribute-value": [(13, 47, "BB014", 'attribute likelihood is "maybe"')],
    "bidi-override": [
        (13, 27, "BB005", "U+202E (RIGHT-TO-LEFT OVERRIDE) is not allowed"),
        (13, 36, "BB005", "U+202C (POP DIRECTIONAL FORMATTING) is not allowed"),
    ],
    "citation-in-preamble": [
        (11, 39, "BB014", "a citation or attributes stand before the first heading")
    ],
    "citation-inside": [(13, 15, "BB014", "a citation stands within the text")],
    "citation-syntax": [(13, 42, "BB014", '"@wire, @Other_Wire" is no citation')],
    "control-character": [(13, 14, "BB004", "U+0007 (a control character) is not allowed")],
    "custom-tag": [
        (9, 14, "BB010", 'tag "tag:yaml.org,2002:python/name:os.system" is not allowed')
    ],
    "duplicate-key": [(10, 1, "BB009", '"priority" stands here again, first on line 9')],
    "escaped-override": [
        (9, 14, "BB005", "U+202E (RIGHT-TO-LEFT OVERRIDE) is not allowed, not even escaped")
    ],
    "merge-key": [
        (9, 8, "BB101", "place.name is missing"),
        (9, 9, "BB010", "merge key << is not allowed"),
    ],
    "nested-lists": [(17, 9, "BB016", "lists or quotes are nested more than 4 levels deep")],
    "no-front-matter": [(1, 1, "BB006", "the file does not start with a front matter")],
    "not-utf8": [(3, 17, "BB002", "the file is not UTF-8: byte 31 (0xe9)")],
    "open-comment": [(15, 1, "BB015", 'raw HTML "<!--" is not allowed')],
    "raw-html": [
        (13, 15, "BB015", 'raw HTML "<b>" is not allowed'),
        (13, 26, "BB015", 'raw HTML "</b>" is not allowed'),
        (15, 1, "BB015", 'raw HTML "<div>" is not allowed'),
    ],
    "too-deep": [(9, 42, "BB011", "the front matter is nested deeper than 8 levels")],
    "unclosed-front-matter": [(1, 1, "BB007", "the front matter is opened here but never closed")],
    "unknown-attribute": [(13, 51, "BB014", 'unknown attribute "confidance"')],
    "yaml-syntax": [
        (
            9,
            14,
            "BB008",
            "the front matter is not valid YAML: mapping values are not allowed in this context",
        )
    ],
    "zero-width-space": [(13, 17, "BB005", "U+200B (ZERO WIDTH SPACE) is not allowed")],
}
#: After these nothing else is said of a file.
UNREADABLE = {"bidi-override", "control-character", "not-utf8", "zero-width-space"}
#: Not of a file's text, too large to keep here, of many faults, and reported by lint.
WITHOUT_FILE = {"BB001", "BB003", "BB012", "BB013"}


@pytest.mark.parametrize("name", FAULTS)
def test_the_fault_is_found_at_its_place_and_nothing_else(name: str) -> None:
    source = read_brief(FOLDER / f"{name}.md", "shown.md")

    assert faults_of(source) == FAULTS[name]
    assert {fault.path for fault in source.faults} == {"shown.md"}
    assert {fault.severity for fault in source.faults} == {Severity.ERROR}
    assert {fault.unreadable for fault in source.faults} == {name in UNREADABLE}
    assert all(fault.hint for fault in source.faults)


def test_every_faulty_file_is_expected_to_be_one() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.md")) == sorted(FAULTS)


def test_every_code_of_a_file_fault_has_a_file() -> None:
    covered = {code for faults in FAULTS.values() for _, _, code, _ in faults}

    assert set(FILE_FAULTS) - WITHOUT_FILE <= covered
    assert not covered & WITHOUT_FILE
