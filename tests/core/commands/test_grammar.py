"""Commands as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.commands import (
    VERBS,
    Command,
    CommandError,
    Kind,
    Verb,
    line_of,
    parse,
    parse_line,
    pressed,
    written,
)
from briefbot.core.commands.grammar import LONGEST_TEXT
from briefbot.core.labels import Label, catalogue_for

AIR_DEFENCE = {"query": "air defence", "since": date(2024, 11, 1)}


@pytest.mark.parametrize(
    "line",
    [
        '/brief search "air defence" since:2024-11-01',
        "/brief search air defence since:2024-11-01",
        "/brief search since:2024-11-01 air defence",
        "/brief search air since:2024-11-01 defence",
        "/brief search “air defence” since:2024-11-01",
        "/brief search „air defence“ --since 2024-11-01",
        '/brief search query:"air defence" --since=2024-11-01',
        "/brief search \u00a0air\u202fdefence \u2007since:2024-11-01",
        "/brief search \ufeff“air\u00a0defence” —since 2024-11-01",
        "/brief search “air defence” –since\u00a02024-11-01",
        '/brief search "air defence" since: 2024-11-01',
        '/brief search "air defence" si:2024-11-01',
        '/brief search SINCE:2024-11-01 "air defence',
        "  /BRIEF   Search air  defence --si 2024-11-01  ",
        "brief search air defence since:“2024-11-01”",
    ],
)
def test_one_command_may_be_typed_in_many_ways(line: str) -> None:
    invocation = parse_line(line)
    assert (invocation.verb.name, invocation.values) == ("search", AIR_DEFENCE)


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("/brief latest", {}),
        ("/brief latest energy", {"topic": "energy"}),
        ("/brief latest topic:energy count:3", {"topic": "energy", "count": 3}),
        ("/brief latest share:true", {"share": True}),
        ("/brief latest --share", {"share": True}),
        ("/brief latest --share energy", {"topic": "energy", "share": True}),
        ("/brief latest --share --count 3", {"share": True, "count": 3}),
        ("/brief latest share:no", {"share": False}),
        ("/brief latest topic:", {}),
        ("/brief show nuc sec:resp", {"id": "nuc", "section": "response"}),
        ("/brief digest window:1d12h", {"window": timedelta(hours=36)}),
        ("/brief meetings tz:europe/kyiv", {"tz": "Europe/Kyiv"}),
        ("/brief remind team/u:1@2026-03-02T09:00Z", {"meeting": "team/u:1@2026-03-02T09:00Z"}),
        ('/brief search "since:2024"', {"query": "since:2024"}),
        ('/brief search query:"--share"', {"query": "--share"}),
        ("/brief-admin subscribe 08:00", {"at": "daily at 08:00"}),
        ('/brief-admin subscribe "mon,thu at 09:00"', {"at": "mon,thu at 09:00"}),
        ("/brief-admin pause until:2026-12-24T08:00", {"until": "2026-12-24T08:00"}),
        ("/brief-admin retract 7f3k2m the wrong one", {"ref": "7f3k2m", "reason": "the wrong one"}),
    ],
)
def test_values_are_typed(line: str, values: dict[str, object]) -> None:
    assert parse_line(line).values == values


@pytest.mark.parametrize("text", ["", "   ", "\u00a0\ufeff"])
@pytest.mark.parametrize("command", Command)
def test_no_words_at_all_ask_for_help(text: str, command: Command) -> None:
    assert parse(command, text).verb.name == "help"


@pytest.mark.parametrize(
    ("line", "label", "suggestion"),
    [
        ("/brief serch war", Label.FAULT_VERB, "/brief search"),
        ("/brief subscribe 08:00", Label.FAULT_VERB, "/brief-admin subscribe"),
        ("/brief-admin latest", Label.FAULT_VERB, "/brief latest"),
        ("/brief snooze 17 10m", Label.FAULT_VERB, "/brief help"),
        ("/brief xyzzy", Label.FAULT_VERB, "/brief help"),
        ("/weather today", Label.FAULT_COMMAND, "/brief help"),
        ("/brief latest topik:war", Label.FAULT_OPTION, "topic:"),
        ("/brief search NATO: response", Label.FAULT_OPTION, ""),
        ("/brief meetings t:UTC", Label.FAULT_OPTION, "tz:"),
        ("/brief show", Label.FAULT_MISSING, ""),
        ("/brief show --id", Label.FAULT_MISSING, ""),
        ("/brief latest count:3 co:4", Label.FAULT_TWICE, ""),
        ("/brief show one two", Label.FAULT_MUCH, ""),
        ("/brief latest count:11", Label.FAULT_NUMBER, ""),
        ("/brief latest count:٣", Label.FAULT_NUMBER, ""),
        ("/brief latest count:-1", Label.FAULT_NUMBER, ""),
        ("/brief latest share:maybe", Label.FAULT_FLAG, ""),
        ("/brief show nuc section:respnse", Label.FAULT_CHOICE, "response"),
        ("/brief search war since:2024-02-30", Label.FAULT_DATE, ""),
        ("/brief search war since:yesterday", Label.FAULT_DATE, ""),
        ("/brief digest window:soon", Label.FAULT_DURATION, ""),
        ("/brief digest window:0h", Label.FAULT_DURATION, ""),
        ("/brief meetings tz:Europe/Kiyv", Label.FAULT_ZONE, "Europe/Kyiv"),
        ("/brief-admin pause until:soon", Label.FAULT_TIME, ""),
        ("/brief-admin subscribe whenever", Label.FAULT_RULE, ""),
        (f"/brief search {'x' * 201}", Label.FAULT_LONG, ""),
        (f"/brief search {'x ' * LONGEST_TEXT}", Label.FAULT_LONG, ""),
    ],
)
def test_what_is_not_understood_is_told_with_what_was_perhaps_meant(
    line: str, label: Label, suggestion: str
) -> None:
    with pytest.raises(CommandError) as caught:
        parse_line(line)
    assert (caught.value.label, caught.value.suggestion) == (label, suggestion)
    assert caught.value.told(catalogue_for("uk"))


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_every_example_is_a_command(verb: object) -> None:
    found = next(each for each in VERBS.values() if each is verb)
    if found.is_button:
        _, name, *words = found.example.split(" ")
        assert pressed(name, " ".join(words)).verb is found
    else:
        assert parse_line(found.example).verb is found


@settings(max_examples=200)
@given(st.sampled_from(Command), st.text(max_size=120))
def test_any_text_is_understood_or_refused(command: Command, text: str) -> None:
    try:
        told = parse(command, text).verb.name
    except CommandError as error:
        told = error.told(catalogue_for("en"))
    assert told


_characters = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters='"“”„‟″\u200b\u2060\ufeff'
)
_values = st.text(_characters, min_size=1, max_size=30)


@settings(max_examples=200)
@given(_values, st.none() | st.dates(date(1990, 1, 1), date(2200, 1, 1)))
def test_what_is_written_is_read_back(query: str, since: date | None) -> None:
    folded = "".join(" " if each.isspace() else each for each in query).strip()
    if not folded:
        return
    line = written(VERBS["search"], query=folded, since=since.isoformat() if since else "")
    invocation = parse_line(line)
    assert (invocation.text("query"), invocation.day("since")) == (folded, since)


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_an_understood_command_is_written_so_that_it_is_understood_alike(verb: Verb) -> None:
    if verb.is_button:
        return
    understood = parse_line(verb.example)
    assert parse_line(line_of(understood)) == understood


def test_an_option_may_be_left_out_of_what_is_written() -> None:
    understood = parse_line("/brief latest --share topic:roads count:2")
    assert line_of(understood, without="share") == "/brief latest roads count:2"


@pytest.mark.parametrize(
    ("verb", "subject", "values"),
    [
        ("show", "nuc-dnipro", {"id": "nuc-dnipro"}),
        ("remind", "team/a b@2026-03-02", {"meeting": "team/a b@2026-03-02"}),
        ("snooze", "17 tomorrow", {"reminder": 17, "span": "tomorrow"}),
        ("status", "", {}),
    ],
)
def test_a_press_brings_its_subject(verb: str, subject: str, values: dict[str, object]) -> None:
    assert pressed(verb, subject).values == values


@pytest.mark.parametrize(("verb", "subject"), [("gone", "x"), ("show", ""), ("snooze", "x y")])
def test_a_press_that_means_nothing_any_more_is_refused(verb: str, subject: str) -> None:
    with pytest.raises(CommandError):
        pressed(verb, subject)


def test_every_kind_of_value_is_used_by_some_verb() -> None:
    used = {option.kind for verb in VERBS.values() for option in verb.options}
    assert used == set(Kind)


@pytest.mark.parametrize("typed", ["Europe/Kyiv", "europe/kyiv", "Kyiv", "kyiv"])
def test_a_zone_may_be_written_by_its_city(typed: str) -> None:
    assert parse_line(f"/brief meetings tz:{typed}").values["tz"] == "Europe/Kyiv"


def test_a_city_of_several_words_or_of_no_zone() -> None:
    assert parse_line('/brief meetings tz:"new york"').values["tz"] == "America/New_York"
    for unclear in ("Louisville", "Atlantis"):
        with pytest.raises(CommandError):
            parse_line(f"/brief meetings tz:{unclear}")
