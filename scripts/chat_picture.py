"""Take README's picture of the chat page, in Chromium, if what it shows has changed.

Writes docs/images/chat.png, and beside it the hash of all that the page is given. With --check,
only exits 1 when that has changed since. Either way `briefbot run` serves it, in an empty folder,
as it does on a first visit; what has not changed needs no browser.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

IMAGES = Path(__file__).parent.parent / "docs" / "images"
PICTURE, HASH = IMAGES / "chat.png", IMAGES / "chat.sha256"
WIDTH, HEIGHT = 1280, 860
#: In seconds.
PATIENCE = 30
ZONE, NOW = "Europe/Brussels", "2024-12-06T10:00:00+01:00"
CONFIG = f"""\
timezone = "{ZONE}"
[destinations.newsroom]
platform = "local"
[destinations.policy]
platform = "local"
look = "slack"
[http]
listen = "127.0.0.1:0"
"""


@contextmanager
def served() -> Iterator[str]:
    """Run briefbot over a folder of its own; yield the address of its chat page."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "briefbot.toml"
        config.write_text(CONFIG, encoding="utf-8")
        (Path(folder) / "briefs").mkdir()
        command = (sys.executable, "-m", "briefbot", "run", "--config", str(config))
        # Nothing of whoever runs this may show in the picture.
        own = {name: value for name, value in os.environ.items() if not name.startswith("BRIEFBOT")}
        with subprocess.Popen(command, cwd=folder, env=own, stderr=subprocess.PIPE) as process:  # noqa: S603 - ourselves
            try:
                yield address_of(process)
            finally:
                process.kill()  # all of it goes with the folder
                process.communicate()


def address_of(process: subprocess.Popen[bytes]) -> str:
    """Return the address that the log tells. Raises SystemExit when the program ends before."""
    said = []
    for line in process.stderr or ():
        said.append(line.decode())
        entry = json.loads(line) if line.startswith(b"{") else {}
        if entry.get("event") == "chat page":
            return str(entry["address"])
    raise SystemExit("briefbot does not run:\n" + "".join(said))


def given(address: str) -> str:
    """Return the hash of all that the page is given which can be seen in the picture."""
    folder = files("briefbot.platforms.local").joinpath("page")
    names = sorted({each.name for each in folder.iterdir()} - {"index.html"})
    assets = [f"/chat/{name}" for name in (*names, "message.css", "time-styles.js")]
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    digest = hashlib.sha256()
    for path in ("/", *assets, "/chat/messages?channel=example"):
        digest.update(hashlib.sha256(got(connection, path)).digest())
    connection.close()
    return digest.hexdigest()


def got(connection: HTTPConnection, path: str) -> bytes:
    """Return what a path is answered with; the examples are there a moment after the page is."""
    give_up = time.monotonic() + PATIENCE
    while True:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        if response.status == 200:
            return body
        if time.monotonic() > give_up:
            raise SystemExit(f"{path} is answered with {response.status}")
        time.sleep(0.1)


def take(address: str, browser_path: str) -> None:
    """Take the picture of a first visit."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the check needs no browser

    with sync_playwright() as playwright:
        # Its sandbox refuses to run as root; the page is our own.
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        window = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT},
            color_scheme="light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id=ZONE,
        )
        window.clock.set_fixed_time(NOW)
        window.goto(address)
        window.locator("#posts .post").first.wait_for()
        window.screenshot(path=PICTURE)
        browser.close()


def main() -> int:
    """Take the picture, or with --check compare what the page is given with what it was."""
    with served() as address:
        digest = given(address)
        if PICTURE.is_file() and HASH.is_file() and HASH.read_text().strip() == digest:
            return 0
        if "--check" in sys.argv[1:]:
            print(f"{PICTURE.name} is out of date -- run: make docs", file=sys.stderr)
            return 1
        browser_path = shutil.which("chromium")
        if browser_path is None:
            print(
                f"{PICTURE.name} needs Chromium -- on Debian, apt install chromium", file=sys.stderr
            )
            return 1
        take(address, browser_path)
    HASH.write_text(f"{digest}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
