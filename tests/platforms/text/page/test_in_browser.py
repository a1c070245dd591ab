"""The preview page and the demonstration's page in a real browser."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from briefbot import app
from briefbot.platforms.text.page import render_page
from browsing import DESKTOP, PHONE, ZOOMED, Visitor, chromium, visiting
from named_documents import DOCUMENTS
from pages import page_of

#: How the names of links in the list of moments begin.
KINDS = ("digest", "event summary", "correction", "reminder")

KYIV = "Thu 28 Nov 2024, 23:30"
TOKYO = "Fri 29 Nov 2024, 06:30"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visitor]:
    with visiting(browser) as visitor:
        yield visitor


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sources = app.demonstration(width=80, colour=False).read(app.example_folder())
    path = tmp_path_factory.mktemp("pages") / "demo.html"
    replay = app.demonstration_replay(sources)
    path.write_text(app.demonstration_page(replay), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "preview.html"
    path.write_text(render_page(page_of(DOCUMENTS["summary"])), encoding="utf-8")
    return path


def test_a_page_asks_for_nothing_but_itself_and_complains_of_nothing(
    visit: Visitor, demo: Path, preview: Path
) -> None:
    for path in (demo, preview):
        seen = visit(path)

        assert seen.requests == [path.as_uri()]
        assert (seen.complaints, seen.violations) == ([], [])


@pytest.mark.parametrize(
    ("name", "viewport", "scheme"),
    [
        ("demo", DESKTOP, "light"),
        pytest.param("demo", PHONE, "dark", marks=pytest.mark.long),
        ("preview", DESKTOP, "dark"),
        ("preview", PHONE, "light"),
    ],
)
def test_axe_finds_no_fault(
    *, name: str, viewport: dict[str, int], scheme: str, visit: Visitor, demo: Path, preview: Path
) -> None:
    seen = visit({"demo": demo, "preview": preview}[name], color_scheme=scheme, viewport=viewport)
    seen.page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")

    assert seen.accessibility_faults() == []


@pytest.mark.parametrize(
    "context",
    [
        {"viewport": PHONE},
        {"viewport": PHONE, "is_mobile": True, "has_touch": True},
        {"viewport": ZOOMED, "device_scale_factor": 2},
        {"viewport": {"width": 900, "height": 1000}},
        {"viewport": DESKTOP},
    ],
    ids=["phone", "touch", "200 %", "tablet", "desktop"],
)
def test_no_width_needs_scrolling_sideways(
    context: dict[str, object], visit: Visitor, demo: Path, preview: Path
) -> None:
    for path in (demo, preview):
        seen = visit(path, **context)
        for choice in seen.page.locator("input[name=show]:visible").all():
            choice.check(force=True)
            assert seen.overflow <= 0
        assert seen.overflow <= 0


@pytest.mark.parametrize("width", [320, 900, 1280, 1800])
def test_a_fourth_channel_finds_room(width: int, visit: Visitor, tmp_path: Path) -> None:
    page = page_of(DOCUMENTS["edition"])
    embeds = replace(page.channels[0], key="discord-embed", title="Discord, embeds")
    path = tmp_path / "four.html"
    html = render_page(replace(page, channels=(*page.channels, embeds)))
    path.write_text(html, encoding="utf-8")

    seen = visit(path, viewport={"width": width, "height": 800})

    assert seen.overflow <= 0
    assert seen.page.locator("h2:visible").count() == (4 if width == 1800 else 1)


def test_wide_windows_show_every_channel_and_narrow_ones_the_chosen(
    visit: Visitor, demo: Path
) -> None:
    wide = visit(demo).page
    narrow = visit(demo, viewport=PHONE).page

    titles = ["Discord", "Slack", "Plain text"]
    assert [h2.inner_text() for h2 in wide.locator("h2:visible").all()] == titles
    for title in titles:
        narrow.get_by_role("radio", name=title, exact=True).check(force=True)
        assert [h2.inner_text() for h2 in narrow.locator("h2:visible").all()] == [title]


def test_moments_stand_in_line_across_channels(visit: Visitor, demo: Path) -> None:
    page = visit(demo).page

    for key in range(1, 5):
        tops = [
            page.locator(f"#{channel}-{key}").evaluate("one => one.getBoundingClientRect().top")
            for channel in ("discord", "slack", "text")
        ]
        assert max(tops) - min(tops) < 1


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_keyboard_reaches_everything_in_order_and_the_focus_is_seen(
    viewport: dict[str, int], visit: Visitor, demo: Path
) -> None:
    seen = visit(demo, viewport=viewport)
    reached = []
    for _ in range(16):
        seen.page.keyboard.press("Tab")
        reached.append(seen.focused())
        outlined = "one => [one, one.nextElementSibling].some((each) => each && "
        outlined += "getComputedStyle(each).outlineStyle !== 'none')"
        assert seen.page.locator(":focus").evaluate(outlined), reached[-1]

    assert reached[0] == "Skip to the messages"
    assert all(name.startswith(KINDS) for name in reached[1:11])
    controls = [name.partition("Europe")[0].strip() for name in reached[11:]]
    chosen = ["Discord"] if viewport == PHONE else []
    expected = [*chosen, "Times in", "Auto", "All moments", "9 days without a post"]
    assert controls[: len(expected)] == expected


def test_a_jump_leads_the_keyboard_to_its_moment(visit: Visitor, demo: Path) -> None:
    seen = visit(demo, reduced_motion="reduce")
    link = seen.page.get_by_role("link", name="Correction: NATO-Ukraine Council")
    link.focus()
    seen.page.keyboard.press("Enter")

    assert seen.page.evaluate("location.hash") == "#discord-3"
    top = seen.page.locator("#discord-3").evaluate("one => one.getBoundingClientRect().top")
    assert 0 < top < 200
    seen.page.keyboard.press("Tab")
    assert seen.focused() == "See it before its correction"


def test_radio_buttons_move_with_the_arrow_keys(visit: Visitor, preview: Path) -> None:
    seen = visit(preview, color_scheme="light")
    seen.page.get_by_role("radio", name="Auto").focus()
    light = seen.style("body", "backgroundColor")
    seen.page.keyboard.press("ArrowRight")
    assert seen.style("body", "backgroundColor") == light
    seen.page.keyboard.press("ArrowRight")

    assert seen.focused() == "Dark"
    assert seen.style("body", "backgroundColor") != light


def test_colours_follow_the_system_until_they_are_chosen(visit: Visitor, preview: Path) -> None:
    light, dark = (visit(preview, color_scheme=scheme) for scheme in ("light", "dark"))
    grounds = [each.style(".channel", "backgroundColor") for each in (light, dark)]

    assert grounds[0] != grounds[1]
    dark.page.get_by_role("radio", name="Light").check(force=True)
    assert dark.style(".channel", "backgroundColor") == grounds[0]


def test_nothing_moves_for_readers_who_asked_for_less_motion(visit: Visitor, preview: Path) -> None:
    calm = visit(preview, reduced_motion="reduce")

    assert calm.style("html", "scrollBehavior") == "auto"
    assert calm.page.evaluate("document.getAnimations().length") == 0
    moving = """Array.from(document.querySelectorAll("*")).filter((one) =>
        parseFloat(getComputedStyle(one).transitionDuration) > 0 ||
        getComputedStyle(one).animationName !== "none").length"""
    assert calm.page.evaluate(moving) == 0


def test_times_are_shown_in_the_chosen_zone_and_back_as_posted(visit: Visitor, demo: Path) -> None:
    seen = visit(demo, timezone_id="America/New_York")
    moment = seen.page.locator("#discord-2 time")
    native = seen.page.locator(".as-discord time[data-style=f]").first
    posted = native.inner_text()
    zones = seen.page.get_by_label("Times in")
    assert moment.inner_text() == KYIV
    assert zones.locator("option").nth(1).inner_text() == "America/New_York (yours)"

    zones.select_option("Asia/Tokyo")
    assert moment.inner_text().replace(",", "") == TOKYO.replace(",", "")
    assert posted == "28 November 2024, 23:00"
    assert "29 November 2024" in native.inner_text()
    assert "06:00" in native.inner_text()
    assert seen.page.get_by_role("status").inner_text() == "Times are shown in Asia/Tokyo."

    zones.select_option("Europe/Kyiv")
    assert (moment.inner_text(), native.inner_text()) == (KYIV, posted)


def test_a_messages_name_follows_the_chosen_zone(visit: Visitor, demo: Path) -> None:
    seen = visit(demo)
    message = seen.page.locator(".as-slack .message").first
    zones = seen.page.get_by_label("Times in")
    assert message.get_attribute("aria-label") == "briefbot, 28 November 2024, 23:30"

    zones.select_option("Asia/Tokyo")
    assert message.get_attribute("aria-label") == "briefbot, 29 November 2024 at 06:30"
    zones.select_option("Europe/Kyiv")
    assert message.get_attribute("aria-label") == "briefbot, 28 November 2024, 23:30"


def test_a_text_keeps_the_zone_that_it_names(visit: Visitor, demo: Path) -> None:
    seen = visit(demo)
    before = seen.page.locator(".as-text .sheet").first.inner_text()
    seen.page.get_by_label("Times in").select_option("Asia/Tokyo")

    assert seen.page.locator(".as-text .sheet").first.inner_text() == before
    assert "(Kyiv time, UTC+2)" in before


def test_without_script_all_is_there_but_the_choice_of_a_zone(visit: Visitor, demo: Path) -> None:
    seen = visit(demo, java_script_enabled=False, viewport=PHONE)

    assert seen.page.locator("#discord-2 time").inner_text() == KYIV
    assert not seen.page.locator("#zone").is_visible()
    seen.page.get_by_role("radio", name="Slack").check(force=True)
    assert seen.page.locator("h2:visible").inner_text() == "Slack"
    seen.page.get_by_role("radio", name="Dark").check(force=True)


def test_threads_close_and_open_with_a_key(visit: Visitor, demo: Path) -> None:
    page = visit(demo).page
    thread = page.locator(".as-discord .thread").first
    second = thread.locator(".sheet").first
    assert second.is_visible()

    thread.locator("summary").first.press("Enter")
    assert not second.is_visible()
    thread.locator("summary").first.press("Enter")
    assert second.is_visible()
