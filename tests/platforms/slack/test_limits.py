"""The checker: each limit is accepted when met and refused when passed by one."""

from collections.abc import Callable

import pytest

from briefbot.platforms.slack.limits import (
    LIMITS,
    Limit,
    check_payload,
    count_units,
    estimated_characters,
    table,
    text_size,
)

Json = dict[str, object]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def prose(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def button(**fields: object) -> Json:
    return {"type": "button", "text": plain("Press"), "action_id": "v1:show:k", **fields}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def image(**fields: object) -> Json:
    made = {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A map"}
    return {**made, **fields}


def table_of(*, rows: int = 1, columns: int = 1, text: str = "x") -> Json:
    return {"type": "table", "rows": [[prose(text)] * columns] * rows}


def body(*blocks: Json, **fields: object) -> Json:
    return {"text": "Title", "blocks": list(blocks), **fields}


def url(size: int) -> str:
    return "https://example.org/".ljust(size, "a")


DIVIDER: Json = {"type": "divider"}

#: For each limit a body that uses `count` of it; the blocks around it stay within all others.
USES: dict[Limit, Callable[[int], Json]] = {
    table.BLOCKS: lambda count: body(*[DIVIDER] * count),
    table.BLOCK_ID: lambda count: body({**DIVIDER, "block_id": "b" * count}),
    table.MESSAGE_TEXT: lambda count: body(DIVIDER, text="t" * count),
    table.MESSAGE_TOTAL: lambda count: body(
        *[prose("p" * 2_000)] * 5, prose("p" * (count - 10_000 - 6 * table.BLOCK_FRAME))
    ),
    table.METADATA: lambda count: body(DIVIDER, metadata={"m": "m" * (count - len('{"m": ""}'))}),
    table.TEXT_MINIMUM: lambda count: body({"type": "header", "text": plain("h" * count)}),
    table.TEXT: lambda count: body({"type": "section", "text": plain("s" * count)}),
    table.HEADER: lambda count: body({"type": "header", "text": plain("h" * count)}),
    table.FIELDS: lambda count: body({"type": "section", "fields": [plain("f")] * count}),
    table.FIELD: lambda count: body({"type": "section", "fields": [plain("f" * count)]}),
    table.CONTEXT: lambda count: body({"type": "context", "elements": [plain("c")] * count}),
    table.ACTIONS: lambda count: body(
        actions(*(button(action_id=f"v1:show:{number}") for number in range(count)))
    ),
    table.BUTTON_TEXT: lambda count: body(actions(button(text=plain("b" * count)))),
    table.BUTTON_VALUE: lambda count: body(actions(button(value="v" * count))),
    table.ACTION_ID: lambda count: body(actions(button(action_id="a" * count))),
    table.URL: lambda count: body(actions(button(url=url(count)))),
    table.IMAGE_URL: lambda count: body(image(image_url=url(count))),
    table.ALT_TEXT: lambda count: body(image(alt_text="a" * count)),
    table.IMAGE_TITLE: lambda count: body(image(title=plain("t" * count))),
    table.TABLES: lambda count: body(*[table_of()] * count),
    table.TABLE_ROWS: lambda count: body(table_of(rows=count)),
    table.TABLE_COLUMNS: lambda count: body(table_of(columns=count)),
    table.TABLE_TEXT: lambda count: (
        body(table_of(rows=4, text="t" * (count // 4)))
        if count % 4 == 0
        else body(
            {
                "type": "table",
                "rows": [*[[prose("t" * (count // 4))]] * 4, [prose("t" * (count % 4))]],
            }
        )
    ),
}


def test_every_limit_of_the_table_is_checked_here() -> None:
    assert set(USES) == set(LIMITS)


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_what_meets_a_limit_is_accepted(limit: Limit) -> None:
    assert check_payload(USES[limit](limit.value)) == []


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_what_passes_a_limit_is_refused_with_its_name_and_documentation(limit: Limit) -> None:
    beyond = limit.value - 1 if limit.at_least else limit.value + 1
    faults = check_payload(USES[limit](beyond))
    assert any(limit.name in fault and limit.link in fault for fault in faults)


@pytest.mark.parametrize(
    ("faulty", "named"),
    [
        pytest.param(body({"type": "marquee"}), "unknown block type", id="unknown-block"),
        pytest.param(
            body({"type": "header", "text": {"type": "mrkdwn", "text": "*t*"}}),
            "plain_text",
            id="mrkdwn",
        ),
        pytest.param(
            body({"type": "section", "text": {"type": "plain_text", "text": "t", "emoji": True}}),
            "emoji false",
            id="emoji",
        ),
        pytest.param(body({"type": "section"}), "neither text nor fields", id="empty-section"),
        pytest.param(body({"type": "header"}), "no text object", id="no-text-object"),
        pytest.param(body({"type": "rich_text", "elements": []}), "empty", id="empty-rich-text"),
        pytest.param(body(prose("")), "at least", id="empty-text"),
        pytest.param(body(actions(button(), button())), "stands twice", id="action-id-twice"),
        pytest.param(body({"type": "table", "rows": []}), "no rows", id="no-rows"),
        pytest.param(body(image(image_url="file:///a")), "not an http(s) address", id="url"),
        pytest.param(
            body({"type": "rich_text", "elements": [{"type": "blink"}]}),
            "unknown element type",
            id="unknown-element",
        ),
        pytest.param(
            body(
                {
                    "type": "rich_text",
                    "elements": [{"type": "date", "timestamp": 1.5, "fallback": "then"}],
                }
            ),
            "no whole number",
            id="date-with-fraction",
        ),
        pytest.param({"blocks": [DIVIDER]}, "no text", id="no-fallback-text"),
    ],
)
def test_a_body_slack_would_refuse_is_a_fault(faulty: Json, named: str) -> None:
    assert any(named in fault for fault in check_payload(faulty))


def test_every_limit_names_its_documentation() -> None:
    assert all(limit.link.startswith("https://") and limit.unit for limit in LIMITS)


def test_characters_beyond_the_basic_plane_count_twice() -> None:
    assert count_units("a–🇺🇦") == 6


def test_a_size_counts_every_string_but_types() -> None:
    link = {"type": "link", "url": "https://a.example", "text": "ab", "style": {"bold": True}}
    assert text_size([link]) == len("https://a.example") + 2


def test_an_estimate_counts_a_frame_for_every_block() -> None:
    assert estimated_characters([DIVIDER, prose("abc")]) == 3 + 2 * table.BLOCK_FRAME


def test_the_budget_of_a_page_keeps_the_limit_on_a_message_by_construction() -> None:
    assert (
        table.MESSAGE_TOTAL.value >= table.PAGE_CHARACTERS + table.PAGE_BLOCKS * table.BLOCK_FRAME
    )
