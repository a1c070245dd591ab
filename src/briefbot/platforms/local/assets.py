"""The page's own files, read once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Final

#: How a style of a time is written: options of Intl.DateTimeFormat, by the style's name.
TimeStyles = Mapping[str, Mapping[str, str]]

_TYPES: Final = {
    "html": "text/html",
    "js": "text/javascript",
    "css": "text/css",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served."""

    content: bytes
    content_type: str

    @property
    def tag(self) -> str:
        """What changes when the content does."""
        return sha256(self.content).hexdigest()[:32]


def page_assets(*, message_style: str, time_styles: TimeStyles) -> Mapping[str, Asset]:
    """Return the files of the page by name.

    Two are made of what messages are drawn with: `message.css` is their style sheet,
    `time-styles.js` how each style of a time is written.
    """
    table = f"export const STYLES = {json.dumps(time_styles)};\n"
    found = {
        "message.css": Asset(message_style.encode(), _TYPES["css"]),
        "time-styles.js": Asset(table.encode(), _TYPES["js"]),
    }
    for file in files("briefbot.platforms.local").joinpath("page").iterdir():
        kind = _TYPES.get(file.name.rpartition(".")[2])
        if kind and file.is_file():
            found[file.name] = Asset(file.read_bytes(), kind)
    return found
