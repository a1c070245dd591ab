"""Take README's picture of the preview page, in Chromium, if the page has changed.

Writes docs/images/page.png, and beside it the hash of the page that it shows. With --check, only
exits 1 when the page has changed since. A page that has not changed needs no browser.
"""

import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

from briefbot import app

SLUG = "nuc-dnipro-oreshnik"
IMAGES = Path(__file__).parent.parent / "docs" / "images"
PICTURE, HASH = IMAGES / "page.png", IMAGES / "page.sha256"
WIDTH, HEIGHT = 1600, 1000


def page() -> str:
    """Return the page that is shown, as `briefbot preview brief SLUG --as html` prints it."""
    return str(app.preview(app.PreviewRequest(name=SLUG, form=app.Form.HTML)).pages[0])


def take(html: str, browser_path: str) -> None:
    """Take the picture of the page's first screen."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the check needs no browser

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "page.html"
        file.write_text(html, encoding="utf-8")
        # Its sandbox refuses to run as root; the page is our own.
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        window = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", locale="en-GB"
        )
        window.goto(file.as_uri())
        window.screenshot(path=PICTURE)
        browser.close()


def main() -> int:
    """Take the picture, or with --check compare the page with the one that was taken."""
    html = page()
    digest = hashlib.sha256(html.encode()).hexdigest()
    if PICTURE.is_file() and HASH.is_file() and HASH.read_text().strip() == digest:
        return 0
    if "--check" in sys.argv[1:]:
        print(f"{PICTURE.name} is out of date -- run: make docs", file=sys.stderr)
        return 1
    browser_path = shutil.which("chromium")
    if browser_path is None:
        print(f"{PICTURE.name} needs Chromium -- on Debian, apt install chromium", file=sys.stderr)
        return 1
    take(html, browser_path)
    HASH.write_text(f"{digest}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
