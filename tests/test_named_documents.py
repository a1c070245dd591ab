"""What is composed for people has a sample, and so a golden file on each platform."""

from pathlib import Path

from briefbot.core import compose


def test_every_way_to_compose_has_a_sample() -> None:
    samples = "".join(
        Path(__file__).with_name(f"named_{name}.py").read_text(encoding="utf-8")
        for name in ("documents", "answers")
    )
    ways = [name for name in compose.__all__ if name.islower()]

    assert [name for name in ways if f"{name}(" not in samples] == []
