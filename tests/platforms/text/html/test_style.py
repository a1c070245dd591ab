"""The style sheet: loads nothing, and can be read in both colour schemes."""

import re

import pytest

from briefbot.platforms.text.html import style_sheet

STYLE = style_sheet()

_HEX = re.compile(r"#[0-9a-f]{6}")
_BLOCK = re.compile(r"^\.(discord|slack|plain) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_VARIABLE = re.compile(r"--([\w-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));")
SHARED = {name: (light, dark) for name, light, dark, _ in _VARIABLE.findall(STYLE.split("}")[0])}
#: Colours by platform and name, light and dark.
COLOURS = {
    platform: {
        name: (both or light, both or dark) for name, light, dark, both in _VARIABLE.findall(block)
    }
    for platform, block in _BLOCK.findall(STYLE)
}
#: What is written on what; a name alone is a variable, `#` a colour as such.
PAIRS = {
    "discord": [
        *(
            f"{ink} {ground}"
            for ink in ("text", "strong", "muted", "link")
            for ground in ("ground", "card")
        ),
        *("text code", "strong code", "mention mention-ground", "text emoji-ground"),
        *("text control", "muted control", "text picture", "muted picture", "link picture"),
        *("#ffffff primary", "#ffffff success", "#ffffff danger", "strong secondary"),
        *("#ffffff avatar", "wrong wrong-ground"),
    ],
    "slack": [
        *("text ground", "strong ground", "muted ground", "link ground", "code code-ground"),
        *(
            "text code-ground",
            "mention mention-ground",
            "here here-ground",
            "text emoji-ground",
            "text control",
        ),
        *("muted control", "text picture", "muted picture", "link picture", "text tag"),
        *("#ffffff primary", "#ffffff danger", "#ffffff avatar", "wrong wrong-ground"),
    ],
    "plain": ["text ground", "strong ground", "muted ground", "link ground"],
}


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("platform", "pair"), [(platform, pair) for platform, pairs in PAIRS.items() for pair in pairs]
)
def test_what_is_written_can_be_read(platform: str, pair: str, scheme: int) -> None:
    colours = {**SHARED, **COLOURS[platform]}
    ink, ground = (name if name[0] == "#" else colours[name][scheme] for name in pair.split())

    assert contrast(ink, ground) >= 4.5, f"{pair}: {contrast(ink, ground):.2f}"


def test_contrast_is_counted_as_the_recommendation_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_nothing_is_loaded() -> None:
    assert not re.search(r"url\(|@import|@font-face|src\(|image-set|</", STYLE)


def test_colours_stand_in_variables_only() -> None:
    rules = re.sub(r"^  --.*$", "", STYLE, flags=re.MULTILINE)

    assert not _HEX.search(rules)


def test_every_variable_that_is_used_is_set() -> None:
    used = set(re.findall(r"var\(--([\w-]+)", STYLE))
    given = set(re.findall(r"--([\w-]+):", STYLE))

    assert used <= given
    assert given <= used, f"set and never used: {given - used}"


def test_every_rule_keeps_to_drawn_messages() -> None:
    bare = re.sub(r"/\*.*?\*/", "", STYLE, flags=re.DOTALL)
    selectors = re.findall(r"(?:^|\n)\s*([^\s@}][^{}]*)\{", bare)

    assert selectors
    for selector in selectors:
        for one in re.split(r",(?![^(]*\))", selector):
            assert one.strip().startswith((".message", ".discord", ".slack", ".plain")), one
