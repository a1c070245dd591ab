"""A site for each test, and a PostgreSQL server for those that need one."""

from pathlib import Path

import pytest

from acceptance.running import Site
from storage.conftest import server

__all__ = ["server", "site"]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)
