"""A meeting for a brief, and when it has to start for a reminder that can be waited for."""

from datetime import UTC, datetime, timedelta


def meeting(starts: datetime, *, title: str = "The opening") -> tuple[str, str]:
    """Return the edit of a brief that gives it a meeting; its id is the title's last word."""
    name = title.rpartition(" ")[2]
    entry = (
        f"{{id: {name}, title: {title}, start: {starts:%Y-%m-%dT%H:%M:%SZ}, "
        "precision: exact, tz: Europe/Brussels, source: notice}"
    )
    return ("---\n\n## What happened", f"meetings:\n  - {entry}\n---\n\n## What happened")


def soon() -> datetime:
    """Return when a meeting starts whose reminder of an hour before can just be asked for."""
    return datetime.now(UTC) + timedelta(hours=1, seconds=20)
