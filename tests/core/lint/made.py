"""Sources made by hand, so that a rule is tested without the reader."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from briefbot.core.brief import Brief, SectionSlug, Statement, StatementKind
from briefbot.core.brief_source import BriefSource, Collection, LinkUse, Passage, PassageKind
from briefbot.core.document import Text
from briefbot.core.lint.rule import Check, Context, Fault
from briefbot.core.position import Position

PUBLISHED = datetime(2024, 11, 28, 22, tzinfo=UTC)
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)

_BLANKED = re.compile(r"“[^”]*”|(`+)(?!`).*?(?<!`)\1(?!`)")


def brief(**fields: object) -> Brief:
    made = Brief(slug="flood-report", title="Council reports on the flood", published_at=PUBLISHED)
    return replace(made, **fields)  # type: ignore[arg-type]  # tests name fields freely


def passage(
    text: str,
    *,
    line: int = 1,
    passage_kind: PassageKind = PassageKind.STATEMENT,
    section: SectionSlug = SectionSlug.HAPPENED,
    kind: StatementKind | None = StatementKind.FACT,
) -> Passage:
    return Passage(
        kind=passage_kind,
        text=text,
        prose=_BLANKED.sub(lambda match: " " * len(match[0]), text),
        at=Position(line, 1),
        end_line=line,
        section=section,
        statement=None if kind is None else Statement(kind=kind, content=(Text(text),)),
    )


def source(*passages: Passage, links: tuple[LinkUse, ...] = (), **fields: object) -> BriefSource:
    """Make a source whose file is the passages, one a line."""
    placed = tuple(
        replace(given, at=Position(number, 1), end_line=number)
        for number, given in enumerate(passages, start=1)
    )
    return BriefSource(
        path="flood-report.md",
        text="\n".join(given.text for given in passages),
        brief=brief(**fields),
        passages=placed,
        links=links,
    )


def faults(check: Check, checked: BriefSource, *, now: datetime = NOW) -> list[Fault]:
    assert checked.brief is not None
    context = Context(now=now, collection=Collection.of((checked,)))
    return list(check(checked, checked.brief, context))


def messages(found: Iterable[Fault]) -> list[str]:
    return [fault.message for fault in found]
