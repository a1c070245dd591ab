"""The file around what is drawn: head, content security policy, style sheet and script.

The policy lets in exactly the style sheet and the script written here, by their hashes, and
nothing from outside: https://www.w3.org/TR/CSP3/
"""

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files

from briefbot.platforms.text.html import style_sheet
from briefbot.platforms.text.html.markup import escape, serialize
from briefbot.platforms.text.html.moments import STYLES
from briefbot.platforms.text.page.body import page_body
from briefbot.platforms.text.page.values import Page

_FILE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="briefbot">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
{body}
<script>{script}</script>
</body>
</html>
"""

#: Where the script says how each style of time is written.
_STYLES = "/* STYLES */ {}"


def render_page(page: Page) -> str:
    """Return a page as one HTML file that loads nothing."""
    moments = f".channels {{ --moments: {len(page.moments)} }}"
    style = f"{style_sheet()}\n{_own('page.css')}\n{moments}\n"
    script = _own("zones.js").replace(_STYLES, json.dumps(dict(STYLES), separators=(",", ":")))
    return _FILE.format(
        policy=policy(style=style, script=script),
        title=escape(f"{page.title} · {page.kicker}"),
        style=style,
        body=serialize(*page_body(page)),
        script=script,
    )


def policy(*, style: str, script: str) -> str:
    """Return the content security policy of a page with this style sheet and this script."""
    return (
        f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _own(name: str) -> str:
    """Return a file of this package. It may not end the element it is put into."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    if "</" in text or "<!--" in text:
        raise ValueError(f"{name} would end its element")
    return text
