"""BB211, BB212, BB216 and BB217: where statements come from."""

import difflib
from collections.abc import Iterable, Iterator

from briefbot.core.brief import (
    Brief,
    Confidence,
    Section,
    SectionSlug,
    Source,
    Statement,
    StatementKind,
    Status,
)
from briefbot.core.brief_source import BriefSource, MappingNode, PassageKind
from briefbot.core.finding import Severity
from briefbot.core.lint.locate import locate_citation, locate_field
from briefbot.core.lint.rule import Context, Fault, Rule
from briefbot.core.lint.wording import excerpt
from briefbot.core.position import Position

#: How many source ids a hint lists.
LISTED_IDS = 8

_FACTUAL_SECTIONS = frozenset({SectionSlug.HAPPENED, SectionSlug.RESPONSE, SectionSlug.TIMELINE})

#: What must say where it comes from; judgements are the editor's own, quotes have BB213.
_SOURCED_KINDS = frozenset({StatementKind.FACT, StatementKind.CLAIM})


def if_complete(brief: Brief) -> Severity | None:
    """Return the severity of something still missing: a draft may be incomplete for now."""
    return Severity.WARNING if brief.status is Status.DRAFT else None


def check_sources_of_facts(source: BriefSource, brief: Brief, _: Context) -> Iterator[Fault]:
    """A reader can check a fact only when it says where it is from.

    Every fact and every claim ends in at least one source id, `[@reuters-nuc]`. Nested points share
    the sources of the point above them, and a point whose nested points all have sources needs none
    itself. Judgements may stand without, quotes are looked after by BB213. In a draft a missing
    source is a warning.

    A paragraph under "What happened", "The response" or "Timeline" tells facts too: without a
    source, which makes it a statement, it is a warning.

    A fact marked `{confidence=high}` with a single source is a warning: being sure takes two.

    To fix it, cite the source; if the sentence is your own conclusion, give it a likelihood, or
    mark it `{kind=judgement}`.
    """
    for section in brief.sections:
        for statement in section.statements:
            yield from _unsourced(source, brief, statement)
    for passage in source.passages:
        if (
            passage.kind is PassageKind.PARAGRAPH
            and passage.statement is None
            and passage.section in _FACTUAL_SECTIONS
            and passage.text.strip()
        ):
            yield Fault(
                passage.at,
                f'paragraph without a source among facts: "{excerpt(passage.text)}"',
                f"end it with [@id], citing {_citable(brief)}",
                severity=Severity.WARNING,
            )


def _unsourced(
    source: BriefSource, brief: Brief, statement: Statement, *, inherited: bool = False
) -> Iterator[Fault]:
    """Yield the faults of a statement and its details; `inherited` if a parent has sources."""
    details = statement.details
    sourced = bool(statement.sources) or inherited
    if statement.kind in _SOURCED_KINDS:
        if not sourced and not (details and all(detail.sources for detail in details)):
            yield Fault(
                statement.at,
                f"{statement.kind} without a source{_quoted_text(source, statement)}",
                f"end it with [@id], citing {_citable(brief)}",
                severity=if_complete(brief),
            )
        if statement.confidence is Confidence.HIGH and len(set(statement.sources)) == 1:
            yield Fault(
                statement.at,
                f'confidence "high" rests on one source, {statement.sources[0]}',
                "cite a second, independent source, or lower the confidence",
                severity=Severity.WARNING,
            )
    for detail in details:
        yield from _unsourced(source, brief, detail, inherited=sourced)


def _quoted_text(source: BriefSource, statement: Statement) -> str:
    """Return a statement's first words, for a message; empty when it has none."""
    for passage in source.passages:
        if passage.statement is statement and passage.text.strip():
            return f': "{excerpt(passage.text)}"'
    return ""


def _citable(brief: Brief) -> str:
    ids = [source.id for source in brief.sources]
    if not ids:
        return "a source to be listed under sources"
    more = ", …" if len(ids) > LISTED_IDS else ""
    return "one of: " * (len(ids) > 1) + ", ".join(ids[:LISTED_IDS]) + more


def check_source_ids(source: BriefSource, brief: Brief, _: Context) -> Iterator[Fault]:
    """A citation that leads nowhere is worth no more than none.

    Every id cited in the body, and every `source` of a key figure, a meeting or a correction, is a
    key under `sources`. A source that nothing cites is a warning, except in a withdrawn brief:
    either a statement lost its citation, or readers are shown a source that supports nothing.

    To fix it, correct the id, add the source, or take out the one that is not used.
    """
    known = _declared_ids(source, brief)
    cited: set[str] = set()
    for source_id, statement in cited_by_statements(brief):
        cited.add(source_id)
        if source_id not in known:
            at = locate_citation(source, source_id, statement.at)
            yield Fault(at, *_unknown(source_id, known, brief))
    for source_id, key, place in cited_by_fields(brief):
        cited.add(source_id)
        if source_id not in known:
            at = locate_field(source, place, listed=key, field="source")
            yield Fault(at, *_unknown(source_id, known, brief))
    if brief.status is not Status.WITHDRAWN:
        for entry in brief.sources:
            if entry.id not in cited:
                yield Fault(
                    entry.at,
                    f'source "{entry.id}" is never cited',
                    f"cite it where it is used, [@{entry.id}], or take it out",
                    severity=Severity.WARNING,
                )


