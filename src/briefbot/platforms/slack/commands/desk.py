"""Everything people do with the app on Slack, each turned into a question to the answerer."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import structlog

from briefbot.core.commands import VERBS, Command, CommandError, Verb, may_use, parse
from briefbot.core.commands.exchange import Answer, Request
from briefbot.core.labels import Catalogue, Label, catalogue_for
from briefbot.platforms.slack.client.web import FAILURES, Json, Web
from briefbot.platforms.slack.commands import forms, inbound
from briefbot.platforms.slack.commands.inbound import Inbound, text_at
from briefbot.platforms.slack.commands.manifest import lacking
from briefbot.platforms.slack.commands.people import People
from briefbot.platforms.slack.commands.speaking import Speaker, bodies
from briefbot.ports import Answering, Clock

if TYPE_CHECKING:
    from briefbot.platforms.slack.client.identity import Identity

_log = structlog.get_logger()

#: Tells whether an id is given for the first time.
Once = Callable[[str], Awaitable[bool]]

#: Slack waits 3 seconds for proposals, and for what is wrong in a form.
_PATIENCE = 2.0
#: How long answers may still take when the link ends.
_FAREWELL = 1.2
_MOST_SEEN = 2000
#: Blocks that a form takes above its fields.
_IN_FORMS = frozenset({"rich_text", "section", "context", "divider", "header"})


class Desk:
    """Answers commands, presses, choices, forms, shortcuts and invitations.

    What Slack delivers again is not answered again; that it takes effect once, also over restarts,
    is the answerer's. `identity` is set once Slack has told it.
    """

    def __init__(self, web: Web, *, answering: Answering, once: Once, clock: Clock) -> None:
        self._web = web
        self._answering = answering
        self._once = once
        self._people = People(web, answering=answering, clock=clock)
        self._speaker = Speaker(web)
        self._seen: dict[str, None] = {}
        self._jobs: set[asyncio.Task[None]] = set()
        self.identity: Identity | None = None

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something after it was acknowledged."""
        job = asyncio.create_task(self._told(work))
        self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)

    async def close(self) -> None:
        """Give answers that are on their way a little time."""
        if self._jobs:
            await asyncio.wait(self._jobs, timeout=_FAREWELL)
        for job in self._jobs:
            job.cancel()

    # --- what people do ---

    async def command(self, body: Json) -> None:
        """Answer `/brief ...` and `/brief-admin ...`: with words, a menu, or a form."""
        place = self._first(body)
        if place is None:
            return
        text = inbound.typed_text(body)
        command = Command(text_at(body, "command").removeprefix("/"))
        request = await self._people.request(place)
        verb = _typed_verb(command, text, request)
        if verb is not None and verb.name in forms.FORMS and len(text.split()) == 1:
            await self._open_form(verb, place, request)
            return
        menu = _menu(command, text, request)
        if menu:
            await self._speaker.say({"text": verb.line if verb else "…", "blocks": menu}, place)
            return
        answer = await self._answering.text(command, text, request)
        await self._say(answer, place, request, verb=verb)

    async def press(self, body: Json) -> None:
        """Answer the press of a button, on a post of any age."""
        place = self._first(body)
        if place is not None:
            request = await self._people.request(place)
            action = text_at(inbound.action_of(body), "action_id")
            await self._say(await self._answering.pressed(action, request), place, request)

    async def choose(self, body: Json) -> None:
        """Run the command that a choice from a menu completes."""
        action = inbound.action_of(body)
        block, name = text_at(action, "block_id"), text_at(action, "action_id")
        value = text_at(action, "selected_option", "value")
        command, text = forms.chosen(block, name, value)
        place = self._first(body) if command in set(Command) else None
        if place is not None:
            request = await self._people.request(place)
            answer = await self._answering.text(Command(command), text, request)
            await self._say(answer, place, request)

    async def open_form(self, body: Json) -> None:
        """Open the form that a button is for."""
        name = text_at(inbound.action_of(body), "action_id").partition(":")[2]
        place = self._first(body) if name in forms.FORMS else None
        if place is not None:
            await self._open_form(VERBS[name], place, await self._people.request(place))

    async def about(self, body: Json) -> None:
        """Answer "Brief this"."""
        place = self._first(body)
        if place is not None:
            request = await self._people.request(place)
            answer = await self._answering.about(inbound.message_text(body), request)
            await self._say(answer, place, request)

    async def propose(self, body: Json) -> list[Json]:
        """Return what may be meant in a menu, as far as it is typed; nothing in any doubt."""
        verb, option = forms.searched(text_at(body, "action_id"))
        try:
            async with asyncio.timeout(_PATIENCE):
                request = await self._people.request(inbound.read(body))
                typed = text_at(body, "value")
                return forms.found(await self._answering.complete(verb, option, typed, request))
        except TimeoutError:
            return []

    async def submit(self, body: Json) -> dict[str, str]:
        """Do what a form asks for; return what is wrong by its field, nothing when it may close.

        What takes too long for a form is told afterwards, as it would be of a command.
        """
        name, given = forms.filled_in(body)
        if not name:
            return {}
        place = inbound.read(body)
        asked = asyncio.create_task(self._submitted(name, given, place))
        done, _ = await asyncio.wait({asked}, timeout=_PATIENCE)
        if not done:
            self.start(self._say_later(asked, place))
            return {}
        request, answer = asked.result()
        if answer.is_done:
            self.start(self._say(answer, place, request))
            return {}
        fields = [option.name for option in VERBS[name].options]
        field = answer.option if answer.option in fields else fields[0]
        reason = answer.reason or answer.document.meta.title
        return {field: reason}

    async def joined(self, body: Json) -> None:
        """Greet whoever brought the app into a channel, once: what it can see, what is missing."""
        event = body.get("event")
        channel, inviter = text_at(event, "channel"), text_at(event, "inviter")
        me = self.identity
        if me is None or text_at(event, "user") != me.user or not inviter:
            return
        if not await self._once(f"slack:greeting:{me.team}:{channel}"):
            return
        place = Inbound(id=f"slack:greeting:{channel}", team=me.team, user=inviter, channel=channel)
        request = await self._people.request(place)
        missing = [f"{scope}: {what}" for scope, what in lacking(me.scopes).items()]
        lang = request.caller.lang
        document = self._answering.greeting("slack", missing=missing, lang=lang)
        await self._speaker.whisper(document, place)

    # --- how they are answered ---

    def _first(self, body: Json) -> Inbound | None:
        """Return who did something; None when it was delivered before."""
        place = inbound.read(body)
        if place.id in self._seen:
            return None
        self._seen[place.id] = None
        if len(self._seen) > _MOST_SEEN:
            del self._seen[next(iter(self._seen))]
        return place

    async def _open_form(self, verb: Verb, place: Inbound, request: Request) -> None:
        above: list[Json] = []
        if not any(option.required for option in verb.options):
            # What has no required option shows how things are when it is given none.
            answer = await self._answering.options(verb.name, {}, _apart(request))
            above = [each for each in _blocks(answer) if each["type"] in _IN_FORMS]
        view = forms.form(verb, place, _words(request), above=above)
        try:
            await self._web.call("views.open", {"trigger_id": place.trigger, "view": view})
        except FAILURES as error:
            _log.warning("a form was not opened", verb=verb.name, reason=str(error))
            answer = await self._answering.text(Command.BRIEF, f"help {verb.name}", request)
            await self._speaker.answer(answer, place)

    async def _submitted(
        self, name: str, given: Mapping[str, str], place: Inbound
    ) -> tuple[Request, Answer]:
        request = await self._people.request(place)
        return request, await self._answering.options(name, given, request)

    async def _say_later(
        self, asked: "asyncio.Task[tuple[Request, Answer]]", place: Inbound
    ) -> None:
        request, answer = await asked
        await self._say(answer, place, request)

    async def _say(
        self, answer: Answer, place: Inbound, request: Request, *, verb: Verb | None = None
    ) -> None:
        more: tuple[Json, ...] = ()
        if not answer.is_done and verb is not None and verb.name in forms.FORMS:
            more = (forms.opener(verb, _words(request)),)
        await self._speaker.answer(answer, place, more=more)

    async def _told(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something; a mistake of ours is in the log."""
        try:
            await work
        except Exception:  # noqa: BLE001 - whatever it is, others are answered
            _log.exception("answering on Slack failed")


def _typed_verb(command: Command, text: str, request: Request) -> Verb | None:
    """Return the verb that a text begins with, of those that the caller may use."""
    verb = VERBS.get(next(iter(text.split()), "").casefold())
    if verb is None or verb.command is not command or verb.is_button:
        return None
    return verb if may_use(request.caller.role, verb) else None


def _menu(command: Command, text: str, request: Request) -> list[Json]:
    """Return a menu for the first option that is missing, where proposals can be made for it."""
    verb = _typed_verb(command, text, request)
    if verb is None:
        return []
    try:
        parse(command, text)
    except CommandError as error:
        option = verb.option(error.option)
        if error.label is Label.FAULT_MISSING and option is not None and option.completes:
            return forms.menu(verb, option, text, _words(request))
    return []


def _words(request: Request) -> Catalogue:
    return catalogue_for(request.caller.lang or "en")


def _apart(request: Request) -> Request:
    """Return the same question under an id of its own: it only looks."""
    return replace(request, id=f"{request.id}:look")


def _blocks(answer: Answer) -> list[Json]:
    blocks = bodies(answer)[0]["blocks"]
    return blocks if isinstance(blocks, list) else []
