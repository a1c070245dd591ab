from pathlib import Path

import pytest

from briefbot.core.position import Position
from briefbot.sources.configuration import MAX_OCTETS, key_places, read_toml


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
    ("octets", "code", "words"),
    [
        (b"a = \xff", "BB801", "not UTF-8, byte 5"),
        (b"#" * (MAX_OCTETS + 1), "BB801", "larger than 1 MiB"),
        (b"a = " + b"[" * 100_000, "BB802", "Nested too deep"),
        (b"a = 1\na = 2", "BB802", "Cannot overwrite a value"),
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
