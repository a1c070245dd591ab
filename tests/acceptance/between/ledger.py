"""What the ledger says was posted, against what stands in the chat."""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from acceptance.between.chat import ChatPlace, Standing

#: What is said where: a posting's kind and subject, and the number of its page.
Said = tuple[str, str, int]

_TABLES = "select count(*) = 3 from sqlite_master where name in ('posting', 'delivery', 'shown')"
_DELIVERIES = """
select delivery.*, posting.kind, posting.subject
from delivery join posting on posting.id = delivery.posting
"""


@dataclass(frozen=True)
class Verdict:
    """What stands, by places and threads in their order, and what is wrong with it."""

    said: Mapping[str, Sequence[Sequence[Said]]]
    duplicates: Sequence[str] = ()
    lost: Sequence[str] = ()
    wrong: Sequence[str] = ()

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield in which way something is wrong, and what."""
        for what, found in (
            ("duplicate", self.duplicates),
            ("lost", self.lost),
            ("wrong", self.wrong),
        ):
            yield from ((what, each) for each in found)

    def differences(self, expected: "Verdict") -> Iterator[tuple[str, str]]:
        """Yield in which way something else stands than was expected, and what."""
        for place in self.said.keys() | expected.said.keys():
            here, there = self.said.get(place, []), expected.said.get(place, [])
            ours, theirs = Counter(chain(*here)), Counter(chain(*there))
            yield from (("duplicate", f"{place}: {each}") for each in (ours - theirs).elements())
            yield from (("lost", f"{place}: {each}") for each in (theirs - ours).elements())
            if ours == theirs and here != there:
                yield "out of order", f"{place}: {here} instead of {there}"


class Ledger:
    """The SQLite ledger of a site, read beside the process and without its code."""

    def __init__(self, data: Path) -> None:
        self._path = data / "briefbot.db"

    def references(self, kind: str) -> list[str]:
        """Return the references of the postings of a kind."""
        return [
            row["reference"] for row in self._read("select * from posting") if row["kind"] == kind
        ]

    def has_reminders(self) -> bool:
        """Tell whether anybody has asked for a reminder."""
        return bool(self._read("select id from personal_reminder"))

    def is_at_rest(self, *kinds: str) -> bool:
        """Tell whether there are postings of these kinds, and nothing of any is to be done."""
        postings = self._read("select kind, state from posting")
        if not Counter(kinds) <= Counter(row["kind"] for row in postings):
            return False
        left = {"waiting"} & {row["state"] for row in postings}
        states = {row["state"] for row in self._read("select state from delivery")}
        return not left and not states & {"pending", "claimed", "sending", "unknown"}

    def shows(self, slug: str, revision: int) -> bool:
        """Tell whether everything that shows a brief shows this revision."""
        rows = self._read("select revision from shown where slug = ?", slug)
        return {row["revision"] for row in rows} == {revision}

    def judge(self, place: ChatPlace) -> Verdict:
        """Hold what stands against what the ledger says that stands."""
        rows = self._read(_DELIVERIES)
        kept = {
            row["receipt_message"]: row
            for row in rows
            if row["operation"] == "send" and row["retracted_at"] is None
        }
        there = place.standing()
        ids = {each.id for each in there}
        return Verdict(
            said=_said(there, kept),
            duplicates=[
                *(f"{each.place}: {_text(each.body)}" for each in there if each.id not in kept),
                *place.repeated,
            ],
            lost=[_name(row) for at, row in kept.items() if at not in ids],
            wrong=[
                *(_name(row) for row in rows if row["state"] != "sent"),
                *_different(there, kept, place),
            ],
        )

    def _read(self, statement: str, *values: str) -> list[sqlite3.Row]:
        if not self._path.exists():
            return []
        with closing(sqlite3.connect(self._path, timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            [(tables,)] = connection.execute(_TABLES)
            # There are none in a database that was only just begun.
            return list(connection.execute(statement, values)) if tables else []


def _said(
    there: Sequence[Standing], kept: Mapping[str, sqlite3.Row]
) -> Mapping[str, Sequence[Sequence[Said]]]:
    """Return what is said in each place: in the channel itself, then in each of its threads."""
    threads: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for each in there:
        if row := kept.get(each.id):
            # One of many meetings, and of many interactions, is as good as another.
            subject = row["subject"].rstrip("0123456789")
            threads[each.place, each.thread].append((row["kind"], subject, row["page"]))
    said: dict[str, list[list[Said]]] = defaultdict(list)
    for (place, _), ones in sorted(threads.items()):
        said[place].append(ones)
    return dict(said)


def _different(
    there: Sequence[Standing], kept: Mapping[str, sqlite3.Row], place: ChatPlace
) -> list[str]:
    """Return what says something else than the ledger has of it."""
    return [
        f"{_name(row)} says {_text(each.body)}"
        for each in there
        if (row := kept.get(each.id)) and each.body != place.body_of(row["payload"])
    ]


def _name(row: sqlite3.Row) -> str:
    return "{operation} of page {page} of {kind} {subject}: {state}".format_map(dict(row))


def _text(body: object) -> str:
    return json.dumps(body, ensure_ascii=False)[:200]
