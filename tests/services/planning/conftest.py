"""A stage for each test, and others to compare it with."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from planning_stage import START, FixedClock, Stage, open_database


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with every table."""
    file = tmp_path_factory.mktemp("template") / "briefbot.db"
    with closing(open_database(file, FixedClock(START))) as database:
        database.prepare()
    return file


@pytest.fixture
def new_stage(
    tmp_path_factory: pytest.TempPathFactory, template: Path
) -> Iterator[Callable[[], Stage]]:
    with ExitStack() as stack:

        def make() -> Stage:
            stage = Stage(tmp_path_factory.mktemp("stage"), template=template)
            stack.enter_context(closing(stage.database))
            return stage

        yield make


@pytest.fixture
def stage(new_stage: Callable[[], Stage]) -> Stage:
    return new_stage()
