"""The briefs as they are known while the program runs: files, and the last good revision of each.

Files are the truth. One that becomes faulty keeps the revision it had, and the fault says so until
the file is repaired: a half-written file never reaches readers.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from briefbot.core.brief import Brief
from briefbot.core.brief_source import BriefSource, Collection
from briefbot.core.delivery.records import BriefRow, BriefSeen, Fault
from briefbot.core.finding import Finding, Severity
from briefbot.core.lint.rule import Context
from briefbot.core.lint.run import lint
from briefbot.core.selection import public_at
from briefbot.ports import BriefReader, Clock, KnowledgeStore, Progress, SessionStore

#: The kind of the faults that stand for files.
FAULT = "brief"

#: How many files are read in one go of a thread: some tens of milliseconds, so that a stop is soon.
_AT_ONCE = 10
#: How many revisions one transaction takes.
_REVISIONS_AT_ONCE = 100


class ShelfStore(KnowledgeStore, SessionStore, Protocol):
    """What the shelf asks of the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBrief:
    """A brief's last good revision: its number in the store, and what is known of its file."""

    brief: Brief
    revision: int
    row: BriefRow


@dataclass(slots=True)
class _Found:
    """What one look into the folder has found."""

    good: list[tuple[str, BriefSource]] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    signatures: dict[str, tuple[int, int, int]] = field(default_factory=dict)


