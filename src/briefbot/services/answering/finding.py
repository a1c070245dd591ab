"""Finding what a person means: a brief, a meeting, a digest; only among what may be shown."""

import difflib
from collections.abc import Iterable, Mapping
from typing import TypeVar

from briefbot.core.brief import Brief
from briefbot.core.commands import Verb, written
from briefbot.core.labels import Label
from briefbot.core.programme import DigestSchedule
from briefbot.core.selection import reason_against, replaced_slugs
from briefbot.core.upcoming import Upcoming
from briefbot.core.visibility import visible
from briefbot.services.answering.library import Seat
from briefbot.services.answering.refusing import choices, refused

T = TypeVar("T")

#: Of names that begin alike, so many are offered.
_OFFERED = 5


def visible_briefs(seat: Seat) -> dict[str, Brief]:
    """Return the briefs that the caller may see at this place, by slug."""
    return {
        slug: brief
        for slug, brief in seat.library.briefs.items()
        if visible(brief, place=seat.place, person=seat.caller.role, now=seat.now).allowed
    }


def standing_briefs(seat: Seat) -> tuple[Brief, ...]:
    """Return the briefs that every reader here may see, and that nothing replaces or withdraws."""
    place, now = seat.place, seat.now
    briefs = tuple(seat.library.briefs.values())
    replaced = replaced_slugs(briefs, place=place, now=now)
    return tuple(
        brief
        for brief in briefs
        if reason_against(brief, place=place, now=now, replaced=replaced) is None
    )


def visible_meetings(seat: Seat) -> dict[str, Upcoming]:
    """Return the meetings that may be shown here, by key: a brief's are as visible as it is."""
    place, now, role = seat.place, seat.now, seat.caller.role
    return {
        each.key: each
        for each in seat.library.known(now).upcoming
        if each.brief is None or visible(each.brief, place=place, person=role, now=now).allowed
    }


def find_brief(seat: Seat, named: str, verb: Verb) -> Brief:
    """Return the brief of a slug, or of a beginning that only one has. Raises RefusedError."""
    return _named(seat, named, visible_briefs(seat), label=Label.REFUSED_BRIEF, verb=verb)


def find_meeting(seat: Seat, named: str, verb: Verb) -> Upcoming:
    """Return the meeting of a key, or of a beginning that only one has. Raises RefusedError."""
    return _named(seat, named, visible_meetings(seat), label=Label.REFUSED_MEETING, verb=verb)


def find_digest(seat: Seat, named: str, verb: Verb) -> DigestSchedule:
    """Return a digest by its name, or a beginning that only one has. Raises RefusedError."""
    digests = seat.library.programme.digests
    return _named(seat, named, digests, label=Label.REFUSED_DIGEST, verb=verb)


def checked_calendar(seat: Seat, named: str) -> str:
    """Return a calendar's name as it is, "" for none. Raises RefusedError."""
    calendars = tuple(seat.library.calendars)
    if named and named not in calendars:
        close = difflib.get_close_matches(named, calendars, n=1, cutoff=0.4)
        suggestion = f"calendar:{close[0]}" if close else ""
        raise refused(
            Label.REFUSED_CALENDAR,
            lang=seat.lang,
            given=named,
            suggestion=suggestion,
            wrong="calendar",
        )
    return named


def _named(seat: Seat, named: str, things: Mapping[str, T], *, label: Label, verb: Verb) -> T:
    exact = things.get(named)
    if exact is not None:
        return exact
    folded = named.casefold()
    begun = sorted(name for name in things if name.casefold().startswith(folded))
    if len(begun) == 1:
        return things[begun[0]]
    if begun:
        buttons = choices(verb.name, begun[:_OFFERED])
        raise refused(
            Label.REFUSED_SEVERAL, lang=seat.lang, given=named, buttons=buttons, wrong=_first(verb)
        )
    close = _close(folded, things)
    suggestion = written(verb, **{_first(verb): close}) if close else ""
    raise refused(label, lang=seat.lang, given=named, suggestion=suggestion, wrong=_first(verb))


def _close(named: str, names: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(named, list(names), n=1, cutoff=0.5)), "")


def _first(verb: Verb) -> str:
    return next(option.name for option in verb.options if option.positional)
