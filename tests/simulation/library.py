"""The briefs of a run: published now and then, and corrected after they were posted."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

from briefbot.core.brief import Brief, Correction, CorrectionKind, Status
from briefbot.core.brief_source import BriefSource
from briefbot.core.delivery.records import BriefSeen
from briefbot.core.finding import Finding
from builders import brief, correction

#: How many of the latest briefs are corrected.
_RECENT = 4


@dataclass(slots=True)
class Library:
    """What the folder of briefs holds; a text stands for its revision."""

    briefs: dict[str, Brief] = field(default_factory=dict)
    #: Every revision by its text, for who reads an earlier one.
    revisions: dict[str, Brief] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)

    def change(self, random: Random, *, at: datetime) -> str:
        """Publish a brief or revise one; say which."""
        if len(self.briefs) < 2 or random.random() < 0.4:
            slug = f"brief-{len(self.briefs)}"
            made = brief(
                slug=slug,
                title=f"What happened in case {len(self.briefs)}",
                published_at=at,
                info_cutoff=at - timedelta(hours=1),
            )
            return self._put(made)
        slug = random.choice(sorted(self.briefs)[-_RECENT:])
        return self._put(self._revised(self.briefs[slug], random, at=at))

    def _revised(self, old: Brief, random: Random, *, at: datetime) -> Brief:
        if random.random() < 0.1:
            return replace(old, status=Status.WITHDRAWN)
        number = len(old.corrections) + 1
        kind = random.choice((CorrectionKind.CORRECTION, CorrectionKind.UPDATE))
        entry: Correction = correction(kind, at_time=at, was=f"{number} dead", now=f"{number} hurt")
        return replace(
            old,
            summary=f"{old.summary} Point {number} was repaired.",
            updated_at=at,
            corrections=(*old.corrections, entry),
        )

    def _put(self, made: Brief) -> str:
        text = f"{made.slug} {len(self.revisions)}"
        self.briefs[made.slug] = made
        self.revisions[text] = made
        self._texts[made.slug] = text
        return f"brief {text}"

    def seen(self) -> list[BriefSeen]:
        """Return every file as a process reads it."""
        return [
            BriefSeen(
                slug=slug,
                path=f"briefs/{slug}.md",
                text=text,
                hash=sha256(text.encode()).hexdigest(),
                baseline=False,
            )
            for slug, text in sorted(self._texts.items())
        ]


@dataclass(frozen=True, slots=True)
class FakeReader:
    """Reads a revision by its text: `ports.BriefReader`."""

    library: Library

    def find(self, paths: Sequence[Path]) -> tuple[list[Path], list[Finding]]:
        """Return the files named."""
        return [*paths], []

    def read(self, path: Path) -> BriefSource:
        """Return nothing: a revision is known by its text."""
        return BriefSource(path=str(path), text="")

    def parse(self, text: str, *, path: str) -> BriefSource:
        """Return the revision of a text."""
        return BriefSource(path=path, text=text, brief=self.library.revisions[text])
