"""What operators are told on the command line, as it is said in chat."""

import pytest

from briefbot.services.answering.refusing import in_chat


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("see: briefbot why 7f3k2m", "see: /brief-admin why 7f3k2m"),
        ("and 3 more, with --all", "and 3 more, on the command line"),
        (
            "more on one of them: briefbot why REF; every one: with --all",
            "more on one of them: /brief-admin why REF; every one: on the command line",
        ),
    ],
)
def test_commands_and_options_are_those_of_chat(told: str, said: str) -> None:
    assert in_chat(told) == said
