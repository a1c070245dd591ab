from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from babel import Locale

from brief_texts import FIELDS, brief_of, faults_of, read, rest_of_line
from briefbot.core.brief import (
    Actor,
    BriefImage,
    Correction,
    CorrectionKind,
    Interval,
    KeyFigure,
    Place,
    Source,
    SourceKind,
    Status,
    Tlp,
    Trend,
)
from briefbot.core.document import Priority
from briefbot.core.when import Precision, When
from briefbot.sources.briefs.countries import COUNTRIES

NOON = datetime(2025, 3, 12, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("title", "NO", "NO"),
        ("status", "published", Status.PUBLISHED),
        ("priority", "flash", Priority.FLASH),
        ("trend", "de-escalating", Trend.DE_ESCALATING),
        ("tlp", "AMBER+STRICT", Tlp.AMBER_STRICT),
        ("lang", "no", "no"),
        ("lang", "sr-Latn-RS", "sr-Latn-RS"),
        ("summary", "The harbour reopened.", "The harbour reopened."),
        ("summary", ">-\n  The harbour\n  reopened.", "The harbour reopened."),
        ("editor_note", "|\n  one\n  two", "one\ntwo"),
        ("info_cutoff", "2025-03-12T12:00:00Z", NOON),
        ("published_at", "2025-03-12 12:00Z", NOON),
        ("updated_at", '"2025-03-12T12:00:00.000000+00:00"', NOON),
        ("next_update", "2025-03-12T14:00+02:00", NOON),
        ("embargo_until", "2025-03-12T12:00Z", NOON),
        ("tags", "[bridges, 2025, no]", ("bridges", "2025", "no")),
        ("tags", "[bridges, bridges]", ("bridges",)),
        ("topics", "\n  - transport", ("transport",)),
        ("supersedes", "old-harbour", ("old-harbour",)),
        ("superseded_by", "[new-harbour, newer]", ("new-harbour", "newer")),
        (
            "covers",
            "{start: 2025-03-12T11:00Z, end: 2025-03-12T12:00Z}",
            Interval(start=NOON - timedelta(hours=1), end=NOON),
        ),
        (
            "place",
            "{name: Oslo, country: NO, lat: 59.91, lon: 010.75}",
            Place(name="Oslo", country="NO", lat=59.91, lon=10.75),
        ),
        (
            "actors",
            "[{name: Harbour Office, role: operator, org: Port, role_as_of: 2025-03-12}]",
            (
                Actor(
                    name="Harbour Office", role="operator", org="Port", role_as_of=date(2025, 3, 12)
                ),
            ),
        ),
        (
            "key_figures",
            "[{label: depth, value: 1.10, unit: m, as_of: 2025-03-12, source: wire}]",
            (
                KeyFigure(
                    label="depth", value="1.10", unit="m", as_of=date(2025, 3, 12), source="wire"
                ),
            ),
        ),
        (
            "sources",
            (
                "{wire: {url: u, publisher: P, title: on, published: 2025-03-12, "
                "accessed: 2025-03-13, lang: no, kind: primary, archived_url: a}}"
            ),
            (
                Source(
                    id="wire",
                    url="u",
                    publisher="P",
                    title="on",
                    published=date(2025, 3, 12),
                    accessed=date(2025, 3, 13),
                    lang="no",
                    kind=SourceKind.PRIMARY,
                    archived_url="a",
                ),
            ),
        ),
        (
            "corrections",
            (
                "[{at: 2025-03-12T12:00Z, kind: update, was: 0123, now: 19:00, "
                "source: wire, by: desk}]"
            ),
            (
                Correction(
                    at_time=NOON,
                    kind=CorrectionKind.UPDATE,
                    was="0123",
                    now="19:00",
                    source="wire",
                    by="desk",
                ),
            ),
        ),
        (
            "images",
            "[{url: u, alt: a, caption: b, credit: c, licence: d}]",
            (BriefImage(url="u", alt="a", caption="b", credit="c", licence="d"),),
        ),
        ("images", "[{path: images/a.png, alt: a}]", (BriefImage(path="images/a.png", alt="a"),)),
    ],
)
def test_a_field_is_converted_as_it_was_written(name: str, written: str, value: object) -> None:
    source = read({name: written})

    assert source.brief is not None
    assert getattr(source.brief, name) == value


