"""An edition of a digest: what is new by topic, what was corrected, which meetings are ahead."""

from collections import Counter
from collections.abc import Iterator

from briefbot.core.brief import CorrectionKind, Tlp
from briefbot.core.compose.meetings import meeting_item
from briefbot.core.compose.particulars import labelled, marked
from briefbot.core.compose.statements import separated
from briefbot.core.digest import (
    DigestPlan,
    EditionCorrection,
    EditionDecision,
    EditionItem,
    Mark,
)
from briefbot.core.document import (
    Block,
    Code,
    Document,
    DocumentKind,
    Heading,
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
from briefbot.core.labels import Catalogue, Label, catalogue_for
from briefbot.core.lint.summary import split_sentences
from briefbot.core.when import When
from briefbot.core.wording import describe_when

_COMMA = Text(", ")
_DASH = Text(" — ")
_MIDDOT = Text(" · ")

_LOUD = (Priority.FLASH, Priority.URGENT)


def compose_edition(decision: EditionDecision, plan: DigestPlan) -> Document:
    """Return an edition as its readers get it, in the language of its digest.

    The title has the date that the edition is for, also when it is late. Corrections and meetings
    stay whatever else is left out for want of room.
    """
    words = catalogue_for(plan.lang)
    day = describe_when(When.on(decision.tick.day), lang=plan.lang, zone="")
    return Document(
        meta=Meta(
            kind=DocumentKind.DIGEST,
            title=f"{plan.title or plan.name} · {day}",
            lang=plan.lang,
            summary=_summary(decision, words),
            priority=_priority(decision),
            show=f"/brief digest {plan.name}",
        ),
        lead=tuple(_lead(decision, words)),
        body=tuple(_body(decision, words)),
    )


def _summary(decision: EditionDecision, words: Catalogue) -> str:
    """Return what a notification says: how much of what, or that nothing is new."""
    marks = Counter(
        item.mark for group in decision.groups for item in (*group.items, *group.over_cap)
    )
    kinds = Counter(each.correction.kind for each in decision.corrections)
    corrections = kinds[CorrectionKind.CORRECTION] + kinds[CorrectionKind.CLARIFICATION]
    news = _counts(
        words,
        (Label.NEW_COUNT, marks[Mark.NEW]),
        (Label.UPDATED_COUNT, marks[Mark.UPDATED]),
        (Label.CORRECTION_COUNT, corrections),
        (Label.WITHDRAWAL_COUNT, kinds[CorrectionKind.WITHDRAWAL]),
    )
    meetings = _counts(
        words, (Label.MEETING_COUNT, len(decision.meetings) + decision.more_meetings)
    )
    if not news:
        return " ".join((words.text(Label.NOTHING_NEW), *(f"{each}." for each in meetings)))
    return ", ".join((*news, *meetings))


def _counts(words: Catalogue, *counts: tuple[Label, int]) -> list[str]:
    return [words.count(label, number) for label, number in counts if number]


def _priority(decision: EditionDecision) -> Priority:
    """Return that of the most urgent item, if it is urgent at all."""
    loud = {item.brief.priority for item in decision.items}
    return next((priority for priority in _LOUD if priority in loud), Priority.ROUTINE)


def _lead(decision: EditionDecision, words: Catalogue) -> Iterator[Block]:
    labels = [item.brief.tlp for item in decision.items]
    labels += [each.brief.tlp for each in decision.corrections]
    labels += [meeting.brief.tlp for meeting in decision.meetings if meeting.brief]
    strictest = max(labels, key=lambda tlp: tlp.rank, default=Tlp.CLEAR)
    start, end = (Time(When.at(each)) for each in (decision.covers.start, decision.covers.end))
    line: list[Inlines] = [
        (Text(f"TLP:{strictest.value}"),),
        labelled(words.text(Label.COVERS), (start, Text(" – "), end)),
    ]
    if decision.late:
        due = (Time(When.at(decision.tick.instant)),)
        line.append(labelled(words.text(Label.LATE_DUE), due))
    yield Para(separated(line, _MIDDOT), ParaStyle.SMALL)
    yield Para((Text(_summary(decision, words)),), ParaStyle.LEDE)


def _body(decision: EditionDecision, words: Catalogue) -> Iterator[Part]:
    headed = len(decision.groups) > 1 or any(group.topic for group in decision.groups)
    for group in decision.groups:
        title = group.topic or words.text(Label.OTHER_TOPICS)
        points = [_item(item, words) for item in group.items]
        blocks = _points(points, words, more=len(group.over_cap))
        yield Part((_heading(title), *blocks) if headed else blocks)
    if decision.corrections:
        points = [_correction(each, words) for each in decision.corrections]
        heading = _heading(words.text(Label.CORRECTIONS))
        yield Part((heading, *_points(points, words)), keep=True)
    if decision.meetings or decision.more_meetings:
        points = [meeting_item(meeting, words) for meeting in decision.meetings]
        heading = _heading(words.text(Label.NEXT_MEETINGS))
        blocks = _points(points, words, more=decision.more_meetings)
        yield Part((heading, *blocks), keep=True)


def _heading(title: str) -> Heading:
    return Heading(2, (Text(title),))


def _points(points: list[ListItem], words: Catalogue, *, more: int = 0) -> tuple[Block, ...]:
    if more:
        points = [*points, ListItem((Text(words.count(Label.MORE, more)),))]
    return (List(tuple(points)),)


def _item(item: EditionItem, words: Catalogue) -> ListItem:
    """Return a brief as a line: urgency, headline, bottom line, command; mark, place, date."""
    brief = item.brief
    title = brief.title
    if brief.priority in _LOUD:
        title = f"{words.text(Label(f'priority-{brief.priority.value}'))}: {title}"
    content: list[Inlines] = [(Strong((Text(title),)),)]
    if brief.summary:
        content.append((Text(split_sentences(brief.summary)[0]),))
    content.append((Code(f"/brief show {brief.slug}"),))
    about: list[Inlines] = [(Text(words.text(Label(f"mark-{item.mark.value}"))),)]
    if brief.place is not None:
        about.append((Text(brief.place.name),))
    if brief.event is not None:
        about.append((Time(brief.event, TimeStyle.DATE),))
    about.append((Text(words.count(Label.SOURCE_COUNT, len(brief.sources))),))
    return ListItem(separated(content, _DASH), separated(about, _COMMA))


def _correction(each: EditionCorrection, words: Catalogue) -> ListItem:
    """Return a correction as a line: of which kind, of which brief, what was said, what holds."""
    entry = each.correction
    kind = words.text(Label(entry.kind.value))
    title = words.text(Label.CORRECTION_OF, kind=kind, title=each.brief.title)
    sides = ((Label.WAS, entry.was), (Label.NOW, entry.now))
    told = [marked(words.text(label), (Text(side),)) for label, side in sides if side]
    content: list[Inlines] = [
        (Strong((Text(title),)),),
        separated(told, _MIDDOT),
        (Code(f"/brief changes {each.brief.slug}"),),
    ]
    return ListItem(separated(content, _DASH), (Time(When.at(entry.at_time)),))
