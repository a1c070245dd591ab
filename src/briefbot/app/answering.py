"""Commands of the chats, answered on this machine: from the files and the database."""

import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.app.forms import Form, PreviewRequest, options_of, renderer_of
from briefbot.app.operating import user
from briefbot.core.visibility import Role
from briefbot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefbot.services.answering import Answer, Library
    from briefbot.settings import Settings
    from briefbot.storage.database import Database
    from briefbot.storage.store import Store

#: How far ahead meetings are known, in days: a year, as for previews.
_AHEAD = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer as it is shown: its pages, and what is wrong with the configuration."""

    pages: tuple[object, ...]
    is_done: bool
    notes: tuple[str, ...] = ()


def answer_command(
    line: str, look: PreviewRequest, *, role: Role = Role.READER, lang: str = ""
) -> Told:
    """Answer a command as a chat would, for somebody of a role; `look` says how it is shown.

    Raises UsageError, SettingsError or StoreError.
    """
    from briefbot.app.schedules import usable_settings

    settings, notes = usable_settings(look.config)
    destination = settings.destinations.get(look.destination or "")
    if look.destination and destination is None:
        known = ", ".join(settings.destinations) or "none yet"
        advice = f"there are: {known}"
        raise UsageError(f'no destination is named "{look.destination}"', next_step=advice)
    with _store(settings) as store:
        answer, more = _answer(
            line, settings, store, place=look.destination or "", role=role, lang=lang
        )
    form = look.form or Form.TERMINAL
    options = options_of(look, settings, destination)
    rendered = renderer_of(look, form)(answer.document, options)
    pages = tuple(page.payload for page in rendered.pages)
    return Told(pages=pages, is_done=answer.is_done, notes=(*notes, *more))


def _answer(  # noqa: PLR0913 - what is asked, with what, where and by whom
    line: str, settings: "Settings", store: "Store", *, place: str, role: Role, lang: str
) -> "tuple[Answer, tuple[str, ...]]":
    import asyncio

    from briefbot.clock import SystemClock
    from briefbot.services.answering import Answerer, Caller, Request

    async def answered() -> "tuple[Answer, tuple[str, ...]]":
        library, notes = await _library(settings, store)
        answerer = Answerer(store, library=lambda: library, clock=SystemClock())
        caller = Caller(person=f"cli:{user()}", role=role, lang=lang, is_reachable=False)
        request = Request(id=f"cli:{secrets.token_hex(8)}", caller=caller, destination=place)
        return await answerer.line(line, request), notes

    return asyncio.run(answered())


async def _library(settings: "Settings", store: "Store") -> "tuple[Library, tuple[str, ...]]":
    """Return what the files hold and what people subscribed to, with notes for what is not read."""
    from briefbot.app.schedules import read_material
    from briefbot.clock import utc_now
    from briefbot.configured import places, programme, role_map, with_subscriptions
    from briefbot.services.answering import Library

    material, notes = read_material(settings, utc_now().date(), days=_AHEAD)
    configured, _ = with_subscriptions(
        programme(settings, holidays={}), await store.subscriptions(), zone=settings.timezone
    )
    library = Library(
        programme=configured,
        briefs={brief.slug: brief for brief in material.briefs},
        # Of a file that is newer than what was last recorded, the older number: what is shared of
        # it is looked at once more when the program records it.
        revisions={row.slug: row.number for row in await store.briefs()},
        listed=material.listed,
        calendars=tuple(settings.calendars),
        zone=settings.timezone,
        hours=settings.hours,
        roles=role_map(settings),
        places=places(settings, configured),
        kept=settings.retention.postings,
    )
    return library, notes


@contextmanager
def _store(settings: "Settings") -> "Iterator[Store]":
    """Open the database; an SQLite file that is not there is made, so that all can be tried."""
    from briefbot.settings import is_there
    from briefbot.storage.database import Database
    from briefbot.storage.run_lock import RunLock
    from briefbot.storage.store import Store

    where = settings.store.database
    if isinstance(where, Path) and not is_there(where):
        with RunLock(settings.store.data), _closing(Database(where)) as database:
            database.prepare()
    with _closing(Database(where, existing=True)) as database:
        database.check()
        yield Store(database)


@contextmanager
def _closing(database: "Database") -> "Iterator[Database]":
    try:
        yield database
    finally:
        database.close()
