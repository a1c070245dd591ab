"""Times of the page's own, which its script can show in another zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from briefbot.platforms.text.html.markup import Element, element

#: What the script knows this form of a time by.
STYLE = "moment"


def local_time(at: datetime, zone: str) -> Element:
    """Return an aware instant as in "Thu 28 Nov 2024, 23:30", in an IANA zone."""
    local = at.astimezone(ZoneInfo(zone))
    text = f"{local:%a} {local.day} {local:%b} {local.year}, {local:%H:%M}"
    return element(
        "time", text, datetime=f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", data_style=STYLE
    )
