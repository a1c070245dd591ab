"""References: short, stable, easy to read back."""

from briefbot.core.reference import reference


def test_a_reference_is_six_plain_letters_and_digits_and_always_the_same() -> None:
    assert reference("summary", "council-meets", "1") == reference("summary", "council-meets", "1")
    assert len(reference("a")) == 6
    assert set(reference("a", "b")) <= set("0123456789abcdefghjkmnpqrstvwxyz")


def test_keys_that_differ_in_any_part_have_different_references() -> None:
    names = {reference("summary", f"brief-{index}", "1") for index in range(1_000)}

    assert len(names) >= 999
    assert reference("a", "b") != reference("ab")
