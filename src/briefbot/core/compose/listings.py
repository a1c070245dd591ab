"""Answers that list things: search results, and the sources of a brief."""

from collections import Counter
from collections.abc import Iterator, Sequence

from briefbot.core.brief import Brief, Source, Statement
from briefbot.core.compose.particulars import particulars, source_item
from briefbot.core.compose.statements import Voice, separated
from briefbot.core.document import (
    Actions,
    Code,
    CommandButton,
    Divider,
    Document,
    DocumentKind,
    Inlines,
    List,
    ListItem,
    Meta,
    Para,
    ParaStyle,
    Part,
    Priority,
    Strong,
    Text,
    Time,
    TimeStyle,
)
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.when import When
from briefbot.core.wording import describe_when

#: The longest text of a button is 80 characters on Discord, 75 on Slack.
_BUTTON = 70


def compose_search(query: str, hits: Sequence[Brief], *, lang: str = "en") -> Document:
    """Return the answer to a search: best hit first, each with its bottom line and how to see it.

    `query` is what a person typed; it is shown as text and bounded to 80 characters.
    """
    words = catalogue_for(lang)
    shown = query if len(query) <= 80 else query[:79] + "…"
    title = words.text(Label.SEARCH_TITLE, query=shown)
    return _listing(title, hits, none=Label.SEARCH_NONE, lang=lang)


def compose_latest(briefs: Sequence[Brief], *, topic: str = "", lang: str = "en") -> Document:
    """Return the newest briefs, each as in a search; `topic` is the one that was asked for."""
    words = catalogue_for(lang)
    title = words.text(Label.ANSWER_LATEST_TITLE)
    if topic:
        title = words.text(Label.ANSWER_LATEST_TOPIC, topic=topic)
    return _listing(title, briefs, none=Label.ANSWER_LATEST_NONE, lang=lang)


def compose_about(briefs: Sequence[Brief], *, note: Label, lang: str = "en") -> Document:
    """Return briefs that a message may be about, each as in a search and with a button to see it.

    `note` says how sure that is.
    """
    words = catalogue_for(lang)
    told = words.text(note)
    buttons = tuple(CommandButton(_bounded(each.title), "show", each.slug) for each in briefs)
    return Document(
        meta=Meta(
            kind=DocumentKind.SEARCH,
            title=words.text(Label.ANSWER_ABOUT_TITLE),
            lang=lang,
            summary=told,
        ),
        lead=(Para((Text(told),)),),
        body=(Part((List(tuple(_hit(brief, lang) for brief in briefs)),)),),
        tail=(Actions(buttons),),
    )


def _bounded(title: str) -> str:
    return title if len(title) <= _BUTTON else f"{title[: _BUTTON - 1]}…"


def _listing(title: str, briefs: Sequence[Brief], *, none: Label, lang: str) -> Document:
    words = catalogue_for(lang)
    found = words.count(Label.SEARCH_COUNT, len(briefs)) if briefs else words.text(none)
    items = tuple(_hit(brief, lang) for brief in briefs)
    return Document(
        meta=Meta(kind=DocumentKind.SEARCH, title=title, lang=lang, summary=found),
        lead=(Para((Text(found),), ParaStyle.SMALL),),
        body=(Part((List(items),)),) if items else (),
    )


def _hit(brief: Brief, lang: str) -> ListItem:
    words = catalogue_for(lang)
    content: list[Inlines] = [(Strong((Text(brief.title),)),)]
    if brief.summary:
        content.append((Text(brief.summary),))
    content.append((Code(f"/brief show {brief.slug}"),))
    particulars: list[Inlines] = []
    if brief.priority is not Priority.ROUTINE:
        particulars.append((Text(words.text(Label(f"priority-{brief.priority.value}"))),))
    if brief.event is not None:
        particulars.append((Time(brief.event, TimeStyle.DATE),))
    if brief.place is not None:
        particulars.append((Text(brief.place.name),))
    particulars.append((Text(words.count(Label.SOURCE_COUNT, len(brief.sources))),))
    return ListItem(separated(content, Text(" — ")), separated(particulars, Text(", ")))


def compose_sources(brief: Brief) -> Document:
    """Return the sources of a brief, numbered, with their days and how often each is cited."""
    voice = Voice.of(brief)
    words = voice.words
    cited = Counter(source_id for each in _statements(brief) for source_id in each.sources)
    count = words.count(Label.SOURCE_COUNT, len(brief.sources))
    items = tuple(_source(source, voice, cited[source.id]) for source in brief.sources)
    return Document(
        meta=Meta(
            kind=DocumentKind.SOURCES,
            title=f"{words.text(Label.SOURCES)}: {brief.title}",
            lang=brief.lang,
            summary=count,
        ),
        lead=(particulars(brief, voice), Divider()),
        body=(Part((List(items, ordered=True),)),) if items else (),
        tail=(Actions((CommandButton(words.text(Label.BUTTON_FULL), "show", brief.slug),)),),
    )


def _source(source: Source, voice: Voice, cited: int) -> ListItem:
    item = source_item(source, voice)
    notes: list[Inlines] = [(Text(voice.words.count(Label.CITED, cited)),)]
    if source.accessed is not None:
        day = describe_when(When.on(source.accessed), lang=voice.lang, zone="")
        notes.append((Text(voice.words.text(Label.ACCESSED, date=day)),))
    return ListItem(item.content, separated(notes, Text(", ")))


def _statements(brief: Brief) -> Iterator[Statement]:
    for section in brief.sections:
        for statement in section.statements:
            yield statement
            yield from statement.details
