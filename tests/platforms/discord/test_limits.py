"""Every limit is noticed, one step above it and not at it."""

from collections.abc import Callable
from typing import Any

import pytest

from briefbot.platforms.discord.limits import LIMITS, check_payload
from briefbot.platforms.discord.limits.table import characters, most

Body = dict[str, Any]

V2 = 1 << 15


def v2(*components: Body) -> Body:
    return {"flags": V2, "components": list(components)}


def text(content: str = "x") -> Body:
    return {"type": 10, "content": content}


def row(*children: Body) -> Body:
    return {"type": 1, "components": list(children)}


def button(**changes: object) -> Body:
    return {"type": 2, "style": 2, "label": "x", "custom_id": "a", **changes}


def link_button(url: str = "https://example.org/", **changes: object) -> Body:
    return {"type": 2, "style": 5, "label": "x", "url": url, **changes}


def select(count: int = 1, **changes: object) -> Body:
    options = [{"label": "x", "value": str(number)} for number in range(count)]
    return {"type": 3, "custom_id": "a", "options": options, **changes}


def option(label: str = "x") -> Body:
    return {"label": label, "value": "a"}


def section(count: int = 1, **changes: object) -> Body:
    return {"type": 9, "components": [text()] * count, "accessory": link_button(), **changes}


def gallery(count: int = 1, url: str = "https://example.org/p", **changes: object) -> Body:
    return {"type": 12, "items": [{"media": {"url": url}, **changes}] * count}


def embed(**changes: object) -> Body:
    return {"embeds": [{"title": "x", **changes}]}


def fields(count: int = 1, name: str = "x", value: str = "x") -> Body:
    return embed(fields=[{"name": name, "value": value}] * count)


def content(**changes: object) -> Body:
    return {"content": "x", **changes}


def url(length: int) -> str:
    return "https://example.org/".ljust(length, "p")


#: Limit, how to build a body of a certain size, and what is over it; 1 below that is allowed.
SIZES: list[tuple[str, Callable[[int], Body], int]] = [
    ("content", lambda n: content(content="x" * n), 2001),
    ("content", lambda n: content(content="👍" * n), 1001),
    ("nonce", lambda n: content(nonce="1" * n), 26),
    ("stickers", lambda n: {"sticker_ids": ["1"] * n}, 4),
    ("embeds", lambda n: {"embeds": [{"title": "x"}] * n}, 11),
    ("embed-total", lambda n: {"embeds": [{"description": "x" * n}] * 2}, 3001),
    ("embed-title", lambda n: embed(title="x" * n), 257),
    ("embed-description", lambda n: embed(description="x" * n), 4097),
    ("embed-fields", fields, 26),
    ("embed-field-name", lambda n: fields(name="x" * n), 257),
    ("embed-field-value", lambda n: fields(value="x" * n), 1025),
    ("embed-footer", lambda n: embed(footer={"text": "x" * n}), 2049),
    ("embed-author", lambda n: embed(author={"name": "x" * n}), 257),
    ("embed-url", lambda n: embed(image={"url": url(n)}), 2049),
    ("mentions-ids", lambda n: content(allowed_mentions={"roles": ["1"] * n}), 101),
    ("v2-total", lambda n: v2(*[text()] * n), 41),
    ("v2-total", lambda n: v2({"type": 17, "components": [section()] * n}, text()), 13),
    ("v2-text", lambda n: v2(text("x" * 3000), text("x" * n)), 1001),
    ("v2-bytes", lambda n: v2(text("日" * n)), 3387),
    ("v1-rows", lambda n: {"components": [row(link_button())] * n}, 6),
    ("row-children", lambda n: {"components": [row(*[link_button()] * n)]}, 6),
    ("section", lambda n: v2(section(n)), 4),
    ("gallery", lambda n: v2(gallery(n)), 11),
    ("media-description", lambda n: v2(gallery(description="x" * n)), 1025),
    ("media-url", lambda n: v2(gallery(url=url(n))), 2049),
    ("custom-id", lambda n: v2(row(button(custom_id="a" * n))), 101),
    ("button-label", lambda n: v2(row(button(label="x" * n))), 81),
    ("button-url", lambda n: v2(row(link_button(url(n)))), 513),
    ("select-options", lambda n: v2(row(select(n))), 26),
    ("select-option-text", lambda n: v2(row(select(options=[option("x" * n)]))), 101),
    ("select-values", lambda n: v2(row({"type": 5, "custom_id": "a", "max_values": n})), 26),
    ("select-observed", lambda n: v2(row(select(3, max_values=n))), 4),
    ("placeholder", lambda n: v2(row(select(placeholder="x" * n))), 151),
]  # fmt: skip

