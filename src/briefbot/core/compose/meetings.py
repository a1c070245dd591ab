"""Meetings as answers: those of some days, and the next one."""

from collections.abc import Sequence

from briefbot.core.compose.particulars import labelled
from briefbot.core.compose.statements import separated
from briefbot.core.document import (
    Actions,
    Code,
    CommandButton,
    Document,
    DocumentKind,
    Inlines,
    List,
    ListItem,
    Meta,
    Para,
    ParaStyle,
    Part,
    Strong,
    Text,
    Time,
)
from briefbot.core.labels import Catalogue, Label, catalogue_for
from briefbot.core.meeting import MeetingStatus
from briefbot.core.upcoming import Upcoming

_COMMA = Text(", ")


def compose_meetings(
    meetings: Sequence[Upcoming], *, span: str, lang: str = "en", more: int = 0
) -> Document:
    """Return meetings ahead, the nearest first; `span` says in words how far was looked.

    `more` are those that the list leaves out.
    """
    words = catalogue_for(lang)
    count = len(meetings) + more
    told = (
        words.count(Label.MEETING_COUNT, count) if count else words.text(Label.ANSWER_MEETINGS_NONE)
    )
    items = [
        ListItem(item.content, separated([item.attribution, (Code(each.key),)], _COMMA))
        for each in meetings
        for item in (meeting_item(each, words),)
    ]
    only = meetings[0].key if len(meetings) == 1 else ""
    remind = CommandButton(words.text(Label.BUTTON_REMIND), "remind", only) if only else None
    if more:
        items.append(ListItem((Text(words.count(Label.MORE, more)),)))
    return Document(
        meta=Meta(
            kind=DocumentKind.ANSWER,
            title=words.text(Label.ANSWER_MEETINGS_TITLE, span=span),
            lang=lang,
            summary=told,
        ),
        lead=(Para((Text(told),), ParaStyle.SMALL),),
        body=(Part((List(tuple(items)),)),) if items else (),
        tail=(Actions((remind,)),) if remind else (),
    )


def meeting_item(meeting: Upcoming, words: Catalogue) -> ListItem:
    """Return a meeting as a line, with the precision its date is known to."""
    when: list[Inlines] = [(Time(meeting.when),)]
    if meeting.place:
        when.append((Text(meeting.place),))
    content = (Strong((Text(meeting.title),)), Text(": "), *separated(when, _COMMA))
    about: list[Inlines] = []
    if meeting.status is MeetingStatus.TENTATIVE:
        about.append((Text(words.text(Label.MEETING_TENTATIVE)),))
    if meeting.moved_from is not None:
        was = words.text(Label.WAS).lower()
        about.append(labelled(was, (Time(meeting.moved_from),)))
    if meeting.brief is not None:
        about.append((Code(f"/brief show {meeting.brief.slug}"),))
    return ListItem(content, separated(about, _COMMA))
