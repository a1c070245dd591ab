"""Preview pages made of documents, by the renderers that would post them."""

from datetime import UTC, datetime

from briefbot.core.document import Document
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.discord.render import render_components
from briefbot.platforms.slack.render import render as render_slack
from briefbot.platforms.text.page import Channel, Moment, Page, Posting
from briefbot.platforms.text.plain import render_plain

AT = datetime(2026, 1, 10, 8, 0, tzinfo=UTC)


def page_of(document: Document, *, notes: tuple[str, ...] = ()) -> Page:
    """Return a page that shows a document on every platform."""
    options = RenderOptions(zone="Europe/Kyiv", reference="7f3k2m")
    lang = document.meta.lang
    shown = {
        "discord": ("Discord", Posting(rendered=render_components(document, options), lang=lang)),
        "slack": ("Slack", Posting(rendered=render_slack(document, options), lang=lang)),
        "text": ("Plain text", Posting(rendered=render_plain(document, options), lang=lang)),
    }
    return Page(
        kicker="preview",
        title=document.meta.title,
        about="A page for tests.",
        zone="Europe/Kyiv",
        moments=(Moment(key="1", at=AT, kind="", title=""),),
        channels=tuple(
            Channel(
                key=key,
                title=title,
                place="newsroom",
                dialect="plain" if key == "text" else "discord" if key == "discord" else "slack",
                postings=((posting,),),
            )
            for key, (title, posting) in shown.items()
        ),
        notes=notes,
    )
