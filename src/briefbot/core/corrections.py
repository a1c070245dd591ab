"""What becomes of a posted copy when a brief that it shows has a new revision.

A summary becomes that of the new revision, and says what changed and when. A digest, a reminder or
a merged copy is a record of its moment: it keeps what it said, under a dated notice of what holds
now. Nothing changes in silence, and what no reader sees makes no edit.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from briefbot.core.brief import Brief, Correction, CorrectionKind, Status
from briefbot.core.changes import Change, Subject, changes
from briefbot.core.compose import compose_summary
from briefbot.core.compose.notices import change_list
from briefbot.core.compose.particulars import CALLOUT_KINDS, correction_callout
from briefbot.core.compose.statements import Voice, separated
from briefbot.core.delivery.key import PostingKind
from briefbot.core.document import (
    Block,
    Callout,
    CalloutKind,
    Document,
    DocumentKind,
    Heading,
    Inlines,
    List,
    Para,
    ParaStyle,
    Part,
    Strong,
    Text,
    Time,
)
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.when import When

_MIDDOT = Text(" · ")
#: Errors are told wherever a brief was named; what merely went on is not.
_ERRORS = frozenset({CorrectionKind.CORRECTION, CorrectionKind.CLARIFICATION})
#: What a line of a digest shows of a brief.
_IN_A_LINE = frozenset({Subject.TITLE, Subject.SUMMARY, Subject.EVENT})
#: A summary carries the changes of so many earlier corrections along.
_EARLIER = 4


@dataclass(frozen=True, slots=True)
class Repaired:
    """The new content of a copy, and what kind of change it brings."""

    document: Document
    kind: CorrectionKind


def repair(  # noqa: PLR0913 - a copy, two revisions and a moment
    kind: PostingKind,
    document: Document,
    *,
    was: Brief | None,
    new: Brief,
    now: datetime,
    subject: str = "",
) -> Repaired | None:
    """Return the new content of a copy, or None when nothing that it shows has changed.

    `was` is the revision that it shows, None if that is not kept any more; `subject` is the
    meeting's key of a reminder or notice.
    """
    if kind is PostingKind.SUMMARY or _is_whole(kind, document, was or new):
        repaired = _summary(document, was, new, now=now)
    elif kind is PostingKind.CORRECTION:
        return None  # it is a notice of its day itself; a later one has its own
    else:
        repaired = _noted(kind, document, was, new, now=now, subject=subject)
    return Repaired(repaired, _kind_of(was, new)) if repaired is not None else None


def _is_whole(kind: PostingKind, document: Document, brief: Brief) -> bool:
    """Tell whether a shared answer shows a brief as a whole, as a summary does."""
    is_summary = document.meta.kind is DocumentKind.SUMMARY and document.meta.title == brief.title
    return kind is PostingKind.SHARED and is_summary


def new_entries(was: Brief | None, new: Brief) -> tuple[Correction, ...]:
    """Return the corrections that a revision has and the one before had not, newest first."""
    before = was.corrections if was else ()
    entries = (entry for entry in new.corrections if entry not in before)
    return tuple(sorted(entries, key=lambda entry: entry.at_time, reverse=True))


def _kind_of(was: Brief | None, new: Brief) -> CorrectionKind:
    """Return the gravest kind of what is new; without an entry it counts as an update."""
    if _withdrawn(was, new):
        return CorrectionKind.WITHDRAWAL
    kinds = {entry.kind for entry in new_entries(was, new)}
    return next((kind for kind in CorrectionKind if kind in kinds), CorrectionKind.UPDATE)


def _withdrawn(was: Brief | None, new: Brief) -> bool:
    return new.status is Status.WITHDRAWN and (was is None or was.status is not Status.WITHDRAWN)


# --- summaries ---


def _summary(
    document: Document, was: Brief | None, new: Brief, *, now: datetime
) -> Document | None:
    made = compose_summary(new)
    if made == (compose_summary(was) if was else document):
        return None
    if new.status is Status.WITHDRAWN:
        return made
    voice = Voice.of(new)
    differences = changes(was, new) if was else ()
    heading = Heading(2, (Text(voice.words.text(Label.BUTTON_CHANGES)),))
    told = [part for part in document.body if part.blocks[:1] == (heading,)][:_EARLIER]
    if differences:
        dated = Para((Time(When.at(now)),), ParaStyle.SMALL)
        told.insert(0, Part((heading, dated, change_list(differences, voice)), keep=True))
    lead = made.lead
    if not new_entries(was, new):
        label = voice.words.text(Label.UPDATE)
        lead = (lead[0], Callout(CalloutKind.UPDATE, label, (Time(When.at(now)),)), *lead[1:])
    return replace(made, lead=lead, body=(*told, *made.body))


# --- digests, reminders, merged copies ---


def _noted(  # noqa: PLR0913 - a copy, two revisions and a moment
    kind: PostingKind,
    document: Document,
    was: Brief | None,
    new: Brief,
    *,
    now: datetime,
    subject: str,
) -> Document | None:
    voice = replace(Voice.of(new), words=catalogue_for(document.meta.lang))
    meeting = kind in {PostingKind.REMINDER, PostingKind.NOTICE, PostingKind.PERSONAL}
    callouts: list[Callout] = []
    if _withdrawn(was, new):
        callouts.append(_withdrawal(new, voice, now=now))
    elif not meeting:
        entries = (entry for entry in new_entries(was, new) if entry.kind in _ERRORS)
        callouts += (_entry(entry, new, voice) for entry in entries)
    differences = changes(was, new) if was else ()
    whole = kind is PostingKind.MERGED and was is not None and _has_heading(document, was.title)
    # A section of a brief that somebody shared.
    whole |= kind is PostingKind.SHARED and document.meta.kind is DocumentKind.SUMMARY
    if meeting:
        titles = _meeting_titles(subject, was, new)
        shown = [one for one in differences if _is_meeting(one, titles)]
    else:
        shown = [
            one
            for one in differences
            if one.subject in _IN_A_LINE or _lists(document, one) or _is_about(document, one)
        ]
    callouts += (_change(one, new, voice, now=now) for one in shown)
    parts: tuple[Part, ...] = ()
    if whole and len(shown) < len(differences):
        title = Heading(2, _about(CorrectionKind.UPDATE, new, voice))
        dated = Para((Time(When.at(now)),), ParaStyle.SMALL)
        parts = (Part((title, dated, change_list(differences, voice)), keep=True),)
    if not callouts and not parts:
        return None
    return replace(document, lead=(*callouts, *document.lead), body=(*parts, *document.body))


def _about(kind: CorrectionKind, brief: Brief, voice: Voice) -> Inlines:
    return (Text(_label(kind, brief, voice)),)


def _label(kind: CorrectionKind, brief: Brief, voice: Voice) -> str:
    word = voice.words.text(Label(kind.value))
    return voice.words.text(Label.CORRECTION_OF, kind=word, title=brief.title)


def _withdrawal(brief: Brief, voice: Voice, *, now: datetime) -> Callout:
    label = voice.words.text(Label.WITHDRAWN_TITLE, title=brief.title)
    notice = voice.words.text(Label.WITHDRAWN_NOTICE)
    return Callout(CalloutKind.WITHDRAWN, label, (Time(When.at(now)), _MIDDOT, Text(notice)))


def _entry(entry: Correction, brief: Brief, voice: Voice) -> Callout:
    content = correction_callout(entry, voice).content
    return Callout(CALLOUT_KINDS[entry.kind], _label(entry.kind, brief, voice), content)


def _change(change: Change, brief: Brief, voice: Voice, *, now: datetime) -> Callout:
    point = change_list((change,), voice).items[0].content
    label = _label(CorrectionKind.UPDATE, brief, voice)
    return Callout(CalloutKind.UPDATE, label, separated([(Time(When.at(now)),), point], _MIDDOT))


def _meeting_titles(subject: str, *briefs: Brief | None) -> frozenset[str]:
    """Return what the meeting of a key is called in each revision."""
    return frozenset(
        meeting.title
        for brief in briefs
        if brief is not None
        for meeting in brief.meetings
        if f"{brief.slug}/{meeting.id}" == subject
    )


def _is_meeting(change: Change, titles: Iterable[str]) -> bool:
    return change.subject is Subject.MEETING and change.label in titles


def _lists(document: Document, change: Change) -> bool:
    """Tell whether a document lists the meeting that a change is about."""
    if change.subject is not Subject.MEETING:
        return False
    title = Strong((Text(change.label),))
    return any(
        item.content[:1] == (title,)
        for block in document.blocks
        if isinstance(block, List)
        for item in block.items
    )


def _is_about(document: Document, change: Change) -> bool:
    """Tell whether an answer is about the meeting that has changed."""
    is_answer = document.meta.kind is DocumentKind.ANSWER
    return is_answer and change.subject is Subject.MEETING and change.label in document.meta.title


def _has_heading(document: Document, title: str) -> bool:
    return Heading(2, (Text(title),)) in _headings(document.blocks)


def _headings(blocks: Sequence[Block]) -> Iterator[Heading]:
    return (block for block in blocks if isinstance(block, Heading))
