"""BB1xx: what a brief's file claims about itself and its history."""

import difflib
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import PurePosixPath

from briefbot.core.brief import Brief, CorrectionKind, Status
from briefbot.core.brief_source import BriefSource, Collection, ScalarNode
from briefbot.core.finding import Severity
from briefbot.core.lint.rule import Context, Fault, Rule
from briefbot.core.position import Position
from briefbot.core.when import Precision, When

_DATE_PREFIX = re.compile(r"\d{4}-\d{2}-\d{2}-")

#: Where a day begins first; a day that is not over there may be today's anywhere.
_EARLIEST_ZONE = timezone(timedelta(hours=14))

#: What a status says has happened, and so what the corrections must tell.
_CORRECTION_OF = {
    Status.CORRECTED: CorrectionKind.CORRECTION,
    Status.WITHDRAWN: CorrectionKind.WITHDRAWAL,
}


def check_slug(source: BriefSource, brief: Brief, context: Context) -> Iterator[Fault]:
    """People and buttons find a brief by its slug, so a slug has to mean one file.

    The rule compares the slug with the file's name, without its `.md` and without a date in front
    (`2024-11-28-`), and with the slugs of the other briefs in the same run. A text that has no file
    name, such as one read from standard input, is only compared with other slugs.

    To fix it, rename the file or change the slug. Change the slug of a brief only before it is
    published: afterwards links to it would lead nowhere.
    """
    at = source.place_of("slug")
    path = PurePosixPath(source.path)
    stem = _DATE_PREFIX.sub("", path.stem, count=1)
    if path.suffix == ".md" and stem != brief.slug:
        yield Fault(
            at,
            f'slug "{brief.slug}" is not the file\'s name, "{stem}"',
            f'rename the file to "{brief.slug}.md", with a date in front if you like, '
            f'or write "slug: {stem}"',
        )
    for other in context.collection.by_slug.get(brief.slug, ()):
        if other.path != source.path:
            yield Fault(
                at,
                f'slug "{brief.slug}" is also that of {other.path}',
                "give one of the two another slug and file name",
            )
            return


def check_order_of_times(source: BriefSource, brief: Brief, _: Context) -> Iterator[Fault]:
    """A brief tells of an event, with what was known by a cut-off, and is published after it.

    So the times stand in this order, and those that are left out are passed over:
    `event_time`, `info_cutoff`, `published_at`, `updated_at`; equal ones are in order. An event
    known to the day counts as late only once that day has not begun anywhere on earth, and one
    known about (`approx`, `tba`) never does. The same code stands for a time without a UTC offset,
    which nobody can place.

    To fix it, correct the time that is wrong. For an event still to come, give as `event_time` the
    announcement the brief tells of, and list what is to come under `meetings`.
    """
    stages = (
        ("info_cutoff", brief.info_cutoff),
        ("published_at", brief.published_at),
        ("updated_at", brief.updated_at),
    )
    known = [(name, moment) for name, moment in stages if moment is not None]
    if brief.event is not None and known and _begins_after(brief.event, known[0][1]):
        yield _out_of_order(source, "event_time", known[0][0])
    for (name, moment), (later_name, later) in pairwise(known):
        if later < moment:
            yield _out_of_order(source, name, later_name)


def _out_of_order(source: BriefSource, first: str, second: str) -> Fault:
    return Fault(
        source.place_of(second),
        f"{second} ({_written(source, second)}) is before {first} ({_written(source, first)})",
        f"correct one of them: {first} comes first, or at the same time",
    )


def _written(source: BriefSource, field: str) -> str:
    """Return a time as the file has it."""
    node = source.fields.get(field) if source.fields is not None else None
    return node.value if isinstance(node, ScalarNode) else "not given"


def _begins_after(event: When, moment: datetime) -> bool:
    """Tell whether an event certainly had not begun at a moment."""
    if event.instant is not None:
        return event.instant > moment
    if event.day is None or event.precision is Precision.APPROX:
        return False
    return event.day > _latest_date(moment)


def _latest_date(moment: datetime) -> date:
    """Return the latest date it is anywhere at a moment."""
    try:
        return moment.astimezone(_EARLIEST_ZONE).date()
    except OverflowError:  # the last hours of year 9999
        return date.max


