"""A channel: every moment's messages as they look there, with what each takes of the limits."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from briefbot.core.rendering import Loss
from briefbot.core.rendering import Page as MessagePage
from briefbot.platforms.text.html import (
    Markup,
    View,
    draw_discord,
    draw_plain,
    draw_slack,
)
from briefbot.platforms.text.html.markup import Element, element
from briefbot.platforms.text.page.times import local_time
from briefbot.platforms.text.page.usage import usage_list
from briefbot.platforms.text.page.values import Channel, Moment, Page, Posting


def channel_section(channel: Channel, page: Page) -> Element:
    """Return a channel as a section; its moments are rows that align with other channels'."""
    several = len(page.moments) > 1
    moments = (
        _moment(channel, moment, postings, view=View(zone=page.zone), several=several)
        for moment, postings in zip(page.moments, channel.postings, strict=True)
    )
    return element(
        "section",
        element(
            "header",
            element("h2", channel.title, id=f"{channel.key}-title"),
            element("p", channel.place, class_="place") if channel.place else None,
            _back(channel) if several else None,
            class_="channel-head",
        ),
        *moments,
        class_=f"channel {channel.dialect} as-{channel.key}",
        aria_labelledby=f"{channel.key}-title",
    )


def _back(channel: Channel) -> Element:
    return element("a", "All moments", href=f"#jump-{channel.key}", class_="back")


def _moment(
    channel: Channel, moment: Moment, postings: tuple[Posting, ...], *, view: View, several: bool
) -> Element:
    level = 4 if several else 3
    shown = [
        _posting(channel, each, replace(view, sent_at=moment.at, heading=level))
        for each in postings
    ]
    if not several:
        return element("div", *shown, class_="moment")
    name = f"{channel.key}-{moment.key}"
    return element(
        "div",
        element(
            "h3",
            element("span", moment.kind, class_="kind"),
            local_time(moment.at, view.zone),
            id=name,
            tabindex="-1",
        ),
        *_references(channel, moment),
        _skipped(moment, view.zone) if moment.skipped else None,
        *shown,
        class_="moment",
    )


def _references(channel: Channel, moment: Moment) -> Iterator[Element]:
    for key, words in moment.see.items():
        yield element("p", element("a", words, href=f"#{channel.key}-{key}"), class_="reference")


def _skipped(moment: Moment, zone: str) -> Element:
    """Return a line for what did not go out, with the reason, and below it every time."""
    count = len(moment.skipped)
    times = (element("li", local_time(each.at, zone)) for each in moment.skipped)
    more = element(
        "details",
        element("summary", f"{count} days without a post"),
        element("ul", *times),
    )
    reasons = dict.fromkeys(each.reason for each in moment.skipped)
    return element(
        "div",
        element("p", element("strong", moment.title), f" skipped: {'; '.join(reasons)}"),
        more if count > 1 else None,
        class_="skipped",
    )


def _posting(channel: Channel, posting: Posting, view: View) -> Element:
    view = replace(view, lang=posting.lang)
    pages = posting.rendered.pages
    first, *rest = (
        _message(channel, page, _seen(view, posting, number), number=number, total=len(pages))
        for number, page in enumerate(pages, start=1)
    )
    return element(
        "div",
        element("p", posting.label, class_="label") if posting.label else None,
        first,
        _thread(rest) if rest else None,
        _left_out(posting),
        class_="posting",
    )


def _seen(view: View, posting: Posting, number: int) -> View:
    """Return how a posting's message of this number is seen: one that was edited keeps its time."""
    earlier = posting.edited
    if earlier is None or number > earlier.messages:
        return view
    return replace(view, sent_at=earlier.sent_at, edited=True)


def _thread(messages: list[Element]) -> Element:
    count = "1 more message" if len(messages) == 1 else f"{len(messages)} more messages"
    return element(
        "details",
        element("summary", element("span", "Thread"), f" {count}"),
        *messages,
        class_="thread",
        open=True,
    )


def _message(
    channel: Channel, page: MessagePage[object], view: View, *, number: int, total: int
) -> Element:
    return element(
        "div",
        usage_list(page, number=number, total=total),
        _drawn(channel, page.payload, view),
        class_="sheet",
    )


def _drawn(channel: Channel, payload: object, view: View) -> Markup:
    if isinstance(payload, str):
        return draw_plain(payload, view=view)
    if not isinstance(payload, Mapping):
        raise TypeError(f"no payload: {type(payload).__name__}")
    draw = draw_slack if channel.dialect == "slack" else draw_discord
    return draw(payload, resolve=channel.names, view=view)


def _left_out(posting: Posting) -> Element:
    told = [*posting.notes, *map(_told, posting.rendered.losses)]
    if not told:
        return element("p", "Nothing is left out here.", class_="whole")
    return element("ul", *(element("li", sentence) for sentence in told), class_="losses")


def _told(loss: Loss) -> str:
    count = f" ({loss.count})" if loss.count > 1 else ""
    return f"{loss.kind}: {loss.what}{count}"
