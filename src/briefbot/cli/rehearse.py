"""`briefbot rehearse`."""

import json
import sys
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from briefbot import app
from briefbot.cli.options import config_option
from briefbot.cli.printable import printable
from briefbot.core.rehearsal import RehearsedPost, clashes
from briefbot.core.schedule import Effect

EXIT_CLASH = 1

#: What an effect means for a reader of the text form.
_WORDS = {
    Effect.QUIET: "held through quiet hours",
    Effect.GAP: "the clock skips this time",
    Effect.FOLD: "the clock shows this time twice",
    Effect.OVERFULL: "the day is overfull",
}


@click.command(
    epilog="""\b
Examples:
  briefbot rehearse --from 2026-12-01 --days 14
  briefbot rehearse --from 2027-03-27 --days 3 --strict
  briefbot rehearse --from 2026-12-01 --days 7 --format json

\b
Exit codes: 0 rehearsed, 1 with --strict on a clash, 2 the configuration could not be read.
A clash is an overfull day, or two posts due at one moment in one place."""
)
@click.option(
    "--from",
    "first",
    required=True,
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="The first day, YYYY-MM-DD, in the configured time zone.",
)
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How posts are written.",
)
@click.option("--strict", is_flag=True, help="Exit 1 when posts clash.")
@config_option
def rehearse(*, first: datetime, days: int, form: str, strict: bool, config: Path | None) -> int:
    """Show every post that would go out on some days, and what befalls it; nothing is sent."""
    result = app.rehearsal(first.date(), days, config=config)
    shown = _json(result.posts) if form == "json" else _text(result.posts)
    click.echo(shown, nl=False, color=app.colour(sys.stdout))
    for note in result.notes:
        click.echo(printable(note), err=True)
    found = clashes(result.posts)
    for clash in found:
        click.echo(f"clash: {printable(clash)}", err=True)
    return EXIT_CLASH if strict and found else 0


def _json(posts: tuple[RehearsedPost, ...]) -> str:
    value = {
        "posts": [
            {
                "kind": post.kind.value,
                "name": post.name,
                "label": post.label,
                "at": f"{post.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if post.at else None,
                "zone": post.zone,
                "destination": post.destination,
                "effect": post.effect.value,
                "effects": [effect.value for effect in post.effects],
                "reason": post.reason or None,
            }
            for post in posts
        ]
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _text(posts: tuple[RehearsedPost, ...]) -> str:
    if not posts:
        return "nothing is due on these days\n"
    lines: list[str] = []
    for day, on_day in groupby(posts, key=_local_day):
        lines.append(f"{day:%A} {day.day} {day:%B %Y}")
        lines += [f"  {_line(post)}" for post in on_day]
    return "\n".join(lines) + "\n"


def _local_day(post: RehearsedPost) -> date:
    return (post.at or post.due).astimezone(ZoneInfo(post.zone)).date()


def _line(post: RehearsedPost) -> str:
    """Return a post in one line: when, what, where, and what befalls it, in words."""
    moment = (post.at or post.due).astimezone(ZoneInfo(post.zone))
    what = f"{post.kind.value} {post.name}"
    if post.reminder is not None:
        what += f": {printable(post.reminder.meeting.title)}"
    if post.at is None:
        return (
            f"{moment:%H:%M} {post.zone}  {what} -> {post.destination} (not posted: {post.reason})"
        )
    notes = [_WORDS[effect] for effect in post.effects if effect in _WORDS]
    if post.label[11:16] != f"{moment:%H:%M}":
        notes.append(f"due {post.label[11:16]}")
    told = f" ({'; '.join(notes)})" if notes else ""
    return f"{moment:%H:%M} {post.zone}  {what} -> {post.destination}{told}"
