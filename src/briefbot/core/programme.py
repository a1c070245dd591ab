"""The programme: what is configured to go out, where and when, as values of the core."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from briefbot.core.digest import DigestPlan
from briefbot.core.document import Priority
from briefbot.core.reminders import ReminderPlan
from briefbot.core.schedule import CatchUp, QuietHours, Rule
from briefbot.core.visibility import Place
from briefbot.core.wording import Hours


class Repair(StrEnum):
    """How a corrected brief repairs its posts: by an edit alone, or with a post besides."""

    EDIT = "edit"
    EDIT_AND_POST = "edit-and-post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A destination as the core sees it: who reads there, its IANA zone, when it is quiet.

    `hours` is its 12 or 24 hour clock, None for that of the language. Posts of the priority
    `mention_from`, or more urgent ones, mention those whom `mentions` name; None is none of them.
    """

    name: str
    place: Place
    zone: str
    quiet: QuietHours | None = None
    corrections: Repair = Repair.EDIT
    hours: Hours | None = None
    mentions: tuple[str, ...] = ()
    mention_from: Priority | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSchedule:
    """A digest with its rule, in its own IANA zone.

    `destinations` name channels. `max_lateness` is the age beyond which an edition never goes out.
    """

    plan: DigestPlan
    rule: Rule
    zone: str
    destinations: tuple[str, ...]
    holidays: frozenset[date] = frozenset()
    catch_up: CatchUp = CatchUp.LATEST
    max_lateness: timedelta = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryPlan:
    """Where the summary of a brief goes when the brief comes out.

    `topics` select briefs, none selects all. `max_age` is the age beyond which a brief is no news:
    when it is seen for the first time, when summaries begin at the destination, and by the clock.
    """

    name: str
    topics: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    max_age: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Everything that is to go out, each part under its name in the configuration.

    `posts_a_day` is how many posts a channel's local day may hold before it counts as overfull.
    `operator` is the channel that is told of faults, empty for none.
    """

    channels: Mapping[str, Channel] = field(default_factory=dict)
    digests: Mapping[str, DigestSchedule] = field(default_factory=dict)
    reminders: Mapping[str, ReminderPlan] = field(default_factory=dict)
    summaries: Mapping[str, SummaryPlan] = field(default_factory=dict)
    posts_a_day: int = 8
    operator: str = ""
