"""The composition root: the one place that knows every part, and joins them for each command.

Each function loads only the parts that its command needs; a preview loads no platform's SDK.
"""

from briefbot.app.briefs import brief_reader, check, colour, new_brief, preview
from briefbot.app.demonstration import demonstration, demonstration_replay
from briefbot.app.forms import Form, Preview, PreviewRequest
from briefbot.app.schedules import (
    Rehearsal,
    configuration_schema,
    load_programme,
    preview_digest,
    preview_reminder,
    rehearsal,
    show_calendar,
)
from briefbot.sources.examples import FIRST_REVISION, example_folder

__all__ = [
    "FIRST_REVISION",
    "Form",
    "Preview",
    "PreviewRequest",
    "Rehearsal",
    "brief_reader",
    "check",
    "colour",
    "configuration_schema",
    "demonstration",
    "demonstration_replay",
    "example_folder",
    "load_programme",
    "new_brief",
    "preview",
    "preview_digest",
    "preview_reminder",
    "rehearsal",
    "show_calendar",
]
