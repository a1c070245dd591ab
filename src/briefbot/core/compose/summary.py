"""The event summary: a brief as its readers get it."""

from collections.abc import Iterator

from briefbot.core.brief import Brief, BriefImage, Correction, Section, Status
from briefbot.core.compose.notices import compose_withdrawal
from briefbot.core.compose.particulars import (
    correction_callout,
    key_figures,
    meetings,
    particulars,
    replacement_lines,
    sources,
    span_lines,
)
from briefbot.core.compose.statements import Voice, blocks_of
from briefbot.core.document import (
    Actions,
    Block,
    Button,
    CommandButton,
    Divider,
    Document,
    DocumentKind,
    Heading,
    Image,
    Meta,
    Para,
    ParaStyle,
    Part,
    Text,
)
from briefbot.core.labels import Label

#: The corrections named at the head; older ones stand at the end, and none is ever left out.
_HEAD_CORRECTIONS = 2


def compose_summary(brief: Brief) -> Document:
    """Return the summary of a brief; of a withdrawn one, only the notice that it is withdrawn.

    First come the bottom line, corrections and figures, then the sections in the editor's order,
    then older corrections and the sources, which stay whatever else is left out.
    """
    if brief.status is Status.WITHDRAWN:
        return compose_withdrawal(brief)
    voice = Voice.of(brief)
    return Document(
        meta=Meta(
            kind=DocumentKind.SUMMARY,
            title=brief.title,
            lang=brief.lang,
            summary=brief.summary,
            priority=brief.priority,
            show=show_command(brief),
        ),
        lead=tuple(_lead(brief, voice)),
        body=tuple(_body(brief, voice)),
        tail=(*meetings(brief, voice), actions(brief, voice)),
    )


def compose_section(brief: Brief, section: Section) -> Document:
    """Return one section of a brief, with its particulars and corrections."""
    voice = Voice.of(brief)
    title = voice.words.text(Label(f"section-{section.slug.value}")) if section.slug else ""
    corrections = [correction_callout(each, voice) for each in _newest_first(brief)]
    return Document(
        meta=Meta(
            kind=DocumentKind.SUMMARY,
            title=f"{brief.title} · {title or section.title}",
            lang=brief.lang,
            summary=brief.summary,
            priority=brief.priority,
            show=show_command(brief),
        ),
        lead=(particulars(brief, voice), *corrections[:_HEAD_CORRECTIONS], Divider()),
        body=(Part(blocks_of(section.content, voice)),),
        tail=(actions(brief, voice),),
    )


def show_command(brief: Brief) -> str:
    """Return the command that shows the whole brief."""
    return f"/brief show {brief.slug}"


def _lead(brief: Brief, voice: Voice) -> Iterator[Block]:
    yield particulars(brief, voice)
    if brief.summary:
        yield Para((Text(brief.summary),), ParaStyle.LEDE)
    for correction in _newest_first(brief)[:_HEAD_CORRECTIONS]:
        yield correction_callout(correction, voice)
    yield from brief.preamble
    yield from key_figures(brief, voice)
    yield from span_lines(brief, voice)
    yield from replacement_lines(brief, voice)
    yield Divider()


def _body(brief: Brief, voice: Voice) -> Iterator[Part]:
    for image in brief.images:
        if image.url:
            yield Part((_image(image, voice),))
    for section in brief.sections:
        yield Part((_heading(section, voice), *blocks_of(section.content, voice)))
    older = _newest_first(brief)[_HEAD_CORRECTIONS:]
    if older:
        heading = Heading(2, (Text(voice.words.text(Label.CORRECTIONS)),))
        notes = [correction_callout(correction, voice) for correction in older]
        yield Part((heading, *notes), keep=True)
    if brief.sources:
        yield Part(sources(brief, voice), keep=True)


def _newest_first(brief: Brief) -> list[Correction]:
    return sorted(brief.corrections, key=lambda correction: correction.at_time, reverse=True)


def _heading(section: Section, voice: Voice) -> Heading:
    title = section.title
    if section.slug is not None:
        title = voice.words.text(Label(f"section-{section.slug.value}"))
    return Heading(2, (Text(title),))


def _image(image: BriefImage, voice: Voice) -> Image:
    credit = voice.words.text(Label.IMAGE_CREDIT, credit=image.credit) if image.credit else ""
    return Image(image.url, image.alt, " ".join(filter(None, (image.caption, credit))))


def actions(brief: Brief, voice: Voice) -> Actions:
    """Return the buttons under a summary."""
    words = voice.words
    buttons: list[Button] = [
        CommandButton(words.text(Label.BUTTON_FULL), "show", brief.slug),
        CommandButton(words.text(Label.BUTTON_SOURCES), "sources", brief.slug),
    ]
    if brief.corrections:
        buttons.append(CommandButton(words.text(Label.BUTTON_CHANGES), "changes", brief.slug))
    if brief.meetings:
        first = f"{brief.slug}/{brief.meetings[0].id}"
        buttons.append(CommandButton(words.text(Label.BUTTON_REMIND), "remind", first))
    return Actions(tuple(buttons))