def test_only_what_is_written_differs_from_the_defaults() -> None:
    brief = brief_of()

    assert (brief.status, brief.priority, brief.tlp, brief.lang) == (
        Status.DRAFT,
        Priority.ROUTINE,
        Tlp.CLEAR,
        "en",
    )
    assert brief.trend is None
    assert brief.meetings == ()
    assert brief.published_at is None


def test_a_name_without_a_value_counts_as_absent() -> None:
    assert brief_of({"trend": "", "summary": '""', "place": ""}) == brief_of()


def test_an_offset_stays_as_it_was_written() -> None:
    brief = brief_of({"next_update": "2025-03-12T14:00+02:00"})

    assert brief.next_update is not None
    assert brief.next_update.tzinfo == timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("time", "precision", "when"),
    [
        ("2025-03-12", "", When.on(date(2025, 3, 12))),
        ("2025-03-12", "day", When.on(date(2025, 3, 12))),
        ("2025-03-12", "approx", When(precision=Precision.APPROX, day=date(2025, 3, 12))),
        ("2025-03-12T12:00Z", "", When.at(NOON)),
        ("2025-03-12T12:00Z", "exact", When.at(NOON)),
        ("2025-03-12T12:00Z", "hour", When(precision=Precision.HOUR, instant=NOON)),
        ("2025-03-12T23:30-05:00", "day", When.on(date(2025, 3, 12))),
        ("2025-03-12T12:00", "approx", When(precision=Precision.APPROX, day=date(2025, 3, 12))),
    ],
)
def test_an_event_is_as_precise_as_it_says(time: str, precision: str, when: When) -> None:
    assert brief_of({"event_time": time, "event_precision": precision}).event == when


MOMENT = "write it with its UTC offset, for example 2024-11-28T21:00:00Z or 2024-11-28T22:00+01:00"


