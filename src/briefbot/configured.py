"""From the settings to the programme: what the configuration says, as values of the core."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from briefbot.core.chat_places import channel_in_chat, place_named
from briefbot.core.commands import Holders, RoleMap
from briefbot.core.delivery.records import Subscription
from briefbot.core.digest import DigestPlan
from briefbot.core.meeting import MeetingStatus
from briefbot.core.occurrence import Occurrence
from briefbot.core.programme import Channel, DigestSchedule, Programme, Repair, SummaryPlan
from briefbot.core.reminders import ReminderPlan
from briefbot.core.schedule import QuietHours
from briefbot.core.visibility import Audience, Place
from briefbot.core.wording import Hours
from briefbot.settings import WEEKDAYS, Destination, Digest, Reminders, Settings, Summaries


def programme(settings: Settings, *, holidays: Mapping[str, frozenset[date]]) -> Programme:
    """Return the programme that the settings describe.

    `holidays` are the days of each calendar or file that a digest names as its `holidays`; one that
    is not in it has none.
    """
    return Programme(
        channels={
            name: _channel(
                name, each, zone=each.zone or settings.timezone, hours=each.hours or settings.hours
            )
            for name, each in settings.destinations.items()
        },
        digests={
            name: _schedule(name, each, holidays.get(each.holidays, frozenset()))
            for name, each in settings.digests.items()
        },
        reminders={name: _reminders(name, each) for name, each in settings.reminders.items()},
        summaries={name: _summaries(name, each) for name, each in settings.summaries.items()},
        posts_a_day=settings.posts_a_day,
        operator=settings.operator or "",
    )


def _channel(name: str, destination: Destination, *, zone: str, hours: Hours | None) -> Channel:
    place = Place(audience=Audience.CHANNEL, tlp_max=destination.tlp_max)
    quiet_hours = destination.quiet_hours
    quiet = None
    if quiet_hours is not None:
        days = frozenset(WEEKDAYS.index(day) for day in quiet_hours.days)
        quiet = QuietHours(start=quiet_hours.start, end=quiet_hours.end, zone=zone, days=days)
    corrections = Repair(destination.corrections)
    return Channel(
        name=name,
        place=place,
        zone=zone,
        quiet=quiet,
        corrections=corrections,
        hours=hours,
        mentions=tuple(destination.mentions),
        mention_from=destination.mention_from,
    )


def _schedule(name: str, digest: Digest, holidays: frozenset[date]) -> DigestSchedule:
    plan = DigestPlan(
        name=name,
        title=digest.title,
        lang=digest.lang,
        topics=digest.topics,
        window=digest.window,
        cap=digest.cap,
        caps=digest.caps,
        order=digest.order,
        meeting_cap=digest.meeting_cap,
        ahead=digest.ahead,
        when_empty=digest.when_empty,
        on_holiday=digest.on_holiday,
    )
    return DigestSchedule(
        plan=plan,
        rule=digest.rule,
        zone=digest.zone,
        destinations=digest.destinations,
        holidays=holidays,
        catch_up=digest.catch_up,
        max_lateness=digest.max_lateness,
    )


def _reminders(name: str, reminders: Reminders) -> ReminderPlan:
    return ReminderPlan(
        name=name,
        lang=reminders.lang,
        topics=reminders.topics,
        calendars=reminders.calendars,
        leads=reminders.leads,
        all_day_at=reminders.all_day_at,
        destinations=reminders.destinations,
    )


def _summaries(name: str, summaries: Summaries) -> SummaryPlan:
    return SummaryPlan(
        name=name,
        topics=summaries.topics,
        destinations=summaries.destinations,
        max_age=summaries.max_age,
    )


def whole_days(occurrences: Iterable[Occurrence], *, first: date, until: date) -> frozenset[date]:
    """Return the days from `first`, without `until`, that all-day events take, if not cancelled."""
    days: set[date] = set()
    for one in occurrences:
        if one.all_day and one.status is not MeetingStatus.CANCELLED:
            begin, end = max(one.start, first), min(one.end, until)
            days.update(begin + timedelta(days=count) for count in range((end - begin).days))
    return frozenset(days)


def with_subscriptions(
    programme: Programme, subscriptions: Iterable[Subscription], *, zone: str = "UTC"
) -> tuple[Programme, tuple[str, ...]]:
    """Return a programme with what people subscribed to in chat, and those that cannot run.

    A subscription runs at its destination alone, whatever its table says, as long as that is
    configured, or is a channel that has no other name; times there are in `zone`. Files never name
    a subscription: their names have no hyphens.
    """
    digests, channels = dict(programme.digests), dict(programme.channels)
    unusable = []
    for each in subscriptions:
        try:
            table = Digest.model_validate(tomllib.loads(each.definition))
        except ValueError:  # of TOML and of pydantic alike
            unusable.append(each.id)
            continue
        if place_named(each.destination) is not None:
            channels.setdefault(each.destination, channel_in_chat(each.destination, zone=zone))
        if each.destination in channels:
            schedule = _schedule(each.id, table, frozenset())
            digests[each.id] = replace(schedule, destinations=(each.destination,))
    return replace(programme, channels=channels, digests=digests), tuple(unusable)


def role_map(settings: Settings) -> RoleMap:
    """Return who holds which role, by platform."""
    both = {"discord": settings.roles.discord, "slack": settings.roles.slack}
    return RoleMap(
        {
            name: Holders(editors=frozenset(each.editors), managers=frozenset(each.managers))
            for name, each in both.items()
        }
    )


def places(settings: Settings, programme: Programme) -> dict[tuple[str, str], str]:
    """Return the names of the destinations by platform and channel, as the platform names it.

    Those of channels in which people have subscribed too; a configured name wins.
    """
    made = {place: name for name in programme.channels if (place := place_named(name))}
    named = settings.destinations.items()
    return made | {(each.platform, each.channel or name): name for name, each in named}


def calendar_topics(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return the topics of each calendar, which its meetings take on."""
    return {name: each.topics for name, each in settings.calendars.items()}
