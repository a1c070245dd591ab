"""Corrections and withdrawals: labelled, dated, never silent."""

from collections.abc import Iterator, Sequence

from briefbot.core.brief import Brief, Correction, CorrectionKind
from briefbot.core.changes import Change, ChangeKind, Subject
from briefbot.core.compose.particulars import (
    correction_callout,
    marked,
    particulars,
    replacement_lines,
)
from briefbot.core.compose.statements import Voice, attribution_of
from briefbot.core.document import (
    Actions,
    Block,
    Callout,
    CalloutKind,
    CommandButton,
    Divider,
    Document,
    DocumentKind,
    Heading,
    Inlines,
    List,
    ListItem,
    Meta,
    Para,
    Part,
    Strong,
    Text,
)
from briefbot.core.labels import Label


def compose_correction(
    brief: Brief, *, corrections: Sequence[Correction] = (), changes: Sequence[Change] = ()
) -> Document:
    """Return the notice that goes where a brief was posted, after it changed.

    `corrections` are the entries that are new since then (all of the brief's when none is given),
    `changes` what differs, statement by statement. The title says the gravest kind of them.
    """
    voice = Voice.of(brief)
    entries = sorted(corrections or brief.corrections, key=lambda entry: entry.at_time)
    return Document(
        meta=Meta(
            kind=DocumentKind.CORRECTION,
            title=voice.words.text(
                Label.CORRECTION_OF, kind=_kind_label(entries, voice), title=brief.title
            ),
            lang=brief.lang,
            summary=_bottom_line(entries, voice) or brief.summary,
            priority=brief.priority,
            show=f"/brief show {brief.slug}",
        ),
        lead=(
            particulars(brief, voice),
            *(correction_callout(entry, voice) for entry in entries),
            Divider(),
        ),
        body=tuple(_body(changes, voice)),
        tail=(
            Actions(
                (
                    CommandButton(voice.words.text(Label.BUTTON_FULL), "show", brief.slug),
                    CommandButton(voice.words.text(Label.BUTTON_CHANGES), "changes", brief.slug),
                )
            ),
        ),
    )


def compose_changes(brief: Brief) -> Document:
    """Return every correction of a brief as an answer, the newest first."""
    voice = Voice.of(brief)
    words = voice.words
    entries = sorted(brief.corrections, key=lambda entry: entry.at_time, reverse=True)
    none = words.text(Label.ANSWER_CHANGES_NONE)
    return Document(
        meta=Meta(
            kind=DocumentKind.ANSWER,
            title=words.text(Label.ANSWER_CHANGES_TITLE, title=brief.title),
            lang=brief.lang,
            summary=_bottom_line(entries[:1], voice) or none,
        ),
        lead=(particulars(brief, voice), Divider()),
        body=tuple(Part((correction_callout(entry, voice),)) for entry in entries)
        or (Part((Para((Text(none),)),)),),
        tail=(Actions((CommandButton(words.text(Label.BUTTON_FULL), "show", brief.slug),)),),
    )


def _kind_label(entries: Sequence[Correction], voice: Voice) -> str:
    """Return the gravest kind's label: an error is never called by a milder word."""
    kinds = {entry.kind for entry in entries}
    for kind in CorrectionKind:
        if kind in kinds:
            return voice.words.text(Label(kind.value))
    return voice.words.text(Label.UPDATE)


def _bottom_line(entries: Sequence[Correction], voice: Voice) -> str:
    words = voice.words
    lines = [
        " ".join(
            part
            for part in (
                f"{words.text(Label.WAS)}: {_sentence(entry.was)}" if entry.was else "",
                f"{words.text(Label.NOW)}: {_sentence(entry.now)}" if entry.now else "",
            )
            if part
        )
        for entry in entries
    ]
    return " ".join(filter(None, lines))


def _sentence(text: str) -> str:
    """Return text with a full stop, unless it ends as a sentence already."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _body(changes: Sequence[Change], voice: Voice) -> Iterator[Part]:
    if not changes:
        return
    heading = Heading(2, (Text(voice.words.text(Label.BUTTON_CHANGES)),))
    yield Part((heading, change_list(changes, voice)))


def change_list(changes: Sequence[Change], voice: Voice) -> List:
    """Return differences as points: was, now; or what was added or removed."""
    return List(tuple(_change_item(change, voice) for change in changes))


def _change_item(change: Change, voice: Voice) -> ListItem:
    words = voice.words
    label: Inlines = ()
    if change.label and change.subject is not Subject.STATEMENT:
        label = (Strong((Text(change.label),)), Text(": "))
    was, now = _sides(change, voice)
    if change.kind is ChangeKind.ADDED:
        return ListItem((*marked(words.text(Label.ADDED), label), *now))
    if change.kind is ChangeKind.REMOVED:
        return ListItem((*marked(words.text(Label.REMOVED), label), *was))
    return ListItem(
        (
            *label,
            *marked(words.text(Label.WAS), was),
            Text(" · "),
            *marked(words.text(Label.NOW), now),
        )
    )


def _sides(change: Change, voice: Voice) -> tuple[Inlines, Inlines]:
    """Return what was and what is now; with the attribution, where that alone changed."""
    was, now = change.was, change.now
    before, after = change.was_statement, change.now_statement
    if before is not None and after is not None and was == now:
        was = (*was, Text(" ("), *attribution_of(before, voice), Text(")"))
        now = (*now, Text(" ("), *attribution_of(after, voice), Text(")"))
    return was, now


def compose_withdrawal(brief: Brief) -> Document:
    """Return the notice that stands wherever a withdrawn brief was posted, in its place."""
    voice = Voice.of(brief)
    words = voice.words
    notice = words.text(Label.WITHDRAWN_NOTICE)
    reasons: tuple[Block, ...] = tuple(
        correction_callout(entry, voice)
        for entry in brief.corrections
        if entry.kind is CorrectionKind.WITHDRAWAL
    )
    return Document(
        meta=Meta(
            kind=DocumentKind.WITHDRAWAL,
            title=words.text(Label.WITHDRAWN_TITLE, title=brief.title),
            lang=brief.lang,
            summary=notice,
            priority=brief.priority,
        ),
        lead=(
            particulars(brief, voice),
            Callout(CalloutKind.WITHDRAWN, words.text(Label.STATUS_WITHDRAWN), (Text(notice),)),
            *reasons,
            *replacement_lines(brief, voice),
        ),
        tail=(Actions((CommandButton(words.text(Label.BUTTON_CHANGES), "changes", brief.slug),)),),
    )
