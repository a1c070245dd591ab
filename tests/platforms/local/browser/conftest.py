"""A browser for each module, and a chat for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browsing import Visitor, chromium, visiting
from platforms.local.browser.serving import Serving

#: How long anything may take that should take a moment, on a machine that does other things too.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visitor]:
    with visiting(browser) as visitor:
        yield visitor


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    served = Serving(tmp_path)
    yield served
    served.close()
