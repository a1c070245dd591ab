"""The page as text: its policy, its counts, and what it says of things that are left out."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from briefbot.core.rendering import Loss, LossKind, Rendered
from briefbot.core.rendering import Page as MessagePage
from briefbot.platforms.text.page import Edited, Page, Posting, render_page
from named_documents import DOCUMENTS
from pages import page_of

PAGE = page_of(DOCUMENTS["summary"])


def with_posting(page: Page, posting: Posting) -> Page:
    """Return a page whose first channel has one other posting, and no other channel."""
    return replace(page, channels=(replace(page.channels[0], postings=((posting,),)),))


def test_the_policy_names_the_one_style_sheet_and_the_one_script_by_hash() -> None:
    html = render_page(PAGE)

    found = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert found is not None
    rules = dict(rule.split(" ", 1) for rule in found[1].split("; "))
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules.pop(rule) == f"'sha256-{digest}'"
    assert rules == {
        "default-src": "'none'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


class Addresses(HTMLParser):
    """Collects what a page could load, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"src", "srcset", "data", "poster"} or (tag == "link" and name == "href"):
                self.loaded.append(value or "")
            if name == "style" or name.startswith("on"):
                self.inline.append(name)


def test_no_element_has_an_outside_resource_an_inline_style_or_a_handler() -> None:
    found = Addresses()
    found.feed(render_page(PAGE))

    assert (found.loaded, found.inline) == (["data:,"], [])


def test_each_message_has_its_counts_in_words_and_as_a_meter() -> None:
    html = render_page(PAGE)

    for channel in PAGE.channels[:2]:
        for page in channel.postings[0][0].rendered.pages:
            for limit, (taken, allowed) in page.used.items():
                assert f"<dt>{limit}</dt><dd>{taken:,} of {allowed:,}<meter" in html
                assert f'max="{allowed}" value="{taken}"' in html


def test_a_text_without_a_limit_says_so() -> None:
    text = str(PAGE.channels[2].postings[0][0].rendered.pages[0].payload)

    assert f"<dd>{len(text):,}, no limit</dd>" in render_page(PAGE)


def test_too_much_is_said_in_words() -> None:
    posting = Posting(rendered=Rendered((MessagePage({}, {"characters": (4100, 4000)}),), ""))

    html = render_page(with_posting(PAGE, posting))

    assert "4,100 of 4,000, too many<meter" in html
    assert 'max="4000" value="4000"' in html


def test_what_is_left_out_is_told_with_the_reason() -> None:
    losses = (Loss(LossKind.DROPPED, "points at the end", 3), Loss(LossKind.DEGRADED, "a picture"))
    rendered: Rendered[object] = Rendered((MessagePage({}),), "", losses)
    notes = ("would not be posted: nothing is new since the last edition",)

    html = render_page(with_posting(PAGE, Posting(rendered=rendered, notes=notes)))

    for told in (*notes, "dropped: points at the end (3)", "degraded: a picture"):
        assert f"<li>{told}</li>" in html
    assert "Nothing is left out here." not in html


def test_where_nothing_is_left_out_that_is_said() -> None:
    html = render_page(with_posting(PAGE, Posting(rendered=Rendered((MessagePage({}),), ""))))

    assert "Nothing is left out here." in html


@pytest.mark.parametrize(("count", "told"), [(2, "1 more message"), (4, "3 more messages")])
def test_later_messages_stand_in_a_thread_below_the_first(count: int, told: str) -> None:
    rendered: Rendered[object] = Rendered((MessagePage({}),) * count, "")

    html = render_page(with_posting(PAGE, Posting(rendered=rendered)))

    before, _, thread = html.partition('<details class="thread" open>')
    assert f"<dd>1/{count}</dd>" in before
    assert f"<span>Thread</span> {told}</summary>" in thread
    assert [f"{n}/{count}" for n in range(2, count + 1)] == re.findall(r"<dd>(\d/\d)</dd>", thread)


def test_messages_that_were_edited_keep_their_time_and_those_that_were_added_are_new() -> None:
    rendered: Rendered[object] = Rendered((MessagePage({}),) * 3, "")
    edited = Edited(2, datetime(2026, 1, 9, 7, 30, tzinfo=UTC))

    html = render_page(with_posting(PAGE, Posting(rendered=rendered, edited=edited)))

    sent = re.findall(r'<span class="muted sent"><time datetime="([^"]+)"', html)
    assert sent == ["2026-01-09T07:30:00Z", "2026-01-09T07:30:00Z", "2026-01-10T08:00:00Z"]
    assert html.count("(edited)") == 2


def test_the_zone_that_times_were_written_in_is_marked() -> None:
    assert '<option value="Europe/Kyiv">Europe/Kyiv (as posted)</option>' in render_page(PAGE)
    html = render_page(replace(PAGE, zone="UTC"))
    assert '<option value="UTC">UTC (as posted)</option>' in html
    assert html.count("<option") == 1


def test_a_page_of_one_moment_has_nothing_to_jump_to() -> None:
    assert "<nav" not in render_page(PAGE)


def test_the_same_page_is_the_same_file() -> None:
    assert render_page(PAGE) == render_page(page_of(DOCUMENTS["summary"]))
