"""The answerer: a command from any chat in, a document out."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

import structlog

from briefbot.core.actions import buttons_of, read_action
from briefbot.core.commands import (
    VERBS,
    Command,
    CommandError,
    Invocation,
    Verb,
    bind,
    may_use,
    parse,
    parse_line,
    pressed,
    usage,
    verb_named,
)
from briefbot.core.commands.exchange import Answer, Proposal, Request
from briefbot.core.compose import Outcome, Refusal, compose_done, compose_refusal, with_missed
from briefbot.core.delivery.records import Person
from briefbot.core.document import Document
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.visibility import Role
from briefbot.errors import BriefbotError
from briefbot.ports import Clock
from briefbot.services.answering import (
    administering,
    helping,
    meeting,
    operating,
    preferring,
    reading,
    reminding,
)
from briefbot.services.answering.about import about
from briefbot.services.answering.completing import proposals
from briefbot.services.answering.helping import greet
from briefbot.services.answering.library import AnsweringStore, Library, Seat, Told
from briefbot.services.answering.once import Once
from briefbot.services.answering.refusing import RefusedError, not_understood, of_error, refused
from briefbot.services.answering.sharing import share

_log = structlog.get_logger()

Handler = Callable[[Seat, Invocation], Awaitable[Document | Told]]


class Answerer:
    """Answers commands, presses of buttons and questions for completion.

    `library` returns what is known now. `changed` is called after something was changed that the
    program has to take over.
    """

    def __init__(
        self,
        store: AnsweringStore,
        *,
        library: Callable[[], Library],
        clock: Clock,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._library = library
        self._clock = clock
        self._changed = changed
        self._once = Once(store)
        self._finder = reading.Finder()
        self._handlers = _handlers(self._finder)

    @property
    def verbs(self) -> frozenset[str]:
        """The names of the verbs that it answers."""
        return frozenset(self._handlers)

    # --- commands and presses ---

    async def text(self, command: Command, text: str, request: Request) -> Answer:
        """Answer a command that was written as text."""
        return await self._understood(lambda: parse(command, text), request)

    async def line(self, line: str, request: Request) -> Answer:
        """Answer a command that was written with `/brief` or `/brief-admin` before it."""
        return await self._understood(lambda: parse_line(line), request)

    async def options(self, verb: str, given: Mapping[str, str], request: Request) -> Answer:
        """Answer a command whose options were given one by one, as texts."""
        return await self._understood(lambda: bind(verb_named(verb), given), request)

    async def press(self, verb: str, subject: str, request: Request) -> Answer:
        """Answer the press of a button whose meaning is known."""
        return await self._understood(lambda: pressed(verb, subject), request)

    async def pressed(self, action: str, request: Request) -> Answer:
        """Answer the press of a button by its id, on a post of any age."""

        async def answered(seat: Seat) -> Answer:
            read = read_action(action)
            button = await self._store.button(read[1]) if read else None
            if read is None or button is None or button.verb != read[0]:
                verb = VERBS.get(read[0]) if read else None
                return _unknown_button(verb, seat)
            return await self._done(pressed(button.verb, button.subject), seat)

        return await self._answer(answered, request)

    async def about(self, message: str, request: Request) -> Answer:
        """Answer "Brief this": show the brief that a message is about, or the nearest ones."""

        async def answered(seat: Seat) -> Answer:
            return Answer(document=await about(seat, message, self._finder))

        return await self._answer(answered, request)

    async def complete(
        self, verb: str, option: str, typed: str, request: Request
    ) -> Sequence[Proposal]:
        """Return what may be meant by an option, as far as it is typed; nothing in any doubt."""
        found = VERBS.get(verb)
        named = found.option(option) if found else None
        if found is None or named is None or not may_use(request.caller.role, found):
            return ()
        try:
            return await proposals(await self._seat(request), named, typed)
        except Exception:  # noqa: BLE001 - a form goes without; the log has the fault
            _log.exception("completing failed", verb=verb, option=option)
            return ()

    # --- what is known of a platform ---

    def role_of(self, platform: str, ids: Collection[str]) -> Role:
        """Return the highest role of somebody, by their id and those of their groups."""
        return self._library().roles.role_of(platform, ids)

    def destination_of(self, platform: str, channel: str) -> str:
        """Return the name of a platform's channel in the configuration, "" for none."""
        return self._library().places.get((platform, channel), "")

    def greeting(
        self,
        platform: str,
        *,
        missing: Sequence[str],
        lang: str = "",
        channels: Collection[str] | None = None,
    ) -> Document:
        """Return what is said once where the bot is new."""
        now = self._clock.now()
        return greet(
            self._library(),
            platform=platform,
            missing=missing,
            lang=lang,
            channels=channels,
            now=now,
        )

    # --- every answer ---

    async def _understood(self, read: Callable[[], Invocation], request: Request) -> Answer:
        async def answered(seat: Seat) -> Answer:
            return await self._done(read(), seat)

        return await self._answer(answered, request)

    async def _seat(self, request: Request) -> Seat:
        person = await self._store.person(request.caller.person)
        return replace(self._plain_seat(request), person=person)

    def _plain_seat(self, request: Request) -> Seat:
        return Seat(
            store=self._store,
            library=self._library(),
            request=request,
            now=self._clock.now(),
            person=Person(id=request.caller.person),
        )

    async def _answer(self, work: Callable[[Seat], Awaitable[Answer]], request: Request) -> Answer:
        """Return an answer whose buttons last; whatever goes wrong is told as one, too."""
        seat = self._plain_seat(request)
        try:
            seat = await self._seat(request)
            answer = await work(seat)
        except CommandError as error:
            answer = _refusal(not_understood(error, lang=seat.lang), seat, option=error.option)
        except RefusedError as error:
            answer = _refusal(error.refusal, seat, option=error.option)
        except BriefbotError as error:
            answer = _refusal(of_error(error), seat)
        except Exception:  # noqa: BLE001 - whoever asked gets an answer, the log has the fault
            _log.exception("answering failed", request=request.id)
            reason = catalogue_for(seat.lang).text(Label.REFUSED_FAULT)
            answer = _refusal(Refusal(reason=reason), seat)
        answer = await self._lasting(answer, seat)
        return replace(answer, zone=seat.zone, hours=seat.hours)

    async def _lasting(self, answer: Answer, seat: Seat) -> Answer:
        """Return an answer whose buttons last, and that begins with what its reader missed."""
        try:
            if not answer.is_shared:
                missed = await self._store.undelivered(
                    seat.caller.person, told_in=seat.request.id, now=seat.now
                )
                if missed:
                    document = with_missed(answer.document, missed, lang=seat.lang)
                    answer = replace(answer, document=document)
            if buttons := buttons_of(answer.document):
                await self._store.remember(buttons, now=seat.now)
        except Exception:  # noqa: BLE001 - without that it is an answer, too
            _log.exception("an answer goes out as it is", request=seat.request.id)
        return answer

    async def _done(self, invocation: Invocation, seat: Seat) -> Answer:
        verb, seat = invocation.verb, replace(seat, is_shared=invocation.flag("share"))
        if not may_use(seat.caller.role, verb):
            raise refused(Label.REFUSED_MANAGERS, lang=seat.lang)
        work = partial(self._handled, invocation, seat)
        if not verb.changes and not seat.is_shared:
            return await work()
        answer = await self._once.effect(seat.request.id, work, now=seat.now)
        if answer is None:
            title = catalogue_for(seat.lang).text(Label.ANSWER_DONE_BEFORE)
            return Answer(document=compose_done(Outcome(title=title), lang=seat.lang))
        return answer

    async def _handled(self, invocation: Invocation, seat: Seat) -> Answer:
        try:
            found = await self._handlers[invocation.verb.name](seat, invocation)
        finally:
            if invocation.verb.changes:
                self._changed()  # perhaps halfway
        told = found if isinstance(found, Told) else Told(found)
        if seat.is_shared and seat.channel is not None:
            shared = await share(seat, seat.channel, invocation, told)
            if shared is not None:
                return Answer(document=shared)
        return Answer(document=told.document, is_shared=seat.is_shared)


