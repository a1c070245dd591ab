"""Meetings: things with a date, whatever source they come from."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from briefbot.core.position import START, Position
from briefbot.core.when import When


class MeetingStatus(StrEnum):
    """Whether a meeting will happen, as its source says."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A dated event of a brief.

    `id` is a slug, unique in its brief and never changed. `leads` are the lead times of its
    reminders. `uid` joins it to a calendar's event, so that only one of the two reminds. `source`
    is the id of the source that names the date.
    """

    id: str
    title: str
    when: When
    place: str = ""
    url: str = ""
    status: MeetingStatus = MeetingStatus.CONFIRMED
    source: str = ""
    leads: tuple[timedelta, ...] = ()
    uid: str = ""
    at: Position = field(default=START, compare=False)
