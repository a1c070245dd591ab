"""What is configured in a run: schedules in many zones, drawn from the run's seed, and changed."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from briefbot.core.digest import DigestPlan, Policy
from briefbot.core.programme import Channel, DigestSchedule, Programme, Repair, SummaryPlan
from briefbot.core.schedule import CatchUp, QuietHours, parse_rule
from briefbot.core.visibility import Audience, Place
from simulation.meetings import REMINDERS

#: A zone, and the day before its clocks change (in 2027, local summer and winter, Ramadan).
CHANGES = {
    "Europe/Kyiv": (date(2027, 3, 27), date(2027, 10, 30)),
    "America/New_York": (date(2027, 3, 13), date(2027, 11, 6)),
    "Australia/Lord_Howe": (date(2027, 4, 3), date(2027, 10, 2)),
    "Pacific/Chatham": (date(2027, 4, 3), date(2027, 9, 25)),
    "Africa/Casablanca": (date(2027, 2, 6), date(2027, 3, 13)),
}
ZONES = (
    *CHANGES,
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Pacific/Apia",
)
#: Rules as an editor writes them, and as five fields. None names a month.
_RULES = (
    ("*/30 * * * *", "*/30 * * * *"),
    ("15 * * * *", "15 * * * *"),
    ("@hourly", "0 * * * *"),
    ("*/15 1-4 * * *", "*/15 1-4 * * *"),
    ("0,30 2,3 * * *", "0,30 2,3 * * *"),
    ("45 */6 * * *", "45 */6 * * *"),
    ("daily at 02:30", "30 2 * * *"),
    ("daily at 03:30, 15:00", None),
    ("weekdays at 09:00", "0 9 * * 1-5"),
    ("mon,thu,sun at 01:45", "45 1 * * 0,1,4"),
    ("daily at 09:00", "0 9 * * *"),
    ("0 9 * * *", "0 9 * * *"),
)
_MORE_FIELDS = {"daily at 03:30, 15:00": ("30 3 * * *", "0 15 * * *")}


class Density(StrEnum):
    """How often schedules come: every few minutes, hours, or about once a day."""

    DENSE = "dense"
    USUAL = "usual"
    SPARSE = "sparse"


_BY_DENSITY = {
    Density.DENSE: tuple((rule, rule) for rule in ("*/5 * * * *", "*/10 * * * *", "*/15 * * * *")),
    Density.USUAL: _RULES,
    Density.SPARSE: _RULES[6:],
}
_POLICIES = (CatchUp.LATEST, CatchUp.LATEST, CatchUp.ALL, CatchUp.SKIP)
#: A correction is told beside the edit there, too.
_TOLD_TWICE = frozenset({"casa", "desk"})

#: Where the summary of each new brief goes.
_NEWS = ("casa", "desk", "york")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account, and the names of the destinations it posts to."""

    name: str
    platform: str
    destinations: tuple[str, ...]


