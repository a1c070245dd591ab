"""The line of particulars under a title, meetings, figures, sources and corrections, as blocks."""

from collections.abc import Iterator

from briefbot.core.brief import Brief, Correction, CorrectionKind, KeyFigure, Source, Status
from briefbot.core.compose.statements import Voice, separated
from briefbot.core.document import (
    Block,
    Callout,
    CalloutKind,
    Heading,
    Inlines,
    KeyValue,
    KeyValues,
    Link,
    List,
    ListItem,
    Para,
    ParaStyle,
    Priority,
    Strike,
    Strong,
    Text,
    Time,
    TimeStyle,
)
from briefbot.core.labels import Catalogue, Label
from briefbot.core.meeting import Meeting, MeetingStatus
from briefbot.core.when import When
from briefbot.core.wording import describe_language

_MIDDOT = Text(" · ")

CALLOUT_KINDS = {
    CorrectionKind.CORRECTION: CalloutKind.CORRECTION,
    CorrectionKind.CLARIFICATION: CalloutKind.UPDATE,
    CorrectionKind.UPDATE: CalloutKind.UPDATE,
    CorrectionKind.WITHDRAWAL: CalloutKind.WITHDRAWN,
}


def particulars(brief: Brief, voice: Voice) -> Para:
    """Return the meta line: TLP first and untranslated, then urgency, state, place and times."""
    return Para(separated(_particulars(brief, voice.words), _MIDDOT), ParaStyle.SMALL)


def _particulars(brief: Brief, words: Catalogue) -> Iterator[Inlines]:
    yield (Text(f"TLP:{brief.tlp.value}"),)
    if brief.priority is not Priority.ROUTINE:
        yield (Text(words.text(Label(f"priority-{brief.priority.value}"))),)
    if brief.status is not Status.PUBLISHED:
        yield (Text(words.text(Label(f"status-{brief.status.value}"))),)
    if brief.trend is not None:
        yield (Text(words.text(Label(f"trend-{brief.trend.value}"))),)
    if brief.place is not None:
        place = ", ".join(filter(None, (brief.place.name, brief.place.country)))
        yield (Text(place),)
    if brief.event is not None:
        yield labelled(words.text(Label.EVENT), (Time(brief.event),))
    if brief.info_cutoff is not None:
        yield labelled(words.text(Label.AS_OF), (Time(When.at(brief.info_cutoff)),), colon=False)


def labelled(label: str, value: Inlines, *, colon: bool = True) -> Inlines:
    """Return a value after its label."""
    return (Text(f"{label}{':' if colon else ''} "), *value)


def marked(label: str, value: Inlines) -> Inlines:
    """Return a value after its label in bold: "**Was:** 3-4 December"."""
    return (Strong((Text(f"{label}:"),)), Text(" "), *value)


def span_lines(brief: Brief, voice: Voice) -> tuple[Block, ...]:
    """Return what span the brief covers and when the next one is due, as small lines."""
    words = voice.words
    lines: list[Inlines] = []
    if brief.covers is not None:
        start, end = (Time(When.at(each)) for each in (brief.covers.start, brief.covers.end))
        lines.append(labelled(words.text(Label.COVERS), (start, Text(" – "), end)))
    if brief.next_update is not None:
        value = (Time(When.at(brief.next_update)),)
        lines.append(labelled(words.text(Label.NEXT_UPDATE), value))
    return _small(lines)


def replacement_lines(brief: Brief, voice: Voice) -> tuple[Block, ...]:
    """Return which briefs this one replaces, and which replace it."""
    both = ((Label.SUPERSEDES, brief.supersedes), (Label.SUPERSEDED_BY, brief.superseded_by))
    return _small(
        [(Text(voice.words.text(label, slugs=", ".join(slugs))),) for label, slugs in both if slugs]
    )


def _small(lines: list[Inlines]) -> tuple[Block, ...]:
    return (Para(separated(lines, _MIDDOT), ParaStyle.SMALL),) if lines else ()


def key_figures(brief: Brief, voice: Voice) -> tuple[Block, ...]:
    """Return the figures at a glance, each with its source."""
    pairs = tuple(_figure(figure, voice) for figure in brief.key_figures)
    return (KeyValues(pairs),) if pairs else ()


def _figure(figure: KeyFigure, voice: Voice) -> KeyValue:
    as_of: Inlines = ()
    if figure.as_of is not None:
        value = (Time(When.on(figure.as_of), TimeStyle.DATE),)
        as_of = labelled(voice.words.text(Label.AS_OF), value, colon=False)
    attribution = separated([as_of, voice.cited([figure.source])], Text("; "))
    return KeyValue(figure.label, (Text(f"{figure.value} {figure.unit}".strip()),), attribution)


def meetings(brief: Brief, voice: Voice) -> tuple[Block, ...]:
    """Return the meetings ahead, to the precision they are known."""
    if not brief.meetings:
        return ()
    heading = Heading(2, (Text(voice.words.text(Label.NEXT_MEETINGS)),))
    return (heading, List(tuple(_meeting(meeting, voice) for meeting in brief.meetings)))


def _meeting(meeting: Meeting, voice: Voice) -> ListItem:
    title: Inlines = (Strong((Text(meeting.title),)),)
    if meeting.status is MeetingStatus.CANCELLED:
        title = (Strike(title),)
    rest = [(Time(meeting.when),)] + [(Text(text),) for text in (meeting.place,) if text]
    if meeting.status is not MeetingStatus.CONFIRMED:
        rest.append((Text(voice.words.text(Label(f"meeting-{meeting.status.value}"))),))
    line = (*title, Text(": "), *separated(rest, Text(", ")))
    return ListItem(line, voice.cited([meeting.source]))


def source_item(source: Source, voice: Voice) -> ListItem:
    """Return a source as a line: label, linked title, day, language, archived copy."""
    words = voice.words
    ref = voice.refs[source.id]
    title = source.title or _host(source.url)
    rest: list[Inlines] = [(Link(source.url, (Text(title),)),)]
    if source.published is not None:
        rest.append((Time(When.on(source.published), TimeStyle.DATE),))
    if source.lang and source.lang != voice.lang:
        rest.append((Text(describe_language(source.lang, lang=words.lang)),))
    if source.archived_url:
        rest.append((Link(source.archived_url, (Text(words.text(Label.ARCHIVED)),)),))
    return ListItem((Strong((Text(ref.label),)), Text(": "), *separated(rest, Text(", "))))


def _host(url: str) -> str:
    return url.split("//", 1)[-1].split("/", 1)[0]


def sources(brief: Brief, voice: Voice) -> tuple[Block, ...]:
    """Return the numbered list of sources, under its heading."""
    if not brief.sources:
        return ()
    items = tuple(source_item(source, voice) for source in brief.sources)
    heading = Heading(2, (Text(voice.words.text(Label.SOURCES)),))
    return (heading, List(items, ordered=True))


def correction_callout(correction: Correction, voice: Voice) -> Callout:
    """Return a correction in words: when it was made, what was said, what holds now."""
    words = voice.words
    label = words.text(Label(correction.kind.value))
    content: list[Inlines] = [(Time(When.at(correction.at_time)),)]
    if correction.was:
        content.append(marked(words.text(Label.WAS), (Text(correction.was),)))
    if correction.now:
        content.append(marked(words.text(Label.NOW), (Text(correction.now),)))
    content.append(voice.cited([correction.source]))
    return Callout(CALLOUT_KINDS[correction.kind], label, separated(content, _MIDDOT))
