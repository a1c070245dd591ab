"""Calendars in files (RFC 5545): read, with guards against series that are broken or hostile.

Meetings are written as such a file too, by `briefbot.sources.ics.write`, which needs icalendar;
readers load that only in the process that works series out.
"""

from briefbot.sources.ics.read import read_calendar

__all__ = ["read_calendar"]
