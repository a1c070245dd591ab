"""Briefs -> documents: what is said, in which order, with which attribution."""

from briefbot.core.compose.edition import compose_edition
from briefbot.core.compose.faults import compose_faults
from briefbot.core.compose.late import mark_late
from briefbot.core.compose.listings import compose_search, compose_sources
from briefbot.core.compose.merged import compose_merged
from briefbot.core.compose.notices import compose_correction, compose_withdrawal
from briefbot.core.compose.reminder import compose_notice, compose_reminder
from briefbot.core.compose.summary import compose_summary

__all__ = [
    "compose_correction",
    "compose_edition",
    "compose_faults",
    "compose_merged",
    "compose_notice",
    "compose_reminder",
    "compose_search",
    "compose_sources",
    "compose_summary",
    "compose_withdrawal",
    "mark_late",
]
