"""What stands around the blocks of a page: title, page count, marker; and who may be notified."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from briefbot.core.document import Document, Meta, Priority, Text
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.rendering import Loss, LossKind, RenderOptions
from briefbot.core.size import Size
from briefbot.platforms.discord.limits.table import SUPPRESS_NOTIFICATIONS, characters, most
from briefbot.platforms.discord.markup import Markup, on_one_line
from briefbot.platforms.discord.render.shorten import shorten

#: The accent beside a page. Only an extra: the urgency is told in words.
COLOURS = {
    Priority.FLASH: 0xB3261E,
    Priority.URGENT: 0xC77700,
    Priority.ROUTINE: 0x2F6FA7,
    Priority.LOW: 0x6F7A85,
}

_TITLE_LENGTH = most("embed-title")
_REPEATED_TITLE_LENGTH = 80
_SNOWFLAKE = re.compile(r"[1-9][0-9]{0,19}")
# A reference has letters and digits only, so that it can stand in Markdown and plain text alike.
_NOT_IN_REFERENCE = re.compile(r"[^0-9A-Za-z]")
_ROLE_MENTION = re.compile(r"<@&([0-9]+)>")


def markup_for(document: Document, options: RenderOptions) -> Markup:
    """Return the markup of a document's language, with the mentions that are roles on Discord."""
    roles = [(key, role) for key, role in options.mentions.items() if _SNOWFLAKE.fullmatch(role)]
    return Markup(
        lang=document.meta.lang,
        zone=options.zone,
        hours=options.hours,
        mentions=dict(roles[: most("mentions-ids")]),
    )


def allowed_mentions(texts: Iterable[str]) -> dict[str, object]:
    """Return the roles that the given Markdown mentions, and nothing else, as allowed.

    Only a mention target writes `<@&`: in every other text `@` is parted from what follows.
    https://docs.discord.com/developers/resources/message#allowed-mentions-object
    """
    roles = dict.fromkeys(role for text in texts for role in _ROLE_MENTION.findall(text))
    return {"parse": [], "roles": list(roles)} if roles else {"parse": []}


def notification_flags(meta: Meta) -> int:
    """Return the flag that keeps what has low priority from making a sound."""
    return SUPPRESS_NOTIFICATIONS if meta.priority is Priority.LOW else 0


def fallback_text(meta: Meta) -> str:
    """Return title and bottom line as plain text that would fit into a message's content."""
    lines = filter(None, map(on_one_line, (meta.title, meta.summary)))
    return shorten("\n".join(lines), most("content"))


@dataclass(frozen=True, slots=True)
class Frame:
    """The title in full and shortened, as Markdown, and the reference of the marker."""

    title: str
    repeated_title: str
    continued: str
    reference: str

    @classmethod
    def of(cls, meta: Meta, options: RenderOptions, markup: Markup) -> "Frame":
        """Return the frame of a document's pages."""
        return cls(
            title=_title(meta, markup, limit=_TITLE_LENGTH),
            repeated_title=_title(meta, markup, limit=_REPEATED_TITLE_LENGTH),
            continued=markup.write((Text(catalogue_for(meta.lang).text(Label.CONTINUED)),)),
            reference=_NOT_IN_REFERENCE.sub("", options.reference),
        )

    def heading(self, number: int, total: int) -> str:
        """Return the first line of a page: the title, or on later pages a reminder of it."""
        if number == 1:
            return f"## {self.title}"
        return f"-# {self.repeated_title} {self.continued} · {number}/{total}"

    def title_of(self, number: int, total: int) -> str:
        """Return the title of a page where it stands apart from the text, as on an embed."""
        return self.title if number == 1 else f"{self.repeated_title} ({number}/{total})"

    def marker(self, number: int, total: int) -> str:
        """Return what people can quote to find out about a page: `ref 7f3k2m · 2/4`."""
        if not self.reference:
            return ""
        pages = f" · {number}/{total}" if total > 1 else ""
        return f"ref {self.reference}{pages}"

    def size(self, max_pages: int) -> Size:
        """Return the most that heading and marker take on any page, with the gaps beside them."""
        lines = [self.heading(number, max_pages) for number in (1, max_pages)]
        marker = f"-# {self.marker(max_pages, max_pages)}"
        gaps = 4
        return Size(
            max(map(characters, lines)) + characters(marker) + gaps,
            max(len(line.encode()) for line in lines) + len(marker.encode()) + gaps,
        )

    def losses(self, meta: Meta, markup: Markup) -> tuple[Loss, ...]:
        """Return the loss of a title that was too long."""
        whole = markup.write((Text(meta.title),))
        return () if self.title == (whole or "…") else (Loss(LossKind.DEGRADED, "title shortened"),)


def _title(meta: Meta, markup: Markup, *, limit: int) -> str:
    """Return the title as at most `limit` characters of Markdown; an empty one as an ellipsis."""
    title = on_one_line(meta.title)
    shown = markup.write((Text(title),))
    allowed = limit
    while characters(shown) > limit:
        shown = markup.write((Text(shorten(title, allowed)),))
        allowed -= max(1, characters(shown) - limit)
    return shown or "…"
