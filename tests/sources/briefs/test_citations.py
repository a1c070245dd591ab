import pytest

from briefbot.sources.briefs.citations import split_tail


@pytest.mark.parametrize(
    ("raw", "text", "sources"),
    [
        ("A. [@a]", "A.", ["a"]),
        ("A. [@a; @b-2;@a]", "A.", ["a", "b-2"]),
        ("A. [@a] [@b]", "A.", ["a", "b"]),
        ("A.[@a]", "A.", ["a"]),
        ("A. [@a] {x=y} [@b] ", "A.", ["a", "b"]),
        ("A. [@a] <!-- c -->", "A.", ["a"]),
        ("[@a]", "", ["a"]),
        ("A [@a].", "A [@a].", []),
        ("A [a@b]", "A [a@b]", []),
        ("A \\[@a]", "A \\[@a]", []),
        ("A ]", "A ]", []),
        ("]", "]", []),
    ],
)
def test_citations_are_taken_off_the_end(raw: str, text: str, sources: list[str]) -> None:
    tail = split_tail(raw)

    assert (tail.text, tail.sources, tail.problems) == (text, sources, [])
    assert tail.cited == bool(sources)


@pytest.mark.parametrize(
    ("raw", "text", "attributes"),
    [
        ("A. {a=b}", "A.", {"a": ("b", 4)}),
        ('A. {a="b c" d = e}', "A.", {"a": ("b c", 4), "d": ("e", 12)}),
        ('A. {a=""}', "A.", {"a": ("", 4)}),
        ("A. {first-reported-as=x}", "A.", {"first-reported-as": ("x", 4)}),
        ("A. {}", "A.", {}),
        ("A. {a=b} {c=d}", "A.", {"a": ("b", 4), "c": ("d", 10)}),
        ("set{x}", "set{x}", {}),
        ("}", "}", {}),
        ("{", "{", {}),
    ],
)
def test_attributes_are_taken_off_the_end(
    raw: str, text: str, attributes: dict[str, tuple[str, int]]
) -> None:
    tail = split_tail(raw)

    assert (tail.text, tail.attributes, tail.problems) == (text, attributes, [])
    assert not tail.cited


@pytest.mark.parametrize(
    ("raw", "offset", "message"),
    [
        ("A. [@A]", 3, '"@A" is no citation'),
        ("A. [@a, @b]", 3, '"@a, @b" is no citation'),
        ("A. [@a; b]", 3, '"b" is no citation'),
        ("A. [@]", 3, '"@" is no citation'),
        (f"A. [@{'a' * 65}]", 3, f'"@{"a" * 58}…" is no citation'),
        ("A. {contested}", 4, '"contested" is no attribute'),
        ("A. {a=b contested}", 8, '"contested" is no attribute'),
        ("A. {a=“b”}", 4, '"a=“b”" is no attribute'),
        ('A. {a="b}', 4, '"a="b" is no attribute'),
        ('A. {a="b"c=d}', 4, '"a="b"c=d" is no attribute'),
        ("A. {a=b a=c}", 8, "a stands twice"),
    ],
)
def test_what_cannot_be_read_is_a_problem_at_its_place(raw: str, offset: int, message: str) -> None:
    tail = split_tail(raw)

    assert [(problem.offset, problem.message) for problem in tail.problems] == [(offset, message)]
    assert tail.problems[0].hint
    assert tail.text == "A."