@pytest.mark.parametrize(
    ("name", "written", "pointed", "code", "message"),
    [
        ("schema", "2", "2", "BB101", "schema is not 1"),
        ("title", "Short", "Short", "BB101", "title is 5 characters long"),
        ("title", "a" * 121, "aaa", "BB101", "title is 121 characters long"),
        ("title", "Harbour reopens.", "Harbour", "BB101", "title ends with a dot"),
        ("title", "Harbour reopens…", "Harbour", "BB101", "title ends with a dot"),
        ("title", "Harbour *reopens*", "Harbour", "BB101", "title holds markup"),
        ("title", '"[Harbour](https://example.org)"', '"[Harbour', "BB101", "title holds markup"),
        ("title", '"Harbour <@123>"', '"Harbour', "BB101", "title holds markup"),
        ("title", "⚓⚓⚓⚓⚓⚓⚓⚓", "⚓⚓⚓⚓⚓⚓⚓⚓", "BB101", "title holds no word"),
        ("title", '"Harbour\\nreopens"', '"Harbour', "BB101", "title runs over several lines"),
        ("title", "[Harbour, reopens]", "[Harbour", "BB101", "title is a list or mapping"),
        ("slug", "Harbour_Reopens", "Harbour_Reopens", "BB101", 'slug is "Harbour_Reopens"'),
        ("slug", "ab", "ab", "BB101", 'slug is "ab"'),
        ("slug", "a" * 65, "aaa", "BB101", f'slug is "{"a" * 59}…"'),
        ("slug", "a--b", "a--b", "BB101", 'slug is "a--b"'),
        ("status", "publishd", "publishd", "BB101", 'status is "publishd"'),
        ("priority", "on", "on", "BB101", 'priority is "on"'),
        ("trend", "{a: b}", "{a:", "BB101", "trend is a list or mapping"),
        ("tlp", "clear", "clear", "BB101", 'tlp is "clear"'),
        ("lang", "english", "english", "BB101", 'lang is "english"'),
        ("summary", "a" * 2001, "aaa", "BB101", "summary is 2001 characters long"),
        (
            "event_time",
            "yesterday",
            "yesterday",
            "BB101",
            'event_time is "yesterday", which is no date',
        ),
        (
            "event_time",
            "2025-02-30",
            "2025-02-30",
            "BB101",
            'event_time is "2025-02-30", which is no date',
        ),
        (
            "event_time",
            "2025-W11-3",
            "2025-W11-3",
            "BB101",
            'event_time is "2025-W11-3", which is no date',
        ),
        (
            "event_time",
            "2025-03-12T24:00Z",
            "2025-03-12T24:00Z",
            "BB101",
            'event_time is "2025-03-12T24:00Z", which is no date',
        ),
        (
            "event_time",
            "2025-03-12T12:00",
            "2025-03-12T12:00",
            "BB103",
            "event_time is 2025-03-12T12:00:00, without a UTC offset",
        ),
        (
            "event_precision",
            "hour",
            "hour",
            "BB101",
            "event_precision is hour, but event_time has no time",
        ),
        ("event_precision", "week", "week", "BB101", 'event_precision is "week"'),
        (
            "info_cutoff",
            "2025-03-12",
            "2025-03-12",
            "BB101",
            'info_cutoff is "2025-03-12", which is no date and time',
        ),
        (
            "info_cutoff",
            "2025-03-12T12:00",
            "2025-03-12T12:00",
            "BB103",
            "info_cutoff is 2025-03-12T12:00, without a UTC offset",
        ),
        ("covers", "2025-03-12", "2025-03-12", "BB101", "covers has no fields"),
        ("covers", "{start: 2025-03-12T12:00Z}", "{start:", "BB101", "covers.end is missing"),
        (
            "covers",
            "{start: 2025-03-12T12:00Z, end: 2025-03-12T12:00Z}",
            "2025-03-12T12:00Z",
            "BB103",
            "covers.end is not after its start",
        ),
        ("place", "Oslo", "Oslo", "BB101", "place has no fields"),
        ("place", "{country: NO}", "{country:", "BB101", "place.name is missing"),
        ("place", "{name: Oslo, country: no}", "no", "BB101", 'place.country is "no"'),
        ("place", "{name: Oslo, lat: 91, lon: 0}", "91", "BB101", 'place.lat is "91"'),
        ("place", "{name: Oslo, lat: 59}", "59", "BB101", "place.lat stands alone"),
        ("place", "{name: Oslo, lat: 1e1, lon: 0}", "1e1", "BB101", 'place.lat is "1e1"'),
        ("actors", "{name: Harbour Office}", "{name:", "BB101", "actors is no list"),
        ("actors", "[Harbour Office]", "Harbour", "BB101", "actors[1] has no fields"),
        ("actors", "[{role: operator}]", "{role:", "BB101", "actors[1].name is missing"),
        (
            "key_figures",
            "[{label: depth, value: 9}]",
            "{label:",
            "BB101",
            "key_figures[1].source is missing",
        ),
        (
            "key_figures",
            "[{label: a, value: b, source: c, as_of: 12/03/2025}]",
            "12/03/2025",
            "BB101",
            'key_figures[1].as_of is "12/03/2025", which is no date',
        ),
        (
            "key_figures",
            f"[{', '.join(['{label: a, value: b, source: c}'] * 7)}]",
            "[{label:",
            "BB101",
            "key_figures holds 7 entries",
        ),
        ("sources", "[wire]", "[wire", "BB101", "sources is no mapping"),
        ("sources", "{wire: https}", "https", "BB101", "sources.wire has no fields"),
        ("sources", "{wire: {url: a}}", "{url:", "BB101", "sources.wire.publisher is missing"),
        (
            "sources",
            "{Wire_1: {url: a, publisher: b}}",
            "Wire_1:",
            "BB101",
            'source id "Wire_1" cannot be cited',
        ),
        (
            "sources",
            "{wire: {url: a, publisher: b, kind: tertiary}}",
            "tertiary",
            "BB101",
            'sources.wire.kind is "tertiary"',
        ),
        ("tags", "[Bridges]", "Bridges", "BB101", 'tags holds "Bridges"'),
        ("tags", "[[a]]", "[[a", "BB101", "tags holds a list or mapping"),
        (
            "tags",
            f"[{', '.join(f't{n}' for n in range(17))}]",
            "[t0",
            "BB101",
            "tags holds 17 values",
        ),
        ("supersedes", "Old Harbour", "Old", "BB101", 'supersedes holds "Old Harbour"'),
        (
            "corrections",
            "[{kind: update, now: a}]",
            "{kind:",
            "BB101",
            "corrections[1].at is missing",
        ),
        (
            "corrections",
            "[{at: 2025-03-12T12:00Z, now: a}]",
            "{at:",
            "BB101",
            "corrections[1].kind is missing",
        ),
        (
            "corrections",
            "[{at: 2025-03-12T12:00Z, kind: update}]",
            "{at:",
            "BB101",
            "corrections[1].now and was are both missing",
        ),
        ("images", "[{alt: a}]", "{alt:", "BB101", "images[1].url or path: exactly one is needed"),
        (
            "images",
            "[{url: a, path: b}]",
            "a",
            "BB101",
            "images[1].url or path: exactly one is needed",
        ),
        (
            "images",
            "[{path: ../a.png, url: b}]",
            "../a.png",
            "BB101",
            'images[1].path is "../a.png"',
        ),
        ("statu", "draft", "statu:", "BB101", 'unknown field "statu"'),
    ],
)
def test_a_faulty_field_is_reported_where_it_stands(
    name: str, written: str, pointed: str, code: str, message: str
) -> None:
    source = read({name: written})
    line = [*FIELDS, name].index(name) + 2

    assert [found[2:] for found in faults_of(source)] == [(code, message)]
    assert source.faults[0].line == line
    assert rest_of_line(source).startswith(pointed)
    assert source.faults[0].hint