def _declared_ids(source: BriefSource, brief: Brief) -> set[str]:
    """Return the ids under `sources`, those of entries too faulty to be converted among them."""
    ids = {entry.id for entry in brief.sources}
    listed = source.fields.get("sources") if source.fields is not None else None
    if isinstance(listed, MappingNode):
        ids.update(key.value for key, _ in listed.entries)
    return ids


def cited_by_statements(brief: Brief) -> Iterator[tuple[str, Statement]]:
    """Yield every source id the body cites, with the statement that does, details included."""
    for section in brief.sections:
        ahead = list(reversed(section.statements))
        while ahead:
            statement = ahead.pop()
            for source_id in statement.sources:
                yield source_id, statement
            ahead += reversed(statement.details)


def cited_by_fields(
    brief: Brief, *, corrections: bool = True
) -> Iterator[tuple[str, str, Position]]:
    """Yield every source id the front matter cites, with the key and the place of the entry."""
    for figure in brief.key_figures:
        if figure.source:
            yield figure.source, "key_figures", figure.at
    for meeting in brief.meetings:
        if meeting.source:
            yield meeting.source, "meetings", meeting.at
    for correction in brief.corrections if corrections else ():
        if correction.source:
            yield correction.source, "corrections", correction.at


def _unknown(source_id: str, known: Iterable[str], brief: Brief) -> tuple[str, str]:
    """Return message and hint for an id that is not among the sources."""
    close = difflib.get_close_matches(source_id, list(known), n=1)
    hint = (
        f'did you mean "{close[0]}"?' if close else f"add it to sources, or cite {_citable(brief)}"
    )
    return f'unknown source "{source_id}"', hint


def check_contested(_: BriefSource, brief: Brief, __: Context) -> Iterator[Fault]:
    """What is contested has at least two sides, and readers should see both.

    A statement marked `{contested=true}` is enough by itself if it, with its nested points, cites
    two sources or more. Otherwise another contested statement of the same section has to cite a
    different one, so that the two accounts stand together.

    To fix it, add the other account with its source, as a second contested claim or as a nested
    point; if nobody disputes it, take `contested` out.
    """
    for section in brief.sections:
        contested = [item for item in section.statements if item.contested]
        cited = {source_id for item in contested for source_id in _all_sources(item)}
        if len(cited) < 2:
            for statement in contested:
                yield _one_sided(statement, section)


def _all_sources(statement: Statement) -> Iterator[str]:
    yield from statement.sources
    for detail in statement.details:
        yield from _all_sources(detail)


def _one_sided(statement: Statement, section: Section) -> Fault:
    shown = f"only {statement.sources[0]} is shown" if statement.sources else "no source is shown"
    return Fault(
        statement.at,
        f'contested, but {shown} in "{section.title}"',
        "add the account that differs, with its source and {contested=true}",
    )


def check_cutoff(source: BriefSource, brief: Brief, _: Context) -> Iterator[Fault]:
    """The cut-off tells readers what was known; a later source contradicts it.

    A cited source's `published` is compared with the date of `info_cutoff`, as that is written.
    Sources that only corrections cite may be later: that is what corrections are for.

    To fix it, move `info_cutoff` to when the newest source was read, or leave the source out.
    """
    if brief.info_cutoff is None:
        return
    cutoff = brief.info_cutoff.date()
    late: list[Source] = [
        entry for entry in brief.sources if entry.published is not None and entry.published > cutoff
    ]
    if not late:
        return
    cited = {source_id for source_id, _ in cited_by_statements(brief)}
    cited.update(source_id for source_id, _, _ in cited_by_fields(brief, corrections=False))
    for entry in late:
        if entry.id in cited:
            yield Fault(
                source.place_of("sources", entry.id, "published"),
                f'source "{entry.id}" is of {entry.published}, info_cutoff is {cutoff}',
                "move info_cutoff to when the newest source was read, or leave the source out",
            )


RULES: tuple[Rule, ...] = (
    Rule("BB211", Severity.ERROR, "a fact without a source", check_sources_of_facts),
    Rule("BB212", Severity.ERROR, "an unknown source, or one never cited", check_source_ids),
    Rule("BB216", Severity.WARNING, "contested, but one side shown", check_contested),
    Rule("BB217", Severity.WARNING, "a source later than the cut-off", check_cutoff),
)
