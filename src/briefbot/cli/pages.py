"""Pages as files: where they are written, and how they are opened."""

import re
import tempfile
import threading
import webbrowser
from pathlib import Path

import click

from briefbot.cli.printable import printable
from briefbot.errors import UsageError

#: Where pages go that nobody named a place for, from where briefbot is started.
FOLDER = Path("build")

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")
_LONGEST_NAME = 80


def write_page(text: str, *, output: Path | None, name: str) -> Path:
    """Write a page to `output`, or to a file of this name in `build/`, and return its path.

    Where `build/` cannot be written, as in a folder that is read-only, a new folder for temporary
    files takes its place. Raises UsageError when `output` cannot be written.
    """
    if output is not None:
        try:
            return _written(output, text)
        except OSError as error:
            advice = "name another file: --output"
            raise UsageError(
                f"cannot be written: {error.strerror}", where=str(output), next_step=advice
            ) from None
    file = f"{_NOT_IN_NAMES.sub('-', name).strip('-')[:_LONGEST_NAME] or 'page'}.html"
    try:
        return _written(FOLDER / file, text)
    except OSError:
        return _written(Path(tempfile.mkdtemp(prefix="briefbot-")) / file, text)


def open_page(path: Path) -> None:
    """Open a page in the browser; where there is none, say so on standard error."""
    if not webbrowser.open(path.resolve().as_uri()):
        click.echo(f"no browser was found; open {printable(str(path))} yourself", err=True)


def open_address(address: str) -> None:
    """Open an address in the browser; where there is none, say so on standard error.

    It returns at once: some browsers, those in a terminal, keep whoever opens them.
    """

    def open_it() -> None:
        if not webbrowser.open(address):
            click.echo(f"no browser was found; open {address} yourself", err=True)

    threading.Thread(target=open_it, daemon=True).start()


def _written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
    return path
