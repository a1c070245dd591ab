"""The texts of stored values, as they are in databases: what is written here must stay readable.

The golden files are therefore never written anew. A change that breaks one needs a new format
number, and a reader for the old one.
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.changes import Change, ChangeKind, Subject
from briefbot.core.document import (
    Actions,
    Block,
    Button,
    Callout,
    CalloutKind,
    Code,
    CodeBlock,
    CommandButton,
    Divider,
    Document,
    DocumentKind,
    Emph,
    Fold,
    Heading,
    Image,
    Inline,
    KeyValue,
    KeyValues,
    Link,
    LinkButton,
    List,
    ListItem,
    MentionTarget,
    Meta,
    Para,
    ParaStyle,
    Part,
    Priority,
    Quote,
    SourceRef,
    Strike,
    Strong,
    Table,
    Text,
    Time,
    TimeStyle,
)
from briefbot.core.rendering import RenderOptions
from briefbot.core.when import PartOfDay, Precision, When
from briefbot.storage.values import Storable, StoredValueError, dump, load
from builders import correction, fact

GOLDEN = Path(__file__).parent.parent / "golden" / "storage"
EVENING = When(
    precision=Precision.PART_OF_DAY,
    day=date(2026, 2, 3),
    part=PartOfDay.EVENING,
    zone="Europe/Brussels",
)
AT_SIX = When.at(datetime(2026, 2, 3, 18, 0, tzinfo=ZoneInfo("Europe/Brussels")))
MET = (Text("The council met."),)
EVERY_PIECE = Document(
    meta=Meta(
        kind=DocumentKind.SUMMARY,
        title="Рада 👍🏽",
        lang="uk",
        summary="It met.",
        priority=Priority.URGENT,
        show="/brief show a-brief",
    ),
    lead=(
        Heading(2, MET),
        Para(
            (
                Strong((Emph((Strike(MET),)),)),
                Code("x = 1"),
                Link("https://example.org/", MET),
                Time(AT_SIX, TimeStyle.COUNTDOWN),
                SourceRef("wire", "Example Wire", "https://example.org/wire"),
                MentionTarget("editors"),
            ),
            ParaStyle.LEDE,
        ),
        Divider(),
    ),
    body=(
        Part(
            (
                List(
                    (ListItem(MET, MET, (ListItem(MET, (), (ListItem(MET),)),)),),
                    ordered=True,
                    start=3,
                ),
                Quote(MET, MET),
                Table((MET, MET), ((MET, ()), ((), MET)), "Votes"),
                KeyValues((KeyValue("Members", MET, MET),)),
            ),
            keep=True,
        ),
        Part((Fold("More", (Fold("Still more", (CodeBlock("a\n b"),)),)),)),
    ),
    tail=(
        Image("https://example.org/p.png", "A hall", "The hall"),
        Callout(CalloutKind.CORRECTION, "Correction", MET),
        Actions((LinkButton("Read", "https://example.org/"), CommandButton("All", "show", "a"))),
    ),
)


VALUES: dict[str, Storable] = {
    "document": EVERY_PIECE,
    "part-of-day": EVENING,
    "instant": AT_SIX,
    "default-options": RenderOptions(),
    "options": RenderOptions(hours=12, mentions={"news": "22", "all": "11"}, max_pages=3),
    "change": Change(
        kind=ChangeKind.ADDED,
        subject=Subject.STATEMENT,
        now=MET,
        now_statement=fact("The council met.", "wire", details=(fact("It ended late."),)),
    ),
    "correction": correction(was="2\0", now="\ud83d?"),
}


def stored(name: str) -> str:
    return (GOLDEN / f"{name}.json").read_text(encoding="ascii").removesuffix("\n")


@pytest.mark.parametrize("name", VALUES)
def test_a_value_has_the_text_it_always_had(name: str) -> None:
    assert dump(VALUES[name]) == stored(name)


@pytest.mark.parametrize("name", VALUES)
def test_a_text_written_once_stays_readable(name: str) -> None:
    assert load(type(VALUES[name]), stored(name)) == VALUES[name]


def test_every_golden_file_has_its_value() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(VALUES)


def test_the_document_above_has_every_piece_there_is() -> None:
    for each in (*get_args(Inline), *get_args(Block), *get_args(Button)):
        assert f'"_type":"{each.__name__}"' in stored("document")


def places(tree: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - JSON
    """Return every list and object of a JSON tree, with each of its indices."""
    if not isinstance(tree, dict | list):
        return []
    indices = list(tree) if isinstance(tree, dict) else range(len(tree))
    here = [(tree, index) for index in indices]
    return here + [place for index in indices for place in places(tree[index])]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda below: st.lists(below, max_size=2) | st.dictionaries(st.text(max_size=5), below),
    max_leaves=3,
)


@settings(max_examples=200)
@given(st.sampled_from(sorted(VALUES)), st.data(), anything)
def test_a_damaged_text_is_read_or_refused(name: str, data: st.DataObject, damage: object) -> None:
    kind, tree = type(VALUES[name]), json.loads(stored(name))
    holder, index = data.draw(st.sampled_from(places(tree)))
    holder[index] = damage
    try:
        read = load(kind, json.dumps(tree))
    except StoredValueError:
        return
    assert load(kind, dump(read)) == read