#: Rules without a figure: a body that breaks one.
BROKEN: list[tuple[str, Body]] = [
    ("message-empty", {}),
    ("message-empty", {"content": "", "embeds": []}),
    ("request-size", content(nonce="1", tts="x" * 26_214_400)),
    ("flags", content(flags=1 << 6)),
    ("embed-url", embed(url="ftp://example.org/")),
    ("embed-url", embed(footer={"text": "x", "icon_url": "javascript:x"})),
    ("embed-field-value", fields(value=" ")),
    ("embed-field-name", fields(name="")),
    ("mentions-exclusive", content(allowed_mentions={"parse": ["roles"], "roles": ["1"]})),
    ("v2-fields", {**v2(text()), "content": "x"}),
    ("v2-fields", {**v2(text()), "embeds": [{"title": "x"}]}),
    ("v2-required", {"components": [text()]}),
    ("v2-text", v2(text(" "))),
    ("row-children", v2(row())),
    ("row-children", v2(row(button(), select(custom_id="b")))),
    ("row-children", v2(row(select(), select(custom_id="b")))),
    ("section", v2(section(0))),
    ("section", v2(section(accessory=text()))),
    ("gallery", v2(gallery(0))),
    ("media-url", v2(gallery(url="ftp://example.org/p"))),
    ("media-description", v2(gallery(description=""))),
    ("custom-id", v2(row(button(custom_id="")))),
    ("custom-id-unique", v2(row(button(), button()))),
    ("custom-id-unique", v2(row(button()), section(accessory=button()))),
    ("button-kind", v2(row(button(url="https://example.org/")))),
    ("button-kind", v2(row(link_button(custom_id="a")))),
    ("button-kind", v2(row({"type": 2, "style": 6, "custom_id": "a"}))),
    ("button-url", v2(row(link_button("javascript:alert")))),
    ("button-empty", v2(row(button(label=" ")))),
    ("select-observed", v2(row(select(options=[option()] * 2)))),
]


def limits_broken(body: Body) -> set[str]:
    return {fault.partition(":")[0] for fault in check_payload(body)}


@pytest.mark.parametrize(("limit", "body", "over"), SIZES)
def test_a_limit_is_noticed_just_above_it(
    limit: str, body: Callable[[int], Body], over: int
) -> None:
    assert limits_broken(body(over - 1)) == set()
    assert limits_broken(body(over)) == {limit}


@pytest.mark.parametrize(("limit", "body"), BROKEN)
def test_a_broken_rule_is_noticed(limit: str, body: Body) -> None:
    assert limit in limits_broken(body)


def test_every_limit_of_the_table_is_tested() -> None:
    assert {limit for limit, _, _ in SIZES} | {limit for limit, _ in BROKEN} == set(LIMITS)


def test_a_premium_button_needs_nothing_but_its_sku() -> None:
    assert check_payload(v2(row({"type": 2, "style": 6, "sku_id": "1"}))) == []


def test_every_limit_names_its_source() -> None:
    assert all(limit.source.startswith("https://") for limit in LIMITS.values())


def test_a_limit_without_a_figure_has_none_to_give() -> None:
    with pytest.raises(ValueError, match="without a figure"):
        most("v2-fields")


def test_characters_are_utf_16_units() -> None:
    assert characters("aя日👍") == 5
