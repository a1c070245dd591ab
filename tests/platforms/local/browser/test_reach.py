"""The local chat for everybody: narrow windows, keys, screen readers, colours, and its policy."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browsing import DESKTOP, PHONE, ZOOMED, Visitor
from platforms.local.browser.serving import Serving


def at_first(page: Page) -> None:
    expect(page.get_by_role("heading", name="An example")).to_be_visible()


def empty(page: Page) -> None:
    page.evaluate("location.hash = '#floor'")
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()


def read(page: Page) -> None:
    page.evaluate("location.hash = '#newsroom'")
    expect(page.locator("#posts .post")).to_have_count(3)


def answered(page: Page) -> None:
    read(page)
    for line in ("/brief latest", "/brief-admin pause"):
        page.locator("#line").fill(line)
        page.locator("#line").press("Escape")
        page.locator("#line").press("Enter")
    expect(page.locator(".note.refused")).to_be_visible()
    expect(page.locator(".note.answered")).to_be_visible()


def completing(page: Page) -> None:
    read(page)
    page.locator("#line").press_sequentially("/brief s")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#line")).to_have_attribute("aria-activedescendant", "proposal-0")


def in_thread(page: Page) -> None:
    read(page)
    page.get_by_role("button", name="2 replies").click()
    expect(page.locator("#thread .post")).to_have_count(3)


def with_menu(page: Page) -> None:
    read(page)
    page.locator(".more").last.click()
    expect(page.get_by_role("menu")).to_be_visible()


def helped(page: Page) -> None:
    read(page)
    page.locator("#stream").press("?")
    expect(page.get_by_role("dialog", name="Keys and help")).to_be_visible()


STATES = (at_first, empty, read, answered, completing, in_thread, with_menu, helped)


@pytest.fixture
def busy(serving: Serving) -> Serving:
    first = serving.post("newsroom", "Council meets")
    serving.post("newsroom", "The second page", thread=first, page=2)
    serving.post("newsroom", "A correction", thread=first)
    serving.edit("newsroom", first, "Council meets on Friday")
    serving.retract("newsroom", serving.post("newsroom", "A bridge opens"))
    serving.post("desk", "A text")
    return serving


def lit(*quick: Callable[[Page], None], viewport: dict[str, int], scheme: str) -> list[object]:
    """Return every state in this light; those that are not `quick` only for `make test-long`."""
    return [
        pytest.param(
            state,
            viewport,
            scheme,
            marks=[] if state in quick else [pytest.mark.long],
            id=f"{state.__name__}-{viewport['width']}-{scheme}",
        )
        for state in STATES
    ]


@pytest.mark.parametrize(
    ("state", "viewport", "scheme"),
    [
        *lit(*STATES, viewport=DESKTOP, scheme="light"),
        *lit(answered, in_thread, viewport=DESKTOP, scheme="dark"),
        *lit(at_first, with_menu, viewport=PHONE, scheme="light"),
    ],
)
def test_axe_finds_no_fault(
    *,
    state: Callable[[Page], None],
    viewport: dict[str, int],
    scheme: str,
    visit: Visitor,
    busy: Serving,
) -> None:
    seen = visit(busy.address, viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    state(seen.page)

    assert seen.accessibility_faults() == []
    assert seen.overflow <= 0
    assert (seen.complaints, seen.violations, seen.outside) == ([], [], [])


@pytest.mark.parametrize(
    "viewport",
    [
        PHONE,
        ZOOMED,
        pytest.param({"width": 900, "height": 900}, marks=pytest.mark.long),
        pytest.param(DESKTOP, marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize("name", ["newsroom", "floor", "desk", "example"])
def test_no_width_needs_scrolling_sideways(
    name: str, viewport: dict[str, int], visit: Visitor, serving: Serving
) -> None:
    serving.post("newsroom", "A title as long as titles are " * 3)
    serving.post("floor", "Donaudampfschifffahrtsgesellschaftskapitän" * 3)
    serving.post("desk", "https://example.org/" + "a" * 200)
    seen = visit(f"{serving.address}#{name}", viewport=viewport)
    expect(seen.page.locator("#posts .post")).to_have_count(1)

    assert seen.overflow <= 0
    for each in ("#stream", "#composer", "#side nav"):
        assert seen.page.locator(each).evaluate("one => one.scrollWidth - one.clientWidth") <= 0


def test_on_a_phone_the_channels_are_a_sheet(visit: Visitor, busy: Serving) -> None:
    page = visit(f"{busy.address}#newsroom", viewport=PHONE).page
    expect(page.locator("#posts .post")).to_have_count(3)
    expect(page.get_by_role("navigation")).to_have_count(0)
    opener = page.locator("#open-side")
    expect(opener).to_have_accessible_name("Channels, 1 unread")
    opener.click()

    expect(page.get_by_role("link", name="newsroom")).to_be_focused()
    assert page.locator("main").evaluate("one => one.inert")
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(page.get_by_role("navigation")).to_have_count(0)

    opener.click()
    page.get_by_role("link", name="desk").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_have_text("desk")
    expect(page.get_by_role("navigation")).to_have_count(0)


def test_on_a_phone_a_thread_covers_the_channel(visit: Visitor, busy: Serving) -> None:
    page = visit(f"{busy.address}#newsroom", viewport=PHONE).page
    page.get_by_role("button", name="2 replies").click()
    box = page.locator("#thread").bounding_box()

    assert box == {"x": 0, "y": 0, "width": 320, "height": 640}
    page.get_by_role("button", name="Close the thread").click()
    expect(page.get_by_role("button", name="2 replies")).to_be_focused()


def test_everything_can_be_reached_with_the_keyboard(visit: Visitor, busy: Serving) -> None:
    seen = visit(f"{busy.address}#desk")
    expect(seen.page.locator("#posts .post")).to_have_count(1)
    reached: list[str] = []
    while (not reached or reached[-1] != "Send") and len(reached) < 30:
        seen.page.keyboard.press("Tab")
        reached.append(seen.focused())

    assert reached[0] == "Skip to the command box"
    assert reached[1:5] == ["example", "newsroom2 unread", "desk", "floor"]
    assert reached[5:8] == ["briefbot", "reader", "Keys and help"]
    assert reached[-3:] == ["More about: A text", "Command", "Send"]


def test_the_skip_link_leads_to_the_box(visit: Visitor, busy: Serving) -> None:
    page = visit(f"{busy.address}#desk").page
    expect(page.locator("#posts .post")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("combobox")).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_have_text("desk")


def test_single_keys_work_and_can_be_turned_off(visit: Visitor, busy: Serving) -> None:
    page = visit(f"{busy.address}#desk").page
    expect(page.locator("#posts .post")).to_have_count(1)
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()
    expect(page.get_by_role("combobox")).to_have_value("/brief ")
    page.get_by_role("combobox").fill("")
    page.keyboard.press("?")
    expect(page.get_by_role("combobox")).to_have_value("?")

    page.locator("#stream").focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys and help")
    dialog.get_by_role("checkbox").uncheck()
    dialog.get_by_role("button", name="Close").click()
    page.locator("#stream").focus()
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()


def test_channels_change_with_alt_and_the_arrow_keys(visit: Visitor, busy: Serving) -> None:
    page = visit(f"{busy.address}#newsroom").page
    expect(page.locator("#posts .post")).to_have_count(3)
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("heading", level=1)).to_have_text("desk")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_role("heading", level=1)).to_have_text("newsroom")


def test_the_page_comes_back_to_the_last_channel(visit: Visitor, busy: Serving) -> None:
    page = visit(f"{busy.address}#desk").page
    expect(page.locator("#posts .post")).to_have_count(1)
    page.goto(busy.address)

    expect(page.get_by_role("heading", level=1)).to_have_text("desk")


def test_nothing_moves_for_readers_who_asked_for_less_motion(visit: Visitor, busy: Serving) -> None:
    seen = visit(f"{busy.address}#newsroom", reduced_motion="reduce", viewport=PHONE)
    expect(seen.page.locator("#posts .post")).to_have_count(3)
    moving = """Array.from(document.querySelectorAll("body, body *")).filter((one) =>
        parseFloat(getComputedStyle(one).transitionDuration) > 0 ||
        getComputedStyle(one).animationName !== "none").map((one) => one.outerHTML.slice(0, 80))"""

    assert seen.page.evaluate(moving) == []


def test_the_page_asks_its_own_server_only(visit: Visitor, busy: Serving) -> None:
    seen = visit(f"{busy.address}#newsroom")
    answered(seen.page)

    assert seen.outside == []
    assert {url.removeprefix(busy.address).partition("/")[0] for url in seen.requests} == {
        "",
        "chat",
    }
    assert (seen.complaints, seen.violations) == ([], [])
