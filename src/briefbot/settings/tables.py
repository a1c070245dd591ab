"""The tables of the configuration, one model each; a key's description is also its schema's."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from briefbot.core.brief import Tlp
from briefbot.core.digest import Order, Policy
from briefbot.core.document import Priority
from briefbot.core.schedule import CatchUp
from briefbot.settings.kinds import (
    NAME_PATTERN,
    ChannelId,
    Clock,
    Duration,
    Hours,
    Language,
    Lead,
    Listed,
    MentionId,
    Name,
    ScheduleRule,
    Topic,
    Window,
    Zone,
    written,
)

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

#: A post for each of some places, topics or lead times: more of them in one table is a mistake.
MAX_LISTED = 50

Count = Annotated[int, Field(ge=0, le=100)]
Names = Annotated[tuple[Name, ...], Listed, Field(max_length=MAX_LISTED)]
Topics = Annotated[tuple[Topic, ...], Listed, Field(max_length=MAX_LISTED)]


#: Of a table whose names are the user's own: none but those of the right shape.
CLOSED: JsonDict = {"additionalProperties": False}


class Table(BaseModel):
    """A table that cannot be changed, and has no keys but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class Briefs(Table):
    """`[briefs]`: where the briefs are."""

    path: Path = Field(
        default=Path("briefs"),
        description="The folder of the briefs, from where briefbot is started.",
    )


class Quiet(Table):
    """`quiet_hours` of a destination: what is due in them goes out when they end."""

    start: Clock = Field(description="The local time from which nothing goes out.")
    end: Clock = Field(
        description="The local time at which it ends; on the next day, if not after the start."
    )
    days: Annotated[tuple[Weekday, ...], Listed] = Field(
        default=WEEKDAYS, description="The days on which quiet hours start."
    )

    @model_validator(mode="after")
    def _leaves_time_to_post(self) -> "Quiet":
        if self.start == self.end and set(self.days) == set(WEEKDAYS):
            raise PydanticCustomError("quiet", "leave some time to post in")
        return self


class Destination(Table):
    """`[destinations.<name>]`: a place to post to, and how posts look there."""

    platform: Literal["discord", "slack", "local", "terminal"] = Field(
        description="Which chat the place is in: Discord, Slack, the chat page on this machine "
        "(`local`), or the terminal in which the program runs."
    )
    channel: ChannelId = Field(
        default="", description="The channel's ID, as its platform shows it; not its name."
    )
    tlp_max: Tlp = Field(
        default=Tlp.CLEAR,
        description="The most restricted Traffic Light Protocol label that may go there.",
    )
    zone: Zone | None = Field(
        default=None, description="The zone of times in texts; else `timezone`."
    )
    hours: Hours | None = Field(
        default=None, description="12 or 24; else `hours` above, else by language."
    )
    look: Literal["components", "embeds", "discord", "slack", "plain"] = Field(
        default="components",
        description="On Discord: components, or embeds as older bots use. On the local chat page: "
        "discord, slack or plain.",
    )
    max_pages: int = Field(
        default=10,
        ge=1,
        le=50,
        description="The most messages one posting may take; the rest is left out.",
    )
    mentions: dict[Name, MentionId] = Field(
        default_factory=dict,
        description="Who may be mentioned: a name for use in briefbot, and the platform's ID.",
        json_schema_extra=CLOSED,
    )
    mention_from: Priority | None = Field(
        default=None,
        description="The least urgent posts that mention all of `mentions`: flash, urgent, routine "
        "or low; left out, none does.",
    )
    quiet_hours: Quiet | None = Field(
        default=None, description="When nothing goes out there, in the destination's zone."
    )
    corrections: Literal["edit", "edit-and-post"] = Field(
        default="edit",
        description="How a corrected brief repairs its posts: by an edit, or with a post besides.",
    )


class Calendar(Table):
    """`[calendars.<name>]`: a calendar whose meetings are known."""

    path: Path = Field(description="An iCalendar file (.ics), from where briefbot is started.")
    zone: Zone | None = Field(
        default=None, description="The zone of times that name none; else `timezone`."
    )
    topics: Topics = Field(default=(), description="The topics of all its meetings.")
    alarms: bool = Field(
        default=False, description="Whether its events' own alarms are their lead times."
    )


class Digest(Table):
    """`[digests.<name>]`: an edition of what is new, by a rule."""

    rule: ScheduleRule = Field(
        description="When: `weekdays at 08:00`, `mon,thu at 09:00, 17:30`, or five cron fields."
    )
    zone: Zone = Field(description="The IANA zone of the rule's times; a schedule has no default.")
    destinations: Annotated[Names, Field(min_length=1)] = Field(
        description="The names of the destinations it goes to."
    )
    title: str = Field(default="", max_length=100, description="Its title; else the language's.")
    lang: Language = Field(default="en", description="The language of its own words, BCP 47.")
    topics: Topics = Field(
        default=(), description="What it selects, and in which order; none selects all."
    )
    window: Window = Field(
        default=written("since-last"),
        description="How far back it looks: `since-last`, or a duration such as `24h`.",
    )
    cap: Count = Field(default=10, description="The most items of a topic.")
    caps: dict[Topic, Count] = Field(
        default_factory=dict,
        description="The exceptions to `cap`, by topic.",
        json_schema_extra=CLOSED,
    )
    order: Order = Field(default=Order.PRIORITY, description="What comes first within a topic.")
    when_empty: Policy = Field(default=Policy.SKIP, description="What to do when nothing is new.")
    on_holiday: Policy = Field(default=Policy.SKIP, description="What to do on a holiday.")
    holidays: str = Field(
        default="",
        max_length=500,
        description="A calendar's name, or a path of an .ics file: its whole days are holidays.",
    )
    meeting_cap: Count = Field(default=10, description="The most meetings ahead.")
    ahead: Duration = Field(default=written("7d"), description="How far ahead meetings are shown.")
    catch_up: CatchUp = Field(
        default=CatchUp.LATEST, description="Which editions run that were missed."
    )
    max_lateness: Duration = Field(
        default=written("6h"), description="The age beyond which an edition never goes out."
    )


class Reminders(Table):
    """`[reminders.<name>]`: reminders of meetings, by lead times."""

    destinations: Annotated[Names, Field(min_length=1)] = Field(
        description="The names of the destinations they go to."
    )
    topics: Topics = Field(default=(), description="The topics of the meetings.")
    calendars: Names = Field(
        default=(), description="The calendars of the meetings; neither it nor topics: all."
    )
    leads: Annotated[tuple[Lead, ...], Listed, Field(min_length=1, max_length=MAX_LISTED)] = Field(
        default=written(["1d"]),
        description="How long before, for meetings that do not say it themselves.",
    )
    all_day_at: Clock = Field(
        default=written("09:00"), description="The local hour of reminders of dates without one."
    )
    lang: Language = Field(default="en", description="The language of their own words, BCP 47.")


def holiday_calendar(digest: Digest) -> tuple[str, ...]:
    """Return the name of the calendar that has a digest's holidays, if it is one."""
    named = re.fullmatch(NAME_PATTERN, digest.holidays)
    return (digest.holidays,) if named else ()


def holiday_file(digest: Digest) -> Path | None:
    """Return the path that a digest names for its holidays, if it names no calendar."""
    if not digest.holidays or holiday_calendar(digest):
        return None
    return Path(digest.holidays)
