from pathlib import Path

import pytest

from briefbot.core.position import Position
from briefbot.sources.configuration import MAX_OCTETS, MAX_REPEATS, read_toml
from briefbot.sources.configuration_lines import key_places


@pytest.mark.parametrize(
    ("text", "keys", "place"),
    [
        ("a = 1", ("a",), (1, 1)),
        ("\n  a = 1", ("a",), (2, 3)),
        ("[t]\na = 1", ("t",), (1, 2)),
        ("[t]\na = 1", ("t", "a"), (2, 1)),
        ("[ t . u ]\na.b = 1", ("t", "u", "a", "b"), (2, 1)),
        ('["t"]\n"a" = 1', ("t", "a"), (2, 1)),
        ("[[t]]\na = 1", ("t", "a"), (2, 1)),
        ("a = { b = 1 }", ("a", "b"), (1, 1)),
        ("[t]\na = 1", ("t", "missing"), (1, 2)),
        ("a = 1", ("missing",), (1, 1)),
        ('a = """\nb = 2\n"""\nb = 3', ("b",), (4, 1)),
        ("a = 1\r\nb = 2\r\n", ("b",), (2, 1)),
        ("# b = 1\nb = 2", ("b",), (2, 1)),
    ],
)
def test_keys_have_their_place_or_that_of_their_table(
    text: str, keys: tuple[str, ...], place: tuple[int, int], tmp_path: Path
) -> None:
    path = tmp_path / "briefbot.toml"
    path.write_bytes(text.encode())

    file = read_toml(path)

    assert file.findings == ()
    assert file.place_of(keys) == Position(*place)


def test_the_first_of_two_places_holds() -> None:
    assert key_places("a = 1\na = 2")[("a",)] == Position(1, 1)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "briefbot.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1")

    assert read_toml(path).values == {"a": 1}


@pytest.mark.parametrize(
    ("text", "values", "place", "words"),
    [
        ("a = 1\nb = 2\na = 3\nc = 4", {"a": 1, "b": 2, "c": 4}, (3, 1), 'key "a" stands'),
        ("a = [1,\n2]\na = [3,\n4]\nb = 5", {"a": [1, 2], "b": 5}, (3, 1), "in line 1"),
        ('a = 1\na = """\nb = 2\n"""\nc = 3', {"a": 1, "c": 3}, (2, 1), "in line 1"),
        ("[t]\na = 1\n  a = 2\nb = 3", {"t": {"a": 1, "b": 3}}, (3, 3), 'key "t.a" stands'),
        ("a = 1\n[a]\nb = 2\n[c]", {"a": 1, "c": {}}, (2, 2), "table [a] stands"),
        ("a.b = 1\n[a]\nc = 2", {"a": {"b": 1}}, (2, 2), "table [a] stands"),
        ("a = 1\r\na = 2\r\n", {"a": 1}, (2, 1), "in line 1"),
        ("[t]\na = 1\n[u]\n[t]\nb = 2", {"t": {"a": 1}, "u": {}}, (4, 2), "in line 1"),
        ("[t.u]\n[t]\n[t]\na = 1", {"t": {"u": {}}}, (3, 2), "in line 2"),
        (
            "[t]\na = 1\n[t]\nb = 2\n[t.u]\nc = 3\n[v]\nd = 4",
            {"t": {"a": 1}, "v": {"d": 4}},
            (3, 2),
            "in line 1",
        ),
        ("[t]\n[[t]]\na = 1\n[u]", {"t": {}, "u": {}}, (2, 3), "in line 1"),
        ("a = { b = 1 }\na.c = 2\nd = 3", {"a": {"b": 1}, "d": 3}, (2, 1), 'key "a.c" stands'),
        ("a = { b = 1, b = 2 }\nc = 3", {"a": {"b": 1}, "c": 3}, (1, 14), 'key "b" stands'),
        ('a = { b = 1, "b" = 2, d = 3 }', {"a": {"b": 1, "d": 3}}, (1, 14), 'key "b" stands'),
        ("[t]\r\na = { b = 1, b = 2 }\r\n", {"t": {"a": {"b": 1}}}, (2, 14), "in line 2"),
        ('a = { b = 1, b = ", b = 2" }', {"a": {"b": 1}}, (1, 14), 'key "b" stands'),
        ("a = { b = 1, b = { b = 2, c = 3 } }", {"a": {"b": 1}}, (1, 14), 'key "b" stands'),
        ("a = { t = { b = 1, b = 2 }, c = 3 }", {"a": {"t": {"b": 1}, "c": 3}}, (1, 20), '"b"'),
        ("a = { b = {}, b = {} }", {"a": {"b": {}}}, (1, 15), 'key "b" stands'),
        ("a = 1 # twice,\na = 2\nc = 3", {"a": 1, "c": 3}, (2, 1), "in line 1"),
        ("a = { b.c = 1, b.c = 2 }", {"a": {"b": {"c": 1}}}, (1, 16), 'key "b.c" stands'),
        ("a = { b = [\n1], b = [\n2], d = 3 }", {"a": {"b": [1], "d": 3}}, (2, 5), "in line 1"),
        ("a = { b = [1], b = [\n2] }\nc = 3\n", {"a": {"b": [1]}, "c": 3}, (1, 16), "in line 1"),
    ],
)
def test_of_what_stands_twice_the_first_is_read_and_all_else(
    text: str, values: object, place: tuple[int, int], words: str, tmp_path: Path
) -> None:
    path = tmp_path / "briefbot.toml"
    path.write_bytes(text.encode())

    file = read_toml(path)

    (finding,) = file.findings
    assert file.values == values
    assert (finding.code, finding.line, finding.col) == ("BB811", *place)
    assert words in finding.message


