"""Native times: instants that every reader's client writes in their own zone and language."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, format_timedelta

from briefbot.core.schedule.zone import zone_named
from briefbot.core.wording import locale_for
from briefbot.platforms.text.html.markup import Element, element
from briefbot.platforms.text.html.view import View

#: What each `data-style` shows, as options of JavaScript's `Intl.DateTimeFormat`, for a script that
#: writes times anew for another zone. `locale` stands in for the reader's language where it is
#: given; English without a territory is `en-GB`. The relative styles `R` and `ago` are missing:
#: no zone changes them.
#:
#: One letter: Discord, https://docs.discord.com/developers/reference#message-formatting. A word:
#: the tokens of Slack, https://docs.slack.dev/reference/block-kit/block-elements/date-element,
#: where the `pretty` ones say "today" near the day, and here always the date.
STYLES: Mapping[str, Mapping[str, str]] = {
    "t": {"timeStyle": "short"},
    "T": {"timeStyle": "medium"},
    "d": {"dateStyle": "short"},
    "D": {"dateStyle": "long"},
    "f": {"dateStyle": "long", "timeStyle": "short"},
    "F": {"dateStyle": "full", "timeStyle": "short"},
    "s": {"dateStyle": "short", "timeStyle": "short"},
    "S": {"dateStyle": "short", "timeStyle": "medium"},
    "date_num": {"dateStyle": "short", "locale": "sv"},
    "date_slash": {"dateStyle": "short"},
    "date": {"month": "long", "day": "numeric"},
    "date_pretty": {"month": "long", "day": "numeric"},
    "date_short": {"dateStyle": "medium"},
    "date_short_pretty": {"dateStyle": "medium"},
    "date_long": {"dateStyle": "full"},
    "date_long_pretty": {"dateStyle": "full"},
    "date_long_full": {"dateStyle": "long"},
    "day_divider_pretty": {"dateStyle": "full"},
    "time": {"timeStyle": "short"},
    "time_secs": {"timeStyle": "medium"},
}
RELATIVE_STYLES = frozenset({"R", "ago"})

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant_of(seconds: float) -> datetime | None:
    """Return a Unix timestamp as an instant, or None where the calendar has no such day."""
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None


def moment(instant: datetime, style: str, view: View) -> Element:
    """Return an instant as a `<time>` in one of the styles, told for the view's reader."""
    return element(
        "time",
        words(instant, style, view),
        datetime=instant.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        data_style=style,
    )


def words(instant: datetime, style: str, view: View) -> str:
    """Return an instant in a style's words. A relative one needs to know when it is read."""
    locale = locale_for(view.lang)
    if style in RELATIVE_STYLES:
        if view.sent_at is not None:
            distance = instant - view.sent_at
            return str(format_timedelta(distance, add_direction=True, locale=locale))
        style = "f"
    options = STYLES[style]
    local = _local(instant, view.zone)
    parts = []
    if "month" in options:
        parts.append(format_skeleton("MMMMd", local, locale=locale))
    elif length := options.get("dateStyle"):
        named = Locale(options["locale"]) if "locale" in options else locale
        parts.append(format_date(local, length, locale=named))
    if "timeStyle" in options:
        parts.append(_clock(local, options["timeStyle"], locale, view))
    return ", ".join(parts)


def _clock(local: datetime, length: str, locale: Locale, view: View) -> str:
    wall = local.replace(tzinfo=None)
    if view.hours is None:
        return format_time(wall, length, locale=locale)
    skeleton = ("H" if view.hours == 24 else "h") + ("m" if length == "short" else "ms")
    return format_skeleton(skeleton, wall, locale=locale)


def _local(instant: datetime, zone: str) -> datetime:
    try:
        return instant.astimezone(zone_named(zone))
    except (OverflowError, ValueError):  # the calendar's first and last day; no such zone
        return instant.astimezone(UTC)
