"""Occurrences as plain values, for JSON: between processes, and in the store."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from briefbot.core.meeting import MeetingStatus
from briefbot.core.occurrence import Occurrence

_MOMENTS = ("start", "end", "original", "moved_from")


def occurrence_fields(occurrence: Occurrence) -> dict[str, object]:
    """Return an occurrence's fields: texts, numbers and lists; its times keep their offsets."""
    values = {each.name: getattr(occurrence, each.name) for each in fields(occurrence)}
    moments = {name: values[name] and values[name].isoformat() for name in _MOMENTS}
    leads = [lead.total_seconds() for lead in occurrence.leads]
    return {**values, **moments, "leads": leads, "status": occurrence.status.value}


def occurrence_of(plain: Mapping[str, Any]) -> Occurrence:
    """Return an occurrence from its fields. Raises KeyError, TypeError or ValueError."""
    moments = {name: plain[name] and moment_of(plain[name]) for name in _MOMENTS}
    leads = tuple(timedelta(seconds=lead) for lead in plain["leads"])
    status = MeetingStatus(plain["status"])
    return Occurrence(**{**plain, **moments, "leads": leads, "status": status})


def moment_of(text: str) -> date:
    """Return a day or a time from its ISO form."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
