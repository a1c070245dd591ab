"""What holds for every test: no settings from the machine, no deadline on a shared processor."""

import gc
import os
from collections import defaultdict
from collections.abc import Generator
from operator import itemgetter
from pathlib import Path
from typing import Any

import hypothesis
import pytest

TESTS = Path(__file__).parent
#: Variables that tests themselves are steered with.
_OF_TESTS = {
    "BRIEFBOT_UPDATE_GOLDEN",
    "BRIEFBOT_DISCORD_OPENAPI",
    "BRIEFBOT_DOCKER_NETWORK",
    "BRIEFBOT_KILLS_SEED",
    "BRIEFBOT_KILLS_AT",
}

# On a build service the same commit draws the same examples, so that a red run means the change is
# to blame; everywhere else every run draws new ones and goes on looking.
hypothesis.settings.register_profile(
    "shared-machine",
    deadline=None,
    print_blob=True,
    derandomize=os.environ.get("CI") == "true",
)
hypothesis.settings.load_profile("shared-machine")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.upper().startswith("BRIEFBOT_") and name not in _OF_TESTS:
            monkeypatch.delenv(name)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Have no garbage looked for among the tests: all of them stay to the end.

    To go through them again and again takes a third of the time in which they are collected, and
    some of the time of every test after that.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:  # noqa: ANN401 - of xdist
    """Have a browser for each page at most: one for each process takes five times as long each."""
    from together import Together  # noqa: PLC0415 - only where xdist is at work

    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have tests that wait run beside tests that compute.

    In the order of their folders, first every process waits, and later all want a processor.
    """
    kinds: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        kinds[_kind(item)].append(item)
    # The last tenth is quick ones alone, so that no process is left with a slow one at the end.
    places = [
        (place * (1.0 if kind == "quick" else 0.9) / len(alike), item)
        for kind, alike in kinds.items()
        for place, item in enumerate(alike)
    ]
    items[:] = [item for _, item in sorted(places, key=itemgetter(0))]


def _kind(item: pytest.Item) -> str:
    folder = item.path.relative_to(TESTS).parts[0]
    return folder if folder in {"acceptance", "simulation"} else "quick"
