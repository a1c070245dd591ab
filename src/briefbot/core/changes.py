"""What changed between two revisions of a brief, statement by statement: was, now."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from briefbot.core.brief import Brief, Section, Statement
from briefbot.core.document import Inlines, Text, Time
from briefbot.core.meeting import Meeting
from briefbot.core.plain_text import inline_text

#: Two statements at least this alike (0 to 1) are one statement reworded.
ALIKE = 0.6

#: Beyond so many unmatched statements a side, a section counts as rewritten, not compared pairwise.
_PAIRWISE = 60


class ChangeKind(StrEnum):
    """What happened to a piece of a brief."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Subject(StrEnum):
    """Which piece of a brief changed."""

    TITLE = "title"
    SUMMARY = "summary"
    EVENT = "event"
    MEETING = "meeting"
    FIGURE = "figure"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference; `label` names the meeting, figure or section, `was` or `now` may be empty.

    For statements, `was_statement` and `now_statement` carry the attribution too: when the words
    are the same, it is the attribution that changed.
    """

    kind: ChangeKind
    subject: Subject
    label: str = ""
    was: Inlines = ()
    now: Inlines = ()
    was_statement: Statement | None = None
    now_statement: Statement | None = None


def changes(old: Brief, new: Brief) -> tuple[Change, ...]:
    """Return the differences a reader should know of, in the order of the new revision.

    A statement that only moved is no change; one whose attribution changed is.
    """
    return (
        *_text_change(Subject.TITLE, old.title, new.title),
        *_text_change(Subject.SUMMARY, old.summary, new.summary),
        *_event_change(old, new),
        *_meeting_changes(old.meetings, new.meetings),
        *_figure_changes(old, new),
        *_statement_changes(old.sections, new.sections),
    )


def _change(subject: Subject, was: Inlines, now: Inlines, *, label: str = "") -> Change:
    kind = ChangeKind.CHANGED
    if not was:
        kind = ChangeKind.ADDED
    elif not now:
        kind = ChangeKind.REMOVED
    return Change(kind=kind, subject=subject, label=label, was=was, now=now)


def _text_change(subject: Subject, was: str, now: str) -> Iterator[Change]:
    if was != now:
        yield _change(subject, _text(was), _text(now))


def _text(text: str) -> Inlines:
    return (Text(text),) if text else ()


def _event_change(old: Brief, new: Brief) -> Iterator[Change]:
    if old.event != new.event:
        yield _change(
            Subject.EVENT,
            (Time(old.event),) if old.event else (),
            (Time(new.event),) if new.event else (),
        )


def _meeting_changes(old: Sequence[Meeting], new: Sequence[Meeting]) -> Iterator[Change]:
    before = {meeting.id: meeting for meeting in old}
    for meeting in new:
        earlier = before.pop(meeting.id, None)
        was, now = _meeting_line(earlier), _meeting_line(meeting)
        if was != now:
            yield _change(Subject.MEETING, was, now, label=meeting.title)
    for meeting in before.values():
        yield _change(Subject.MEETING, _meeting_line(meeting), (), label=meeting.title)


def _meeting_line(meeting: Meeting | None) -> Inlines:
    if meeting is None:
        return ()
    rest = ", ".join(part for part in (meeting.place, meeting.status.value) if part)
    return (Time(meeting.when), Text(f", {rest}"))


def _figure_changes(old: Brief, new: Brief) -> Iterator[Change]:
    before = {figure.label: f"{figure.value} {figure.unit}".strip() for figure in old.key_figures}
    for figure in new.key_figures:
        was = before.pop(figure.label, "")
        now = f"{figure.value} {figure.unit}".strip()
        if was != now:
            yield _change(Subject.FIGURE, _text(was), _text(now), label=figure.label)
    for label, was in before.items():
        yield _change(Subject.FIGURE, _text(was), (), label=label)


# --- statements ---


@dataclass(frozen=True, slots=True)
class _Line:
    """A statement as compared: its words, and all that qualifies them."""

    words: str
    qualifiers: tuple[object, ...]
    section: str
    statement: Statement


def _lines(sections: Sequence[Section]) -> list[_Line]:
    return [
        line
        for section in sections
        for statement in section.statements
        for line in _statement_lines(statement, section.title)
    ]


def _statement_lines(statement: Statement, section: str) -> Iterator[_Line]:
    qualifiers = (
        statement.kind,
        statement.sources,
        statement.claimed_by,
        statement.contested,
        statement.likelihood,
        statement.confidence,
        statement.first_reported_as,
        statement.speaker,
        statement.translated_from,
    )
    words = " ".join(inline_text(statement.content).split())
    yield _Line(words, qualifiers, section, statement)
    for detail in statement.details:
        yield from _statement_lines(detail, section)


def _statement_changes(old: Sequence[Section], new: Sequence[Section]) -> Iterator[Change]:
    before, after = _lines(old), _lines(new)
    gone = _unmatched(before, after)
    come = _unmatched(after, before)
    pairs = _pairs(gone, come)
    for index, line in enumerate(come):
        yield _statement_change(gone[pairs[index]] if index in pairs else None, line)
    paired = set(pairs.values())
    for index, line in enumerate(gone):
        if index not in paired:
            yield _statement_change(line, None)


def _statement_change(was: _Line | None, now: _Line | None) -> Change:
    line = now or was
    change = _change(
        Subject.STATEMENT,
        was.statement.content if was else (),
        now.statement.content if now else (),
        label=line.section if line else "",
    )
    return replace(
        change,
        was_statement=was.statement if was else None,
        now_statement=now.statement if now else None,
    )


def _unmatched(lines: Sequence[_Line], others: Sequence[_Line]) -> list[_Line]:
    """Return the lines that do not stand, word for word, among the others (wherever they moved)."""
    left = Counter((line.words, line.qualifiers) for line in others)
    found: list[_Line] = []
    for line in lines:
        key = (line.words, line.qualifiers)
        if left[key]:
            left[key] -= 1
        else:
            found.append(line)
    return found


def _pairs(gone: Sequence[_Line], come: Sequence[_Line]) -> dict[int, int]:
    """Pair new lines with the earlier lines they most resemble, by index, best pairs first."""
    if len(gone) > _PAIRWISE or len(come) > _PAIRWISE:
        return {}
    scored = [
        (_alikeness(was, now), i, j)
        for i, was in enumerate(gone)
        for j, now in enumerate(come)
        if was.section == now.section or was.words == now.words
    ]
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for score, i, j in sorted(scored, key=lambda each: (-each[0], each[1], each[2])):
        if score >= ALIKE and i not in used and j not in pairs:
            pairs[j] = i
            used.add(i)
    return pairs


def _alikeness(was: _Line, now: _Line) -> float:
    matcher = SequenceMatcher(None, was.words.split(), now.words.split(), autojunk=False)
    if matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()
