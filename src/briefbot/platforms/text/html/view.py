"""For whom a message is drawn: zone, language, names, and the place on the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from briefbot.core.wording import Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names for ids in mentions, without `@` and `#`. A chat shows them; a payload has the id."""

    roles: Mapping[str, str] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)
    usergroups: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)


NO_NAMES = Names()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How a message is seen.

    `zone` (IANA) and `lang` (BCP 47) are the reader's, for native times. `heading` is the level of
    a message's highest heading on the page, the others follow without a gap. `sent_at` is shown
    beside the sender and is what relative times ("in 3 days") count from; without it they are
    shown as dates. `edited` adds the platform's mark of an edited message. In a `live` message
    buttons have their ids as `data-action`, for a page that can act on them.
    """

    zone: str = "UTC"
    lang: str = "en"
    hours: Hours | None = None
    heading: int = 4
    sender: str = "briefbot"
    sent_at: datetime | None = None
    edited: bool = False
    live: bool = False


DEFAULT_VIEW = View()