@pytest.mark.parametrize("name", FIELDS)
def test_a_required_field_that_is_missing_is_reported(name: str) -> None:
    assert faults_of(read(without=name)) == [(2, 1, "BB101", f"{name} is missing")]


@pytest.mark.parametrize("name", ["schema", "title", "slug", "status", "event_time", "sources"])
def test_a_required_field_that_is_empty_is_reported(name: str) -> None:
    line = list(FIELDS).index(name) + 2

    assert faults_of(read({name: ""})) == [(line, 1, "BB101", f"{name} is empty")]


@pytest.mark.parametrize("status", ["published", "updated", "corrected", "withdrawn"])
def test_what_has_been_published_says_when_and_with_which_cutoff(status: str) -> None:
    assert faults_of(read({"status": status})) == [
        (2, 1, "BB101", "info_cutoff is missing"),
        (2, 1, "BB101", "published_at is missing"),
    ]


@pytest.mark.parametrize(
    ("fields", "hint"),
    [
        ({"sumary": "a"}, 'did you mean "summary"?'),
        ({"Meetings": "[]"}, 'did you mean "meetings"?'),
        ({"colour": "red"}, "remove it"),
        (
            {"priority": "urgnt"},
            'did you mean "urgent"? Otherwise use one of flash, urgent, routine, low',
        ),
        ({"priority": "on"}, "use one of flash, urgent, routine, low"),
        ({"info_cutoff": "2025-03-12T12:00"}, MOMENT),
    ],
)
def test_a_hint_says_what_to_write(fields: dict[str, str], hint: str) -> None:
    assert [fault.hint for fault in read(fields).faults] == [hint]


def test_one_fault_hides_no_other() -> None:
    source = read({"priority": "high", "event_time": "soon", "tags": "[A]", "colour": "red"})

    assert [fault.line for fault in source.faults] == [6, 8, 9, 10]
    assert source.brief is not None
    assert source.brief.priority is Priority.ROUTINE
    assert source.brief.event is None


@pytest.mark.parametrize("name", ["slug", "title", "status"])
def test_without_slug_title_or_status_there_is_no_brief(name: str) -> None:
    assert read({name: "[]"}).brief is None
    assert read(without=name).brief is None


def test_a_title_that_breaks_a_rule_still_names_the_brief() -> None:
    source = read({"title": "Harbour reopens."})

    assert source.brief is not None
    assert source.brief.title == "Harbour reopens."


def test_a_hundred_faults_are_enough() -> None:
    source = read({f"unknown{number}": "1" for number in range(150)})

    assert len(source.faults) == 101
    assert faults_of(source)[0] == (
        1,
        1,
        "BB012",
        "there are too many faults to show them all: 50 more",
    )


def test_countries_are_those_of_iso_3166_and_kosovo() -> None:
    # CLDR has a few codes besides: exceptional reservations, the EU, the UN, and pseudo regions.
    others = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
    territories = map(str, Locale("en").territories)
    known = {code for code in territories if len(code) == 2 and code.isalpha()}

    assert known - others == COUNTRIES
    assert len(COUNTRIES) == 250
