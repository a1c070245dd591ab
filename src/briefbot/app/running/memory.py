"""Garbage collection while much that stays is made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: More collections of young objects than there ever are between two of all objects.
_NEVER = 1_000_000
#: New objects until the young ones are looked through. A body that is posted is hundreds of them,
#: nearly all gone by themselves soon after; with 700, the default, looking takes a tenth of the
#: time of posting.
_YOUNG = 10_000


@contextmanager
def no_long_collections() -> Iterator[None]:
    """Collect only young garbage, and afterwards never look at what was made meanwhile.

    From then on young garbage is looked for more seldom, too.

    Ten thousand briefs are millions of objects that stay. To go through them all for garbage again
    and again takes a fifth of the time in which they are made, and later stops the event loop for
    a second at a time (https://docs.python.org/3/library/gc.html#gc.freeze).
    """
    _, middle, old = gc.get_threshold()
    gc.set_threshold(_YOUNG, middle, _NEVER)
    try:
        yield
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(_YOUNG, middle, old)
