"""The contract of every sender, on Discord."""

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import pytest

from briefbot.core.delivery.state import Looked, Outcome, Promises
from briefbot.core.delivery.work import Outgoing
from briefbot.platforms.discord.sender import DiscordSender
from contracts.sender import SenderContract
from platforms.discord.driving import Hosted, hosted, said, settings_for, text_body

T = TypeVar("T")


class _MarkedSender:
    """A sender for one call after another, in whichever loop; it marks pages as a renderer does."""

    def __init__(self, host: Hosted) -> None:
        self._host = host

    @property
    def promises(self) -> Promises:
        return DiscordSender(settings_for(self._host.server)).promises

    async def send(self, message: Outgoing) -> Outcome:
        return await self._with(lambda sender: sender.send(_marked(message)))

    async def edit(self, message: Outgoing) -> Outcome:
        return await self._with(lambda sender: sender.edit(_marked(message)))

    async def delete(self, message: Outgoing) -> Outcome:
        return await self._with(lambda sender: sender.delete(message))

    async def look_back(self, message: Outgoing) -> Looked:
        return await self._with(lambda sender: sender.look_back(message))

    async def _with(self, call: Callable[[DiscordSender], Awaitable[T]]) -> T:
        sender = DiscordSender(settings_for(self._host.server))
        try:
            return await call(sender)
        finally:
            await sender.close()


def _marked(message: Outgoing) -> Outgoing:
    text = json.loads(message.payload)["components"][0]["components"][0]["content"]
    body = text_body(text, reference=message.reference, page=message.page, pages=message.page)
    return replace(message, payload=body)


class _Channel:
    """A channel on a local Discord, with what stands in its threads."""

    def __init__(self, host: Hosted) -> None:
        self._host = host
        self._channel = host.server.add_channel(host.server.add_guild())

    @property
    def channel(self) -> str:
        return str(self._channel.id)

    def sender(self) -> _MarkedSender:
        return _MarkedSender(self._host)

    def body(self, text: str) -> str:
        return text_body(text)

    def standing(self) -> list[str]:
        server = self._host.server
        places = [self._channel, *server.threads(self._channel)]
        return [said(each) for place in places for each in server.messages(place)]

    def fail(self) -> None:
        self._host.stop()


class TestDiscordSender(SenderContract):
    @pytest.fixture
    def platform(self) -> Iterator[_Channel]:
        with hosted() as host:
            yield _Channel(host)
