"""What "Brief this" shows: the brief that somebody's message is about, or those nearest to it."""

from briefbot.core.brief import Brief
from briefbot.core.commands.mentioned import addresses_of, mentioned
from briefbot.core.compose import Refusal, compose_about, compose_summary
from briefbot.core.compose.answers import MOST_BUTTONS
from briefbot.core.document import Document
from briefbot.core.labels import Label, catalogue_for
from briefbot.services.answering.finding import visible_briefs
from briefbot.services.answering.library import Seat
from briefbot.services.answering.reading import Finder
from briefbot.services.answering.refusing import RefusedError


async def about(seat: Seat, message: str, finder: Finder) -> Document:
    """Return the brief that a message leads to: by a post's reference, a name or an address.

    Of several, or where it leads to none, those that may be meant, to choose from.

    Raises RefusedError where nothing is known about it.
    """
    found = await _named(seat, message)
    if len(found) == 1:
        return compose_summary(found[0])
    if found:
        several = Label.ANSWER_ABOUT_SEVERAL
        return compose_about(found[:MOST_BUTTONS], note=several, lang=seat.lang)
    near = await finder.nearest(seat, message, most=MOST_BUTTONS)
    if near:
        return compose_about(near, note=Label.ANSWER_ABOUT_NEAREST, lang=seat.lang)
    nothing = Refusal(
        title=Label.ANSWER_ABOUT_TITLE,
        reason=catalogue_for(seat.lang).text(Label.ANSWER_ABOUT_NONE),
        suggestion="/brief search",
    )
    raise RefusedError(nothing)


async def _named(seat: Seat, message: str) -> list[Brief]:
    """Return the briefs that a message leads to and that may be seen, by what is surest."""
    held, visible = mentioned(message), visible_briefs(seat)
    for reference in held.references:
        slugs = await seat.store.briefs_in(reference)
        if found := [visible[slug] for slug in slugs if slug in visible]:
            return found
    if found := [visible[slug] for slug in held.slugs if slug in visible]:
        return found
    return [each for each in visible.values() if not held.addresses.isdisjoint(addresses_of(each))]
