"""What holds for every test: no settings from the machine, no deadline on a shared processor."""

import os

import hypothesis
import pytest

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
