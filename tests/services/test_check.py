from collections.abc import Mapping, Sequence
from pathlib import Path

from briefbot.core.brief_source import BriefSource
from briefbot.core.finding import Finding, Severity
from briefbot.services.check import Checker, CheckReport
from briefbot.sources.briefs import parse_brief
from linting import CLEAN, NOW, edited

BRIDGE = Path("briefs/river-bridge.md")
CHANGED = edited(("- The river's ferry company welcomed", "- The ferry company regretted"))
LOST = Finding("briefs/lost.md", 1, 1, "BB001", Severity.ERROR, "cannot be read", unreadable=True)


class Shelf:
    """Briefs in memory: every path is a file, and what was read is remembered."""

    def __init__(self, texts: Mapping[Path, str], findings: Sequence[Finding] = ()) -> None:
        self.texts = texts
        self.findings = findings
        self.parsed: list[str] = []

    def find(self, paths: Sequence[Path]) -> tuple[list[Path], list[Finding]]:
        return [path for path in paths if path in self.texts], list(self.findings)

    def read(self, path: Path) -> BriefSource:
        return parse_brief(self.texts[path], path=str(path))

    def parse(self, text: str, *, path: str) -> BriefSource:
        self.parsed.append(text)
        return parse_brief(text, path=path)


class Past:
    """A history that is told what to answer."""

    def __init__(self, texts: Mapping[Path, str | None]) -> None:
        self.texts = texts

    def committed_texts(self, paths: Sequence[Path]) -> Mapping[Path, str | None]:
        return {path: self.texts[path] for path in paths if path in self.texts}


def check(text: str, past: Mapping[Path, str | None]) -> CheckReport:
    return Checker(reader=Shelf({BRIDGE: text}), history=Past(past), now=NOW).check([BRIDGE])


def test_a_published_brief_that_changed_in_silence_is_told() -> None:
    report = check(CHANGED, {BRIDGE: CLEAN})

    assert [finding.code for finding in report.findings] == ["BB104"]
    assert report.compared


def test_a_new_brief_has_nothing_to_be_compared_with() -> None:
    assert check(CLEAN, {BRIDGE: None}) == CheckReport(files=1, findings=(), compared=True)


def test_without_history_a_published_brief_was_not_compared() -> None:
    assert check(CLEAN, {}) == CheckReport(files=1, findings=(), compared=False)


def test_an_unchanged_brief_is_read_only_once() -> None:
    shelf = Shelf({BRIDGE: CLEAN})

    Checker(reader=shelf, history=Past({BRIDGE: CLEAN}), now=NOW).check([BRIDGE])

    assert shelf.parsed == []


def test_what_cannot_be_found_is_told_once_and_first() -> None:
    shelf = Shelf({BRIDGE: CHANGED}, [LOST, LOST])

    report = Checker(reader=shelf, history=Past({BRIDGE: CLEAN}), now=NOW).check([BRIDGE])

    assert [finding.code for finding in report.findings] == ["BB001", "BB104"]


def test_briefs_beside_are_known_but_not_reported_on() -> None:
    other = Path("briefs/2025/2025-11-03-river-bridge.md")
    shelf = Shelf({BRIDGE: CLEAN, other: CLEAN})
    checker = Checker(reader=shelf, history=Past({}), now=NOW)

    report = checker.check([BRIDGE], beside=[BRIDGE, other])

    assert report.files == 1
    assert [(finding.path, finding.code) for finding in report.findings] == [(str(BRIDGE), "BB102")]


def test_progress_is_told_of_every_file() -> None:
    told: list[tuple[int, int]] = []
    other = Path("briefs/other.md")
    checker = Checker(
        reader=Shelf({BRIDGE: CLEAN, other: CLEAN}),
        history=Past({}),
        now=NOW,
        progress=lambda done, total: told.append((done, total)),
    )

    checker.check([BRIDGE, other])

    assert told == [(1, 2), (2, 2)]
