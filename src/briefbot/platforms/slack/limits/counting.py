"""Counting as we assume Slack counts, always to the safe side."""

from briefbot.platforms.slack.limits.table import BLOCK_FRAME


def count_units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def text_size(value: object) -> int:
    """Return the UTF-16 units of every string in a block, addresses included, types left out."""
    if isinstance(value, str):
        return count_units(value)
    if isinstance(value, dict):
        return sum(text_size(part) for key, part in value.items() if key != "type")
    if isinstance(value, list):
        return sum(map(text_size, value))
    return 0


def estimated_characters(blocks: list[dict[str, object]]) -> int:
    """Return what blocks cost of the limit on a whole message: their text and their frames."""
    return text_size(blocks) + BLOCK_FRAME * len(blocks)
