"""What joining a platform takes and gives, the same for each."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from briefbot.core.chat_places import place_named
from briefbot.core.delivery.decide import OnUnknown
from briefbot.core.delivery.records import Person
from briefbot.core.delivery.timing import Timing
from briefbot.core.delivery.work import Outgoing
from briefbot.core.document import Document
from briefbot.core.planning.personal import person_at
from briefbot.core.rendering import RenderOptions
from briefbot.ports import Answering, Clock, Dates, Link, Pages, Sender, unread_dates
from briefbot.services.delivering import Account, one_request
from briefbot.settings import Destination, Settings

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef

    from briefbot.core.delivery.pacing import Pace


class LivePages:
    """Renders by the settings as they are now: a change of them needs no new courier."""

    def __init__(self, pages: Pages) -> None:
        self.current = pages

    def render(self, document: Document, *, destination: str, reference: str) -> Sequence[str]:
        """Return the body of each page."""
        return self.current.render(document, destination=destination, reference=reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """What joining needs from the process: where texts go, and the clock."""

    stream: TextIO
    clock: Clock
    timing: Timing
    data: Path
    width: int = 80
    colour: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """What joining needs from the program: who answers, whom it knows, what happened once.

    `people` are the settings of persons as they are now, by their ids. `once` is True the first
    time in a week that it is given an id. `lacks` is told the scopes that a platform's app lacks,
    each with a sentence for the operator. `dates` takes those of the platforms' answers.
    """

    answering: Answering
    people: Callable[[], Mapping[str, Person]]
    once: Callable[[str], Awaitable[bool]]
    lacks: Callable[[str, Mapping[str, str]], Awaitable[None]]
    dates: Dates = unread_dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A platform that is joined: its account, what listens to it, and what it serves.

    `close` is awaited once, after everything else of it has ended, and never raises.
    """

    account: Account
    pages: LivePages
    link: Link | None = None
    routes: "Sequence[AbstractRouteDef]" = ()
    close: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Platform:
    """How a platform is joined; `is_set_up` tells whether the settings ask for it."""

    is_set_up: Callable[[Settings], bool]
    join: Callable[[Settings, Surface, Chat, LivePages], Joined]
    pages: Callable[[Settings, Surface, Chat], Pages]


def account_of(  # noqa: PLR0913 - what makes an account
    name: str,
    settings: Settings,
    surface: Surface,
    *,
    sender: Sender,
    pages: Pages,
    pace: "Pace",
    requests: Callable[[Outgoing], int] = one_request,
) -> Account:
    """Return an account that delivers by the settings."""
    return Account(
        name=name,
        sender=sender,
        pages=pages,
        pace=pace,
        timing=surface.timing,
        in_flight=settings.delivery.in_flight,
        on_unknown=OnUnknown(settings.delivery.on_unknown),
        requests=requests,
    )


def has_destination(settings: Settings, platform: str) -> bool:
    """Tell whether any destination is on a platform."""
    return any(each.platform == platform for each in settings.destinations.values())


class OptionsByDestination(Mapping[str, RenderOptions]):
    """What each destination of a platform asks of its renderer, direct messages too.

    So do channels that are in no file, in which people have subscribed.
    """

    def __init__(self, settings: Settings, platform: str, chat: Chat) -> None:
        self._settings = settings
        self._platform = platform
        self._people = chat.people

    def __getitem__(self, name: str) -> RenderOptions:
        """Return the options of a destination; KeyError for none of this platform."""
        person = person_at(name)
        if person.partition(":")[0] == self._platform:
            return self._for_person(person)
        made = place_named(name)
        if name not in self._settings.destinations and made and made[0] == self._platform:
            return self._made_in_chat(made[1])
        found = self._settings.destinations[name]
        if found.platform != self._platform:
            raise KeyError(name)
        return self._for_channel(found)

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the channels; persons are not listed."""
        named = self._settings.destinations.items()
        return (name for name, each in named if each.platform == self._platform)

    def __len__(self) -> int:
        """Return how many channels there are."""
        return sum(1 for _ in self)

    def _for_channel(self, each: Destination) -> RenderOptions:
        return RenderOptions(
            zone=each.zone or self._settings.timezone,
            hours=each.hours or self._settings.hours,
            mentions=each.mentions,
            channel=each.channel,
            max_pages=each.max_pages,
        )

    def _made_in_chat(self, channel: str) -> RenderOptions:
        settings = self._settings
        return RenderOptions(zone=settings.timezone, hours=settings.hours, channel=channel)

    def _for_person(self, person: str) -> RenderOptions:
        known = self._people().get(person)
        hours = known.hours if known else None
        return RenderOptions(
            zone=(known.zone or known.told_zone if known else "") or self._settings.timezone,
            hours=hours or self._settings.hours,
        )
