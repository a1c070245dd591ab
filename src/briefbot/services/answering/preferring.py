"""The verb about oneself: settings, how somebody wants to be answered and written to."""

from dataclasses import replace

from briefbot.core.commands import VERBS, Invocation, written
from briefbot.core.compose import Outcome, compose_done
from briefbot.core.delivery.records import Person
from briefbot.core.document import Document, KeyValue, Text
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.wording import Hours, describe_language
from briefbot.services.answering.changing import audit
from briefbot.services.answering.library import Seat


async def settings(seat: Seat, given: Invocation) -> Document:
    """Show how the caller is answered, and change what is given."""
    before = seat.person
    if not given.values:
        return _told(before, lang=seat.lang, title=Label.ANSWER_SETTINGS_TITLE)
    kept = Person(id=before.id) if given.flag("reset") else before
    after = replace(
        before,
        zone=given.text("zone") or kept.zone,
        hours=_hours(given) or kept.hours,
        lang=given.text("lang") or kept.lang,
    )
    undo = _as_it_was(before)
    if after != before:
        await seat.store.put_person(after, now=seat.now)
        detail = f"{after.zone or '-'}, {after.hours or '-'}, {after.lang or '-'}"
        await audit(seat, given.verb, detail, undo=undo)
    lang = after.lang or seat.caller.lang or "en"
    return _told(after, lang=lang, title=Label.ANSWER_SETTINGS_CHANGED, undo=undo)


def _hours(given: Invocation) -> Hours | None:
    match given.text("hours"):
        case "12":
            return 12
        case "24":
            return 24
        case _:
            return None


def _as_it_was(person: Person) -> str:
    """Return the command that sets exactly what was set before."""
    return written(
        VERBS["settings"],
        zone=person.zone,
        hours=str(person.hours or ""),
        lang=person.lang,
        reset="true",
    )


def _told(person: Person, *, lang: str, title: Label, undo: str = "") -> Document:
    words = catalogue_for(lang)
    unset = words.text(Label.ANSWER_SETTINGS_UNSET)
    spoken = describe_language(person.lang, lang=lang) if person.lang else unset
    pairs = (
        (Label.ANSWER_SETTINGS_ZONE, person.zone or unset),
        (Label.ANSWER_SETTINGS_HOURS, str(person.hours or unset)),
        (Label.ANSWER_SETTINGS_LANG, spoken),
    )
    outcome = Outcome(
        title=words.text(title),
        pairs=tuple(KeyValue(words.text(label), (Text(value),)) for label, value in pairs),
        undo=undo,
    )
    return compose_done(outcome, lang=lang)
