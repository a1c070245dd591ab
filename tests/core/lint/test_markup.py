from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.brief import (
    BriefImage,
    KeyFigure,
    Section,
    SectionSlug,
    Statement,
    StatementKind,
)
from briefbot.core.brief_source import (
    BriefSource,
    LinkUse,
    MappingNode,
    PassageKind,
    ScalarNode,
    SequenceNode,
    TableUse,
)
from briefbot.core.finding import Severity
from briefbot.core.lint.markup import PART_LENGTH, RULES, alt_texts, live_syntax, oversize
from briefbot.core.position import Position
from core.lint.made import faults, messages, passage, source

START = Position(1, 1)


@pytest.mark.parametrize(
    ("alt", "severity", "message"),
    [
        ("", None, "image without alt: map-2024.png"),
        ("  ", None, "image without alt: map-2024.png"),
        ("Image of the dam", Severity.WARNING, 'alt starts with "Image of"'),
        ("A photo of the dam", Severity.WARNING, 'alt starts with "A photo of"'),
        ("map-2024.png", Severity.WARNING, 'alt is the name of the file: "map-2024.png"'),
        ("Map-2024", Severity.WARNING, 'alt is the name of the file: "Map-2024"'),
        ("d" * 151, Severity.WARNING, "alt of 151 characters, at most 150 are read well"),
    ],
)
def test_an_image_that_does_not_say_what_it_shows_is_found(
    alt: str, severity: Severity | None, message: str
) -> None:
    url = "https://example.org/maps/map-2024.png?width=800"
    in_body = source(links=(LinkUse(url, alt, START, image=True),))
    in_front = source(images=(BriefImage(url=url, alt=alt),))
    for checked in (in_body, in_front):
        (fault,) = faults(alt_texts, checked)
        assert (fault.severity, fault.message) == (severity, message)


@pytest.mark.parametrize("alt", ["The dam from above", "Imageof", "d" * 150, "Map of the valley"])
def test_an_image_that_says_what_it_shows_is_no_fault(alt: str) -> None:
    checked = source(
        links=(
            LinkUse("https://example.org/map.png", alt, START, image=True),
            LinkUse("https://example.org/map", "", START),
        ),
        images=(BriefImage(path="map.png", alt=alt),),
    )
    assert faults(alt_texts, checked) == []


LIVE = [
    "@everyone", "@here", "@channel", "<!channel>", "<!here>", "<!everyone>", "<!subteam^S012>",
    "<!date^1732190400^{date}|day>", "<@123>", "<@!123>", "<@&123>", "<@U012>", "<#123>", "<#C012>",
    "<t:1732190400>", "<t:1732190400:R>", "</brief:123>", "<:flag:123>", "<a:flag:123>",
]  # fmt: skip


@pytest.mark.parametrize("live", LIVE)
def test_live_chat_syntax_is_found_in_every_kind_of_passage(live: str) -> None:
    for kind in PassageKind:
        (fault,) = faults(live_syntax, source(passage(f"See {live} now.", passage_kind=kind)))
        assert fault.at == Position(1, 5)
        assert fault.message.startswith('live chat syntax "')


def test_live_chat_syntax_is_found_in_quotations_but_not_in_code() -> None:
    assert len(faults(live_syntax, source(passage("It wrote “hello @everyone”.")))) == 1
    assert faults(live_syntax, source(passage("Type `@everyone` or ``<!here> ` ``."))) == []
    assert len(faults(live_syntax, source(passage("“@here” is not `@here`.")))) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Write to press@example.org or everyone@here.example.org.",
        "Levels < 3 and > 2; 5 <# 6; a<b>c.",
        "The @hereford account and @everyone_else posted.",
        "@everyone.example.org is a host.",
        "An arrow <- and a heart <3 stand here, channel by channel.",
    ],
)
def test_addresses_and_signs_are_no_live_syntax(text: str) -> None:
    assert messages(faults(live_syntax, source(passage(text)))) == []


def scalar(value: str, line: int) -> ScalarNode:
    return ScalarNode(value, Position(line, 1))


def test_front_matter_that_may_be_posted_is_looked_at() -> None:
    call = "call @everyone"
    fields = MappingNode(
        (
            (scalar("title", 1), scalar(call, 1)),
            (scalar("editor_note", 2), scalar(call, 2)),
            (
                scalar("meetings", 3),
                SequenceNode(
                    (MappingNode(((scalar("place", 4), scalar(call, 4)),), START),), START
                ),
            ),
            (scalar("corrections", 5), SequenceNode((scalar(call, 6),), START)),
            (scalar("url", 7), scalar("https://example.org/@everyone", 7)),
        ),
        START,
    )
    made = source()
    checked = BriefSource(path=made.path, text=made.text, fields=fields, brief=made.brief)
    assert [fault.at.line for fault in faults(live_syntax, checked)] == [1, 4, 6]


def test_attributes_and_alt_are_looked_at() -> None:
    detail = Statement(
        kind=StatementKind.FACT, content=(), first_reported_as="<@123>", at=Position(8, 1)
    )
    claim = Statement(
        kind=StatementKind.CLAIM,
        content=(),
        claimed_by="@here",
        details=(detail,),
        at=Position(7, 1),
    )
    section = Section(slug=SectionSlug.HAPPENED, title="What happened", content=(claim,))
    image = LinkUse("https://example.org/a.png", "@everyone", Position(9, 1), image=True)
    checked = source(sections=(section,), links=(image,))
    assert sorted(fault.at.line for fault in faults(live_syntax, checked)) == [7, 8, 9]


@pytest.mark.parametrize(
    ("columns", "rows", "expected"),
    [
        (4, 10, []),
        (5, 10, ["table of 5 columns"]),
        (4, 11, ["table of 11 rows"]),
        (6, 12, ["table of 6 columns", "table of 12 rows"]),
    ],
)
def test_a_table_wider_or_longer_than_a_phone_takes_is_found(
    columns: int, rows: int, expected: list[str]
) -> None:
    checked = replace(source(), tables=(TableUse(columns, rows, START),))
    assert messages(faults(oversize, checked)) == expected


def test_a_text_of_more_than_one_message_is_found_where_the_first_is_full() -> None:
    passages = [passage("x" * 1_500) for _ in range(6)]
    (fault,) = faults(oversize, source(*passages))
    assert fault.at == Position(3, 1)
    assert "3 messages on Discord" in fault.message


def test_title_summary_and_figures_count() -> None:
    body = passage("x" * (PART_LENGTH - 40))
    assert faults(oversize, source(body, title="Flood report")) == []
    assert faults(oversize, source(body, summary="y" * 40)) != []
    figure = KeyFigure(label="y" * 40, value="7")
    assert faults(oversize, source(body, key_figures=(figure,))) != []


@given(st.text(), st.sampled_from([*LIVE, "`", "“"]))
@settings(max_examples=150)
def test_no_text_makes_a_markup_rule_fail(text: str, live: str) -> None:
    joined = f"{text}{live}`{text}`{live}"
    checked = source(
        passage(joined),
        passage(joined, passage_kind=PassageKind.QUOTE),
        links=(LinkUse(text, joined, START, image=True),),
        images=(BriefImage(url=joined, alt=text),),
    )
    for rule in RULES:
        for fault in faults(rule.check, checked):
            assert fault.message
            assert fault.hint
