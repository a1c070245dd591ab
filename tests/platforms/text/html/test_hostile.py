"""Texts that attack pages, in every place of a body where text can stand."""

import time

import pytest

from briefbot.platforms.text.html import Names, View, draw_discord, draw_plain, draw_slack
from platforms.text.html.parsed import discord_text, parsed, slack_text

NASTY = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<ScRiPt src=//evil.example>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><style>*{}</style></svg>",
    "<style>@import '//evil.example'</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus=alert(1) x="',
    "</article></main></body>",
    "<!-- --><!--",
    "<![CDATA[x]]>",
    "<?xml version='1.0'?>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](data:text/html;base64,PHN2Zz4=)",
    '[x](https://example.org"onclick=alert(1))',
    "[x](https://example.org/'><script>)",
    "[<b>x</b>](https://example.org)",
    'https://example.org/"onmouseover=alert(1)',
    "<https://example.org/'onclick='alert(1)>",
    "<javascript:alert(1)|x>",
    "<https://example.org|<script>alert(1)</script>>",
    "<!date^1^{time}^javascript:alert(1)|x>",
    '<t:1:R" onclick="x>',
    "\x00<script\x00>alert(1)</script>",
    "\ud800<script>\udfff",
    "\u202e<script>\u202c",
    "a\u2028b\u2029c",
)
VIEW = View(sender="<script>'\"", lang='"><script>')


@pytest.mark.parametrize("text", NASTY)
def test_an_attack_is_text_on_discord(text: str) -> None:
    names = Names(roles={"1": text}, users={"1": text}, channels={"1": text})
    pills = discord_text("<@&1> <@1> <#1>")
    option = {"label": text, "value": text, "description": text, "emoji": {"name": text}}
    parts: list[object] = [
        {"type": 10, "content": text},
        {"type": 2, "style": 5, "label": text, "url": text, "emoji": {"name": text, "id": "1"}},
        {"type": 2, "style": 1, "label": text, "custom_id": text},
        {"type": 3, "placeholder": text, "options": [option]},
        {"type": 12, "items": [{"media": {"url": text}, "description": text}]},
        {"type": 13, "file": {"url": text}},
        {"type": text},
    ]
    embed = {
        "title": text,
        "url": text,
        "description": text,
        "color": text,
        "timestamp": text,
        "author": {"name": text, "url": text, "icon_url": text},
        "fields": [{"name": text, "value": text, "inline": text}],
        "image": {"url": text},
        "thumbnail": {"url": text},
        "footer": {"text": text, "icon_url": text},
    }

    for body in (pills, {"components": parts}, {"content": text, "embeds": [embed]}):
        parsed(draw_discord(body, resolve=names, view=VIEW)).one("article")


@pytest.mark.parametrize("text", NASTY)
def test_an_attack_is_text_on_slack(text: str) -> None:
    names = Names(users={text: text, "U1": text}, usergroups={"S1": text}, channels={"C1": text})
    label = {"type": "plain_text", "text": text, "emoji": True}
    styled = {"type": "text", "text": text, "style": {"bold": True, "code": True, text: True}}
    inline: list[object] = [
        styled,
        {"type": "link", "url": text, "text": text},
        {"type": "user", "user_id": "U1"},
        {"type": "emoji", "name": text, "unicode": text},
        {"type": "color", "value": text},
        {"type": "date", "timestamp": 1, "format": text, "fallback": text, "url": text},
        {"type": text},
    ]
    elements: list[object] = [
        {"type": "button", "text": label, "url": text, "style": text},
        {"type": "static_select", "placeholder": label, "options": [{"text": label}]},
        {"type": "datepicker", "initial_date": text},
        {"type": "image", "image_url": text, "alt_text": text},
        {"type": "plain_text_input", "initial_value": text},
    ]
    section = {"type": "rich_text_section", "elements": inline}
    blocks: list[object] = [
        {"type": "header", "text": label},
        {"type": "section", "text": {"type": "mrkdwn", "text": text}, "fields": [label]},
        {"type": "rich_text", "elements": [section]},
        {"type": "actions", "elements": elements},
        {"type": "image", "image_url": text, "alt_text": text, "title": label},
        {"type": "table", "rows": [[{"type": "raw_text", "text": text}]], "column_settings": text},
        {"type": text},
    ]

    for body in (slack_text(text), {"text": text, "blocks": blocks}):
        parsed(draw_slack(body, resolve=names, view=VIEW)).one("article")


@pytest.mark.parametrize("text", NASTY)
def test_an_attack_is_text_in_plain_text(text: str) -> None:
    parsed(draw_plain(text, view=VIEW)).one("article")


@pytest.mark.parametrize(
    "piece",
    [
        "*a ",
        "**a ",
        "_a ",
        "[",
        "[a](",
        "<",
        "<t:",
        "`a``",
        "> a\n",
        "- a\n\n",
        "a\n\n",
        "\\*",
        ":",
    ],
)
def test_long_markup_is_read_in_reasonable_time(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    begun = time.process_time()

    draw_discord(discord_text(text))
    draw_slack(slack_text(text))
    draw_plain(text)

    assert time.process_time() - begun < 5  # 0.1 s on one slow core; quadratic would take minutes


def test_deep_markup_ends_as_text() -> None:
    nested = "".join(f"{' ' * 2 * depth}- point\n" for depth in range(100))
    for text in (nested, "> - " * 500, "**__" * 500 + "a" + "__**" * 500):
        parsed(draw_discord(discord_text(text))).one("article")
