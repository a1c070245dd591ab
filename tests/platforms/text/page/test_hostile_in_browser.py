"""Nothing in a brief, a payload or a name gets script, style or loads into the page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from briefbot.core.document import (
    Actions,
    Code,
    CodeBlock,
    Document,
    DocumentKind,
    Image,
    KeyValue,
    KeyValues,
    Link,
    LinkButton,
    List,
    ListItem,
    Meta,
    Para,
    Part,
    Quote,
    Text,
)
from briefbot.core.rendering import Page as MessagePage
from briefbot.core.rendering import Rendered
from briefbot.platforms.text.html import Names
from briefbot.platforms.text.page import (
    Channel,
    Dialect,
    Moment,
    Page,
    Posting,
    Skipped,
    render_page,
)
from browsing import Visit, Visitor, chromium, visiting
from named_documents import DOCUMENTS
from pages import AT, page_of
from strategies import HOSTILE

OUTSIDE = "https://outside.example.org"

#: What would run, restyle or load something if it were taken for markup.
NASTY = (
    "<script>window.ran = 1</script>",
    "</script><script>window.ran = 2</script>",
    "</title></head><body onload='window.ran = 3'>",
    f"<img src='{OUTSIDE}/image' onerror='window.ran = 4'>",
    f"<svg/onload=window.ran=5><image href='{OUTSIDE}/svg'/></svg>",
    f"<iframe src='{OUTSIDE}/frame'></iframe>",
    f"<link rel=stylesheet href='{OUTSIDE}/sheet'>",
    f"<style>@import '{OUTSIDE}/import'; body {{ display: none }}</style>",
    f"</style><style>body {{ background: url({OUTSIDE}/background) }}</style>",
    "<p style='position: fixed; inset: 0; background: red'>",
    f"<meta http-equiv=refresh content='0; url={OUTSIDE}/refresh'>",
    f"<base href='{OUTSIDE}/'>",
    f"<form action='{OUTSIDE}/form'><button>Press</button></form>",
    "<details open ontoggle='window.ran = 6'>",
    "<!-- <script>",
    "]]><script>window.ran = 7</script>",
    "\"'><script>window.ran = 8</script>",
    "javascript:window.ran=9",
    "&lt;script&gt;window.ran = 10&lt;/script&gt;",
    "{policy}{style}{0}%s${window.ran = 11}",
)
SCRIPT_ADDRESSES = (
    "javascript:window.ran=12",
    "JaVaScRiPt:window.ran=13",
    " javascript:window.ran=14",
    "java\tscript:window.ran=15",
    "data:text/html,<script>window.ran=16</script>",
    "vbscript:window.ran=17",
    'https://example.org/" onclick="window.ran=18',
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visitor]:
    with visiting(browser) as visitor:
        yield visitor


def pressed(visit: Visitor, path: Path, html: str) -> Visit:
    """Open a page and press everything on it that leads nowhere else."""
    path.write_text(html, encoding="utf-8", errors="replace")
    seen = visit(path)
    seen.page.evaluate(
        """document.querySelectorAll("details").forEach((one) => { one.open = true; });
        document.querySelectorAll("main a, main button, main [tabindex]").forEach((one) => {
            one.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
            one.focus();
            if (!/^https?:/.test(one.href ?? "")) one.click();
        });"""
    )
    seen.page.wait_for_timeout(50)
    return seen


def what_ran(seen: Visit) -> object:
    """Return which of the scripts that were smuggled in has run."""
    return seen.page.evaluate("window.ran ?? null")


def hostile_document() -> Document:
    texts = (*NASTY, *HOSTILE)
    return Document(
        meta=Meta(kind=DocumentKind.SUMMARY, title=NASTY[0], summary=NASTY[3], lang='en"><script>'),
        lead=tuple(Para((Text(text),)) for text in texts),
        body=(
            Part((List(tuple(ListItem((Text(text),), (Text(text),)) for text in texts)),)),
            Part(tuple(Quote((Text(text),), (Code(text),)) for text in texts[:8])),
            Part((KeyValues(tuple(KeyValue(text, (Text(text),)) for text in texts[:8])),)),
            Part(tuple(CodeBlock(text) for text in texts[:8])),
            Part((Image(f"{OUTSIDE}/picture", NASTY[3], NASTY[0]),)),
            Part(tuple(Para((Link(url, (Text(url),)),)) for url in SCRIPT_ADDRESSES)),
        ),
        tail=(Actions((LinkButton(NASTY[0], f"{OUTSIDE}/button"),)),),
    )


def test_a_hostile_brief_runs_and_loads_nothing(visit: Visitor, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    page = page_of(hostile_document(), notes=NASTY)

    seen = pressed(visit, path, render_page(page))

    assert seen.requests == [path.as_uri()]
    assert (seen.violations, seen.complaints) == ([], [])
    assert what_ran(seen) is None


def hostile_payloads() -> "tuple[dict[str, object], dict[str, object]]":
    """Return bodies that no renderer of ours makes, for Discord and for Slack."""
    urls = (*SCRIPT_ADDRESSES, f"{OUTSIDE}/x")
    discord: dict[str, object] = {
        "content": NASTY[0],
        "flags": 1 << 15,
        "components": [
            {"type": 10, "content": "\n".join((*NASTY, *(f"[a]({url})" for url in urls)))},
            {"type": 12, "items": [{"media": {"url": url}, "description": url} for url in urls]},
            {
                "type": 1,
                "components": [
                    {"type": 2, "style": 5, "label": text, "url": url}
                    for text, url in zip(NASTY, urls, strict=False)
                ],
            },
            {"type": NASTY[0], "content": NASTY[1]},
            {"type": 17, "accent_color": "red;} body{display:none", "components": []},
        ],
        "embeds": [
            {"title": NASTY[0], "url": url, "image": {"url": url}, "footer": {"text": url}}
            for url in urls
        ],
    }
    slack: dict[str, object] = {
        "text": NASTY[0],
        "blocks": [
            *({"type": "section", "text": {"type": "mrkdwn", "text": text}} for text in NASTY),
            *(
                {"type": "section", "text": {"type": "mrkdwn", "text": f"<{url}|a>"}}
                for url in urls
            ),
            *({"type": "image", "image_url": url, "alt_text": url} for url in urls),
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            *({"type": "link", "url": url, "text": url} for url in urls),
                            {"type": "color", "value": "red;background:url(//outside.example.org)"},
                            {"type": "emoji", "name": NASTY[0]},
                            {"type": "user", "user_id": NASTY[0]},
                        ],
                    }
                ],
            },
            {
                "type": "actions",
                "elements": [
                    {"type": "button", "url": url, "text": {"type": "plain_text", "text": url}}
                    for url in urls
                ],
            },
            {"type": NASTY[0]},
        ],
    }
    return discord, slack


def test_hostile_payloads_and_names_run_and_load_nothing(visit: Visitor, tmp_path: Path) -> None:
    discord, slack = hostile_payloads()
    names = Names(roles={"1": NASTY[0]}, users={NASTY[0]: NASTY[1]})
    nasty = NASTY[0]

    def posting(payload: object) -> Posting:
        pages = (MessagePage(payload, {nasty: (5, 3)}),) * 2
        return Posting(rendered=Rendered(pages, ""), lang=nasty, label=nasty, notes=NASTY)

    def channel(key: str, dialect: Dialect, payload: object) -> Channel:
        postings = ((posting(payload),), ())
        return Channel(
            key=key, title=nasty, place=nasty, dialect=dialect, postings=postings, names=names
        )

    page = Page(
        kicker=nasty,
        title=NASTY[2],
        about=nasty,
        zone="UTC",
        moments=(
            Moment(key="1", at=AT, kind=nasty, title=nasty, see={"2": nasty}),
            Moment(key="2", at=AT, kind=nasty, title=nasty, skipped=(Skipped(AT, nasty),)),
        ),
        channels=(
            channel("discord", "discord", discord),
            channel("slack", "slack", slack),
            channel("text", "plain", nasty),
        ),
        notes=NASTY,
    )
    path = tmp_path / "hostile.html"

    seen = pressed(visit, path, render_page(page))

    assert seen.requests == [path.as_uri()]
    assert (seen.violations, seen.complaints) == ([], [])
    assert what_ran(seen) is None


@pytest.mark.parametrize(
    ("smuggled", "refused"),
    [
        ("<script>window.ran = 1</script>", "script-src-elem inline"),
        ("<script src='https://outside.example.org/s'></script>", "script-src-elem https"),
        ("<p onclick='window.ran = 1' tabindex=0>press</p>", "script-src-attr inline"),
        ("<style>main { display: none }</style>", "style-src-elem inline"),
        ("<p style='color: red'>red</p>", "style-src-attr inline"),
        ("<link rel=stylesheet href='https://outside.example.org/l'>", "style-src-elem https"),
        ("<img src='https://outside.example.org/i'>", "img-src https"),
        ("<iframe src='https://outside.example.org/f'></iframe>", "frame-src https"),
        ("<object data='https://outside.example.org/o'></object>", "object-src https"),
        ("<video src='https://outside.example.org/v'></video>", "media-src https"),
        ("<base href='https://outside.example.org/'>", "base-uri https"),
    ],
)
def test_even_markup_that_got_in_would_be_refused_by_the_policy(
    smuggled: str, refused: str, visit: Visitor, tmp_path: Path
) -> None:
    path = tmp_path / "smuggled.html"
    html = render_page(page_of(DOCUMENTS["reminder-exact"]))

    seen = pressed(visit, path, html.replace("</main>", f"{smuggled}</main>"))

    assert seen.outside == []
    assert what_ran(seen) is None
    assert any(each.startswith(refused) for each in seen.violations)


def test_without_the_policy_the_same_would_run_and_load(visit: Visitor, tmp_path: Path) -> None:
    path = tmp_path / "open.html"
    html = render_page(page_of(DOCUMENTS["reminder-exact"])).replace("default-src 'none'; ", "")
    smuggled = "<script>window.ran = 1</script><img src='https://outside.example.org/i'>"
    html = re.sub('content="style-src.*?"', 'content=""', html)

    seen = pressed(visit, path, html.replace("</main>", f"{smuggled}</main>"))

    assert seen.outside == ["https://outside.example.org/i"]
    assert what_ran(seen) == 1
