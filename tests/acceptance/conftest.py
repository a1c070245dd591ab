"""A site for each test, a PostgreSQL server for those that need one, and what was killed in all."""

import json
import os
import signal
from pathlib import Path

import pytest

from acceptance.running import SENT, Site
from storage.conftest import server

__all__ = ["server", "site"]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def pytest_sessionfinish() -> None:
    """Write where `make soak` sums it up how many processes were killed and stopped."""
    folder = os.environ.get("BRIEFBOT_SIGNALS", "")
    if folder and SENT:
        figures = {
            "process kills": SENT[signal.SIGKILL],
            "process freezes": SENT[signal.SIGSTOP],
        }
        path = Path(folder, f"{os.getpid()}.json")
        path.write_text(json.dumps(figures), encoding="utf-8")