def check_corrections(source: BriefSource, brief: Brief, context: Context) -> Iterator[Fault]:
    """What readers were told is never changed silently.

    A brief whose status is `corrected` needs an entry under `corrections`, of kind `correction`;
    one that is `withdrawn` needs one of kind `withdrawal`. And when title, summary, key figures or
    body of a published brief differ from its last revision, there has to be a new entry that says
    so. The last revision is the one last posted, else the last commit; where there is neither, that
    half of the rule is not run. Drafts may change freely, and so may sources, tags and times.

    To fix it, add an entry: `correction` for an error of fact and nothing milder, `update` for
    news, `clarification` for a change of wording.
    """
    kind = _CORRECTION_OF.get(brief.status)
    if kind is not None and not any(entry.kind is kind for entry in brief.corrections):
        missing = f"no entry of kind {kind}" if brief.corrections else "no entry"
        yield Fault(
            source.place_of("status"),
            f'status is "{brief.status}", but corrections has {missing}',
            f"add to corrections: {{at: ..., kind: {kind}, was: ..., now: ..., by: ...}}",
            # With some entry there readers are told of a change, if by the wrong name.
            severity=Severity.WARNING if brief.corrections else None,
        )
    previous = context.previous
    if (
        previous is not None
        and Status.DRAFT not in {brief.status, previous.status}
        and all(entry in previous.corrections for entry in brief.corrections)
    ):
        yield from _silent_changes(source, brief, previous)


def _silent_changes(source: BriefSource, brief: Brief, previous: Brief) -> Iterator[Fault]:
    """Yield one fault, at the first part that changed, naming them all."""
    changed = _changed_parts(source, brief, previous)
    if changed:
        names = ", ".join(name for name, _ in changed)
        yield Fault(
            changed[0][1],
            f"changed since the last revision, without a new corrections entry: {names}",
            "add to corrections what was said, what holds now and since when "
            "(kind correction, update or clarification)",
        )


def _changed_parts(
    source: BriefSource, brief: Brief, previous: Brief
) -> list[tuple[str, Position]]:
    """Return what a reader of the last revision would find changed, by name and place."""
    changed = [
        (name.replace("_", " "), source.place_of(name))
        for name in ("title", "summary", "key_figures")
        if getattr(brief, name) != getattr(previous, name)
    ]
    if brief.preamble != previous.preamble:
        changed.append(("opening paragraph", source.place_of("title")))
    changed += [
        (f'"{section.title}"', section.at)
        for section in brief.sections
        if section not in previous.sections
    ]
    titles = {section.title for section in brief.sections}
    changed += [
        (f'"{section.title}" (left out)', source.place_of("title"))
        for section in previous.sections
        if section.title not in titles
    ]
    return changed


def check_supersession(source: BriefSource, brief: Brief, context: Context) -> Iterator[Fault]:
    """`supersedes` and `superseded_by` lead readers from an older brief to a newer one and back.

    Followed from this brief, they must not come back to it, nor name one brief as both older and
    newer. A slug that no brief of the run has is a warning, and only remarked on when the run was
    given one file.

    To fix it, take out the link that points the wrong way, or correct the slug.
    """
    known = context.collection.by_slug
    alone = len(context.collection.sources) == 1
    for field, slugs in (("supersedes", brief.supersedes), ("superseded_by", brief.superseded_by)):
        for index, slug in enumerate(slugs):
            if slug not in known:
                close = difflib.get_close_matches(slug, known, n=1)
                yield Fault(
                    source.place_of(field, index),
                    f'{field} names "{slug}", which no brief of this run has as its slug',
                    f'did you mean "{close[0]}"?'
                    if close
                    else "check its folder too, or correct it",
                    severity=Severity.INFO if alone else Severity.WARNING,
                )
    if brief.supersedes or brief.superseded_by:
        older = _reachable(brief.supersedes, "supersedes", context.collection)
        newer = _reachable(brief.superseded_by, "superseded_by", context.collection)
        if brief.slug in older | newer:
            field = "supersedes" if brief.slug in older else "superseded_by"
            yield Fault(
                source.place_of(field),
                f"{field} leads from brief to brief back to this one",
                "take out the link that points from the older brief to the newer one",
            )
        elif older & newer:
            yield Fault(
                source.place_of("supersedes"),
                f'"{min(older & newer)}" is both older and newer than this brief',
                "name it under supersedes or under superseded_by, not both",
            )


def _reachable(slugs: tuple[str, ...], field: str, collection: Collection) -> set[str]:
    """Return the slugs that a field leads to from brief to brief, `slugs` among them."""
    found: set[str] = set()
    ahead = list(slugs)
    while ahead:
        slug = ahead.pop()
        if slug not in found:
            found.add(slug)
            for source in collection.by_slug.get(slug, ()):
                if source.brief is not None:
                    ahead += getattr(source.brief, field)
    return found


RULES: tuple[Rule, ...] = (
    Rule(
        "BB102", Severity.ERROR, "slug differs from the file's name, or is used twice", check_slug
    ),
    Rule("BB103", Severity.ERROR, "times out of order, or without an offset", check_order_of_times),
    Rule("BB104", Severity.ERROR, "a change without a corrections entry", check_corrections),
    Rule("BB105", Severity.ERROR, "supersedes goes in a circle, or nowhere", check_supersession),
)
