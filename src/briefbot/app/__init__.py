"""The composition root: the one place that knows every part, and joins them for each command.

Each function loads only the parts that its command needs; a preview loads no platform's SDK.
"""

from briefbot.app.answering import Told, answer_command
from briefbot.app.briefs import brief_reader, check, colour, new_brief, preview
from briefbot.app.calendars import (
    CalendarDays,
    Exported,
    export_calendar,
    save_calendar,
    show_calendar,
)
from briefbot.app.demonstration import demonstration, demonstration_page, demonstration_replay
from briefbot.app.forms import Form, Preview, PreviewRequest
from briefbot.app.invitation import discord_invitation
from briefbot.app.operating import Answer, ask
from briefbot.app.schedules import (
    Rehearsal,
    configuration_schema,
    load_programme,
    preview_digest,
    preview_reminder,
    rehearsal,
)
from briefbot.app.service import run_program
from briefbot.sources.examples import FIRST_REVISION, example_folder

__all__ = [
    "FIRST_REVISION",
    "Answer",
    "CalendarDays",
    "Exported",
    "Form",
    "Preview",
    "PreviewRequest",
    "Rehearsal",
    "Told",
    "answer_command",
    "ask",
    "brief_reader",
    "check",
    "colour",
    "configuration_schema",
    "demonstration",
    "demonstration_page",
    "demonstration_replay",
    "discord_invitation",
    "example_folder",
    "export_calendar",
    "load_programme",
    "new_brief",
    "preview",
    "preview_digest",
    "preview_reminder",
    "rehearsal",
    "run_program",
    "save_calendar",
    "show_calendar",
]
