"""Check briefs: read them all, lint each beside the others and its last revision."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from briefbot.core.brief import Brief, Status
from briefbot.core.brief_source import BriefSource, Collection
from briefbot.core.finding import Finding
from briefbot.core.lint.rule import Context
from briefbot.core.lint.run import lint
from briefbot.ports import BriefReader, History, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check found: `findings` in the order they are shown, each once.

    `files` is how many briefs were looked at. `compared` is False when published briefs could not
    be compared with an earlier revision, because there is no history to ask.
    """

    files: int
    findings: tuple[Finding, ...]
    compared: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """The use case. `now` is an aware datetime; `progress` is told of every file."""

    reader: BriefReader
    history: History
    now: datetime
    progress: Progress | None = None

    def check(self, paths: Sequence[Path], *, beside: Sequence[Path] = ()) -> CheckReport:
        """Check the briefs at `paths`; those at `beside` are read, but not reported on.

        They are there for what one brief says about others, such as which one it replaces.
        """
        named, findings = self.reader.find(paths)
        around, _ = self.reader.find(beside) if beside else ([], [])
        files = _each_once(named)
        others = _each_once([*files, *around])[len(files) :]
        sources = [self._read(path, done, len(files)) for done, path in enumerate(files, start=1)]
        collection = Collection.of((*sources, *(self.reader.read(path) for path in others)))
        texts = self.history.committed_texts(files)
        for path, source in zip(files, sources, strict=True):
            previous = self._previous(source, texts.get(path))
            context = Context(
                now=self.now,
                collection=collection,
                previous=previous,
                previous_known=path in texts,
            )
            findings.extend(lint(source, context))
        return CheckReport(
            files=len(files),
            findings=tuple(sorted(set(findings))),
            compared=all(path in texts for path in _published(files, sources)),
        )

    def _read(self, path: Path, done: int, total: int) -> BriefSource:
        if self.progress is not None:
            self.progress(done, total)
        return self.reader.read(path)

    def _previous(self, source: BriefSource, text: str | None) -> Brief | None:
        if text is None:
            return None
        # Most files are as they were committed, and need no second reading.
        return source.brief if text == source.text else self.reader.parse(text, path="").brief


def _each_once(paths: Sequence[Path]) -> list[Path]:
    """Drop what leads to a file already listed, so that no brief clashes with itself."""
    found: dict[Path, Path] = {}
    for path in paths:
        found.setdefault(path.resolve(), path)
    return list(found.values())


def _published(paths: Sequence[Path], sources: Sequence[BriefSource]) -> Iterator[Path]:
    for path, source in zip(paths, sources, strict=True):
        if source.brief is not None and source.brief.status is not Status.DRAFT:
            yield path
