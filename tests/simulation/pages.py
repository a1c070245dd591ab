"""A renderer that needs no time, and may be struck itself."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zlib import crc32

from briefbot.core.document import Document

#: Titles of documents that cannot be rendered, that kill who renders them, and that are refused.
UNRENDERABLE, DEADLY, REFUSED = "unrenderable", "deadly", "refuse-this"


@dataclass(frozen=True, slots=True)
class SimPages:
    """Pages of a few bytes that tell one document from another: `ports.Pages`.

    `struck` is told that a page is rendered, and whether that kills.
    """

    struck: Callable[[bool], None]

    def render(self, document: Document, *, destination: str, reference: str) -> Sequence[str]:
        """Return one to three pages."""
        title = document.meta.title
        self.struck(DEADLY in title)
        if UNRENDERABLE in title:
            raise ValueError("a document that no renderer takes")
        mark = crc32(repr(document).encode())
        count = (1, 1, 1, 1, 1, 1, 2, 2, 3, 1)[mark % 10]
        return [
            json.dumps(
                {
                    "ref": reference,
                    "at": destination,
                    "page": [page, count],
                    "says": f"{title} {mark}",
                }
            )
            for page in range(1, count + 1)
        ]