def test_each_of_several_repeats_is_told_and_later_faults_keep_their_places(tmp_path: Path) -> None:
    path = tmp_path / "briefbot.toml"
    path.write_text("a = 1\na = 2\n[t]\n[t]\nb = 3\na = 4\n[u]\n", encoding="utf-8")

    file = read_toml(path)

    assert [(each.code, each.line) for each in file.findings] == [("BB811", 2), ("BB811", 4)]
    assert file.place_of(("u",)) == Position(7, 2)


def test_what_comes_after_a_repeat_within_a_line_keeps_its_place(tmp_path: Path) -> None:
    path = tmp_path / "briefbot.toml"
    path.write_text("a = { b = [1], b = [\n2], c = 3 }\n[u]\n", encoding="utf-8")

    file = read_toml(path)

    assert [(each.line, each.col) for each in file.findings] == [(1, 16)]
    assert file.values == {"a": {"b": [1], "c": 3}, "u": {}}
    assert file.place_of(("u",)) == Position(3, 2)


def test_a_file_full_of_repeats_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "briefbot.toml"
    path.write_text("a = 1\n" * (MAX_REPEATS + 2), encoding="utf-8")

    file = read_toml(path)

    assert file.values == {}
    assert [each.code for each in file.findings] == ["BB811"] * MAX_REPEATS + ["BB802"]


@pytest.mark.parametrize(
    ("octets", "code", "words"),
    [
        (b"a = \xff", "BB801", "not UTF-8, byte 5"),
        (b"#" * (MAX_OCTETS + 1), "BB801", "larger than 1 MiB"),
        (b"a = " + b"[" * 100_000, "BB802", "Nested too deep"),
        (b"a = { b = 1, b = 2", "BB802", "Duplicate inline table key"),
    ],
)
def test_what_is_no_toml_is_one_finding(
    octets: bytes, code: str, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "briefbot.toml"
    path.write_bytes(octets)

    (finding,) = read_toml(path).findings

    assert finding.code == code
    assert words in finding.message
    assert finding.hint
