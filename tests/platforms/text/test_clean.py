"""Cleaning: what is unseen goes, what belongs to words and emoji stays."""

import pytest

from briefbot.platforms.text.clean import address, isolated, many_lines, one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\r\nc\td\u2028e\x85f", "a b c d e f"),
        ("\x1b[31mred\x1b[0m\x07", "[31mred[0m"),
        ("a\u202eb\u2066c\u200fd\u00ade\u200bf\ufeff", "abcdef"),
        ("👩\u200d🚀 می\u200cخواهم", "👩\u200d🚀 می\u200cخواهم"),
        ("\ud800x", "\ufffdx"),
        ("a\u00a0b", "a\u00a0b"),
    ],
)
def test_text_becomes_one_printable_line(text: str, expected: str) -> None:
    assert one_line(text) == expected


def test_preformatted_text_keeps_lines_and_columns() -> None:
    assert many_lines("a\tb\r\n\n  c\x1b\u2028d\n\n") == ("a   b", "", "  c", "d")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a?b=c&d", "https://example.org/a?b=c&d"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("https://example.org/<a b>\\`\n", "https://example.org/%3Ca%20b%3E%5C%60"),
        ("https://example.org/\u202egpj.exe", "https://example.org/gpj.exe"),
        ("javascript:alert(1)", ""),
        ("//example.org", ""),
        ("", ""),
    ],
)
def test_an_address_is_one_word_of_the_web_or_none(url: str, expected: str) -> None:
    assert address(url) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("only left", "only left"),
        ("נמל 2", "נמל 2"),
        ("a נמל חיפה b", "a \u2068נמל חיפה\u2069 b"),
        ("a (נמל, 2) b מ", "a (\u2068נמל\u2069, 2) b \u2068מ\u2069"),
        ("a مَرْ b", "a \u2068مَرْ\u2069 b"),
    ],
)
def test_runs_from_the_right_are_isolated_beside_letters_from_the_left(
    line: str, expected: str
) -> None:
    assert isolated(line) == expected
