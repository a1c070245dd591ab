"""Pages in a real browser: what they look like to a reader, and everything they try to load."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # has no types
from playwright.sync_api import Browser, Page, Route, sync_playwright

DESKTOP = {"width": 1600, "height": 1000}
#: A desktop at 200 %: half as many CSS pixels, each twice as large.
ZOOMED = {"width": 800, "height": 500}
PHONE = {"width": 320, "height": 640}

_WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI}`);
});
"""


#: Either does. The first is Chromium without all that draws windows: a test takes it a third of the
#: processor time, and it is what Playwright, too, takes by default where nothing is to be seen.
_COMMANDS = ("chromium-headless-shell", "chromium")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the system's Chromium, without a window.

    For a module at most: while it runs, no other test in this process can have an event loop.
    """
    found = next((path for name in _COMMANDS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium is there: on Debian, apt install chromium-headless-shell")
    with sync_playwright() as playwright:
        # Its sandbox refuses to run as root, as tests in containers do; the pages are our own.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page that was opened, and what came of it.

    `requests` is all it wanted to load; `outside` what its policy let through to the network, which
    is not there. `complaints` are those of the browser's console.
    """

    page: Page
    requests: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def violations(self) -> list[str]:
        """What the content security policy has refused."""
        found = self.page.evaluate("window.violations")
        return [str(each) for each in found]

    @property
    def overflow(self) -> int:
        """How many CSS pixels the page is wider than its window."""
        width = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return int(width)

    def style(self, selector: str, name: str) -> str:
        """Return a computed style."""
        read = "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]"
        return str(self.page.evaluate(read, [selector, name]))

    def focused(self) -> str:
        """Return what the focus is on, for a reader: its text or name."""
        read = """() => {
            const one = document.activeElement;
            return one.labels?.[0]?.textContent || one.ariaLabel || one.textContent || one.tagName;
        }"""
        return " ".join(str(self.page.evaluate(read)).split())

    def accessibility_faults(self) -> list[str]:
        """Return every violation that axe-core finds, with the first element of each."""
        found = Axe().run(self.page).response["violations"]
        return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


Visitor = Callable[..., Visit]


@contextmanager
def visiting(browser: Browser) -> Iterator[Visitor]:
    """Yield a function that opens a file or an address; all that was opened is closed in the end.

    A file reaches nothing outside, and an address nothing but its own server.
    """
    with ExitStack() as stack:

        def visit(place: Path | str, **context: Any) -> Visit:  # noqa: ANN401 - Playwright's own options
            opened = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **context})
            stack.callback(opened.close)
            page = opened.new_page()
            visit = Visit(page)
            page.on("request", lambda request: visit.requests.append(request.url))
            page.on("console", lambda message: visit.complaints.append(message.text))
            page.on("pageerror", lambda error: visit.complaints.append(str(error)))
            page.add_init_script(_WATCH)
            address = place if isinstance(place, str) else place.resolve().as_uri()
            own = re.escape(urljoin(address, "/")) if isinstance(place, str) else "file:"
            page.route(re.compile(f"^(?!{own}|data:)"), lambda route: _refuse(route, visit))
            page.goto(address)
            return visit

        yield visit


def _refuse(route: Route, visit: Visit) -> None:
    visit.outside.append(route.request.url)
    route.abort()
