"""Making texts from files safe to print on a terminal."""

import unicodedata

#: Controls, invisible format characters, lone surrogates, line and paragraph separators: what could
#: move the cursor, hide text or turn its direction. Joiners stay, as emoji are made with them.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"


def printable(text: str) -> str:
    """Return a text as one line that cannot act on a terminal: the unsafe becomes its escape."""
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if unicodedata.category(character) not in _UNSAFE or character in _JOINERS:
        return character
    return ascii(character)[1:-1]
