"""Parity: what is typed on Slack and filled in on Discord is answered with one document."""

import asyncio
import shlex
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from answering_stage import Chat, open_chat
from briefbot.core.commands import VERBS, Holders, Kind, RoleMap
from briefbot.core.commands.exchange import Answer
from briefbot.core.document import Document
from briefbot.core.visibility import Role
from briefbot.platforms.discord.client import DiscordLink
from discord_server import DiscordServer
from discord_server.permissions import MANAGE_GUILD
from platforms.discord.driving import settings_for
from platforms.slack.talking import talking, until
from services.answering.conftest import template
from services.answering.test_every_verb import EVERY
from slack_server import SlackServer

__all__ = ["template"]

Ask = Callable[[str], Awaitable[object]]

#: Discord has no command without a verb.
LINES = [line for line, *_ in EVERY if line != "/brief"]
TYPED = [verb for verb in VERBS.values() if not verb.is_button]


@dataclass
class Noted:
    """The documents that a chat's answerer has given, by whichever way it was asked."""

    chat: Chat
    documents: list[Document] = field(default_factory=list)

    def __post_init__(self) -> None:
        for way in ("text", "options"):
            setattr(self.chat.answerer, way, self._noting(getattr(self.chat.answerer, way)))

    def _noting(self, way: Callable[..., Awaitable[Answer]]) -> Callable[..., Awaitable[Answer]]:
        async def noting(*asked: object) -> Answer:
            answer = await way(*asked)
            self.documents.append(answer.document)
            return answer

        return noting


@asynccontextmanager
async def on_slack(chat: Chat, role: Role) -> AsyncIterator[Ask]:
    async with SlackServer() as server, talking(server, chat) as talk:
        user = {Role.MANAGER: talk.manager}.get(role, talk.reader)
        user.zone = "Europe/Kyiv"  # the newsroom's own: Discord tells no zone of people
        hold(chat, "slack", talk.news.id, user.id, role)

        async def ask(line: str) -> object:
            command, _, text = line.partition(" ")
            return await server.run_command(user, talk.news, command, text)

        yield ask


@asynccontextmanager
async def on_discord(chat: Chat, role: Role, folder: Path) -> AsyncIterator[Ask]:
    async with DiscordServer() as server:
        guild = server.add_guild()
        channel = server.add_channel(guild, name="news")
        desk = server.add_role(guild, name="desk", permissions=MANAGE_GUILD)
        user = server.add_user(guild, roles=[desk])
        hold(chat, "discord", str(channel.id), str(user.id), role)
        link = DiscordLink(
            settings_for(server), answering=chat.answerer, memory=folder / "discord.json"
        )
        running = asyncio.create_task(link.run())
        await until(lambda: not link.trouble)

        async def ask(line: str) -> object:
            command, verb, *words = shlex.split(line)
            return await server.run_command(
                user, channel, command.removeprefix("/"), verb, filled_in(verb, words)
            )

        yield ask
        link.stop()
        await running


def hold(chat: Chat, platform: str, channel: str, person: str, role: Role) -> None:
    """Let a person have a role, in the channel that is the newsroom."""
    holders = Holders(
        editors=frozenset({person} if role is Role.EDITOR else ()),
        managers=frozenset({person} if role is Role.MANAGER else ()),
    )
    chat.library = replace(
        chat.library,
        roles=RoleMap({platform: holders}),
        places={(platform, channel): "newsroom"},
    )


def filled_in(name: str, words: list[str]) -> dict[str, Any]:
    """Return what is typed after a verb as Discord's fields hold it."""
    verb = VERBS[name]
    keys = {option.name for option in verb.options}
    named = dict(word.split(":", 1) for word in words if word.partition(":")[0] in keys)
    values = [word for word in words if word.partition(":")[0] not in keys]
    for option in verb.options:
        if option.positional and values:
            named[option.name] = " ".join(values) if option.rest else values[0]
            values = [] if option.rest else values[1:]
    kinds = {option.name: option.kind for option in verb.options}
    typed: dict[Kind, Callable[[str], object]] = {
        Kind.INTEGER: int,
        Kind.FLAG: lambda text: text == "true",
    }
    return {key: typed.get(kinds[key], str)(text) for key, text in named.items()}


@pytest.mark.parametrize("role", Role)
def test_every_verb_has_one_answer_on_both_platforms(
    role: Role, tmp_path: Path, template: Path
) -> None:
    async def answers(name: str) -> dict[str, list[Document]]:
        folder = tmp_path / name
        folder.mkdir()
        chat = open_chat(folder, template)
        noted, found = Noted(chat), {}
        place = on_slack(chat, role) if name == "slack" else on_discord(chat, role, folder)
        async with place as ask:
            for line in LINES:
                noted.documents.clear()
                await ask(line)
                found[line] = list(noted.documents)
        chat.store._db.close()
        return found

    slack, discord = asyncio.run(answers("slack")), asyncio.run(answers("discord"))

    assert {line.split()[1] for line in LINES} == {verb.name for verb in TYPED}
    for line in LINES:
        assert len(slack[line]) == len(discord[line]) == 1, line
        if "share:true" in line:  # what is posted has a reference of its own
            assert slack[line][0].meta == discord[line][0].meta, line
        else:
            assert slack[line] == discord[line], line
