from pathlib import Path

import pytest
import yaml

from brief_texts import faults_of
from briefbot.core.brief_source import MappingNode, ScalarNode, SequenceNode
from briefbot.core.position import Position
from briefbot.sources.briefs import front_matter, parse_brief
from briefbot.sources.briefs.front_matter import MAX_NODES, read_fields
from briefbot.sources.briefs.report import Report

COMPLETE = Path(__file__).parents[2] / "briefs" / "complete.md"


def fields_of(source: str) -> MappingNode | None:
    report = Report("any.md")
    fields = read_fields(source, report)
    assert report.findings() == ()
    return fields


def faults_in(source: str) -> list[tuple[int, int, str, str]]:
    """Return the faults of a front matter, whose first line is the file's second."""
    report = Report("any.md")
    read_fields(source, report)
    return [(fault.line, fault.col, fault.code, fault.message) for fault in report.findings()]


@pytest.mark.parametrize(
    "written",
    ["NO", "on", "yes", "null", "~", "0123", "0o17", "0x1F", "1.10", "1e3", "1_000", "19:00",
     "2025-03-12", "2025-03-12T12:00:00", ".inf", "=", "1 234"],
)  # fmt: skip
def test_no_scalar_is_taken_for_anything_but_text(written: str) -> None:
    assert fields_of(f"a: {written}") == MappingNode(
        ((ScalarNode("a", Position(2, 1)), ScalarNode(written, Position(2, 4))),), Position(2, 1)
    )


def test_nodes_know_their_place_in_the_file_in_code_points() -> None:
    fields = fields_of(
        "# note\n\"ключ\": [é, 'b c', {d: |-\n  e\n  }]\n".replace("|-\n  e\n  ", "e")
    )

    assert fields is not None
    assert fields.entries[0][0] == ScalarNode("ключ", Position(3, 1), quoted=True)
    assert fields.get("ключ") == SequenceNode(
        (
            ScalarNode("é", Position(3, 10)),
            ScalarNode("b c", Position(3, 13), quoted=True),
            MappingNode(
                ((ScalarNode("d", Position(3, 21)), ScalarNode("e", Position(3, 24))),),
                Position(3, 20),
            ),
        ),
        Position(3, 9),
    )


@pytest.mark.parametrize("source", ["", "\n\n", "# only a comment\n"])
def test_a_front_matter_may_be_empty(source: str) -> None:
    assert fields_of(source) == MappingNode((), Position(1, 1))


@pytest.mark.parametrize(
    ("source", "line", "column", "code", "message"),
    [
        ("- a", 2, 1, "BB008", "the front matter is not a list of fields"),
        ("words", 2, 1, "BB008", "the front matter is not a list of fields"),
        ("a: b\n--- c", 3, 1, "BB008", "the front matter holds a second document"),
        ("? [a]\n: b", 2, 3, "BB008", "a field's name is a list or mapping"),
        ("a: [b", 3, 1, "BB008", "the front matter is not valid YAML: "),
        ("a: 'b", 2, 4, "BB008", "the front matter is not valid YAML: "),
        ("a: b\n\tc: d", 3, 1, "BB008", "the front matter is not valid YAML: "),
        ("a: \ufffe", 2, 1, "BB008", "the front matter is not valid YAML: "),
        ("a: *b", 2, 4, "BB010", 'alias "b" is not allowed'),
        ("a: &b c", 2, 4, "BB010", 'anchor "b" is not allowed'),
        ("a: !b c", 2, 4, "BB010", 'tag "!b" is not allowed'),
        ("a: !!int 5", 2, 4, "BB010", 'tag "tag:yaml.org,2002:int" is not allowed'),
        ("<<: {a: b}", 2, 1, "BB010", "merge key << is not allowed"),
        ("a: {b: c, b: d}", 2, 11, "BB009", '"b" stands here again, first on line 2'),
        (f"a: [{'b, ' * MAX_NODES}]", 2, 59996, "BB011",
         "the front matter holds more than 20,000 values"),
        ("\n".join(f"{'  ' * level}a:" for level in range(9)) + " b", 10, 17, "BB011",
         "the front matter is nested deeper than 8 levels"),
    ],
)  # fmt: skip
def test_what_yaml_allows_and_a_brief_does_not_is_refused(
    source: str, line: int, column: int, code: str, message: str
) -> None:
    ((found_line, found_column, found_code, found_message),) = faults_in(source)

    assert (found_code, found_line) == (code, line)
    assert found_message.startswith(message)
    if "not valid YAML" not in message:  # where its two parsers differ
        assert found_column == column


def test_a_quoted_merge_key_is_a_name_like_any_other() -> None:
    fields = fields_of('"<<": a')

    assert fields is not None
    assert fields.get("<<") == ScalarNode("a", Position(2, 7))


def test_the_first_of_two_equal_names_stands() -> None:
    report = Report("any.md")
    fields = read_fields("a: b\na: c", report)

    assert fields is not None
    assert fields.get("a") == ScalarNode("b", Position(2, 4))


def test_the_body_is_read_even_where_the_front_matter_cannot_be() -> None:
    source = parse_brief("---\na: [\n---\n\n## Gaps\n\n- <b>\n", path="any.md")

    assert [(fault[0], fault[2]) for fault in faults_of(source)] == [(3, "BB008"), (7, "BB015")]
    assert source.fields is None
    assert source.brief is None
    assert source.body_line == 4


@pytest.mark.parametrize("text", ["", "\n---\na: b\n---\n", "----\na: b\n---\n", "a: b\n---\n"])
def test_a_front_matter_starts_on_the_first_line(text: str) -> None:
    assert [fault[:3] for fault in faults_of(parse_brief(text, path="any.md"))] == [(1, 1, "BB006")]


def test_its_lines_may_end_in_blanks_and_the_file_after_it() -> None:
    source = parse_brief("--- \na: b\n---\t", path="any.md")

    assert source.fields is not None
    assert source.body_line == 3


def test_pyyamls_own_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = COMPLETE.read_text("utf-8")
    expected = parse_brief(text, path="any.md")

    monkeypatch.setattr(front_matter, "_Loader", yaml.SafeLoader)

    assert parse_brief(text, path="any.md") == expected
