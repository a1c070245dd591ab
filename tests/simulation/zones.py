"""Editions of the zone database that come out during a run, each with other rules for a zone.

A zone takes over the rules of another one that really is: that is how the judge, who asks for that
one by its own name, knows what is right at any time.
"""

import zoneinfo
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from random import Random
from types import MappingProxyType

from briefbot.sources.zones import mark_of

#: Zones, and one each an hour or less away, whose rules they get: a government did away with a
#: change of clocks, or follows its neighbour. Never more than the margin of the judge.
OTHERS: Mapping[str, str] = MappingProxyType(
    {
        "Europe/Kyiv": "Europe/Istanbul",
        "America/New_York": "America/Halifax",
        "Australia/Lord_Howe": "Australia/Brisbane",
        "Pacific/Chatham": "Pacific/Auckland",
        "Africa/Casablanca": "Africa/Lagos",
        "Europe/London": "Europe/Paris",
        "Asia/Tokyo": "Asia/Shanghai",
        "Asia/Kathmandu": "Asia/Dhaka",
        "America/Sao_Paulo": "America/Noronha",
        "America/St_Johns": "America/Halifax",
        "Pacific/Apia": "Pacific/Kiritimati",
    }
)


class ZoneEditions:
    """The zone database of all machines; `folder` goes before what is installed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._installed = zoneinfo.TZPATH
        #: The zone whose rules one has, where those are another's.
        self.rules: dict[str, str] = {}

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Have the process look into the folder first, and forget it all afterwards."""
        self._look_in(str(self._folder), *self._installed)
        try:
            yield
        finally:
            self._look_in(*self._installed)

    def change(self, random: Random, used: AbstractSet[str]) -> str:
        """Give a zone the rules of another, or back its own: one of those used, if one can."""
        zone = random.choice(sorted(OTHERS.keys() & used) or sorted(OTHERS))
        file = self._folder / zone
        if zone in self.rules:
            del self.rules[zone]
            file.unlink()
        else:
            self.rules[zone] = OTHERS[zone]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self._file_of(OTHERS[zone]))
        self._look_in(*zoneinfo.TZPATH)
        return zone

    def _file_of(self, zone: str) -> bytes:
        """Return the rules of a zone as `ZoneInfo` finds them."""
        found = (path for each in self._installed if (path := Path(each, zone)).is_file())
        packaged = files("tzdata").joinpath("zoneinfo", *zone.split("/"))
        return next(found, packaged).read_bytes()

    @staticmethod
    def _look_in(*folders: str) -> None:
        zoneinfo.reset_tzpath(folders)
        zoneinfo.ZoneInfo.clear_cache()
        mark_of.cache_clear()
