"""Begin a brief: its slug from the title, and a file that says what belongs where."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from briefbot.errors import UsageError

#: The bounds of a slug, and of a title, as the reader of briefs holds them.
SLUG_LENGTHS = range(3, 65)
TITLE_LENGTHS = range(8, 121)

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

_TEMPLATE = """\
---
schema: 1
title: {title}
slug: {slug}
# draft -> published; later corrected, updated or withdrawn, each with an entry in `corrections`.
status: draft
# flash, urgent, routine or low.
priority: routine
# CLEAR: everybody may read it. GREEN, AMBER, AMBER+STRICT, RED: see https://www.first.org/tlp/
tlp: CLEAR
lang: {lang}
# The bottom line: one or two sentences, at most 300 characters, that stand alone.
summary: ""
# When it happened. A date, or a moment with its offset: 2024-11-26T10:00:00Z
event_time: {day}
event_precision: day
# What is known stands as of this moment.
info_cutoff: {now}
# Set when it is published:
# published_at: {now}
# place: {{name: Brussels, country: BE}}
# Everybody who is named below, with the role they had that day.
actors: []
#  - {{name: "", role: "", org: "", role_as_of: {day}}}
# Figures worth a glance, at most six.
key_figures: []
#  - {{label: "", value: "", unit: "", as_of: {day}, source: first}}
# Where statements come from: an id of your choice, cited below as [@id].
# kind: primary (it happened to them), wire, secondary or social.
sources: {{}}
#  first: {{url: "https://example.org/report", publisher: "", published: {day}, kind: primary}}
# Dates to remind of. Never more exact than the source: precision is exact, hour, part-of-day (with
# part: evening), day, range (with end), week or tba.
meetings: []
#  - {{id: next, title: "", start: {day}, precision: day, tz: Europe/Brussels, source: first}}
tags: []
---

## What happened

<!-- One sourced sentence a point, most important first:
- The council met at ambassador level. [@first]
- The speed was over Mach 11. [@first] {{claim="Who says so" contested=true}} -->

## The response

<!-- Who answered, and how. Words as they were said:
> The exact words.
> -- Name, role, {day}, place [@first] -->

## Implications and risks

<!-- What it means. Judgements carry a likelihood and nothing milder than its seven words:
- A further meeting will follow. [@first] {{likelihood=likely}} -->

## What to watch

<!-- What comes next, with dates. -->
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """A brief to be written: its place below the folder of briefs, and its text."""

    name: str
    text: str


def draft_brief(
    title: str, *, now: datetime, slug: str = "", day: date | None = None, lang: str = "en"
) -> Draft:
    """Return a draft for a title, filed under the year of `day`, which is else today in UTC.

    Raises UsageError when the title or the slug cannot be one.
    """
    title = " ".join(title.split())
    if len(title) not in TITLE_LENGTHS:
        raise UsageError(
            f"the title has {len(title)} characters",
            next_step=f"use {TITLE_LENGTHS[0]} to {TITLE_LENGTHS[-1]}",
        )
    if not title.isprintable():
        raise UsageError("the title has invisible characters", next_step="type it anew")
    slug = slug or slug_of(title)
    if not _SLUG.fullmatch(slug) or len(slug) not in SLUG_LENGTHS:
        raise UsageError(
            f'"{slug}" cannot be a slug' if slug else "the title has no letters a slug can keep",
            next_step="give one: --slug, 3 to 64 of a-z, 0-9 and single hyphens",
        )
    if not _LANGUAGE.fullmatch(lang):
        raise UsageError(
            f'"{lang}" is no language tag', next_step="use one such as en, uk or pt-BR"
        )
    event = day or now.date()
    text = _TEMPLATE.format(
        title=_quoted(title), slug=slug, lang=lang, day=event, now=f"{now:%Y-%m-%dT%H:%M:00Z}"
    )
    return Draft(f"{event.year:04d}/{slug}.md", text)


def slug_of(title: str) -> str:
    """Return a slug from a title: accents dropped, other scripts left out, cut between words."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", "").lower())
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) not in range(SLUG_LENGTHS.stop):
            break
        slug = longer
    return slug


def _quoted(text: str) -> str:
    """Return a text as a YAML scalar that reads back as it is."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
