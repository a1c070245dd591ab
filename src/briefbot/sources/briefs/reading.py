"""A brief's text -> BriefSource. Whatever is wrong with the text becomes findings."""

from briefbot.core.brief_source import BriefSource
from briefbot.sources.briefs.body import read_body
from briefbot.sources.briefs.characters import normalise, refuse_characters
from briefbot.sources.briefs.fields import Fields
from briefbot.sources.briefs.front_matter import read_fields, split
from briefbot.sources.briefs.header import build_brief
from briefbot.sources.briefs.report import Report
from briefbot.sources.briefs.suppressions import read_suppressions


def parse_brief(text: str, *, path: str) -> BriefSource:
    """Read a brief from its text; `path` is what findings call it.

    Never raises for anything in the text: faults are in the result, each with line and column.
    """
    return read_text(text, Report(path))


def read_text(text: str, report: Report) -> BriefSource:
    """Read a brief, and add what is wrong to the report."""
    text = normalise(text)
    if refuse_characters(text, report):
        return BriefSource(path=report.path, text=text, faults=report.findings())
    parts = split(text, report)
    root = read_fields(parts.yaml, report) if parts.yaml is not None else None
    body = read_body(parts.body, parts.body_line, report)
    fields = Fields(root, report) if root is not None else None
    return BriefSource(
        path=report.path,
        text=text,
        fields=root,
        brief=build_brief(fields, body.preamble, tuple(body.sections)) if fields else None,
        body_line=parts.body_line,
        passages=tuple(body.passages),
        links=tuple(body.links),
        tables=tuple(body.tables),
        headings=tuple(body.headings),
        suppressions=read_suppressions(text, len(text) - len(parts.body)),
        faults=report.findings(),
    )
