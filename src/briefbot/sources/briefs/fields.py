"""Typed reading of front matter fields: each getter checks, converts, and reports what is wrong.

A getter returns its default for a field that is absent or faulty, so that one fault hides no other.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeVar

from briefbot.core.brief_source import FieldNode, MappingNode, ScalarNode, SequenceNode
from briefbot.core.position import Position
from briefbot.sources.briefs.dates import (
    DAY_EXAMPLE,
    MOMENT_EXAMPLE,
    parse_day,
    parse_moment,
    zone_names,
)
from briefbot.sources.briefs.report import Report, advice, nearest, shown

#: Ids of sources and meetings, and slugs: lower-case words joined by hyphens.
SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_RULE: Final = "use lower-case letters and digits, in words joined by single hyphens"
MAX_ID: Final = 64
MAX_URL: Final = 2048
#: The shape of a BCP 47 tag of language, script, region and variants
#: (https://www.rfc-editor.org/info/bcp47); extensions and private use have no place in a brief.
LANGUAGE: Final = re.compile(
    r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-[a-z0-9]{5,8})*", re.IGNORECASE
)

_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,12})?")

E = TypeVar("E", bound=StrEnum)


class Fields:
    """One mapping of the front matter, read field by field; `close` reports unknown names.

    `name` is what messages call the mapping, empty for the front matter itself.
    """

    __slots__ = ("_asked", "_entries", "at", "name", "report")

    def __init__(self, node: MappingNode, report: Report, name: str = "") -> None:
        self.at = node.at
        self.name = name
        self.report = report
        self._entries = {key.value: (key, value) for key, value in node.entries}
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def close(self) -> None:
        """Report every field that no getter asked for."""
        for key, (node, _) in self._entries.items():
            if key in self._asked:
                continue
            near = None if self.report.full else nearest(key, self._asked)
            hint = f'did you mean "{near}"?' if near else "remove it"
            of = f" in {self.name}" if self.name else ""
            self.report.add("BB101", node.at, f"unknown field {shown(key)}{of}", hint)

    # --- reporting ---

    def title_of(self, key: str) -> str:
        """Return what messages call a field: `meetings[2].tz`."""
        return f"{self.name}.{key}" if self.name else key

    def place(self, key: str) -> Position:
        """Return where a field's value stands, or the mapping when it has none."""
        entry = self._entries.get(key)
        return entry[1].at if entry else self.at

    def fault(self, key: str, what: str, hint: str, *, code: str = "BB101") -> None:
        """Report that a field `what`: "is not a date"."""
        self.report.add(code, self.place(key), f"{self.title_of(key)} {what}", hint)

    # --- getters ---

    def node(self, key: str, *, required: bool = False) -> FieldNode | None:
        """Return a field as it was read; a name without a value counts as absent."""
        self._asked.add(key)
        entry = self._entries.get(key)
        if entry is not None and not (isinstance(entry[1], ScalarNode) and not entry[1].value):
            return entry[1]
        if required:
            at = entry[0].at if entry else self.at
            what = f"{self.title_of(key)} is empty" if entry else f"{self.title_of(key)} is missing"
            self.report.add("BB101", at, what, f"add {key}: it is required")
        return None

    def written(self, key: str, *, required: bool = False) -> str | None:
        """Return a scalar as it was written, or None when it is absent or no scalar."""
        node = self.node(key, required=required)
        if node is None or isinstance(node, ScalarNode):
            return node.value if node else None
        self.fault(key, "is a list or mapping", "write one value")
        return None

    def text(
        self,
        key: str,
        limit: int,
        *,
        required: bool = False,
        default: str = "",
        lines: bool = False,
    ) -> str:
        """Return text of at most `limit` characters, on one line unless `lines` allows more."""
        written = self.written(key, required=required)
        if written is None:
            return default
        text = written.strip()
        if len(text) > limit:
            self.fault(key, f"is {len(text)} characters long", f"use at most {limit}")
            return default
        if not lines and "\n" in text:
            self.fault(key, "runs over several lines", "write it on one line")
            return default
        return text

    def slug(self, key: str, *, required: bool = False, shortest: int = 1) -> str:
        """Return an id or slug, or "" when it is absent or malformed."""
        written = self.written(key, required=required)
        if written is None:
            return ""
        if SLUG.fullmatch(written) and shortest <= len(written) <= MAX_ID:
            return written
        hint = f"{SLUG_RULE}, {shortest} to {MAX_ID} characters"
        self.fault(key, f"is {shown(written)}", hint)
        return ""

    def choice(self, key: str, kind: type[E], *, required: bool = False) -> E | None:
        """Return the member of an enumeration whose value was written, or None."""
        written = self.written(key, required=required)
        if written is None:
            return None
        try:
            return kind(written)
        except ValueError:
            self.fault(key, f"is {shown(written)}", advice(written, kind))
            return None

    def flag(self, key: str) -> bool:
        """Return whether a field says `true`; absent is false."""
        written = self.written(key)
        if written not in (None, "true", "false"):
            self.fault(key, f"is {shown(written or '')}", "write true or false")
        return written == "true"

    def number(self, key: str, limit: int) -> float | None:
        """Return a decimal number between -limit and limit, or None."""
        written = self.written(key)
        if written is None:
            return None
        if _NUMBER.fullmatch(written) and abs(value := float(written)) <= limit:
            return value
        self.fault(key, f"is {shown(written)}", f"write a number from -{limit} to {limit}")
        return None

    def day(self, key: str) -> date | None:
        """Return a calendar day, or None."""
        written = self.written(key)
        if written is None:
            return None
        day = parse_day(written)
        if day is None:
            self.fault(key, f"is {shown(written)}, which is no date", DAY_EXAMPLE)
        return day

    def instant(self, key: str, *, required: bool = False) -> datetime | None:
        """Return an aware datetime, or None; a time without an offset is BB103."""
        written = self.written(key, required=required)
        if written is None:
            return None
        moment = parse_moment(written)
        if moment is None:
            self.fault(key, f"is {shown(written)}, which is no date and time", MOMENT_EXAMPLE)
        elif moment.tzinfo is None:
            self.fault(key, f"is {written}, without a UTC offset", MOMENT_EXAMPLE, code="BB103")
            return None
        return moment

    def language(self, key: str, default: str = "") -> str:
        """Return a BCP 47 tag."""
        written = self.written(key)
        if written is None or LANGUAGE.fullmatch(written):
            return written or default
        hint = "write a BCP 47 tag, for example en, uk or pt-BR"
        self.fault(key, f"is {shown(written)}", hint)
        return default

    def zone(self, key: str) -> str:
        """Return an IANA zone name, or "" when it is absent or unknown (BB305)."""
        written = self.written(key)
        if written is None or written in zone_names():
            return written or ""
        near = None if self.report.full else nearest(written, zone_names())
        hint = f'did you mean "{near}"?' if near else "write an IANA name, such as Europe/Brussels"
        self.fault(key, f"is {shown(written)}, which is no known zone", hint, code="BB305")
        return ""

    def words(self, key: str, limit: int) -> tuple[ScalarNode, ...]:
        """Return a list of scalars, as written; one scalar alone is a list of one."""
        node = self.node(key)
        if node is None:
            return ()
        items = node.items if isinstance(node, SequenceNode) else (node,)
        scalars = tuple(item for item in items if isinstance(item, ScalarNode))
        if len(scalars) < len(items):
            self.fault(key, "holds a list or mapping", "write a list of plain values")
        if len(scalars) > limit:
            self.fault(key, f"holds {len(scalars)} values", f"use at most {limit}")
        return scalars[:limit]

    def slugs(self, key: str, limit: int) -> tuple[str, ...]:
        """Return a list of slugs without the malformed ones."""
        return self.matching(key, limit, SLUG, f"{SLUG_RULE}, up to {MAX_ID} characters")

    def matching(self, key: str, limit: int, form: re.Pattern[str], rule: str) -> tuple[str, ...]:
        """Return a list of words in one form; others are reported with `rule` and left out."""
        found: dict[str, None] = {}
        for node in self.words(key, limit):
            if len(node.value) <= MAX_ID and form.fullmatch(node.value):
                found[node.value] = None
            else:
                message = f"{self.title_of(key)} holds {shown(node.value)}"
                self.report.add("BB101", node.at, message, rule)
        return tuple(found)

    def mapping(self, key: str) -> "Fields | None":
        """Return a nested mapping, or None; the caller closes it."""
        node = self.node(key)
        if node is None or isinstance(node, MappingNode):
            return Fields(node, self.report, self.title_of(key)) if node else None
        self.fault(key, "has no fields", "write it as {name: value, ...}")
        return None

    def mappings(self, key: str, limit: int) -> Iterator["Fields"]:
        """Yield each mapping of a list, at most `limit`, and close it when the caller is done."""
        node = self.node(key)
        if node is None:
            return
        if not isinstance(node, SequenceNode):
            self.fault(key, "is no list", f"write {key} as a list: one line starting with - each")
            return
        if len(node.items) > limit:
            self.fault(key, f"holds {len(node.items)} entries", f"use at most {limit}")
        for number, item in enumerate(node.items[:limit], start=1):
            name = f"{self.title_of(key)}[{number}]"
            if isinstance(item, MappingNode):
                fields = Fields(item, self.report, name)
                yield fields
                fields.close()
            else:
                hint = "write it as {name: value, ...}"
                self.report.add("BB101", item.at, f"{name} has no fields", hint)

    def named(self, key: str, limit: int) -> Iterator[tuple[ScalarNode, "Fields"]]:
        """Yield name and fields of each entry of a mapping of mappings, and close the fields."""
        node = self.node(key, required=True)
        if node is None:
            return
        if not isinstance(node, MappingNode):
            self.fault(key, "is no mapping", f"write {key} as one line `id: {{...}}` each")
            return
        if len(node.entries) > limit:
            self.fault(key, f"holds {len(node.entries)} entries", f"use at most {limit}")
        for name, item in node.entries[:limit]:
            where = f"{self.title_of(key)}.{name.value[:MAX_ID]}"
            if isinstance(item, MappingNode):
                fields = Fields(item, self.report, where)
                yield name, fields
                fields.close()
            else:
                hint = "write it as {name: value, ...}"
                self.report.add("BB101", item.at, f"{where} has no fields", hint)
