"""Asking in the local chat: commands, completion, buttons, rights."""

import re

from playwright.sync_api import Locator, Page, expect

from briefbot.core.document import Code, Document, DocumentKind, Meta, Para, Part, Text
from browsing import Visitor
from platforms.local.browser.serving import Serving
from platforms.local.stage import SHOW_ACTION


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Command")


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def test_the_first_visit_welcomes_and_its_commands_can_be_tried(
    visit: Visitor, serving: Serving
) -> None:
    page = visit(serving.address).page

    welcome = page.get_by_role("region", name="Welcome to briefbot")
    expect(welcome).to_be_visible()
    expect(page.get_by_role("heading", name="An example")).to_be_visible()
    expect(page.get_by_role("link", name="example")).to_have_attribute("aria-current", "page")
    expect(welcome.get_by_role("listitem")).to_have_count(3)

    latest = welcome.get_by_role("button", name="/brief latest")
    latest.click()

    answer = page.locator(".note.answered")
    expect(answer).to_contain_text("line /brief latest")
    expect(answer).to_contain_text("Only you can see this")
    expect(latest).to_be_focused()
    assert serving.commands == ["line /brief latest"]


def test_the_welcome_leads_to_a_brief_of_choice(visit: Visitor, serving: Serving) -> None:
    page = visit(serving.address).page
    page.get_by_role("button", name="/brief show …").click()

    expect(box(page)).to_have_value("/brief show ")
    expect(box(page)).to_be_focused()
    expect(options(page).first).to_contain_text("The council meets")
    assert serving.commands == []


def test_the_welcome_is_hidden_for_good(visit: Visitor, serving: Serving) -> None:
    page = visit(serving.address).page
    page.get_by_role("button", name="Hide this").click()
    page.reload()

    expect(page.get_by_role("heading", name="An example")).to_be_visible()
    expect(page.get_by_role("region", name="Welcome to briefbot")).to_have_count(0)


def test_a_command_is_answered_to_the_reader_alone(visit: Visitor, serving: Serving) -> None:
    page = visit(f"{serving.address}#newsroom", timezone_id="America/New_York").page
    box(page).fill("/brief latest count:2")
    page.keyboard.press("Enter")

    answer = page.locator(".note.answered")
    expect(answer).to_contain_text("You/brief latest count:2")
    expect(answer).to_contain_text("line /brief latest count:2")
    expect(page.locator("#told")).to_have_text(re.compile("^Only you can see this: "))
    expect(box(page)).to_have_value("")
    expect(box(page)).to_be_focused()
    (_, request) = serving.answering.asked[-1]
    assert request.destination == "newsroom"
    assert request.caller.zone == "America/New_York"

    other = visit(f"{serving.address}#newsroom").page
    expect(other.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    expect(other.locator(".note")).to_have_count(0)

    answer.get_by_role("button", name="Dismiss").click()
    expect(answer).to_have_count(0)
    expect(box(page)).to_be_focused()


def test_completion_by_keyboard_fills_in_the_command(visit: Visitor, serving: Serving) -> None:
    page = visit(f"{serving.address}#newsroom").page
    box(page).press_sequentially("/brief sea")

    expect(options(page)).to_have_count(1)
    expect(options(page)).to_contain_text("/brief search")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(box(page)).to_have_value("/brief search ")
    expect(page.locator("#hint")).to_contain_text("query")
    expect(box(page)).to_be_focused()

    box(page).press_sequentially("sh")
    expect(options(page).first).to_contain_text("share:")
    page.keyboard.press("Escape")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(box(page)).to_have_value("/brief search sh")


def test_arrow_keys_choose_a_value_and_enter_takes_it(visit: Visitor, serving: Serving) -> None:
    page = visit(f"{serving.address}#newsroom").page
    box(page).press_sequentially("/brief show c")
    first = options(page).filter(has_text="The council meets")
    expect(first).to_be_visible()

    while first.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    expect(box(page)).to_have_attribute("aria-activedescendant", str(first.get_attribute("id")))
    page.keyboard.press("Enter")

    expect(box(page)).to_have_value("/brief show council-meets")
    assert serving.commands == []
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.locator(".note.answered")).to_be_visible()
    assert serving.commands == ["line /brief show council-meets"]


def test_a_completion_can_be_clicked(visit: Visitor, serving: Serving) -> None:
    page = visit(f"{serving.address}#newsroom").page
    box(page).press_sequentially("/brief lat")
    options(page).first.click()

    expect(box(page)).to_have_value("/brief latest ")
    expect(box(page)).to_be_focused()


def test_what_was_sent_comes_back_with_the_arrow_keys(visit: Visitor, serving: Serving) -> None:
    page = visit(f"{serving.address}#newsroom").page
    for text in ("/brief latest", "/brief next"):
        box(page).fill(text)
        page.keyboard.press("Escape")
        page.keyboard.press("Enter")
        expect(box(page)).to_have_value("")

    page.keyboard.press("ArrowUp")
    expect(box(page)).to_have_value("/brief next")
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_have_value("/brief latest")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(box(page)).to_have_value("")


def test_a_button_is_answered_below_its_post_also_after_a_restart(
    visit: Visitor, serving: Serving
) -> None:
    serving.post("newsroom", "Council meets")
    serving.post("newsroom", "A bridge opens")
    page = visit(f"{serving.address}#newsroom").page
    council = page.locator(".post", has_text="Council meets")
    council.get_by_role("button", name="Show").click()

    below = council.locator("+ .note.answered")
    expect(below).to_contain_text(f"pressed {SHOW_ACTION}")
    expect(below).to_contain_text("pressed Show")

    serving.stop()
    serving.start()
    expect(page.locator("#toast")).to_have_text("Connected again")
    council.get_by_role("button", name="Show").click()
    expect(below).to_be_visible()
    expect(page.locator(".note")).to_have_count(1)
    assert serving.commands == [f"pressed {SHOW_ACTION}"] * 2


