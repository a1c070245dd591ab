"""The demonstration, wired to the example briefs and their calendar."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from briefbot.app.briefs import brief_reader
from briefbot.app.forms import Form, loaded
from briefbot.app.pages import FORMS, posting
from briefbot.clock import utc_now
from briefbot.core.reference import reference
from briefbot.core.rendering import Rendered, RenderOptions
from briefbot.sources.examples import CALENDAR as EXAMPLE_CALENDAR
from briefbot.sources.examples import FIRST_REVISION

if TYPE_CHECKING:
    from briefbot.core.brief_source import BriefSource
    from briefbot.core.document import Document
    from briefbot.platforms.text.page import Channel, Moment, Posting
    from briefbot.services.demonstrate import Demonstration
    from briefbot.services.replay import Replay
    from briefbot.services.scenes import Scene, Shot


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


def demonstration_page(replay: "Replay") -> str:
    """Return a replay as a page: a channel for each platform, with its posts in order of time."""
    from briefbot.platforms.text.page import Page, render_page
    from briefbot.services.scenes import scenes

    story = scenes(replay.moments())
    page = Page(
        kicker="briefbot demo",
        title="Two weeks in a briefed channel",
        about=_ABOUT,
        zone=replay.channel.zone,
        moments=tuple(_moment(scene, replay) for scene in story),
        channels=tuple(
            _channel(form, story, replay) for form in (Form.DISCORD, Form.SLACK, Form.TEXT)
        ),
    )
    return render_page(page)


_ABOUT = (
    "Two briefs on real events of 2024, replayed: the posts, digests, reminders and a correction "
    "as readers of each platform see them. Nothing was sent."
)


def _moment(scene: "Scene", replay: "Replay") -> "Moment":
    from briefbot.platforms.text.page import Moment, Skipped

    if scene.shots:
        title = scene.shots[-1].document.meta.title
    else:
        title = replay.programme.digests[scene.name].plan.title
    see = {str(shot.edits): "See it before its correction" for shot in scene.shots if shot.edits}
    if scene.corrected:
        see[str(scene.corrected)] = "See it after its correction"
    return Moment(
        key=str(scene.number),
        at=scene.at,
        kind=scene.happening.value,
        title=title,
        skipped=tuple(Skipped(each.at, each.reason) for each in scene.skipped),
        see=see,
    )


def _channel(form: Form, story: "Sequence[Scene]", replay: "Replay") -> "Channel":
    from briefbot.platforms.text.page import Channel, Edited

    title, dialect = FORMS[form]
    options = RenderOptions(zone=replay.channel.zone, reference=reference("demo"))

    def shown(scene: "Scene", shot: "Shot") -> "Posting":
        edited = None
        if shot.edits is not None:
            before = story[shot.edits - 1]
            stood = loaded(form)(before.shots[-1].document, options).pages
            edited = Edited(len(stood), before.at)
        drawn = posting(loaded(form)(shot.document, options), shot.document)
        return replace(drawn, label=_label(scene, shot), edited=edited)

    return Channel(
        key=form.value,
        title=title,
        place=replay.channel.name,
        dialect=dialect,
        postings=tuple(tuple(shown(scene, shot) for shot in scene.shots) for scene in story),
    )


def _label(scene: "Scene", shot: "Shot") -> str:
    """Return what a correction makes of a message; nothing stands above any other."""
    if shot.edits:
        return "After: the message is edited where it stands"
    if scene.corrected:
        return "Before: as it was first posted"
    return "Below it, this notice is posted" if len(scene.shots) > 1 else ""
