"""What can be done: help for those who ask, and a greeting where the bot is new."""

from collections.abc import Collection, Sequence
from datetime import datetime

from briefbot.core.commands import Invocation, usable_verbs
from briefbot.core.compose import Greeting, compose_greeting, compose_help, compose_verb_help
from briefbot.core.document import Document
from briefbot.core.labels import Label
from briefbot.core.upcoming import latest_end
from briefbot.core.visibility import Audience, Place, Role, visible
from briefbot.services.answering.library import Library, Seat
from briefbot.services.answering.refusing import refused


async def help_with(seat: Seat, given: Invocation) -> Document:
    """Show the verbs that the caller may use, or one of them."""
    usable = {verb.name: verb for verb in usable_verbs(seat.caller.role)}
    named = given.text("verb").casefold().removeprefix("/").split(" ")[-1]
    if not named:
        return compose_help(tuple(usable.values()), lang=seat.lang)
    if named not in usable:
        raise refused(
            Label.FAULT_VERB, lang=seat.lang, given=named, suggestion="/brief help", wrong="verb"
        )
    return compose_verb_help(usable[named], lang=seat.lang)


def greet(  # noqa: PLR0913 - what decides what is said
    library: Library,
    *,
    platform: str,
    missing: Sequence[str],
    lang: str,
    channels: Collection[str] | None,
    now: datetime,
) -> Document:
    """Return what an administrator of a platform's place is told once; nothing that is secret.

    `channels` are those of the place, None for all of the platform's: no place is told of others.
    """
    anywhere = Place(audience=Audience.PRIVATE)
    briefs = [
        each
        for each in library.briefs.values()
        if visible(each, place=anywhere, person=Role.READER, now=now).allowed
    ]
    shown = {each.slug for each in briefs}
    ahead = [
        each
        for each in library.known(now).upcoming
        if (each.brief is None or each.brief.slug in shown)
        and (end := latest_end(each.when, zone=library.zone))
        and end > now
    ]
    greeting = Greeting(
        platform=platform,
        briefs=len(briefs),
        meetings=len(ahead),
        destinations=tuple(
            sorted(
                name
                for (on, channel), name in library.places.items()
                if on == platform and (channels is None or channel in channels)
            )
        ),
        missing=tuple(missing),
    )
    return compose_greeting(greeting, lang=lang or "en")
