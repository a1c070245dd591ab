"""Which tests go to the same process, where several run them.

`--dist loadgroup` would do that by marks, but pytest-xdist 3.8 marks nothing under pytest 9.2: it
sets a name of the test that nobody reads any more.
https://pytest-xdist.readthedocs.io/en/stable/distribution.html
"""

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

#: Those at one place share what is dear: a browser, a simulated run, a replayed demonstration.
PLACES = (
    "tests/platforms/local/browser/",
    "tests/platforms/text/page/",
    "tests/acceptance/test_image.py",
    "tests/cli/test_demo.py",
    "tests/services/planning/test_crashes.py",
    "tests/simulation/test_invariants.py",
)


class Together(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """Gives each process one test after the other, and all of a place to one."""

    def _split_scope(self, nodeid: str) -> str:
        return place_of(nodeid)


def place_of(nodeid: str) -> str:
    """Return what a test shares a process for: its place, or itself."""
    return next((place for place in PLACES if nodeid.startswith(place)), nodeid)
