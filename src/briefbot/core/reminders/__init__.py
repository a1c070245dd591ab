"""Reminders and notices of meetings: planned and decided from values and `now` alone."""

from briefbot.core.reminders.decide import ReminderDecision, ReminderReason, decide_reminders
from briefbot.core.reminders.notices import Notice, Notices, decide_notices
from briefbot.core.reminders.plan import (
    PlannedReminders,
    ReminderDue,
    ReminderKey,
    ReminderPlan,
    due_at,
    plan_reminders,
    selects,
    start_name,
)
from briefbot.core.reminders.situation import NoticeKind, Said, Situation, last_said

__all__ = [
    "Notice",
    "NoticeKind",
    "Notices",
    "PlannedReminders",
    "ReminderDecision",
    "ReminderDue",
    "ReminderKey",
    "ReminderPlan",
    "ReminderReason",
    "Said",
    "Situation",
    "decide_notices",
    "decide_reminders",
    "due_at",
    "last_said",
    "plan_reminders",
    "selects",
    "start_name",
]
