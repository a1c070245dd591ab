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

import structlog

from briefbot.core.brief import Brief
from briefbot.core.brief_source import BriefSource, Collection
from briefbot.core.delivery.records import BriefRow, BriefSeen, Fault
from briefbot.core.finding import Finding, Severity
from briefbot.core.lint.rule import Context
from briefbot.core.lint.run import lint
from briefbot.core.selection import public_at
from briefbot.ports import BriefReader, Clock, KnowledgeStore, Progress, SessionStore

_log = structlog.get_logger()

#: What can be done about a file that is not there any more.
_GONE = "what was posted of it stays; put its file back, or: briefbot retract REFERENCE"
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
    """What one look into the folder has found; below `hidden` nothing could be looked at."""

    good: dict[str, BriefSource] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    signatures: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    hidden: tuple[Path, ...] = ()

    def hides(self, path: str) -> bool:
        """Tell whether a file may be there although it was not found."""
        return path in self.faults or any(Path(path).is_relative_to(top) for top in self.hidden)


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that was read, and its signature from before."""

    path: Path
    signature: tuple[int, int, int] | None
    source: BriefSource


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
        found.hidden = tuple(Path(finding.path) for finding in missing)
        found.faults.update((finding.path, _sentence(finding)) for finding in missing)
        self._leave_out_taken_slugs(found, rows)
        new = await self._record(found, rows)
        rows = {row.slug: row for row in await self._store.briefs()}
        here = {slug for slug, row in rows.items() if row.gone_at is None}
        known = {slug: one for slug, one in self.briefs.items() if slug in here}
        for path, source in found.good.items():
            if source.brief is not None:
                row = rows[source.brief.slug]
                known[row.slug] = KnownBrief(brief=source.brief, revision=row.number, row=row)
                self._slugs[path] = row.slug
        await self._bring_back(found, rows, known)
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
            read = await asyncio.to_thread(self._read, changed[start : start + _AT_ONCE])
            earlier = await self._earlier(read, rows)
            await asyncio.to_thread(self._judge, read, earlier, found)
            if self._progress is not None:
                self._progress(start + len(read), len(changed))
        return found

    def _read(self, paths: Sequence[Path]) -> list[_Read]:
        # The signature first: what is written meanwhile is then seen as a change next time.
        return [_Read(path, self._signature(path), self._reader.read(path)) for path in paths]

    async def _earlier(
        self, read: Sequence[_Read], rows: Mapping[str, BriefRow]
    ) -> Mapping[str, Brief]:
        """Return the last good revisions that these files may have changed, by slug."""
        earlier: dict[str, Brief] = {}
        for brief, text in ((each.source.brief, each.source.text) for each in read):
            if brief is None:
                continue
            known, row = self.briefs.get(brief.slug), rows.get(brief.slug)
            if known is not None:
                earlier[brief.slug] = known.brief
            elif row is not None and row.hash == _hash(text):
                earlier[brief.slug] = brief
            elif row is not None and (stored := await self._stored(row)) is not None:
                earlier[brief.slug] = stored
        return earlier

    def _judge(self, read: Sequence[_Read], earlier: Mapping[str, Brief], found: _Found) -> None:
        """Sort files into good ones and faulty ones, with what is wrong in a sentence."""
        for one in read:
            path, brief = str(one.path), one.source.brief
            if one.signature is not None:
                found.signatures[path] = one.signature
            findings: Sequence[Finding] = one.source.faults
            if brief is not None:
                context = Context(
                    now=self._clock.now(),
                    collection=Collection.of((one.source,)),
                    previous=earlier.get(brief.slug),
                    previous_known=True,
                )
                findings = lint(one.source, context)
            errors = [each for each in findings if each.severity is Severity.ERROR]
            if errors or brief is None:
                found.faults[path] = _told(errors, path=path)
            else:
                found.good[path] = one.source

    def _leave_out_taken_slugs(self, found: _Found, rows: Mapping[str, BriefRow]) -> None:
        """Make faulty the files whose slug is another's: that of the first path, or the one known.

        What they are is not remembered, for they are in order again once the other one changes.
        """
        read = {path: source.brief.slug for path, source in found.good.items() if source.brief}
        stored = {row.path: row.slug for row in rows.values() if row.gone_at is None}
        owners = {
            slug: path
            for path, slug in {**stored, **self._slugs}.items()
            if path in found.signatures and read.get(path, slug) == slug
        }
        for path, slug in sorted(read.items()):
            owner = owners.setdefault(slug, path)
            if owner != path:
                del found.good[path]
                found.signatures.pop(path, None)
                found.faults[path] = f'{path}: its slug "{slug}" is that of {owner} -- change one'

    # --- remembering ---

    async def _record(self, found: _Found, rows: Mapping[str, BriefRow]) -> frozenset[str]:
        now = self._clock.now()
        gone = set(_gone(rows, self._slugs, found))
        for slug in sorted(gone):
            _log.warning("brief gone", brief=slug, next_step=_GONE)
        seen = [
            BriefSeen(
                slug=source.brief.slug,
                path=path,
                text=source.text,
                hash=_hash(source.text),
                baseline=(public := public_at(source.brief)) is not None and public < now,
            )
            for path, source in found.good.items()
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
        self, found: _Found, rows: Mapping[str, BriefRow], known: dict[str, KnownBrief]
    ) -> None:
        """After a start, take the last good revision of faulty and hidden files from the store."""
        for row in rows.values():
            if row.slug in known or row.gone_at is not None or not found.hides(row.path):
                continue
            brief = await self._stored(row)
            if brief is not None:
                known[row.slug] = KnownBrief(brief=brief, revision=row.number, row=row)
                self._slugs[row.path] = row.slug

    async def _stored(self, row: BriefRow) -> Brief | None:
        """Return the last good revision as the store has it."""
        text = await self._store.revision_text(row.slug)
        if text is None:
            return None
        return (await asyncio.to_thread(self._reader.parse, text, path=row.path)).brief

    async def _note_faults(self, found: _Found) -> None:
        now = self._clock.now()
        for path, message in found.faults.items():
            if self._faults.get(path) != message:
                kept = path in self._slugs
                told = f"{message}; its last good revision stays" if kept else message
                _log.error("brief not taken over", file=path, reason=told)
                await self._store.put_fault(
                    Fault(kind=FAULT, subject=path, message=told, since=now)
                )
        await self._store.clear_faults(FAULT, keep=found.faults)
        for path in sorted(self._faults.keys() - found.faults.keys()):
            _log.info("brief in order again, or gone", file=path)
        self._faults = found.faults


class Signature(Protocol):
    """Tells a file's state without reading it."""

    def __call__(self, path: Path, /) -> tuple[int, int, int] | None:
        """Return change time in nanoseconds, size and inode; None for what is not there."""
        ...


def _gone(rows: Mapping[str, BriefRow], slugs: Mapping[str, str], found: _Found) -> Iterator[str]:
    """Yield the slugs whose file is gone: not one that is faulty, nor one under another name."""
    here = {source.brief.slug for source in found.good.values() if source.brief is not None}
    here |= {s for path, s in slugs.items() if path in found.signatures and path not in found.good}
    for slug, row in rows.items():
        if row.gone_at is None and slug not in here and not found.hides(row.path):
            yield slug


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _told(errors: Sequence[Finding], *, path: str) -> str:
    if not errors:
        return f"{path}: it is no brief"
    more = f" (and {len(errors) - 1} more, see briefbot check)" if len(errors) > 1 else ""
    return _sentence(errors[0]) + more


def _sentence(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    hint = f" -- {finding.hint}" if finding.hint else ""
    return f"{place}: {finding.code} {finding.message}{hint}"
