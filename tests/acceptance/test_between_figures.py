"""What is said of the rounds in which processes are killed: the judgement, and the sums."""

from pathlib import Path

from acceptance.between.figures import Figures, gathered
from acceptance.between.ledger import Said, Verdict

FIRST: Said = ("summary", "first", 1)
SECOND: Said = ("summary", "second", 1)
REPLY: Said = ("summary", "first", 2)
EXPECTED = Verdict(said={"news": [[FIRST, SECOND], [REPLY]]})


def differences(*said: list[Said]) -> list[str]:
    return [what for what, _ in Verdict(said={"news": [*said]}).differences(EXPECTED)]


def test_what_stands_as_it_should_makes_no_difference() -> None:
    assert differences([FIRST, SECOND], [REPLY]) == []


def test_what_is_missing_is_lost_and_what_is_too_much_is_a_duplicate() -> None:
    assert differences([FIRST], [REPLY]) == ["lost"]
    assert differences([FIRST, SECOND, FIRST], [REPLY]) == ["duplicate"]


def test_what_stands_before_its_turn_or_outside_its_thread_is_out_of_order() -> None:
    assert differences([SECOND, FIRST], [REPLY]) == ["out of order"]
    assert differences([FIRST, SECOND, REPLY]) == ["out of order"]


def test_the_parts_of_a_chat_are_added_up(tmp_path: Path) -> None:
    first = Figures(requests=3, killed_at=[1, 3], kills=2, faults={"lost": 1}, failures=["one"])
    first.write(tmp_path / "slack-0.json")
    Figures(requests=4, killed_at=[2, 3, 7], kills=3).write(tmp_path / "slack-1.json")

    found = gathered(tmp_path)

    assert found.keys() == {"slack"}
    assert (
        found["slack"].items()
        >= {
            "requests": 4,
            "requests killed at": 3,
            "kills": 5,
            "lost": 1,
            "duplicate": 0,
        }.items()
    )
    assert found["slack"]["failures"] == ["one"]
