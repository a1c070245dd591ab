"""Reminders of a meeting, and the notices that its date changed or that it is cancelled.

All are worded by the precision of the date. How far off it is, only the platform says, which keeps
it right; nothing here computes "tomorrow" for readers in other zones.
"""

from collections.abc import Iterator
from dataclasses import replace

from briefbot.core.compose.particulars import labelled, marked
from briefbot.core.compose.statements import separated
from briefbot.core.document import (
    Actions,
    Block,
    Button,
    CommandButton,
    Document,
    DocumentKind,
    Inlines,
    KeyValue,
    KeyValues,
    LinkButton,
    Meta,
    Para,
    ParaStyle,
    Text,
    Time,
    TimeStyle,
)
from briefbot.core.labels import Catalogue, Label, catalogue_for
from briefbot.core.meeting import MeetingStatus
from briefbot.core.plain_text import inline_text
from briefbot.core.reminders import Notice, NoticeKind, ReminderDue
from briefbot.core.upcoming import Upcoming
from briefbot.core.when import When

_MIDDOT = Text(" · ")


def compose_reminder(
    due: ReminderDue, *, lang: str = "en", zone: str = "UTC", late: bool = False
) -> Document:
    """Return a reminder: when and where, of which brief, and that it is late if it is.

    `zone` is the place's IANA zone, for the bottom line; dates in the document are in the reader's.
    """
    words = catalogue_for(lang)
    meeting = due.meeting
    late_note = labelled(words.text(Label.LATE_DUE), (Time(When.at(due.at)),)) if late else ()
    when = (Time(meeting.when, TimeStyle.COUNTDOWN),)
    told: list[Inlines] = [when, *([(Text(meeting.place),)] if meeting.place else [])]
    return Document(
        meta=Meta(
            kind=DocumentKind.REMINDER,
            title=words.text(Label.REMINDER_TITLE, title=meeting.title),
            lang=lang,
            summary=inline_text(separated(told, _MIDDOT), lang=lang, zone=zone),
        ),
        lead=(
            *_particulars(meeting, words, late_note),
            KeyValues((KeyValue(words.text(Label.MEETING_WHEN), when), *_about(meeting, words))),
        ),
        tail=_buttons(meeting, words),
    )


def compose_notice(notice: Notice, *, lang: str = "en", zone: str = "UTC") -> Document:
    """Return the notice that a meeting moved, is cancelled or gone: what was told, what holds.

    `zone` is as in `compose_reminder`.
    """
    words = catalogue_for(lang)
    meeting = notice.meeting
    cancelled: Inlines = (Text(words.text(Label.MEETING_CANCELLED)),)
    was = cancelled if notice.was is None else (Time(notice.was),)
    now: Inlines = (Time(meeting.when, TimeStyle.COUNTDOWN),)
    title = Label(f"{notice.kind.value}-title")
    if notice.unlisted:
        now, title = (Text(words.text(Label.MEETING_UNLISTED)),), Label.UNLISTED_TITLE
    elif notice.kind is NoticeKind.CANCELLED:
        now = cancelled
    sides = (KeyValue(words.text(Label.WAS), was), KeyValue(words.text(Label.NOW), now))
    told = separated((marked(side.label, side.value) for side in sides), _MIDDOT)
    return Document(
        meta=Meta(
            kind=DocumentKind.NOTICE,
            title=words.text(title, title=meeting.title),
            lang=lang,
            summary=inline_text(told, lang=lang, zone=zone),
        ),
        lead=(*_particulars(meeting, words), KeyValues((*sides, *_about(meeting, words)))),
        tail=_buttons(meeting, words),
    )


def compose_meeting(meeting: Upcoming, *, lang: str = "en", zone: str = "UTC") -> Document:
    """Return a meeting as an answer: when and where, of which brief. `zone` is as above."""
    words = catalogue_for(lang)
    when = (Time(meeting.when, TimeStyle.COUNTDOWN),)
    remind = CommandButton(words.text(Label.BUTTON_REMIND), "remind", meeting.key)
    return Document(
        meta=Meta(
            kind=DocumentKind.ANSWER,
            title=words.text(Label.ANSWER_NEXT_TITLE, title=meeting.title),
            lang=lang,
            summary=inline_text(when, lang=lang, zone=zone),
        ),
        lead=(
            *_particulars(meeting, words),
            KeyValues((KeyValue(words.text(Label.MEETING_WHEN), when), *_about(meeting, words))),
        ),
        tail=_buttons(meeting, words, remind),
    )


def compose_personal(
    due: ReminderDue, *, number: int, lang: str = "en", zone: str = "UTC", late: bool = False
) -> Document:
    """Return a reminder that one person asked for: as the others, with buttons that put it off.

    `number` is its row. `zone` is as in `compose_reminder`.
    """
    words = catalogue_for(lang)
    document = compose_reminder(due, lang=lang, zone=zone, late=late)
    choices = (
        (Label.ANSWER_BUTTON_10M, "10m"),
        (Label.ANSWER_BUTTON_1H, "1h"),
        (Label.ANSWER_BUTTON_TOMORROW, "tomorrow"),
    )
    snoozes = [
        CommandButton(words.text(label), "snooze", f"{number} {span}") for label, span in choices
    ]
    return replace(document, tail=_buttons(due.meeting, words, *snoozes))


def _particulars(meeting: Upcoming, words: Catalogue, *notes: Inlines) -> tuple[Block, ...]:
    """Return the small line: the TLP label of the brief first and untranslated, then the notes."""
    line: list[Inlines] = []
    if meeting.brief is not None:
        line.append((Text(f"TLP:{meeting.brief.tlp.value}"),))
    if meeting.status is MeetingStatus.TENTATIVE:
        line.append((Text(words.text(Label.MEETING_TENTATIVE)),))
    content = separated([*line, *notes], _MIDDOT)
    return (Para(content, ParaStyle.SMALL),) if content else ()


def _about(meeting: Upcoming, words: Catalogue) -> Iterator[KeyValue]:
    """Yield where it is, and which brief tells of it."""
    if meeting.place:
        yield KeyValue(words.text(Label.MEETING_WHERE), (Text(meeting.place),))
    if meeting.brief is not None:
        yield KeyValue(words.text(Label.MEETING_BRIEF), (Text(meeting.brief.title),))


def _buttons(meeting: Upcoming, words: Catalogue, *first: Button) -> tuple[Block, ...]:
    buttons = [*first]
    if meeting.brief is not None:
        buttons.append(CommandButton(words.text(Label.BUTTON_FULL), "show", meeting.brief.slug))
    if meeting.url:
        buttons.append(LinkButton(words.text(Label.BUTTON_MEETING), meeting.url))
    return (Actions(tuple(buttons)),) if buttons else ()
