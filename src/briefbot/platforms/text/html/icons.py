"""Small drawings beside words. They say nothing of their own, and are hidden from assistance."""

from briefbot.platforms.text.html.markup import Element, element


def _icon(name: str, *paths: str) -> Element:
    return element(
        "svg",
        *(element("path", d=path) for path in paths),
        class_=f"icon {name}",
        viewBox="0 0 16 16",
        aria_hidden="true",
        focusable="false",
    )


_BELL = ("M3.5 11.5h9c-1-1-1.2-2.2-1.2-4a3.3 3.3 0 0 0-6.6 0c0 1.8-.2 3-1.2 4z", "M7 13.7h2")

BELL = _icon("bell", *_BELL)
SILENT = _icon("silent", *_BELL, "M2.5 2.5l11 11")
CALENDAR = _icon("calendar", "M2.5 4h11v9.5h-11z", "M2.5 7h11", "M5.5 2.5V5", "M10.5 2.5V5")
CHEVRON = _icon("chevron", "M4 6.2l4 4 4-4")
OUTWARD = _icon("outward", "M6.5 3.5h-3v9h9v-3", "M9.5 3.5h3v3", "M12.5 3.5L7.5 8.5")
PICTURE = _icon("scene", "M2.5 3.5h11v9h-11z", "M2.5 10.8L6 7.5l2.5 2.2 2-1.6 3 2.7", "M10.8 6h0")


def stripe(colour: int) -> Element:
    """Return a bar of a colour that a body names, 0xRRGGBB, which no style sheet can know."""
    return _coloured("stripe", f"#{colour & 0xFFFFFF:06x}")


def swatch(colour: str) -> Element:
    """Return a small square of a colour, `#rrggbb`."""
    return _coloured("icon swatch", colour)


def _coloured(names: str, colour: str) -> Element:
    return element(
        "svg",
        element("rect", width=1, height=1, fill=colour),
        class_=names,
        viewBox="0 0 1 1",
        preserveAspectRatio="none",
        aria_hidden="true",
        focusable="false",
    )
