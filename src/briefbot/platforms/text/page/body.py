"""The page's own elements: heading, controls, the list to jump with, and the channels."""

from collections.abc import Iterator

from briefbot.platforms.text.html.markup import Element, Node, element
from briefbot.platforms.text.page.channel import channel_section
from briefbot.platforms.text.page.times import local_time
from briefbot.platforms.text.page.values import Channel, Moment, Page

_THEMES = (("auto", "Auto"), ("light", "Light"), ("dark", "Dark"))


def page_body(page: Page) -> Iterator[Node]:
    """Yield what stands in a page's body."""
    yield element("a", "Skip to the messages", class_="skip", href="#messages")
    yield _heading(page)
    yield _controls(page)
    channels = (channel_section(channel, page) for channel in page.channels)
    yield element(
        "main",
        element("div", *channels, class_=f"channels of-{len(page.channels)}"),
        id="messages",
        tabindex="-1",
    )


def _heading(page: Page) -> Element:
    notes = element("ul", *(element("li", note) for note in page.notes), class_="notes")
    several = len(page.moments) > 1
    jumps = (_jump_list(page, channel) for channel in page.channels if several)
    return element(
        "header",
        element("p", page.kicker, class_="kicker"),
        element("h1", page.title),
        element("p", page.about, class_="about"),
        notes if page.notes else None,
        *jumps,
        class_="page-head",
    )


def _jump_list(page: Page, channel: Channel) -> Element:
    """Return the list of moments of a channel; the style sheet shows that of the channel seen."""
    return element(
        "nav",
        element(
            "ol",
            *(
                element(
                    "li",
                    element(
                        "a",
                        element("span", moment.kind, class_="kind"),
                        local_time(moment.at, page.zone),
                        element("span", _what(moment), class_="what"),
                        href=f"#{channel.key}-{moment.key}",
                    ),
                    class_="quiet" if moment.skipped else None,
                )
                for moment in page.moments
            ),
        ),
        class_=f"jump for-{channel.key}",
        id=f"jump-{channel.key}",
        aria_label=f"Moments, on {channel.title}",
    )


def _what(moment: Moment) -> str:
    count = len(moment.skipped)
    if not count:
        return moment.title
    return f"{moment.title}, skipped" if count == 1 else f"{moment.title}, skipped {count} times"


def _controls(page: Page) -> Element:
    keys = [(channel.key, channel.title) for channel in page.channels]
    zones = dict.fromkeys((page.zone, "UTC"))
    options = (
        element("option", f"{name} (as posted)" if name == page.zone else name, value=name)
        for name in zones
    )
    chosen = element(
        "label",
        element("span", "Times in"),
        element("select", *options, id="zone", autocomplete="off"),
        class_="zones",
        id="zones",
        hidden=True,  # the script, which does the changing, shows it
    )
    return element(
        "div",
        _choice("show", "Platform", keys),
        element("div", chosen, _choice("theme", "Colours", _THEMES), class_="settings"),
        element("p", role="status", id="told", class_="unseen"),
        class_=f"controls of-{len(page.channels)}",
        role="region",
        aria_label="How the page is shown",
    )


def _choice(
    name: str, label: str, choices: "list[tuple[str, str]] | tuple[tuple[str, str], ...]"
) -> Element:
    """Return radio buttons, of which the first is chosen; they work without script."""
    buttons = (
        element(
            "label",
            element(
                "input",
                type="radio",
                name=name,
                id=f"{name}-{key}",
                checked=index == 0,
                autocomplete="off",
            ),
            element("span", title),
        )
        for index, (key, title) in enumerate(choices)
    )
    return element("div", *buttons, class_=f"choice {name}", role="radiogroup", aria_label=label)
