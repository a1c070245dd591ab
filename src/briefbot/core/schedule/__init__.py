"""Schedules as pure time: a rule, a zone and a span give ticks; nothing here wakes or posts."""

from briefbot.core.schedule.catch_up import CatchUp, CatchUpDecision, MissedReason, catch_up
from briefbot.core.schedule.describe import describe_rule
from briefbot.core.schedule.effect import Effect, leading_effect
from briefbot.core.schedule.quiet import QuietHours, release
from briefbot.core.schedule.rule import Rule, RuleError, parse_rule
from briefbot.core.schedule.ticks import Tick, is_holiday, next_ticks, ticks
from briefbot.core.schedule.zone import zone_named

__all__ = [
    "CatchUp",
    "CatchUpDecision",
    "Effect",
    "MissedReason",
    "QuietHours",
    "Rule",
    "RuleError",
    "Tick",
    "catch_up",
    "describe_rule",
    "is_holiday",
    "leading_effect",
    "next_ticks",
    "parse_rule",
    "release",
    "ticks",
    "zone_named",
]
