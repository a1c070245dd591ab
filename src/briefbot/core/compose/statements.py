"""Statements -> points and quotes that carry who says so and where it stands."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from briefbot.core.brief import Brief, Content, Statement, StatementKind
from briefbot.core.document import (
    Block,
    Inline,
    Inlines,
    List,
    ListItem,
    Quote,
    SourceRef,
    Text,
    Time,
    TimeStyle,
)
from briefbot.core.labels import Catalogue, Label, catalogue_for
from briefbot.core.when import When
from briefbot.core.wording import describe_language


@dataclass(frozen=True, slots=True)
class Voice:
    """How a brief speaks: its language's words, and a short label for each of its sources."""

    words: Catalogue
    lang: str
    refs: Mapping[str, SourceRef]

    @classmethod
    def of(cls, brief: Brief) -> "Voice":
        """Return the voice of a brief. Publishers cited more than once get numbers."""
        publishers = Counter(source.publisher for source in brief.sources)
        seen: Counter[str] = Counter()
        refs: dict[str, SourceRef] = {}
        for source in brief.sources:
            seen[source.publisher] += 1
            number = f" {seen[source.publisher]}" if publishers[source.publisher] > 1 else ""
            refs[source.id] = SourceRef(source.id, f"{source.publisher}{number}", source.url)
        return cls(catalogue_for(brief.lang), brief.lang, refs)

    def cited(self, ids: Iterable[str]) -> Inlines:
        """Return references to known sources, between commas; unknown ids are lint's concern."""
        refs = [self.refs[source_id] for source_id in ids if source_id in self.refs]
        return separated([(ref,) for ref in refs], Text(", "))


def separated(groups: Iterable[Inlines], separator: Text) -> Inlines:
    """Join runs of inlines with a separator, skipping empty ones."""
    joined: list[Inline] = []
    for group in groups:
        if group:
            joined += [separator, *group] if joined else group
    return tuple(joined)


def blocks_of(content: Iterable[Content], voice: Voice) -> tuple[Block, ...]:
    """Return a section's content as blocks: neighbouring points form one list."""
    made: list[Block] = []
    for listed, group in groupby(content, key=_is_point):
        if listed:
            points = [item for item in group if isinstance(item, Statement)]
            made.append(List(tuple(point(statement, voice) for statement in points)))
        else:
            made += [quote(each, voice) if isinstance(each, Statement) else each for each in group]
    return tuple(made)


def _is_point(item: Content) -> bool:
    return isinstance(item, Statement) and item.kind is not StatementKind.QUOTE


def point(statement: Statement, voice: Voice) -> ListItem:
    """Return a fact, claim or judgement as a point of a list."""
    return ListItem(
        content_of(statement, voice),
        attribution_of(statement, voice),
        tuple(point(detail, voice) for detail in statement.details),
    )


def quote(statement: Statement, voice: Voice) -> Quote:
    """Return a quote with its speaker, day, place and source."""
    return Quote(statement.content, attribution_of(statement, voice))


def content_of(statement: Statement, voice: Voice) -> Inlines:
    """Return the words, and the sentences its attributes stand for."""
    words = voice.words
    content = list(statement.content)
    if statement.first_reported_as:
        what = statement.first_reported_as
        content.append(Text(" " + words.text(Label.FIRST_REPORTED_AS, what=what)))
    if statement.confidence is not None:
        level = words.text(Label(f"confidence-{statement.confidence.value}"))
        content.append(Text(" " + words.text(Label.CONFIDENCE, confidence=level)))
    return tuple(content)


def attribution_of(statement: Statement, voice: Voice) -> Inlines:
    """Return who says so, how sure, and the sources: "claim by HUR, contested; Nukta"."""
    said = separated(_speaker(statement), Text(", "))
    standing = ", ".join(_standing(statement, voice.words))
    groups: list[Inlines] = [said, (Text(standing),) if standing else ()]
    return separated([*groups, voice.cited(statement.sources)], Text("; "))


def _speaker(statement: Statement) -> Iterator[Inlines]:
    speaker = statement.speaker
    if speaker is None:
        return
    for part in (speaker.name, speaker.role):
        if part:
            yield (Text(part),)
    if speaker.said_on is not None:
        yield (Time(When.on(speaker.said_on), TimeStyle.DATE),)
    if speaker.place:
        yield (Text(speaker.place),)


def _standing(statement: Statement, words: Catalogue) -> Iterator[str]:
    """Yield how the statement stands: whose claim, which likelihood, contested, translated."""
    if statement.claimed_by:
        yield words.text(Label.CLAIM_BY, who=statement.claimed_by)
    if statement.likelihood is not None:
        likelihood = words.text(Label(f"likelihood-{statement.likelihood.value}"))
        yield words.text(Label.JUDGED, likelihood=likelihood)
    elif statement.kind is StatementKind.JUDGEMENT:
        yield words.text(Label.JUDGEMENT)
    if statement.contested:
        yield words.text(Label.CONTESTED)
    if statement.translated_from:
        language = describe_language(statement.translated_from, lang=words.lang)
        yield words.text(Label.TRANSLATED_FROM, language=language)
