"""Which edition of the time zone database is in use: the files of the zones that matter."""

import zoneinfo
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

#: The package that has the zones where the system has none.
_PACKAGE = "tzdata"


def zone_data(zones: Iterable[str]) -> str:
    """Return a text that is another when the rules of one of some zones are.

    The files are those that `ZoneInfo` reads: the system's, else the package's
    (https://docs.python.org/3/library/zoneinfo.html#data-sources). Like its zones, what they hold
    is kept for as long as the process lives, so a new edition counts from the next start on.
    """
    marks = (f"{name} {mark_of(name)}" for name in sorted(set(zones)))
    return sha256("\n".join(marks).encode()).hexdigest()[:16]


@cache
def mark_of(name: str) -> str:
    """Return a text for what the database says of a zone, which is the name of one."""
    for folder in zoneinfo.TZPATH:
        path = Path(folder, name)
        if path.is_file():
            return sha256(path.read_bytes()).hexdigest()
    packaged = files(_PACKAGE).joinpath("zoneinfo", *name.split("/"))
    return sha256(packaged.read_bytes()).hexdigest() if packaged.is_file() else ""
