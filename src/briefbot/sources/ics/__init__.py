"""Calendars from files (RFC 5545), with guards against series that are broken, hostile or huge."""

from briefbot.sources.ics.read import read_calendar

__all__ = ["read_calendar"]
