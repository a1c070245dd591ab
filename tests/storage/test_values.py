"""Values as text and back: what comes back as it was, what is refused, and how."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefbot.core.brief import Correction
from briefbot.core.changes import Change, ChangeKind, Subject, changes
from briefbot.core.document import Document, DocumentKind, Inline, Meta, Para, Strong, Text
from briefbot.core.position import Position
from briefbot.core.rendering import RenderOptions
from briefbot.core.when import PartOfDay, Precision, When
from briefbot.storage.values import StoredValueError, dump, load
from builders import correction, fact
from named_documents import DOCUMENTS, FIRST_REVISION, RICH
from strategies import documents, whens

NOTICE = Meta(kind=DocumentKind.NOTICE, title="Moved")
EVENING = When(
    precision=Precision.PART_OF_DAY,
    day=date(2026, 2, 3),
    part=PartOfDay.EVENING,
    zone="Europe/Brussels",
)
AT_SIX = When.at(datetime(2026, 2, 3, 18, 0, tzinfo=ZoneInfo("Europe/Brussels")))


# Whole documents are slow to draw.
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_any_document_comes_back_as_it_was(document: Document) -> None:
    text = dump(document)

    assert text.isascii()
    assert load(Document, text) == document
    assert dump(load(Document, text)) == text


@pytest.mark.parametrize("name", DOCUMENTS)
def test_composed_documents_come_back_as_they_were(name: str) -> None:
    assert load(Document, dump(DOCUMENTS[name])) == DOCUMENTS[name]


@given(whens())
def test_any_date_comes_back_as_it_was(when: When) -> None:
    assert load(When, dump(when)) == when


any_character = st.characters(exclude_categories=[]) | st.sampled_from("\0\ud83d\ude00\\😀")


@given(st.text(any_character, max_size=20))
def test_any_text_comes_back_as_it_was_unless_it_has_a_character_in_two_halves(text: str) -> None:
    document = Document(meta=replace(NOTICE, title=text))
    if re.search("[\ud800-\udbff][\udc00-\udfff]", text):
        with pytest.raises(StoredValueError, match="two halves"):
            dump(document)
        return
    stored = dump(document)

    assert stored.isascii()
    assert "\0" not in stored
    assert load(Document, stored) == document


def test_a_character_in_two_halves_is_refused() -> None:
    with pytest.raises(StoredValueError, match="two halves"):
        dump(Document(meta=replace(NOTICE, title="\ud83d\ude00")))


# --- instants ---


@given(
    st.datetimes(timezones=st.timezones() | st.just(timezone(timedelta(hours=14)))),
)
def test_an_instant_comes_back_as_the_same_moment(instant: datetime) -> None:
    back = load(When, dump(When.at(instant))).instant

    assert back is not None
    assert moment(back) == moment(instant)


def moment(instant: datetime) -> timedelta:
    """Return how long after year 1 in UTC it is, also where the two hours of a fold differ."""
    offset = instant.utcoffset()
    assert offset is not None
    return instant.replace(tzinfo=None) - datetime.min - offset  # noqa: DTZ901 - both without zone


@pytest.mark.parametrize("fold", [0, 1])
def test_both_hours_of_a_fold_are_told_apart(fold: int) -> None:
    # Kyiv puts its clocks back at 4:00 on 25 October 2026.
    twice = datetime(2026, 10, 25, 3, 30, tzinfo=ZoneInfo("Europe/Kyiv"), fold=fold)

    assert load(When, dump(When.at(twice))).instant == datetime(2026, 10, 25, fold, 30, tzinfo=UTC)


def test_equal_instants_of_two_zones_have_one_text() -> None:
    assert dump(When.at(datetime(2026, 2, 3, 17, 0, tzinfo=UTC))) == dump(AT_SIX)


def test_the_first_and_last_moments_come_back_although_utc_has_no_date_for_them() -> None:
    east, west = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))

    for edge in (datetime.min.replace(tzinfo=east), datetime.max.replace(tzinfo=west)):
        assert load(When, dump(When.at(edge))) == When.at(edge)


def test_an_instant_without_offset_is_refused() -> None:
    with pytest.raises(StoredValueError, match="offset"):
        dump(correction(at_time=datetime(2026, 2, 3)))  # noqa: DTZ001 - the fault
    with pytest.raises(StoredValueError, match="offset"):
        load(
            Correction,
            '{"kind":"Correction","v":1,"value":{"at_time":"2026-02-03T10:00","kind":"update"}}',
        )


# --- other values ---


def test_the_changes_of_a_brief_come_back_with_their_statements() -> None:
    found = changes(FIRST_REVISION, RICH)

    assert found
    assert tuple(load(Change, dump(change)) for change in found) == found


def test_where_a_correction_stands_in_its_file_does_not_change_its_text() -> None:
    assert dump(correction(at=Position(7, 3))) == dump(correction())


def test_a_read_only_mapping_is_stored_like_any() -> None:
    read_only = RenderOptions(mentions=MappingProxyType({"all": "11"}))

    assert load(RenderOptions, dump(read_only)) == RenderOptions(mentions={"all": "11"})


# --- what is no value ---


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Expecting value"),
        ("[]", "list instead of dict"),
        ("{}", "'v' is missing"),
        ('{"kind":"When","v":2,"value":{}}', "format 2 is unknown"),
        ('{"kind":"Document","v":1,"value":{}}', "'Document' instead of When"),
        ('{"kind":"When","v":1}', "'value' is missing"),
        ('{"kind":"When","v":1,"value":null}', "no When"),
        ('{"kind":"When","v":1,"value":[]}', "no When"),
        ('{"kind":"When","v":1,"value":{}}', "'precision' is missing"),
        ('{"kind":"When","v":1,"value":{"precision":"vague"}}', "'vague'"),
        ('{"kind":"When","v":1,"value":{"precision":"day"}}', "needs a day"),
        ('{"kind":"When","v":1,"value":{"precision":"day","day":"3 May"}}', "3 May"),
        ('{"kind":"When","v":1,"value":{"precision":"day","day":20260503}}', "no When"),
        ('{"kind":"When","v":1,"value":{"precision":"tba","zone":1}}', "int instead of str"),
        ('{"kind":"When","v":1,"value":{"precision":"tba","later":1}}', "When has no later"),
        ("[" * 100_000, "too deep"),
    ],
)
def test_what_is_no_value_is_refused_with_a_short_reason(text: str, reason: str) -> None:
    with pytest.raises(StoredValueError, match=reason) as caught:
        load(When, text)

    assert len(str(caught.value)) < 250
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "field",
    ['"hours":13', '"hours":12.0', '"hours":[]', '"max_pages":true', '"mentions":{"a":1}'],
)
def test_nothing_is_converted_to_fit(field: str) -> None:
    with pytest.raises(StoredValueError):
        load(RenderOptions, f'{{"kind":"RenderOptions","v":1,"value":{{{field}}}}}')


@pytest.mark.parametrize("sources", ['"abc"', '{"a":1}', "[1]", "null"])
def test_a_text_is_no_list_of_letters(sources: str) -> None:
    statement = fact("It met.", "wire")
    text = dump(Change(kind=ChangeKind.ADDED, subject=Subject.STATEMENT, now_statement=statement))

    with pytest.raises(StoredValueError):
        load(Change, text.replace('["wire"]', sources))


def test_a_tree_too_deep_to_be_read_is_not_written() -> None:
    inline: Inline = Text("deep")
    for _ in range(1_000):
        inline = Strong((inline,))

    with pytest.raises(StoredValueError, match="too deep"):
        dump(Document(meta=NOTICE, lead=(Para((inline,)),)))
