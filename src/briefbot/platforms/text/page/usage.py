"""What a message takes of its platform's limits: a meter and words for each."""

from collections.abc import Iterator

from briefbot.core.rendering import Page
from briefbot.platforms.text.html.markup import Element, element


def usage_list(page: Page[object], *, number: int, total: int) -> Element:
    """Return the counts of one message, with its number when there are several."""
    name = f"Message {number} of {total}" if total > 1 else "Message"
    return element(
        "dl",
        _fact("message", f"{number}/{total}") if total > 1 else None,
        *(_limit(name, limit, *used) for limit, used in page.used.items()),
        *_characters(page),
        class_="usage",
    )


def _fact(name: str, value: str) -> Element:
    return element("div", element("dt", name), element("dd", value))


def _limit(message: str, limit: str, taken: int, allowed: int) -> Element:
    over = taken > allowed
    meter = element(
        "meter",
        max=max(allowed, 1),
        value=min(taken, max(allowed, 1)),
        aria_label=f"{message}: {limit}",
    )
    return element(
        "div",
        element("dt", limit),
        element("dd", f"{taken:,} of {allowed:,}{', too many' if over else ''}", meter),
        class_="over" if over else None,
    )


def _characters(page: Page[object]) -> Iterator[Element]:
    """Yield the length of a text, for which there is no limit."""
    if isinstance(page.payload, str) and not page.used:
        yield _fact("characters", f"{len(page.payload):,}, no limit")