def _refusal(refusal: Refusal, seat: Seat, *, option: str = "") -> Answer:
    document = compose_refusal(refusal, lang=seat.lang)
    return Answer(document=document, is_done=False, option=option, reason=refusal.reason)


def _unknown_button(verb: Verb | None, seat: Seat) -> Answer:
    """Return what to type instead of a button that nobody knows any more."""
    typed = verb is not None and not verb.is_button
    refusal = Refusal(
        title=Label.ANSWER_NOT_UNDERSTOOD,
        reason=catalogue_for(seat.lang).text(Label.FAULT_BUTTON),
        suggestion="" if typed else "/brief help",
        usage=usage(verb) if verb is not None and typed else "",
    )
    return _refusal(refusal, seat)


def _handlers(finder: reading.Finder) -> Mapping[str, Handler]:
    return {
        "latest": reading.latest,
        "show": reading.show,
        "search": finder.search,
        "digest": reading.digest,
        "sources": reading.sources,
        "changes": reading.changes,
        "meetings": meeting.meetings,
        "next": meeting.next_meeting,
        "remind": reminding.remind,
        "reminders": reminding.reminders,
        "cancel": reminding.cancel,
        "snooze": reminding.snooze,
        "settings": preferring.settings,
        "help": helping.help_with,
        "subscribe": administering.subscribe,
        "unsubscribe": administering.unsubscribe,
        "subscriptions": administering.subscriptions,
        "pause": administering.pause,
        "resume": administering.resume,
        "post": operating.post,
        "retract": operating.retract,
        "resolve": operating.resolve,
        "why": operating.why,
        "status": operating.status,
    }
