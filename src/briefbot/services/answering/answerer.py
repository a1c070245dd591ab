"""The answerer: a command from any chat in, a document out."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

from briefbot.core.commands import (
    VERBS,
    Command,
    CommandError,
    Invocation,
    bind,
    may_use,
    parse,
    parse_line,
    pressed,
    usable_verbs,
)
from briefbot.core.commands.exchange import Answer, Proposal, Request
from briefbot.core.compose import (
    Outcome,
    Refusal,
    compose_done,
    compose_help,
    compose_refusal,
    compose_verb_help,
)
from briefbot.core.document import Document
from briefbot.core.labels import Label, catalogue_for
from briefbot.errors import BriefbotError
from briefbot.ports import Clock
from briefbot.services.answering import administering, meeting, operating, reading, reminding
from briefbot.services.answering.completing import proposals
from briefbot.services.answering.library import AnsweringStore, Library, Seat
from briefbot.services.answering.refusing import RefusedError, not_understood, of_error, refused

_log = structlog.get_logger()

Handler = Callable[[Seat, Invocation], Awaitable[Document]]


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
        self._handlers = _handlers()

    @property
    def verbs(self) -> frozenset[str]:
        """The names of the verbs that it answers."""
        return frozenset(self._handlers)

    async def text(self, command: Command, text: str, request: Request) -> Answer:
        """Answer a command that was written as text."""
        return await self._understood(lambda: parse(command, text), request)

    async def line(self, line: str, request: Request) -> Answer:
        """Answer a command that was written with `/brief` or `/brief-admin` before it."""
        return await self._understood(lambda: parse_line(line), request)

    async def options(self, verb: str, given: Mapping[str, str], request: Request) -> Answer:
        """Answer a command whose options were given one by one, as texts."""
        return await self._understood(lambda: bind(VERBS[verb], given), request)

    async def press(self, verb: str, subject: str, request: Request) -> Answer:
        """Answer the press of a button."""
        return await self._understood(lambda: pressed(verb, subject), request)

    async def complete(
        self, verb: str, option: str, typed: str, request: Request
    ) -> Sequence[Proposal]:
        """Return what may be meant by an option, as far as it is typed; nothing in any doubt."""
        found = VERBS.get(verb)
        named = found.option(option) if found else None
        if found is None or named is None or not may_use(request.caller.role, found):
            return ()
        return await proposals(self._seat(request), named, typed)

    def _seat(self, request: Request, *, is_shared: bool = False) -> Seat:
        return Seat(
            store=self._store,
            library=self._library(),
            request=request,
            now=self._clock.now(),
            is_shared=is_shared,
        )

    async def _understood(self, read: Callable[[], Invocation], request: Request) -> Answer:
        lang = request.caller.lang or "en"
        try:
            invocation = read()
        except CommandError as error:
            return _refusal(not_understood(error, lang=lang), lang)
        return await self.answer(invocation, request)

    async def answer(self, invocation: Invocation, request: Request) -> Answer:
        """Answer a command; whatever goes wrong is told as an answer too."""
        seat = self._seat(request, is_shared=invocation.flag("share"))
        try:
            return await self._answered(invocation, seat)
        except RefusedError as error:
            return _refusal(error.refusal, seat.lang)
        except BriefbotError as error:
            return _refusal(of_error(error), seat.lang)
        except Exception:  # noqa: BLE001 - whoever asked gets an answer, the log has the fault
            _log.exception("answering failed", verb=invocation.verb.name)
            reason = catalogue_for(seat.lang).text(Label.REFUSED_FAULT)
            return _refusal(Refusal(reason=reason), seat.lang)

    async def _answered(self, invocation: Invocation, seat: Seat) -> Answer:
        verb = invocation.verb
        if not may_use(seat.caller.role, verb):
            raise refused(Label.REFUSED_MANAGERS, lang=seat.lang)
        once = verb.changes or seat.is_shared
        if once and not await self._store.once(seat.request.id, now=seat.now):
            title = catalogue_for(seat.lang).text(Label.ANSWER_DONE_BEFORE)
            return Answer(document=compose_done(Outcome(title=title), lang=seat.lang))
        document = await self._handlers[verb.name](seat, invocation)
        if verb.changes:
            self._changed()
        return Answer(document=document, is_shared=seat.is_shared)


def _refusal(refusal: Refusal, lang: str) -> Answer:
    return Answer(document=compose_refusal(refusal, lang=lang), is_done=False)


async def _help(seat: Seat, given: Invocation) -> Document:
    """Show the verbs that the caller may use, or one of them."""
    usable = {verb.name: verb for verb in usable_verbs(seat.caller.role)}
    named = given.text("verb").casefold().removeprefix("/").split(" ")[-1]
    if not named:
        return compose_help(tuple(usable.values()), lang=seat.lang)
    if named not in usable:
        raise refused(Label.FAULT_VERB, lang=seat.lang, given=named, suggestion="/brief help")
    return compose_verb_help(usable[named], lang=seat.lang)


def _handlers() -> Mapping[str, Handler]:
    return {
        "latest": reading.latest,
        "show": reading.show,
        "search": reading.Finder().search,
        "digest": reading.digest,
        "sources": reading.sources,
        "changes": reading.changes,
        "meetings": meeting.meetings,
        "next": meeting.next_meeting,
        "remind": reminding.remind,
        "reminders": reminding.reminders,
        "cancel": reminding.cancel,
        "snooze": reminding.snooze,
        "help": _help,
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
