"""Keys: what makes a posting the same one, and its messages the same ones."""

from dataclasses import fields, replace
from typing import Any

import pytest

from briefbot.core.delivery.key import PostingKey, PostingKind

KEY = PostingKey(
    destination="newsroom",
    kind=PostingKind.REMINDER,
    subject="council-2026-01",
    occurrence="2026-01-10T09:00",
    step="3600",
)
#: Another value of each part.
OTHERS: dict[str, Any] = {
    "destination": "council",
    "kind": PostingKind.NOTICE,
    "subject": "council-2026-02",
    "occurrence": "2026-01-11T09:00",
    "step": "86400",
    "generation": 1,
}


def test_a_key_has_the_same_nonce_and_reference_on_every_machine() -> None:
    # Written down: another value would post again what an earlier version has posted.
    assert KEY.reference == "fjmqpa"
    assert KEY.nonce(1) == "1v-Nff5CDi1vpjfSQAdm-g"


def test_a_nonce_is_one_that_discord_takes() -> None:
    assert len(KEY.nonce(1)) <= 25


@pytest.mark.parametrize("part", OTHERS)
def test_every_part_of_a_key_makes_another_nonce_and_reference(part: str) -> None:
    another = replace(KEY, **{part: OTHERS[part]})

    assert another.nonce(1) != KEY.nonce(1)
    assert another.reference != KEY.reference


def test_no_part_is_left_out() -> None:
    assert {part.name for part in fields(PostingKey)} == OTHERS.keys()


def test_each_page_and_each_version_of_a_document_has_a_nonce_of_its_own() -> None:
    nonces = {KEY.nonce(page, number=number) for page in (1, 2) for number in (0, 1)}

    assert len(nonces) == 4
