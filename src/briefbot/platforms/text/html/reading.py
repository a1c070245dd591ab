"""Reading a body that may be wrong anywhere: what is missing is empty, what is odd is kept."""

import math
from collections.abc import Mapping

Json = Mapping[str, object]

#: No chat nests deeper; a body that does is drawn to here.
DEEPEST = 12


def members(owner: Json, key: str) -> tuple[Json, ...]:
    """Return a list of objects; what is none of either counts as an object without a type."""
    value = owner.get(key)
    if value is None:
        return ()
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(item if isinstance(item, Mapping) else {} for item in items)


def member(owner: Json, key: str) -> Json:
    """Return an object within an object, empty where there is none."""
    value = owner.get(key)
    return value if isinstance(value, Mapping) else {}


def string(owner: Json, key: str) -> str:
    """Return a value as text, empty where there is none."""
    value = owner.get(key)
    return "" if value is None else str(value)


def number(owner: Json, key: str) -> float | None:
    """Return a number, or None where there is none; truth values and infinities are none."""
    value = owner.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if isinstance(value, int) or math.isfinite(value) else None


def whole(owner: Json, key: str) -> int | None:
    """Return a whole number, or None where there is none."""
    value = owner.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def word(owner: Json, key: str) -> str | None:
    """Return a string, or None where there is none."""
    value = owner.get(key)
    return value if isinstance(value, str) else None
