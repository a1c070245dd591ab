"""Front matter fields -> Brief. Every limit on what a field may hold is a constant here."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Final

from briefbot.core.brief import (
    Actor,
    Brief,
    BriefImage,
    Correction,
    CorrectionKind,
    Interval,
    KeyFigure,
    Place,
    Section,
    Source,
    SourceKind,
    Status,
    Tlp,
    Trend,
)
from briefbot.core.document import Block, Priority
from briefbot.core.when import INSTANT_PRECISIONS, Precision, When
from briefbot.sources.briefs.countries import COUNTRIES
from briefbot.sources.briefs.dates import DAY_EXAMPLE, MOMENT_EXAMPLE, parse_day, parse_moment
from briefbot.sources.briefs.fields import MAX_ID, MAX_URL, SLUG, SLUG_RULE, Fields
from briefbot.sources.briefs.meetings import read_meetings
from briefbot.sources.briefs.report import shown

SHORTEST_TITLE: Final = 8
LONGEST_TITLE: Final = 120
SHORTEST_SLUG: Final = 3
MAX_SOURCES: Final = 100
MAX_ACTORS: Final = 50
MAX_KEY_FIGURES: Final = 6
MAX_CORRECTIONS: Final = 100
MAX_IMAGES: Final = 10
MAX_TAGS: Final = 16
MAX_RELATED: Final = 16
#: Far more than the 300 characters lint asks for, so that a long summary is its finding.
MAX_SUMMARY: Final = 2000
MAX_NOTE: Final = 2000
MAX_CHANGE: Final = 1000
MAX_ALT: Final = 1024
MAX_CAPTION: Final = 500
#: Names of people, places, publishers and offices.
MAX_NAME: Final = 150
MAX_SOURCE_TITLE: Final = 300
MAX_FIGURE: Final = 80

_TAG = re.compile(r"[a-z0-9-]{2,32}")
_TITLE_MARKUP = re.compile(r"[*`]|~~|__|\]\(|<[A-Za-z/!@#:]|^[#>]")


class _EventPrecision(StrEnum):
    """The precisions an event may state."""

    EXACT = "exact"
    HOUR = "hour"
    DAY = "day"
    APPROX = "approx"


def build_brief(
    fields: Fields, preamble: tuple[Block, ...], sections: tuple[Section, ...]
) -> Brief | None:
    """Return the brief of a front matter and a body; None when slug, title or status is unusable.

    Everything else that is wrong is reported and leaves the field at its default.
    """
    if fields.written("schema", required=True) not in (None, "1"):
        fields.fault("schema", "is not 1", "write schema: 1, the only version there is")
    status = fields.choice("status", Status, required=True)
    published = status not in (None, Status.DRAFT)
    brief = Brief(
        slug=fields.slug("slug", required=True, shortest=SHORTEST_SLUG),
        title=_title(fields),
        status=status or Status.DRAFT,
        priority=fields.choice("priority", Priority) or Priority.ROUTINE,
        trend=fields.choice("trend", Trend),
        tlp=fields.choice("tlp", Tlp) or Tlp.CLEAR,
        lang=fields.language("lang", "en"),
        summary=fields.text("summary", MAX_SUMMARY, lines=True),
        event=_event(fields),
        info_cutoff=fields.instant("info_cutoff", required=published),
        published_at=fields.instant("published_at", required=published),
        updated_at=fields.instant("updated_at"),
        covers=_covers(fields),
        next_update=fields.instant("next_update"),
        embargo_until=fields.instant("embargo_until"),
        editor_note=fields.text("editor_note", MAX_NOTE, lines=True),
        place=_place(fields),
        actors=_actors(fields),
        key_figures=_key_figures(fields),
        sources=_sources(fields),
        meetings=read_meetings(fields),
        tags=_tags(fields, "tags"),
        topics=_tags(fields, "topics"),
        supersedes=fields.slugs("supersedes", MAX_RELATED),
        superseded_by=fields.slugs("superseded_by", MAX_RELATED),
        corrections=_corrections(fields),
        images=_images(fields),
        preamble=preamble,
        sections=sections,
    )
    fields.close()
    return brief if brief.slug and brief.title and status else None


def _title(fields: Fields) -> str:
    title = fields.text("title", LONGEST_TITLE, required=True)
    if not title:
        return ""
    if len(title) < SHORTEST_TITLE:
        what = f"is {len(title)} characters long"
        fields.fault("title", what, f"use {SHORTEST_TITLE} to {LONGEST_TITLE}")
    if _TITLE_MARKUP.search(title):
        fields.fault("title", "holds markup", "write the title as plain words")
    if title.endswith((".", "…")):
        fields.fault("title", "ends with a dot", "leave the dot out")
    if not any(character.isalnum() for character in title):
        fields.fault("title", "holds no word", "say in words what happened")
    return title


def _tags(fields: Fields, key: str) -> tuple[str, ...]:
    rule = "use 2 to 32 lower-case letters, digits and hyphens"
    return fields.matching(key, MAX_TAGS, _TAG, rule)


def _event(fields: Fields) -> When | None:
    stated = fields.choice("event_precision", _EventPrecision)
    written = fields.written("event_time", required=True)
    if written is None:
        return None
    moment = parse_moment(written)
    day = moment.date() if moment else parse_day(written)
    if day is None:
        fields.fault("event_time", f"is {shown(written)}, which is no date", DAY_EXAMPLE)
        return None
    implied = Precision.EXACT if moment else Precision.DAY
    precision = Precision(stated) if stated else implied
    if precision not in INSTANT_PRECISIONS:
        return When(precision=precision, day=day)
    return _event_instant(fields, precision, moment)


def _event_instant(fields: Fields, precision: Precision, moment: datetime | None) -> When | None:
    if moment is None:
        what = f"is {precision}, but event_time has no time"
        fields.fault("event_precision", what, "write day or approx, or add the time")
    elif moment.tzinfo is None:
        what = f"is {moment.isoformat()}, without a UTC offset"
        fields.fault("event_time", what, MOMENT_EXAMPLE, code="BB103")
    else:
        return When(precision=precision, instant=moment)
    return None


def _covers(fields: Fields) -> Interval | None:
    covers = fields.mapping("covers")
    if covers is None:
        return None
    start = covers.instant("start", required=True)
    end = covers.instant("end", required=True)
    covers.close()
    if start is None or end is None:
        return None
    if end <= start:
        covers.fault("end", "is not after its start", "swap the two", code="BB103")
        return None
    return Interval(start=start, end=end)


def _place(fields: Fields) -> Place | None:
    place = fields.mapping("place")
    if place is None:
        return None
    name = place.text("name", MAX_NAME, required=True)
    country = place.text("country", 2)
    lat, lon = place.number("lat", 90), place.number("lon", 180)
    place.close()
    if country and country not in COUNTRIES:
        hint = "write the two capital letters of ISO 3166-1, for example UA"
        place.fault("country", f"is {shown(country)}", hint)
        country = ""
    if ("lat" in place) != ("lon" in place):
        place.fault("lat" if "lat" in place else "lon", "stands alone", "give both lat and lon")
    if lat is None or lon is None:
        lat = lon = None
    return Place(name=name, country=country, lat=lat, lon=lon) if name else None


def _actors(fields: Fields) -> tuple[Actor, ...]:
    actors = (
        Actor(
            name=entry.text("name", MAX_NAME, required=True),
            role=entry.text("role", MAX_NAME),
            role_as_of=entry.day("role_as_of"),
            org=entry.text("org", MAX_NAME),
            at=entry.at,
        )
        for entry in fields.mappings("actors", MAX_ACTORS)
    )
    return tuple(actor for actor in actors if actor.name)


def _key_figures(fields: Fields) -> tuple[KeyFigure, ...]:
    figures = (
        KeyFigure(
            label=entry.text("label", MAX_FIGURE, required=True),
            value=entry.text("value", MAX_FIGURE, required=True),
            unit=entry.text("unit", MAX_FIGURE),
            as_of=entry.day("as_of"),
            source=entry.text("source", MAX_ID, required=True),
            at=entry.at,
        )
        for entry in fields.mappings("key_figures", MAX_KEY_FIGURES)
    )
    return tuple(figure for figure in figures if figure.label and figure.value)


def _sources(fields: Fields) -> tuple[Source, ...]:
    sources = []
    for name, entry in fields.named("sources", MAX_SOURCES):
        if not SLUG.fullmatch(name.value) or len(name.value) > MAX_ID:
            message = f"source id {shown(name.value)} cannot be cited"
            hint = f"{SLUG_RULE}, up to {MAX_ID} characters"
            entry.report.add("BB101", name.at, message, hint)
        sources.append(
            Source(
                id=name.value,
                url=entry.text("url", MAX_URL, required=True),
                publisher=entry.text("publisher", MAX_NAME, required=True),
                title=entry.text("title", MAX_SOURCE_TITLE),
                published=entry.day("published"),
                accessed=entry.day("accessed"),
                lang=entry.language("lang"),
                kind=entry.choice("kind", SourceKind),
                archived_url=entry.text("archived_url", MAX_URL),
                at=name.at,
            )
        )
    return tuple(sources)


def _corrections(fields: Fields) -> tuple[Correction, ...]:
    corrections = []
    for entry in fields.mappings("corrections", MAX_CORRECTIONS):
        at_time = entry.instant("at", required=True)
        kind = entry.choice("kind", CorrectionKind, required=True)
        was = entry.text("was", MAX_CHANGE, lines=True)
        now = entry.text("now", MAX_CHANGE, lines=True)
        source = entry.text("source", MAX_ID)
        by = entry.text("by", MAX_NAME)
        if not was and not now:
            entry.fault("now", "and was are both missing", "say what was wrong and what holds now")
        if at_time is None or kind is None:
            continue
        corrections.append(
            Correction(
                at_time=at_time, kind=kind, was=was, now=now, source=source, by=by, at=entry.at
            )
        )
    return tuple(corrections)


def _images(fields: Fields) -> tuple[BriefImage, ...]:
    images = []
    for entry in fields.mappings("images", MAX_IMAGES):
        image = BriefImage(
            url=entry.text("url", MAX_URL),
            path=_inner_path(entry),
            alt=entry.text("alt", MAX_ALT, lines=True),
            caption=entry.text("caption", MAX_CAPTION),
            credit=entry.text("credit", MAX_NAME),
            licence=entry.text("licence", MAX_NAME),
            at=entry.at,
        )
        if bool(image.url) == bool(image.path):
            entry.fault("url", "or path: exactly one is needed", "give an address or a path")
        else:
            images.append(image)
    return tuple(images)


def _inner_path(entry: Fields) -> str:
    """Return a path that stays below the brief's folder, or "" after reporting another."""
    path = entry.text("path", MAX_URL)
    if path.startswith(("/", "~")) or "\\" in path or ".." in path.split("/"):
        hint = "write a path below the brief's own folder, with /"
        entry.fault("path", f"is {shown(path)}", hint)
        return ""
    return path
