"""Briefs and their parts, made in one line."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from briefbot.core.brief import (
    Brief,
    Correction,
    CorrectionKind,
    Section,
    SectionSlug,
    Source,
    Statement,
    StatementKind,
    Status,
)
from briefbot.core.document import Text
from briefbot.core.meeting import Meeting
from briefbot.core.when import When

PUBLISHED = datetime(2026, 1, 10, 9, 0, tzinfo=UTC)


def fact(text: str, *sources: str, **attributes: Any) -> Statement:
    """Return a statement, a fact unless `kind` says otherwise."""
    made = Statement(kind=StatementKind.FACT, content=(Text(text),), sources=sources)
    return replace(made, **attributes)


def section(slug: SectionSlug | None, *statements: Statement, title: str = "") -> Section:
    return Section(slug=slug, title=title or (slug.value if slug else ""), content=statements)


def source(source_id: str, publisher: str = "Example Wire", **fields: Any) -> Source:
    url = f"https://example.org/{source_id}"
    return Source(id=source_id, url=url, publisher=publisher, **fields)


def meeting(meeting_id: str = "council", when: When | None = None, **fields: Any) -> Meeting:
    day = when or When.on(date(2026, 2, 3), zone="Europe/Brussels")
    return replace(Meeting(id=meeting_id, title="Council meeting", when=day), **fields)


def correction(kind: CorrectionKind = CorrectionKind.CORRECTION, **fields: Any) -> Correction:
    made = Correction(
        at_time=datetime(2026, 1, 11, 8, 0, tzinfo=UTC),
        kind=kind,
        was="2 February 2026",
        now="3 February 2026",
        by="desk",
    )
    return replace(made, **fields)


def brief(**fields: Any) -> Brief:
    """Return a published brief with one cited fact."""
    made = Brief(
        slug="council-meets",
        title="Council meets on winter supplies",
        status=Status.PUBLISHED,
        summary="The council met on 9 January 2026 and agreed to share winter supplies.",
        event=When.on(date(2026, 1, 9)),
        info_cutoff=datetime(2026, 1, 10, 8, 0, tzinfo=UTC),
        published_at=PUBLISHED,
        sources=(source("wire"),),
        sections=(section(SectionSlug.HAPPENED, fact("The council met.", "wire")),),
    )
    return replace(made, **fields)
