"""The one dispatcher: every interaction, whatever its kind, to the answerer and back."""

import asyncio
from collections.abc import Sequence
from typing import Any, Literal, cast

import aiohttp
import discord
import structlog

from briefbot.core.commands import VERBS, Kind
from briefbot.core.commands.exchange import Answer, Caller, Proposal, Request
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.discord.commands.definition import menu_name
from briefbot.platforms.discord.commands.reading import Asked, asked
from briefbot.platforms.discord.commands.replies import Replies
from briefbot.platforms.discord.render import render_components
from briefbot.platforms.discord.rest import Json, RefusedError, Rest
from briefbot.ports import Answering

_log = structlog.get_logger()

Interaction = discord.Interaction[Any]

#: Discord waits 3 seconds for proposals; those that come later are of no use.
#: https://docs.discord.com/developers/interactions/receiving-and-responding#responding-to-an-interaction
_PROPOSALS_WITHIN = 2.5
#: https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-choice-structure
_PROPOSALS = 25
_PROPOSAL_LENGTH = 100
#: An interaction that somebody else has answered, or that nobody waits for any more.
_OVER = {10062, 40060}


class Dispatcher:
    """Answers interactions; never raises."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def handle(self, interaction: Interaction, rest: Rest) -> None:
        """Answer one interaction, or log why that could not be done."""
        replies = Replies(
            rest, str(interaction.id), str(interaction.application_id), interaction.token
        )
        try:
            await self._handle(interaction, replies)
        except RefusedError as error:
            tell = _log.info if error.code in _OVER else _log.warning
            tell("answer refused by Discord", status=error.status, code=error.code)
        except (aiohttp.ClientError, OSError) as error:
            _log.warning("answer not told", reason=type(error).__name__)
        except Exception:  # noqa: BLE001 - one interaction's trouble is not another's
            _log.exception("interaction failed")
        finally:
            rest.forget(interaction.token)

    async def _handle(self, interaction: Interaction, replies: Replies) -> None:
        kinds, data = discord.InteractionType, dict(interaction.data or {})
        if interaction.type is kinds.autocomplete:
            await replies.propose(await self._proposals(asked(data), self._request(interaction)))
        elif interaction.type is kinds.component:
            await replies.defer(is_public=False)
            request = self._request(interaction)
            answer = await self._answering.pressed(str(data.get("custom_id", "")), request)
            await self._tell(answer, replies, was_public=False)
        elif interaction.type is kinds.application_command:
            await self._command(asked(data), self._request(interaction), replies)

    async def _command(self, what: Asked, request: Request, replies: Replies) -> None:
        # At a known destination a shared answer is a posting; what is told here is only of it.
        is_public = what.options.get("share") == "true" and not request.destination
        await replies.defer(is_public=is_public)
        if what.is_menu and what.command == menu_name():
            answer = await self._answering.about(what.message, request)
        elif what.verb in VERBS:
            answer = await self._answering.options(what.verb, what.options, request)
        else:  # of a definition that is older or newer than this program
            answer = await self._answering.line(what.line, request)
        await self._tell(answer, replies, was_public=is_public)

    async def _tell(self, answer: Answer, replies: Replies, *, was_public: bool) -> None:
        hours = cast("Literal[12, 24] | None", answer.hours)
        options = RenderOptions(zone=answer.zone, hours=hours)
        pages = [page.payload for page in render_components(answer.document, options).pages]
        await replies.tell(pages, is_public=answer.is_shared, was_public=was_public)

    async def _proposals(self, what: Asked, request: Request) -> list[Json]:
        """Return what may be meant, nothing in any doubt or after too long."""
        typed = what.options.get(what.focused, "")
        try:
            async with asyncio.timeout(_PROPOSALS_WITHIN):
                found = await self._answering.complete(what.verb, what.focused, typed, request)
        except TimeoutError:
            _log.warning("no proposals in time", verb=what.verb, option=what.focused)
            return []
        return _choices(found, is_number=_is_number(what))

    def _request(self, interaction: Interaction) -> Request:
        user = interaction.user
        ids = [str(user.id)]
        if isinstance(user, discord.Member):
            # `user.roles` leaves out those that are not cached, and with them somebody's rights.
            ids += [str(role) for role in user._roles]  # noqa: SLF001
            # As Discord worked them out, for this person in this channel.
            if interaction.permissions.manage_guild:
                ids.append(_ADMIN)
        caller = Caller(
            person=f"discord:{user.id}",
            role=self._answering.role_of("discord", ids),
            lang=str(interaction.locale),
        )
        return Request(
            id=f"discord:{interaction.id}",
            caller=caller,
            destination=self._destination(interaction),
            channel=_channel(interaction) if interaction.guild_id else "",
        )

    def _destination(self, interaction: Interaction) -> str:
        """Return the destination of a channel; a thread in one belongs to it."""
        named = self._answering.destination_of("discord", str(interaction.channel_id or ""))
        if not named and isinstance(interaction.channel, discord.Thread):
            parent = str(interaction.channel.parent_id)
            named = self._answering.destination_of("discord", parent)
        return named


#: What stands in `[roles.discord]` for everybody who may manage the server they ask in.
_ADMIN = "admin"


def _channel(interaction: Interaction) -> str:
    """Return the id of the channel, of a thread the one that it is in."""
    if isinstance(interaction.channel, discord.Thread):
        return str(interaction.channel.parent_id)
    return str(interaction.channel_id or "")


def _is_number(what: Asked) -> bool:
    verb = VERBS.get(what.verb)
    option = verb.option(what.focused) if verb else None
    return option is not None and option.kind is Kind.INTEGER


def _choices(found: Sequence[Proposal], *, is_number: bool) -> list[Json]:
    """Return proposals as choices; one whose value would be cut would mean something else."""
    choices: list[Json] = []
    for each in found:
        if not each.shown or not 0 < len(each.value) <= _PROPOSAL_LENGTH:
            continue
        if is_number and not each.value.isdecimal():
            continue
        value = int(each.value) if is_number else each.value
        choices.append({"name": each.shown[:_PROPOSAL_LENGTH], "value": value})
    return choices[:_PROPOSALS]
