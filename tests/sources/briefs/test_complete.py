"""The brief that uses every field and construct, and what must come of it."""

from dataclasses import fields
from pathlib import Path

from briefbot.core.brief import Brief, SectionSlug, StatementKind
from briefbot.core.when import Precision
from briefbot.sources.briefs import read_brief, stem_slug

PATH = Path(__file__).parents[2] / "briefs" / "complete.md"


def complete() -> Brief:
    source = read_brief(PATH)
    assert source.faults == ()
    assert source.brief is not None
    return source.brief


def test_no_field_is_left_at_its_default() -> None:
    brief = complete()
    nothing = Brief(slug="", title="")

    same = {
        field.name
        for field in fields(Brief)
        if getattr(brief, field.name) == getattr(nothing, field.name)
    }

    assert same == {"schema", "lang"}  # whose only or most ordinary value is the default
    assert brief.slug == stem_slug(str(PATH))


def test_every_section_kind_and_precision_is_there() -> None:
    brief = complete()
    statements = [statement for section in brief.sections for statement in section.statements]

    assert [section.slug for section in brief.sections] == [*SectionSlug, None]
    assert {statement.kind for statement in statements} == set(StatementKind)
    assert {meeting.when.precision for meeting in brief.meetings} == {
        Precision.EXACT,
        Precision.PART_OF_DAY,
        Precision.RANGE,
        Precision.WEEK,
        Precision.TBA,
    }


def test_every_source_is_cited_and_every_citation_has_a_source() -> None:
    brief = complete()
    cited = {
        source
        for section in brief.sections
        for statement in section.statements
        for source in statement.sources
    }

    assert cited == {source.id for source in brief.sources}
