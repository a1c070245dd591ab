"""The short name of a posting, the last small line of every page: "ref 7f3k2m · 2/4"."""

import hashlib
from functools import lru_cache

#: Crockford's base 32 (https://www.crockford.com/base32.html): no i, l, o or u to misread.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 6


@lru_cache(maxsize=1_000)  # each delivery asks several times
def reference(*key: str) -> str:
    """Return six letters and digits for a key, the same on every machine.

    30 bits: among 1,000 postings, the chance that any two share a name is about 1 in 2,000.
    """
    digest = hashlib.sha256("\n".join(key).encode()).digest()
    bits = int.from_bytes(digest[:4], "big") >> 2
    return "".join(_ALPHABET[(bits >> shift) & 31] for shift in range(25, -1, -5))[:_LENGTH]
