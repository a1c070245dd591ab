import pytest

from brief_texts import read
from briefbot.core.brief_source import Suppression


@pytest.mark.parametrize(
    ("comment", "codes", "reason"),
    [
        ("BB301 the wording of the notice", ("BB301",), "the wording of the notice"),
        ("BB301, BB302 BB401: as quoted", ("BB301", "BB302", "BB401"), "as quoted"),
        ("BB301 -- as quoted", ("BB301",), "as quoted"),
        ("BB301", ("BB301",), ""),
        ("as quoted", (), "as quoted"),
        ("BB3011 as quoted", (), "BB3011 as quoted"),
        ("", (), ""),
    ],
)
def test_a_comment_names_codes_and_a_reason(
    comment: str, codes: tuple[str, ...], reason: str
) -> None:
    source = read({}, f"## Gaps\n\n<!-- lint: {comment} -->\n\n- one\n- two\n")

    assert source.suppressions == (Suppression(codes, reason, 11, 13),)


def test_a_comment_in_the_front_matter_counts_too() -> None:
    source = read({"status": "draft # lint: BB101 one", "# lint": "BB304 two"}, "text")

    assert source.suppressions == (
        Suppression(("BB101",), "one", 5, 6),
        Suppression(("BB304",), "two", 8, 9),
    )


def test_a_comment_may_run_over_lines_and_stand_in_or_after_a_line() -> None:
    source = read({}, "- one <!-- lint: BB301 a --> two <!--lint:BB302\nb-->\n\n\nthree\n")

    assert source.suppressions == (
        Suppression(("BB301",), "a", 9, 10),
        Suppression(("BB302",), "b", 9, 13),
    )


def test_the_last_line_has_no_next_one() -> None:
    assert read({}, "text\n<!-- lint: BB301 a -->\n\n").suppressions == (
        Suppression(("BB301",), "a", 10, 10),
    )


def test_a_comment_without_an_end_and_ordinary_ones_are_none() -> None:
    assert read({}, "lint: BB301 <!-- BB301 --> <!-- lint: BB302 a\n\ntext").suppressions == ()
