"""Briefs -> documents: what is said, in which order, with which attribution."""

from briefbot.core.compose.answers import (
    Outcome,
    Refusal,
    compose_done,
    compose_lines,
    compose_refusal,
)
from briefbot.core.compose.edition import compose_edition
from briefbot.core.compose.faults import compose_faults
from briefbot.core.compose.greeting import Greeting, compose_greeting
from briefbot.core.compose.help import compose_help, compose_verb_help
from briefbot.core.compose.late import mark_late
from briefbot.core.compose.listings import (
    compose_about,
    compose_latest,
    compose_search,
    compose_sources,
)
from briefbot.core.compose.meetings import compose_meetings
from briefbot.core.compose.merged import compose_merged
from briefbot.core.compose.missed import with_missed
from briefbot.core.compose.notices import compose_changes, compose_correction, compose_withdrawal
from briefbot.core.compose.reminder import (
    compose_meeting,
    compose_notice,
    compose_personal,
    compose_reminder,
)
from briefbot.core.compose.summary import compose_section, compose_summary

__all__ = [
    "Greeting",
    "Outcome",
    "Refusal",
    "compose_about",
    "compose_changes",
    "compose_correction",
    "compose_done",
    "compose_edition",
    "compose_faults",
    "compose_greeting",
    "compose_help",
    "compose_latest",
    "compose_lines",
    "compose_meeting",
    "compose_meetings",
    "compose_merged",
    "compose_notice",
    "compose_personal",
    "compose_refusal",
    "compose_reminder",
    "compose_search",
    "compose_section",
    "compose_sources",
    "compose_summary",
    "compose_verb_help",
    "compose_withdrawal",
    "mark_late",
    "with_missed",
]
