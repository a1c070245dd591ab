"""Following the local chat: posts as they come, edits, retractions, threads, lost connections."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from browsing import Visitor
from platforms.local.browser.serving import Serving


def posts(page: Page) -> list[str]:
    """Return the titles of the posts of the open channel, as they stand."""
    return page.locator("#posts .post h3").all_inner_texts()


def test_a_post_arrives_by_itself_and_is_told(visit: Visitor, serving: Serving) -> None:
    page = visit(f"{serving.address}#newsroom").page
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()

    serving.post("newsroom", "Council meets")
    expect(page.get_by_role("heading", name="Council meets")).to_be_visible()
    expect(page.locator("#told")).to_have_text("New in newsroom: Council meets")
    expect(page.get_by_role("heading", name="Nothing here yet")).to_have_count(0)
    expect(page.locator(".day")).to_have_count(1)


def test_unread_posts_are_counted_until_the_channel_is_opened(
    visit: Visitor, serving: Serving
) -> None:
    serving.post("newsroom", "Council meets")
    page = visit(f"{serving.address}#desk").page
    newsroom = page.get_by_role("navigation").get_by_role("link", name="newsroom")
    expect(newsroom).to_have_accessible_name("newsroom 1 unread")

    serving.post("newsroom", "A bridge opens")
    expect(newsroom).to_have_accessible_name("newsroom 2 unread")
    expect(page).to_have_title("(2) desk · briefbot")

    newsroom.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("newsroom")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(newsroom).to_have_accessible_name("newsroom")
    expect(page).to_have_title("newsroom · briefbot")

    page.reload()
    expect(newsroom).to_have_accessible_name("newsroom")


def test_a_line_stands_before_what_is_new_since_the_last_visit(
    visit: Visitor, serving: Serving
) -> None:
    serving.post("newsroom", "Council meets")
    page = visit(f"{serving.address}#newsroom").page
    expect(page.locator(".post")).to_have_count(1)
    page.evaluate("location.hash = '#desk'")
    expect(page.get_by_role("heading", level=1)).to_have_text("desk")
    serving.post("newsroom", "A bridge opens")
    expect(page).to_have_title("(1) desk · briefbot")
    page.evaluate("location.hash = '#newsroom'")

    expect(page.locator(".line + .post h3")).to_have_text("A bridge opens")
    expect(page.locator(".post")).to_have_count(2)


def test_an_edit_replaces_the_post_in_its_place(visit: Visitor, serving: Serving) -> None:
    first = serving.post("newsroom", "Council meets")
    serving.post("newsroom", "A bridge opens")
    page = visit(f"{serving.address}#newsroom").page
    expect(page.locator(".post")).to_have_count(2)
    serving.edit("newsroom", first, "Council meets on Friday")

    expect(page.get_by_role("heading", name="Council meets on Friday")).to_be_visible()
    assert posts(page) == ["Council meets on Friday", "A bridge opens"]
    expect(page.locator(".post").first).to_have_text(re.compile("Edited [0-9]"))
    expect(page.locator(".post", has_text="(edited)")).to_have_count(0)
    expect(page.locator(".post").last).not_to_contain_text("Edited")
    expect(page.locator("#told")).to_have_text("Edited in newsroom: Council meets on Friday")


def test_a_retracted_post_leaves_a_mark(visit: Visitor, serving: Serving) -> None:
    first = serving.post("newsroom", "Council meets")
    serving.post("newsroom", "A bridge opens")
    page = visit(f"{serving.address}#newsroom").page
    expect(page.locator(".post")).to_have_count(2)
    serving.retract("newsroom", first)

    expect(page.locator(".post").first).to_contain_text("This post was retracted")
    assert posts(page) == ["A bridge opens"]
    expect(page.locator("#told")).to_have_text("Retracted in newsroom: Council meets")


def test_a_thread_opens_beside_and_gives_the_focus_back(visit: Visitor, serving: Serving) -> None:
    first = serving.post("newsroom", "Council meets")
    serving.post("newsroom", "The second page", thread=first, page=2)
    page = visit(f"{serving.address}#newsroom").page
    assert page.locator("#posts .post").count() <= 1
    replies = page.get_by_role("button", name="1 reply")
    replies.click()

    thread = page.get_by_role("complementary", name="Thread")
    expect(thread.get_by_role("heading", name="Thread")).to_be_focused()
    expect(thread.locator(".post")).to_have_count(2)
    expect(thread.get_by_role("heading", name="The second page")).to_be_visible()
    serving.post("newsroom", "The third page", thread=first, page=3)
    expect(thread.locator(".post")).to_have_count(3)
    expect(page.get_by_role("button", name="2 replies")).to_be_visible()

    page.keyboard.press("Escape")
    expect(thread).to_be_hidden()
    expect(page.get_by_role("button", name="2 replies")).to_be_focused()


def test_a_follow_up_stands_in_the_channel_and_leads_to_the_thread(
    visit: Visitor, serving: Serving
) -> None:
    first = serving.post("newsroom", "Council meets")
    serving.post("newsroom", "A correction", thread=first)
    page = visit(f"{serving.address}#newsroom").page
    expect(page.locator("#posts .post")).to_have_count(2)
    page.get_by_role("button", name="Follow-up to an earlier post").click()

    thread = page.get_by_role("complementary", name="Thread")
    expect(thread.locator(".post h3")).to_have_text(["Council meets", "A correction"])


def test_the_page_goes_on_by_itself_after_a_restart(visit: Visitor, serving: Serving) -> None:
    serving.post("newsroom", "Council meets")
    page = visit(f"{serving.address}#newsroom").page
    expect(page.locator(".post")).to_have_count(1)
    serving.stop()
    expect(page.locator("#link")).to_have_text("The connection is lost. Reconnecting …")
    expect(page.locator(".post")).to_have_count(1)

    serving.start()
    serving.post("newsroom", "A bridge opens")
    expect(page.locator("#link")).to_be_hidden()
    expect(page.locator(".post")).to_have_count(2)
    assert posts(page) == ["Council meets", "A bridge opens"]


def test_a_page_that_is_opened_too_early_waits_for_the_server(
    visit: Visitor, serving: Serving
) -> None:
    page = visit(f"{serving.address}#newsroom").page
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    page.route("**/chat/state*", lambda route: route.abort())
    page.reload()
    expect(page.locator("#link")).to_be_visible()

    page.unroute("**/chat/state*")
    expect(page.locator("#link")).to_be_hidden()
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()


def test_a_channel_that_is_new_in_the_settings_appears(visit: Visitor, serving: Serving) -> None:
    page = visit(f"{serving.address}#newsroom").page
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    serving.stage.channels.append(replace(serving.stage.channels[0], name="second", place="second"))
    serving.post("newsroom", "Council meets")

    expect(page.get_by_role("navigation").get_by_role("link", name="second")).to_be_visible()


def test_a_channel_that_is_gone_is_left(visit: Visitor, serving: Serving) -> None:
    page = visit(f"{serving.address}#floor").page
    expect(page.get_by_role("heading", level=1)).to_have_text("floor")
    serving.stage.channels[:] = [e for e in serving.stage.channels if e.name != "floor"]
    serving.post("newsroom", "Council meets")

    expect(page.get_by_role("heading", level=1)).not_to_have_text("floor")
    expect(page.get_by_role("link", name="floor")).to_have_count(0)


def test_many_posts_come_in_parts(visit: Visitor, serving: Serving) -> None:
    for number in range(60):
        serving.post("desk", f"Post {number}")
    page = visit(f"{serving.address}#desk").page
    expect(page.locator(".post")).to_have_count(50)
    page.get_by_role("button", name="Earlier posts").click()

    expect(page.locator(".post")).to_have_count(60)
    expect(page.locator(".post").first).to_contain_text("Post 0")
    expect(page.get_by_role("button", name="Earlier posts")).to_be_hidden()


def test_an_old_post_that_is_edited_leaves_no_gap(visit: Visitor, serving: Serving) -> None:
    first = serving.post("desk", "Post 0")
    for number in range(1, 60):
        serving.post("desk", f"Post {number}")
    page = visit(f"{serving.address}#desk").page
    expect(page.locator(".post")).to_have_count(50)
    serving.edit("desk", first, "Post 0, edited")
    serving.post("desk", "Post 60", thread=first)
    expect(page.locator(".post")).to_have_count(51)
    page.get_by_role("button", name="Follow-up to an earlier post").click()
    expect(page.locator("#thread .post").first).to_contain_text("Post 0, edited")
    expect(page.locator("#posts .post")).to_have_count(51)
    page.get_by_role("button", name="Close the thread").click()
    page.get_by_role("button", name="Earlier posts").click()

    expect(page.locator("#posts .post")).to_have_count(61)
    expect(page.locator("#posts .post").nth(1)).to_contain_text("Post 1")


def test_a_posting_of_several_messages_counts_once(visit: Visitor, serving: Serving) -> None:
    page = visit(f"{serving.address}#desk").page
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    first = serving.post("newsroom", "Council meets")
    serving.post("newsroom", "The second page", thread=first, page=2)
    serving.post("floor", "A bridge opens")

    expect(page.get_by_role("link", name="floor")).to_have_accessible_name("floor 1 unread")
    expect(page.get_by_role("link", name="newsroom")).to_have_accessible_name("newsroom 1 unread")


def test_what_was_retracted_is_not_counted_as_unread(visit: Visitor, serving: Serving) -> None:
    serving.retract("floor", serving.post("floor", "Council meets"))
    serving.post("newsroom", "Council meets")
    second = serving.post("newsroom", "A bridge opens")
    page = visit(f"{serving.address}#desk").page
    newsroom = page.get_by_role("navigation").get_by_role("link", name="newsroom")
    expect(newsroom).to_have_accessible_name("newsroom 2 unread")
    expect(page.get_by_role("link", name="floor")).to_have_accessible_name("floor")
    serving.retract("newsroom", second)

    expect(newsroom).to_have_accessible_name("newsroom 1 unread")


def test_two_destinations_of_one_place_are_two_channels(visit: Visitor, serving: Serving) -> None:
    serving.stage.channels.append(replace(serving.stage.channels[0], name="annex"))
    pages = [visit(f"{serving.address}#{name}").page for name in ("newsroom", "annex")]
    for page in pages:
        expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    first = serving.post("newsroom", "Council meets")
    serving.post("newsroom", "The second page", thread=first, page=2)

    for page in pages:
        expect(page.get_by_role("heading", name="Council meets")).to_be_visible()
        page.get_by_role("button", name="1 reply").click()
        expect(page.locator("#thread .post")).to_have_count(2)


_AWAY = """
window.away = false;
Object.defineProperty(document, "hidden", { get: () => window.away });
window.turn = (away) => {
  window.away = away;
  document.dispatchEvent(new Event("visibilitychange"));
};
"""


def test_a_tab_that_nobody_sees_lets_go_and_goes_on_when_it_is_seen(
    visit: Visitor, serving: Serving
) -> None:
    page = visit(f"{serving.address}#desk").page
    page.add_init_script(_AWAY)
    page.clock.install()
    page.reload()
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    with page.expect_event("requestfailed", lambda request: "/chat/events" in request.url):
        page.evaluate("turn(true)")
        page.clock.run_for(6_000)
    serving.post("desk", "Council meets")
    serving.post("newsroom", "A bridge opens")
    assert page.locator(".post").count() == 0

    page.evaluate("turn(false)")
    expect(page.locator(".post")).to_have_count(1)
    expect(page.get_by_role("link", name="newsroom")).to_have_accessible_name("newsroom 1 unread")
    expect(page.locator("#link")).to_be_hidden()


def test_a_tab_that_nobody_sees_looks_in_at_times(visit: Visitor, serving: Serving) -> None:
    page = visit(f"{serving.address}#desk").page
    page.add_init_script(_AWAY)
    page.clock.install()
    page.reload()
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    with page.expect_event("requestfailed", lambda request: "/chat/events" in request.url):
        page.evaluate("turn(true)")
        page.clock.run_for(6_000)
    serving.post("desk", "Council meets")
    page.clock.run_for(61_000)

    expect(page).to_have_title("(1) desk · briefbot")
    expect(page.locator(".line")).to_be_visible()
    expect(page.locator(".post")).to_contain_text("Council meets")


def test_many_tabs_leave_a_connection_to_the_one_that_is_seen(
    visit: Visitor, serving: Serving
) -> None:
    first = visit(f"{serving.address}#desk").page
    first.add_init_script(_AWAY)
    tabs = [first, *(first.context.new_page() for _ in range(7))]
    for tab in tabs:
        tab.add_init_script(_AWAY)
        tab.clock.install()
        tab.goto(f"{serving.address}#desk")
        tab.reload()
        expect(tab.get_by_role("heading", name="Nothing here yet")).to_be_visible()
        tab.evaluate("turn(true)")
        tab.clock.run_for(6_000)
    first.evaluate("turn(false)")
    serving.post("desk", "Council meets")

    expect(first.locator(".post")).to_have_count(1)


def test_a_post_out_of_sight_is_offered(visit: Visitor, serving: Serving) -> None:
    for number in range(20):
        serving.post("desk", f"Post {number}")
    page = visit(f"{serving.address}#desk", reduced_motion="reduce").page
    expect(page.locator(".post")).to_have_count(20)
    page.locator("#stream").evaluate("one => { one.scrollTop = 0; }")
    serving.post("desk", "The newest")
    page.get_by_role("button", name="New posts").click()

    expect(page.locator(".post").last).to_be_in_viewport()
    expect(page.get_by_role("button", name="New posts")).to_be_hidden()


def test_times_are_those_of_the_reader(visit: Visitor, serving: Serving) -> None:
    serving.post("floor", "Council meets")
    sent = {
        zone: visit(f"{serving.address}#floor", timezone_id=zone).page.locator(".sent time")
        for zone in ("Asia/Tokyo", "America/New_York")
    }

    expect(sent["Asia/Tokyo"]).to_have_text(re.compile("^18:0"))
    expect(sent["America/New_York"]).to_have_text(re.compile("^04:0"))


@pytest.mark.parametrize("name", ["desk", "floor", "newsroom"])
def test_a_channel_has_its_look(name: str, visit: Visitor, serving: Serving) -> None:
    serving.post(name, "Council meets")
    page = visit(f"{serving.address}#{name}").page
    look = {"desk": "plain", "floor": "slack", "newsroom": "discord"}[name]

    expect(page.locator(f".post .message.{look}")).to_contain_text("Council meets")


def test_what_is_posted_stays_text_wherever_it_is_shown(visit: Visitor, serving: Serving) -> None:
    nasty = "<img src=x onerror='window.ran = 1'><script>window.ran = 2</script>"
    first = serving.post("floor", nasty)
    serving.post("floor", nasty, thread=first, page=2)
    seen = visit(f"{serving.address}#floor")
    page = seen.page
    expect(page.get_by_role("heading", name="<img src=x")).to_be_visible()
    serving.edit("floor", first, f"Edited {nasty}")
    expect(page.locator("#told")).to_contain_text("Edited <img src=x")
    page.get_by_role("button", name="1 reply").click()
    expect(page.locator("#thread-about")).to_contain_text("<img src=x")
    expect(page.locator("#thread .post")).to_have_count(2)
    page.locator("#thread .more").first.click()

    assert page.evaluate("window.ran ?? null") is None
    assert page.locator("main img, main script, aside img, aside script").count() == 0
    assert (seen.complaints, seen.violations, seen.outside) == ([], [], [])


def test_news_elsewhere_leaves_the_focus_where_it_is(visit: Visitor, serving: Serving) -> None:
    page = visit(f"{serving.address}#desk").page
    floor = page.get_by_role("navigation").get_by_role("link", name="floor")
    expect(floor).to_be_visible()
    floor.focus()
    serving.post("newsroom", "Council meets")
    serving.post("floor", "A bridge opens")

    expect(floor).to_have_accessible_name("floor 1 unread")
    expect(floor).to_be_focused()


def test_without_storage_everything_works_but_nothing_is_remembered(
    visit: Visitor, serving: Serving
) -> None:
    page = visit(f"{serving.address}#newsroom").page
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('none'); } });"
    )
    page.reload()
    serving.post("newsroom", "Council meets")
    expect(page.get_by_role("heading", name="Council meets")).to_be_visible()
    page.get_by_role("radio", name="editor").check(force=True)
    expect(page.locator("#toast")).to_have_text("You are an editor now")
    page.reload()

    expect(page.get_by_role("radio", name="reader")).to_be_checked()
