"""Who asks: their zone, language and rights, as Slack tells them; kept for a while."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

import structlog

from briefbot.core.commands.exchange import Caller, Request
from briefbot.platforms.slack.client.web import FAILURES, SlackError, Web
from briefbot.platforms.slack.commands.inbound import Inbound, text_at
from briefbot.ports import Answering, Clock

_log = structlog.get_logger()

T = TypeVar("T")

#: The word that stands for a workspace's owners and administrators in the role map.
ADMIN = "admin"
#: How long what Slack told is taken to be so, and how soon it is asked again when it did not.
_AGE = timedelta(minutes=5)
_SOON = timedelta(seconds=15)
_MOST = 2000
#: How long an answer may wait for it.
_PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack tells of a person."""

    zone: str = ""
    locale: str = ""
    is_admin: bool = False


class _Kept(Generic[T]):
    """Answers of Slack by name, each until a moment, the oldest ones let go first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._found: dict[str, tuple[datetime, T]] = {}

    async def get(self, name: str, ask: Callable[[], Awaitable[T]], *, otherwise: T) -> T:
        """Return what is known; ask when that is too old, and do with the old when that fails."""
        now, age = self._clock.now(), _AGE
        until, known = self._found.get(name, (now, otherwise))
        if now < until <= now + _AGE:
            return known
        try:
            async with asyncio.timeout(_PATIENCE):
                known = await ask()
        except FAILURES as error:
            _log.warning(
                "Slack does not tell", what=name, reason=str(error) or type(error).__name__
            )
            age = _AGE if isinstance(error, SlackError) and error.needed else _SOON
        self._found.pop(name, None)
        self._found[name] = (now + age, known)
        while len(self._found) > _MOST:
            del self._found[next(iter(self._found))]
        return known


class People:
    """The callers of a workspace. Without a scope, less is known of them."""

    def __init__(self, web: Web, *, answering: Answering, clock: Clock) -> None:
        self._web = web
        self._answering = answering
        self._profiles = _Kept[Profile](clock)
        self._groups = _Kept[Mapping[str, frozenset[str]]](clock)

    async def request(self, inbound: Inbound) -> Request:
        """Return who asks, with their rights as they are now, and where."""
        user = inbound.user
        profile, groups = await asyncio.gather(self._profile(user), self._groups_of(user))
        ids = {user, *groups, *((ADMIN,) if profile.is_admin else ())}
        caller = Caller(
            person=f"slack:{inbound.team}:{user}",
            role=self._answering.role_of("slack", ids),
            lang=profile.locale,
            zone=profile.zone,
        )
        # In direct messages there is no channel; their ids begin with D.
        channel = "" if inbound.channel.startswith("D") else inbound.channel
        destination = self._answering.destination_of("slack", channel)
        return Request(id=inbound.id, caller=caller, destination=destination, channel=channel)

    async def _profile(self, user: str) -> Profile:
        async def ask() -> Profile:
            reply = await self._web.ask("users.info", user=user, include_locale="true")
            found = reply.body.get("user")
            told = found if isinstance(found, Mapping) else {}
            return Profile(
                zone=text_at(told, "tz"),
                locale=text_at(told, "locale"),
                is_admin=told.get("is_admin") is True or told.get("is_owner") is True,
            )

        return await self._profiles.get(user, ask, otherwise=Profile())

    async def _groups_of(self, user: str) -> frozenset[str]:
        """Return the user groups of a person; one call tells those of everybody."""

        async def ask() -> Mapping[str, frozenset[str]]:
            reply = await self._web.ask("usergroups.list", include_users="true")
            listed = reply.body.get("usergroups")
            groups = listed if isinstance(listed, list) else []
            return {
                text_at(group, "id"): frozenset(group.get("users") or ())
                for group in groups
                if isinstance(group, Mapping)
            }

        members = await self._groups.get("user groups", ask, otherwise={})
        return frozenset(group for group, people in members.items() if user in people)