ACCOUNTS = (
    Account(name="discord_main", platform="discord", destinations=("kyiv", "york", "howe", "desk")),
    Account(name="slack_main", platform="slack", destinations=("chatham", "casa", "office")),
)
_PLACES = {
    "kyiv": "Europe/Kyiv",
    "york": "America/New_York",
    "howe": "Australia/Lord_Howe",
    "desk": "UTC",
    "chatham": "Pacific/Chatham",
    "casa": "Africa/Casablanca",
    "office": "Europe/Berlin",
}
#: Held at night, so that postings wait and are merged.
_QUIET = {"office": QuietHours(start=time(22), end=time(6, 30), zone="Europe/Berlin")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A schedule, and the five fields (one or more rules) that the oracle reads."""

    name: str
    rule: str
    fields: tuple[str, ...]
    zone: str
    destinations: tuple[str, ...]
    catch_up: CatchUp = CatchUp.LATEST
    max_lateness: timedelta = timedelta(hours=6)
    title: str = ""

    @property
    def schedule(self) -> DigestSchedule:
        """It as the programme has it: an edition goes out on a day without news, too."""
        plan = DigestPlan(
            name=self.name,
            title=self.title or self.name,
            when_empty=Policy.POST,
            on_holiday=Policy.POST,
        )
        return DigestSchedule(
            plan=plan,
            rule=parse_rule(self.rule),
            zone=self.zone,
            destinations=self.destinations,
            catch_up=self.catch_up,
            max_lateness=self.max_lateness,
        )


def draw_rule(random: Random, density: Density) -> tuple[str, tuple[str, ...]]:
    """Draw a rule, and its fields for the oracle."""
    rule, fields = random.choice(_BY_DENSITY[density])
    return rule, _MORE_FIELDS[rule] if fields is None else (fields,)


def draw_schedule(random: Random, name: str, density: Density = Density.USUAL) -> Drawn:
    """Draw a schedule of this name."""
    rule, fields = draw_rule(random, density)
    places = sorted(_PLACES)
    return Drawn(
        name=name,
        rule=rule,
        fields=fields,
        zone=random.choice(ZONES),
        destinations=tuple(sorted(random.sample(places, random.choice((1, 1, 1, 2))))),
        catch_up=random.choice(_POLICIES),
        max_lateness=random.choice((timedelta(hours=1), timedelta(hours=6), timedelta(days=2))),
    )


def bad_schedule(title: str, start: datetime) -> Drawn:
    """Return a schedule whose only edition comes an hour after the start, with this title."""
    at = start + timedelta(hours=1)
    return Drawn(
        name=title.replace("-", "_"),
        rule=f"{at.minute} {at.hour} {at.day} * *",
        fields=(f"{at.minute} {at.hour} {at.day} * *",),
        zone="UTC",
        destinations=("desk",),
        catch_up=CatchUp.ALL,
        max_lateness=timedelta(days=2),
        title=title,
    )


def draw_start(random: Random) -> datetime:
    """Draw the beginning of a run: most lie just before a change of some zone's clocks."""
    days = [day for pair in CHANGES.values() for day in pair]
    day = random.choice([*days, date(2027, 6, 15)])
    return datetime.combine(day, time(random.randrange(6, 20)), UTC)


@dataclass(frozen=True, slots=True)
class Version:
    """A schedule as it was from a true time on, None for removed.

    `alive` is when the program planned last before that: it may have been down. `rules` is the zone
    that really has the rules of its zone then. A new edition of the zone database changes those,
    and nothing that was asked for.
    """

    at: datetime
    alive: datetime
    drawn: Drawn | None
    rules: str = ""
    is_edition: bool = False


@dataclass(slots=True)
class Configured:
    """What is configured now, and when which version of a schedule was."""

    schedules: dict[str, Drawn] = field(default_factory=dict)
    versions: dict[str, list[Version]] = field(default_factory=dict)
    #: The zone whose rules one has, where those are another's.
    rules: dict[str, str] = field(default_factory=dict)

    def put(self, drawn: Drawn, *, at: datetime, alive: datetime | None = None) -> None:
        """Add or change a schedule."""
        self.schedules[drawn.name] = drawn
        rules = self.rules.get(drawn.zone, drawn.zone)
        self.versions.setdefault(drawn.name, []).append(Version(at, alive or at, drawn, rules))

    def give_rules(self, zone: str, other: str, *, at: datetime, alive: datetime) -> None:
        """Note that a zone has the rules of another, or its own again."""
        self.rules[zone] = other
        for name, drawn in self.schedules.items():
            if drawn.zone == zone:
                version = Version(at, alive, drawn, other, is_edition=True)
                self.versions[name].append(version)

    @property
    def zones(self) -> frozenset[str]:
        """The zones of all schedules."""
        return frozenset(drawn.zone for drawn in self.schedules.values())

    def remove(self, name: str, *, at: datetime, alive: datetime) -> None:
        """Remove a schedule."""
        del self.schedules[name]
        self.versions[name].append(Version(at, alive, None))

    def change(self, random: Random, *, at: datetime, alive: datetime) -> str:
        """Change a schedule in a drawn way: its rule, its zone, or away with it; say which."""
        name = random.choice(sorted(self.schedules))
        drawn = self.schedules[name]
        how = random.choice(("rule", "zone", "gone", "new"))
        if how == "rule":
            rule, fields = draw_rule(random, Density.USUAL)
            self.put(replace(drawn, rule=rule, fields=fields), at=at, alive=alive)
        elif how == "zone":
            self.put(replace(drawn, zone=random.choice(ZONES)), at=at, alive=alive)
        elif how == "gone":
            self.remove(name, at=at, alive=alive)
        else:
            name = f"late_{len(self.versions)}"
            self.put(draw_schedule(random, name), at=at, alive=alive)
        return f"{how} {name}"

    @property
    def programme(self) -> Programme:
        """The programme as it stands."""
        return Programme(
            channels={
                name: Channel(
                    name=name,
                    place=Place(audience=Audience.CHANNEL),
                    zone=zone,
                    quiet=_QUIET.get(name),
                    corrections=Repair.EDIT_AND_POST if name in _TOLD_TWICE else Repair.EDIT,
                )
                for name, zone in _PLACES.items()
            },
            digests={name: drawn.schedule for name, drawn in self.schedules.items()},
            summaries={"news": SummaryPlan(name="news", destinations=_NEWS)},
            reminders={REMINDERS.name: REMINDERS},
        )
