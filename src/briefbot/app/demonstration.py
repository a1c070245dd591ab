"""The demonstration, wired to the example briefs and their calendar."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from briefbot.app.briefs import brief_reader
from briefbot.app.forms import Form, loaded
from briefbot.clock import utc_now
from briefbot.core.reference import reference
from briefbot.core.rendering import Rendered, RenderOptions
from briefbot.sources.examples import CALENDAR as EXAMPLE_CALENDAR
from briefbot.sources.examples import FIRST_REVISION

if TYPE_CHECKING:
    from briefbot.core.brief_source import BriefSource
    from briefbot.core.document import Document
    from briefbot.services.demonstrate import Demonstration
    from briefbot.services.replay import Replay


def demonstration(*, width: int, colour: bool) -> "Demonstration":
    """Return the demonstration over the example briefs, for a terminal this wide."""
    from briefbot.services.demonstrate import CHANNEL, Demonstration

    options = RenderOptions(zone=CHANNEL.zone, reference=reference("demo"))

    def renderer(form: Form) -> Callable[["Document"], Rendered[object]]:
        return partial(loaded(form), options=options)

    return Demonstration(
        reader=brief_reader(),
        terminal=partial(
            loaded(Form.TERMINAL),
            options=RenderOptions(zone=CHANNEL.zone),
            width=width,
            colour=colour,
        ),
        platforms={
            "Discord": renderer(Form.DISCORD),
            "Discord embeds": renderer(Form.DISCORD_EMBED),
            "Slack": renderer(Form.SLACK),
            "Markdown": renderer(Form.MARKDOWN),
            "plain text": renderer(Form.TEXT),
        },
        now=utc_now(),
    )


def demonstration_replay(sources: "Sequence[BriefSource]") -> "Replay":
    """Return the replay of the example briefs and their calendar, in one channel.

    Raises UnreadableError when one of them cannot be read.
    """
    from briefbot.clock import seconds
    from briefbot.core.occurrence import CalendarQuery
    from briefbot.core.rehearsal import Listed, chapters_of
    from briefbot.services.demonstrate import CHANNEL, END, LISTED, PROGRAMME, START, revisions_of
    from briefbot.services.replay import Replay
    from briefbot.sources.ics import read_calendar

    query = CalendarQuery(
        first=START.date(), until=END.date(), calendar="example", default_zone=CHANNEL.zone
    )
    revisions = revisions_of(sources, brief_reader().read(FIRST_REVISION))
    occurrences = read_calendar(EXAMPLE_CALENDAR, query, seconds=seconds).occurrences
    listed = Listed(occurrences=occurrences)
    chapters = chapters_of(revisions, start=START, listed=listed, listed_since=LISTED)
    return Replay(programme=PROGRAMME, channel=CHANNEL, chapters=chapters, start=START, end=END)
