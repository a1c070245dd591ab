"""A request is by an intent of its own, and whoever could know that it had to wait is told."""

from types import SimpleNamespace
from typing import Any

import pytest

from briefbot.core.delivery.state import Operation
from simulation.heeding import Intents, Limits
from simulation.virtual_time import Process, VirtualLoop

SEND, EDIT = Operation.SEND, Operation.EDIT


class Written:
    """A ledger of intents: the newest one's number, by what it is of."""

    def __init__(self) -> None:
        self.newest: dict[tuple[str, str], int] = {}

    def newest_intent(self, nonce: str = "", operation: str = "") -> int:
        if not nonce:
            return max(self.newest.values(), default=0)
        return self.newest.get((nonce, operation), 0)


@pytest.fixture
def written() -> Written:
    return Written()


def of(written: Written) -> Intents:
    ledger: Any = written
    return Intents(ledger)


def message(nonce: str) -> Any:  # noqa: ANN401 - nothing else of it is looked at
    return SimpleNamespace(nonce=nonce)


def test_each_request_needs_an_intent_that_is_newer_than_the_one_before(written: Written) -> None:
    intents = of(written)
    assert not intents.use(message("a"), SEND)

    written.newest["a", SEND] = 1
    assert [intents.use(message("a"), SEND) for _ in range(2)] == [True, False]
    written.newest["a", SEND] = 2
    assert intents.use(message("a"), SEND)


def test_the_intent_of_another_message_or_operation_does_not_count(written: Written) -> None:
    intents = of(written)
    written.newest["a", SEND] = 1

    assert not intents.use(message("b"), SEND)
    assert not intents.use(message("a"), EDIT)


def test_a_ledger_that_was_put_back_may_use_a_number_again(written: Written) -> None:
    intents = of(written)
    written.newest |= {("a", SEND): 1, ("b", SEND): 2}
    assert intents.use(message("a"), SEND)
    assert intents.use(message("b"), SEND)

    del written.newest["b", SEND]
    intents.forget()

    assert not intents.use(message("a"), SEND)
    written.newest["b", SEND] = 2
    assert intents.use(message("b"), SEND)


def test_who_was_told_to_wait_is_known_until_an_operator_lets_all_go_on() -> None:
    loop, limits = VirtualLoop(), Limits()
    found: list[bool] = []

    async def told() -> None:
        limits.tell("")
        found.append(limits.is_told(""))

    async def other() -> None:
        found.append(limits.is_told(""))

    async def world() -> None:
        await loop.start(Process("m0.1"), told)
        await loop.start(Process("m1.1"), other)
        limits.resume()
        found.append(limits.is_told(""))

    loop.run_until_complete(world())
    assert found == [True, False, False]