def test_a_command_in_a_post_goes_into_the_box(visit: Visitor, serving: Serving) -> None:
    words = Para((Text("More: "), Code("/brief show council-meets")))
    meta = Meta(kind=DocumentKind.SUMMARY, title="Council meets", summary="It met.")
    made = Document(meta=meta, body=(Part((words,)),))
    pages = serving.stage.pages().render(made, destination="newsroom", reference="7f3k2m")
    serving.post("newsroom", "Council meets", payload=pages[0])
    page = visit(f"{serving.address}#newsroom").page
    page.locator(".post").get_by_role("button", name="/brief show council-meets").click()

    expect(box(page)).to_have_value("/brief show council-meets")
    expect(box(page)).to_be_focused()
    assert serving.commands == []


def test_what_a_reader_may_not_do_is_refused_until_they_are_a_manager(
    visit: Visitor, serving: Serving
) -> None:
    page = visit(f"{serving.address}#newsroom").page
    box(page).fill("/brief-admin pause")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.locator(".note.refused")).to_contain_text("line /brief-admin pause")

    page.get_by_role("group", name="I am").get_by_role("radio", name="manager").check(force=True)
    expect(page.locator("#toast")).to_have_text("You are a manager now")
    box(page).fill("/brief-admin pause")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.locator(".note.answered")).to_be_visible()

    page.reload()
    expect(page.get_by_role("radio", name="manager")).to_be_checked()


def test_a_role_brings_its_commands_into_completion(visit: Visitor, serving: Serving) -> None:
    page = visit(f"{serving.address}#newsroom").page
    box(page).press_sequentially("/brief-admin")
    expect(options(page)).to_have_count(0)
    box(page).fill("")

    page.get_by_role("radio", name="manager").check(force=True)
    box(page).press_sequentially("/brief-admin")
    expect(options(page).first).to_contain_text("/brief-admin")


def test_an_answer_that_does_not_come_can_be_asked_for_again(
    visit: Visitor, serving: Serving
) -> None:
    page = visit(f"{serving.address}#newsroom").page
    expect(box(page)).to_be_visible()
    serving.stop()
    expect(page.locator("#link")).to_be_visible()
    box(page).fill("/brief latest")
    page.keyboard.press("Enter")
    failed = page.locator(".note.failed")
    expect(failed).to_contain_text("briefbot cannot be reached.")

    serving.start()
    expect(page.locator("#link")).to_be_hidden()
    failed.get_by_role("button", name="Try again").click()
    expect(page.locator(".note.answered")).to_contain_text("line /brief latest")
    assert serving.commands == ["line /brief latest"]


def test_what_went_wrong_is_said_as_the_server_says_it(visit: Visitor, serving: Serving) -> None:
    page = visit(f"{serving.address}#newsroom").page
    expect(box(page)).to_be_visible()
    serving.answering.fails = True
    box(page).fill("/brief latest")
    page.keyboard.press("Enter")

    failed = page.locator(".note.failed")
    expect(failed).to_contain_text("Something went wrong here; the log has it.")
    expect(failed.get_by_role("button", name="Try again")).to_be_visible()


def test_an_answer_of_something_in_between_is_not_taken_for_silence(
    visit: Visitor, serving: Serving
) -> None:
    page = visit(f"{serving.address}#newsroom").page
    expect(box(page)).to_be_visible()
    page.route("**/chat/command", lambda route: route.fulfill(status=502, body="<h1>Bad</h1>"))
    box(page).fill("/brief latest")
    page.keyboard.press("Enter")

    expect(page.locator(".note.failed")).to_contain_text("The server answered with 502")


def test_a_shared_answer_is_a_post_for_everybody(visit: Visitor, serving: Serving) -> None:
    serving.answering.is_shared = True
    page = visit(f"{serving.address}#newsroom").page
    other = visit(f"{serving.address}#newsroom").page
    box(page).fill("/brief latest share:true")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")

    for each in (page, other):
        expect(each.locator(".post")).to_contain_text("line /brief latest share:true")
        expect(each.locator(".note")).to_have_count(0)


def test_brief_this_asks_about_a_post(visit: Visitor, serving: Serving) -> None:
    serving.post("newsroom", "Council meets")
    page = visit(f"{serving.address}#newsroom").page
    page.get_by_role("button", name="More about: ").click()
    menu = page.get_by_role("menu")
    expect(menu.get_by_role("menuitem", name="Brief this")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("menuitem", name="Copy reference 7f3k2m")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="More about: ")).to_be_focused()

    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".post + .note.answered")).to_contain_text("about ")
    assert serving.commands[0].startswith("about ")


def test_a_reference_is_copied(visit: Visitor, serving: Serving) -> None:
    serving.post("newsroom", "Council meets")
    page = visit(
        f"{serving.address}#newsroom", permissions=["clipboard-read", "clipboard-write"]
    ).page
    page.get_by_role("button", name="More about: ").click()
    page.get_by_role("menuitem", name="Copy reference 7f3k2m").click()

    expect(page.locator("#toast")).to_have_text("Copied 7f3k2m")
    assert page.evaluate("navigator.clipboard.readText()") == "7f3k2m"