class Shelf:
    """Reads a folder again and again, and remembers.

    `briefs` are what may be spoken of, by slug. `signature` tells a file's state without reading
    it: change time, size and inode.
    """

    def __init__(  # noqa: PLR0913 - the folder and what the shelf works with
        self,
        folder: Path,
        *,
        reader: BriefReader,
        signature: "Signature",
        store: ShelfStore,
        clock: Clock,
        progress: Progress | None = None,
    ) -> None:
        self.folder = folder
        self.briefs: Mapping[str, KnownBrief] = {}
        self._reader = reader
        self._signature = signature
        self._store = store
        self._clock = clock
        self._progress = progress
        self._signatures: dict[str, tuple[int, int, int]] = {}
        self._slugs: dict[str, str] = {}
        self._faults: dict[str, str] = {}

    async def refresh(self) -> frozenset[str]:
        """Look into the folder and take over what changed; return the slugs of new revisions.

        Raises StoreError; the next call then looks again at what could not be noted.
        """
        rows = {row.slug: row for row in await self._store.briefs()}
        files, missing = await asyncio.to_thread(self._reader.find, [self.folder])
        found = await self._look(files, rows)
        # A folder that cannot be looked at hides its files: that is no reason to think them gone.
        blind = bool(missing)
        for finding in missing:
            found.faults[finding.path] = _sentence(finding)
        known = dict(self.briefs)
        taken = self._each_slug_once(found)
        new = await self._record(taken, found, rows, blind=blind)
        rows = {row.slug: row for row in await self._store.briefs()}
        for path, source in taken:
            if source.brief is not None:
                slug = source.brief.slug
                known[slug] = KnownBrief(
                    brief=source.brief, revision=rows[slug].number, row=rows[slug]
                )
                self._slugs[path] = slug
        for slug, row in rows.items():
            if row.gone_at is not None:
                known.pop(slug, None)
        await self._bring_back(found.faults, rows, known)
        await self._note_faults(found)
        self.briefs = known
        self._signatures = found.signatures
        return new

    # --- reading ---

    async def _look(self, files: Sequence[Path], rows: Mapping[str, BriefRow]) -> _Found:
        """Read what has another signature than at the last look."""
        found = _Found()
        changed: list[Path] = []
        for path in files:
            signature = self._signature(path)
            if signature is not None and signature == self._signatures.get(str(path)):
                found.signatures[str(path)] = signature
                if str(path) in self._faults:
                    found.faults[str(path)] = self._faults[str(path)]
            else:
                changed.append(path)
        for start in range(0, len(changed), _AT_ONCE):
            part = changed[start : start + _AT_ONCE]
            for path, signature, source, faults in await asyncio.to_thread(self._read, part, rows):
                if signature is not None:
                    found.signatures[str(path)] = signature
                if source is None:
                    found.faults[str(path)] = faults
                else:
                    found.good.append((str(path), source))
            if self._progress is not None:
                self._progress(start + len(part), len(changed))
        return found

    def _read(
        self, paths: Sequence[Path], rows: Mapping[str, BriefRow]
    ) -> list[tuple[Path, tuple[int, int, int] | None, BriefSource | None, str]]:
        read = []
        for path in paths:
            # Before the reading: what is written meanwhile is then seen as a change next time.
            signature = self._signature(path)
            source = self._reader.read(path)
            fault = self._judge(source, rows)
            read.append((path, signature, None if fault else source, fault))
        return read

    def _judge(self, source: BriefSource, rows: Mapping[str, BriefRow]) -> str:
        """Return why a file is not taken over, in a sentence, or nothing."""
        errors = [each for each in source.faults if each.severity is Severity.ERROR]
        if source.brief is not None and not errors:
            slug = source.brief.slug
            before = self.briefs.get(slug)
            context = Context(
                now=self._clock.now(),
                collection=Collection.of((source,)),
                previous=before.brief if before else None,
                previous_known=before is not None or slug not in rows,
            )
            errors = [each for each in lint(source, context) if each.severity is Severity.ERROR]
        if not errors and source.brief is not None:
            return ""
        more = f" (and {len(errors) - 1} more, see briefbot check)" if len(errors) > 1 else ""
        return (_sentence(errors[0]) if errors else f"{source.path}: it is no brief") + more

    def _each_slug_once(self, found: _Found) -> list[tuple[str, BriefSource]]:
        """Leave out files whose slug another file has; the first path, or the one known, has it."""
        owners = {
            slug: path
            for path, slug in self._slugs.items()
            if path in found.signatures and path not in found.faults
        }
        taken: list[tuple[str, BriefSource]] = []
        for path, source in sorted(found.good, key=lambda each: each[0]):
            slug = source.brief.slug if source.brief else ""
            owner = owners.setdefault(slug, path)
            if owner == path:
                taken.append((path, source))
            else:
                found.faults[path] = f'{path}: its slug "{slug}" is taken by {owner} -- change one'
        return taken

    # --- remembering ---

    async def _record(
        self,
        taken: Sequence[tuple[str, BriefSource]],
        found: _Found,
        rows: Mapping[str, BriefRow],
        *,
        blind: bool,
    ) -> frozenset[str]:
        now = self._clock.now()
        gone = set() if blind else set(_gone(rows, self._slugs, found, taken))
        seen = [
            BriefSeen(
                slug=source.brief.slug,
                path=path,
                text=source.text,
                hash=sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest(),
                baseline=(public := public_at(source.brief)) is not None and public < now,
            )
            for path, source in taken
            if source.brief is not None
        ]
        new: set[str] = set()
        for start in range(0, max(len(seen), 1), _REVISIONS_AT_ONCE):
            part = seen[start : start + _REVISIONS_AT_ONCE]
            if part or gone:
                new.update(await self._store.record_briefs(part, gone=gone, now=now))
            gone = set()
        return frozenset(new)

    async def _bring_back(
        self,
        faults: Mapping[str, str],
        rows: Mapping[str, BriefRow],
        known: dict[str, KnownBrief],
    ) -> None:
        """After a start, take the last good revision of faulty files from the store."""
        for row in rows.values():
            if row.path not in faults or row.slug in known or row.gone_at is not None:
                continue
            text = await self._store.revision_text(row.slug)
            source = self._reader.parse(text, path=row.path) if text is not None else None
            if source is not None and source.brief is not None:
                known[row.slug] = KnownBrief(brief=source.brief, revision=row.number, row=row)
                self._slugs[row.path] = row.slug

    async def _note_faults(self, found: _Found) -> None:
        now = self._clock.now()
        for path, message in found.faults.items():
            if self._faults.get(path) != message:
                kept = path in self._slugs
                told = f"{message}; its last good revision stays" if kept else message
                await self._store.put_fault(
                    Fault(kind=FAULT, subject=path, message=told, since=now)
                )
        await self._store.clear_faults(FAULT, keep=found.faults)
        self._faults = found.faults


class Signature(Protocol):
    """Tells a file's state without reading it."""

    def __call__(self, path: Path, /) -> tuple[int, int, int] | None:
        """Return change time in nanoseconds, size and inode; None for what is not there."""
        ...


def _gone(
    rows: Mapping[str, BriefRow],
    slugs: Mapping[str, str],
    found: _Found,
    taken: Sequence[tuple[str, BriefSource]],
) -> Iterator[str]:
    """Yield the slugs whose file is gone: not one that is faulty, nor one under another name."""
    read = dict(taken)
    here = {source.brief.slug for source in read.values() if source.brief is not None}
    here |= {s for path, s in slugs.items() if path in found.signatures and path not in read}
    for slug, row in rows.items():
        if row.gone_at is None and slug not in here and row.path not in found.faults:
            yield slug


def _sentence(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    hint = f" -- {finding.hint}" if finding.hint else ""
    return f"{place}: {finding.code} {finding.message}{hint}"
