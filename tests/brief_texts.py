"""Texts of briefs for the reader's tests: a valid one, and ways to change it."""

from briefbot.core.brief import Brief
from briefbot.core.brief_source import BriefSource
from briefbot.sources.briefs import parse_brief

FIELDS = {
    "schema": "1",
    "title": "Harbour reopens after the storm",
    "slug": "harbour-reopens",
    "status": "draft",
    "event_time": "2025-03-12",
    "sources": '{wire: {url: "https://example.org/wire", publisher: Example Wire}}',
}


def text_of(fields: dict[str, str] | None = None, body: str = "", *, without: str = "") -> str:
    """Return a brief with these fields, as written, over the valid ones."""
    merged = {**FIELDS, **(fields or {})}
    merged.pop(without, None)
    lines = [f"{name}: {value}" for name, value in merged.items()]
    return "\n".join(["---", *lines, "---", body])


def read(fields: dict[str, str] | None = None, body: str = "", *, without: str = "") -> BriefSource:
    return parse_brief(text_of(fields, body, without=without), path="harbour.md")


def read_one(body: str) -> BriefSource:
    """Read a brief with this body, on line 8, and nothing wrong with it."""
    source = read({}, body)
    assert source.faults == ()
    return source


def brief_of(fields: dict[str, str] | None = None, body: str = "") -> Brief:
    """Read a brief that has nothing wrong with it."""
    source = read(fields, body)
    assert source.faults == ()
    assert source.brief is not None
    return source.brief


def faults_of(source: BriefSource) -> list[tuple[int, int, str, str]]:
    """Return line, column, code and message of every fault."""
    return [(fault.line, fault.col, fault.code, fault.message) for fault in source.faults]


def rest_of_line(source: BriefSource, number: int = 0) -> str:
    """Return what stands where a fault points, to the end of the line."""
    fault = source.faults[number]
    return source.text.split("\n")[fault.line - 1][fault.col - 1 :]
