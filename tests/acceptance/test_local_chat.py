"""The local chat of the real process, lived through in a browser as by a newcomer."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from acceptance.meetings import meeting
from acceptance.running import PATIENCE, Running, Site
from browsing import Visit, Visitor, chromium, visiting

CONFIG = """\
timezone = "Europe/Brussels"
[destinations.newsroom]
platform = "local"
[destinations.desk]
platform = "local"
look = "slack"
[summaries.all]
destinations = ["newsroom"]
"""
TITLE = "Council opens the river bridge to traffic"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE * 1000)
    with chromium() as running:
        yield running


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visitor]:
    with visiting(browser) as visitor:
        yield visitor


@pytest.fixture
def listen() -> dict[str, str]:
    """An address that every process of a test has."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return {"BRIEFBOT_HTTP__LISTEN": f"127.0.0.1:{free.getsockname()[1]}"}


@pytest.fixture
def chat(site: Site) -> Site:
    site.configure(CONFIG)
    return site


def opened(visit: Visitor, process: Running, **context: object) -> Visit:
    address = process.wait_for_line("chat page")["address"]
    return visit(str(address), timezone_id="Europe/Kyiv", **context)


def ask(page: Page, text: str) -> None:
    box = page.get_by_role("combobox", name="Command")
    box.fill(text)
    box.press("Escape")
    box.press("Enter")


def go_to(page: Page, name: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_newcomer_lives_through_the_whole_product(
    visit: Visitor, chat: Site, listen: dict[str, str]
) -> None:
    with chat.running(**listen) as process:
        seen = opened(visit, process)
        page = seen.page
        welcome = page.get_by_role("region", name="Welcome to briefbot")
        expect(welcome).to_be_visible()
        assert page.locator("#posts .post").count() > 3
        welcome.get_by_role("button", name="/brief help").click()
        expect(page.locator(".note.answered")).to_contain_text("/brief latest")

        go_to(page, "newsroom")
        brief = chat.publish(
            "river-bridge",
            meeting(datetime.now(UTC) + timedelta(seconds=90), title="Public hearing"),
        )
        post = page.locator("#posts .post").first
        expect(post).to_contain_text(TITLE)
        post.get_by_role("button", name="Sources").click()
        expect(page.locator(".post + .note.answered")).to_contain_text("Example Wire")

        box = page.get_by_role("combobox", name="Command")
        box.press_sequentially("/brief remind ")
        page.get_by_role("option", name="Public hearing").click()
        box.press_sequentially(" lead:1m")
        box.press("Escape")
        box.press("Enter")
        expect(page.locator(".note.answered").last).to_contain_text("Public hearing")
        ask(page, "/brief-admin pause")
        expect(page.locator(".note.refused")).to_be_visible()

    expect(page.locator("#link")).to_be_visible()
    with chat.running(**listen):
        expect(page.locator("#link")).to_be_hidden()
        reminders = page.get_by_role("navigation").get_by_role("link", name="briefbot")
        expect(reminders).to_have_accessible_name("briefbot 1 unread")
        post.get_by_role("button", name="Full brief").click()
        expect(page.locator(".post + .note.answered").first).to_be_visible()

        text = brief.read_text(encoding="utf-8")
        at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        entry = (
            f'{{at: {at}, kind: correction, was: "It opened to traffic.", now: "It opened.", '
            "source: notice}"
        )
        corrected = text.replace(" to traffic\n", f"\ncorrections:\n  - {entry}\n", 1)
        chat.write(corrected, brief.name)
        expect(post).to_contain_text("Edited")
        expect(post.get_by_role("heading").first).to_have_text("Council opens the river bridge")

        reminders.click()
        expect(page.locator("#posts .post")).to_contain_text("Public hearing")
        assert seen.accessibility_faults() == []
        assert (seen.violations, seen.outside) == ([], [])


def test_each_channel_looks_as_its_setting_says(
    visit: Visitor, chat: Site, listen: dict[str, str]
) -> None:
    with chat.running(**listen) as process:
        page = opened(visit, process).page
        for name, look in (("desk", "slack"), ("newsroom", "discord")):
            go_to(page, name)
            ask(page, "/brief help")
            expect(page.locator(f".note.answered .message.{look}")).to_be_visible()
