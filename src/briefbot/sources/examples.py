"""Where the example briefs are: in the package, or beside it in a source tree."""

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_BUNDLED = _PACKAGE / "examples" / "2024"
_SOURCE_TREE = _PACKAGE.parent.parent / "briefs" / "2024"

#: What the corrected example said when it was first published.
FIRST_REVISION = _PACKAGE / "examples" / "first" / "nuc-dnipro-oreshnik.md"

#: A calendar with a meeting that one of the briefs is about.
CALENDAR = _PACKAGE / "examples" / "calendar.ics"


def example_folder() -> Path:
    """Return the folder of the example briefs."""
    return _BUNDLED if _BUNDLED.is_dir() else _SOURCE_TREE
