"""Which kinds of fault a run may draw, and how often each really befell it."""

from collections import Counter
from dataclasses import fields
from typing import TYPE_CHECKING

from simulation.points import Fate, Odds

if TYPE_CHECKING:
    from simulation.platforms import Weather
    from simulation.world import Setup, World

#: What is done to a file, and what to a server.
_OF_A_FILE = frozenset({"disk_fails", "restore_backup", "power_loss"})
_OF_A_SERVER = frozenset({"database_crash"})
#: The ways in which a disk fails.
DISKS = ("full", "read-only", "locked")


def kinds(setup: "Setup", *, postgresql: bool = False) -> frozenset[str]:
    """Return every kind of fault that a run may draw: troubles, and what befalls at a moment."""
    troubles = setup.troubles.keys() - (_OF_A_FILE if postgresql else _OF_A_SERVER)
    disks = {f"disk: {how}" for how in DISKS if "disk_fails" in troubles}
    return frozenset(troubles | disks | _moments(setup.odds) | _requests(setup.weather))


def befallen(world: "World") -> Counter[str]:
    """Return how often each kind befell: no count is of what was drawn and had no effect."""
    found = Counter(world.befallen)
    for fate, hits in world.points.hits.items():
        found[f"moment: {fate}"] = hits.total()
    for platform in world.platforms.values():
        found.update({f"request: {fate}": times for fate, times in platform.fates.items()})
    return found


def _moments(odds: Odds) -> set[str]:
    likely = {
        Fate.KILL: odds.kill or odds.every,
        Fate.FREEZE: odds.freeze,
        Fate.FAIL: odds.fail,
    }
    return {f"moment: {fate}" for fate, chance in likely.items() if chance}


def _requests(weather: "Weather") -> set[str]:
    return {f"request: {each.name}" for each in fields(weather) if getattr(weather, each.name)}
