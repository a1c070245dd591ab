"""The steps as Alembic knows them: https://alembic.sqlalchemy.org/en/latest/api/script.html."""

from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_STEPS = ScriptDirectory(Path(__file__).parent)


def revisions() -> set[str]:
    """Return every step that this version knows."""
    return {step.revision for step in _STEPS.walk_revisions()}


def newest() -> str | None:
    """Return the step that no other follows."""
    return _STEPS.get_current_head()


def go_missing(conn: Connection) -> None:
    """Go the steps that a database lacks, in their order, and note that they were gone."""
    context = MigrationContext.configure(conn)
    missing = list(_STEPS.iterate_revisions("heads", context.get_current_heads()))
    with Operations.context(context):
        for step in reversed(missing):
            step.module.upgrade()
    context.stamp(_STEPS, "heads")
