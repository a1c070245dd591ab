"""An interaction takes effect once, however often it comes and wherever it was cut short."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from answering_stage import NOW, Chat, open_chat
from briefbot.errors import StoreError
from briefbot.storage.store import Store
from contracts.driving import done

#: Each change, after what it needs.
CHANGES = [
    ((), "/brief remind council-meets/vote"),
    (("/brief remind council-meets/vote",), "/brief cancel 1"),
    ((), "/brief settings zone:Europe/Kyiv"),
    ((), "/brief-admin subscribe 08:00"),
    ((), "/brief-admin pause"),
    (("/brief-admin pause",), "/brief-admin resume"),
    ((), "/brief-admin post morning"),
    ((), "/brief latest share:true"),
]


class Faulty:
    """A store of which one call fails, before or after it did its work."""

    def __init__(self, store: Store, *, at: int, is_done_first: bool) -> None:
        self._store = store
        self._at = at
        self._is_done_first = is_done_first

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._store, name)

        async def called(*given: object, **named: object) -> object:
            self._at -= 1
            if self._at == 0 and not self._is_done_first:
                raise StoreError("the disk is full")
            found = await call(*given, **named)
            if self._at == 0:
                raise StoreError("the disk is full")
            return found

        return called


def state(chat: Chat) -> list[object]:
    """Return what the changes change."""
    store = chat.store
    status = done(store.status(now=NOW))
    return [
        [(each.id, each.meeting) for each in done(store.personal_reminders())],
        done(store.person("chat:ann")),
        [each.id for each in done(store.subscriptions())],
        [(line.name, bool(line.paused_reason)) for line in status.destinations],
        [each.key.subject for each in done(store.waiting(now=NOW, limit=9))],
        chat.posted(),
    ]


@pytest.fixture
def chats(tmp_path: Path, template: Path) -> Iterator[Callable[[], Chat]]:
    """Yield what makes chats whose stores are alike."""
    made: list[Chat] = []

    def make() -> Chat:
        folder = tmp_path / f"{len(made)}"
        folder.mkdir()
        made.append(open_chat(folder, template))
        return made[-1]

    yield make
    for each in made:
        each.store._db.close()


@pytest.mark.parametrize("is_done_first", [False, True])
@pytest.mark.parametrize(("needs", "line"), CHANGES)
def test_what_a_fault_of_the_store_cut_short_is_done_when_it_comes_again(
    needs: tuple[str, ...], line: str, *, is_done_first: bool, chats: Callable[[], Chat]
) -> None:
    plain = chats()
    for each in (*needs, line):
        plain.manage(each)
    for at in range(1, 10):
        chat = chats()
        for each in needs:
            chat.manage(each)
        store = Faulty(chat.store, at=at, is_done_first=is_done_first)
        broken = Chat(store, library=chat.library)  # type: ignore[arg-type]  # it passes all on
        broken.manage(line, id="chat:same")
        for _ in range(2):
            chat.manage(line, id="chat:same")
        assert state(chat) == state(plain)


def test_two_deliveries_at_once_take_effect_once(chat: Chat) -> None:
    class Slow:
        def __getattr__(self, name: str) -> Callable[..., Any]:
            call = getattr(chat.store, name)

            async def called(*given: object, **named: object) -> object:
                await asyncio.sleep(0)
                return await call(*given, **named)

            return called

    slow = Chat(Slow(), library=chat.library)  # type: ignore[arg-type]  # it passes all on

    async def both() -> list[str]:
        request = slow.request(id="chat:same")
        line = "/brief remind council-meets/vote"
        answers = await asyncio.gather(*(slow.answerer.line(line, request) for _ in range(3)))
        return [answer.document.meta.title for answer in answers]

    titles = asyncio.run(both())

    assert sum(title.startswith("This was answered before") for title in titles) == 2
    assert len(chat.audited()) == 1


def test_work_that_died_with_its_process_is_done_when_it_comes_again(chat: Chat) -> None:
    class DeathError(BaseException):
        pass

    class Dying:
        def __getattr__(self, name: str) -> Callable[..., Any]:
            if name == "put_person":
                raise DeathError
            return getattr(chat.store, name)  # type: ignore[no-any-return]  # passed on

    dying = Chat(Dying(), library=chat.library)  # type: ignore[arg-type]  # it passes all on
    with pytest.raises(DeathError):
        dying.ask("/brief settings hours:24", id="chat:same")
    assert chat.ask("/brief settings hours:24", id="chat:same").is_done
    assert done(chat.store.person("chat:ann")).hours == 24
