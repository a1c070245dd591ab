"""Moments in the database: aware in, aware out, always UTC."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An aware datetime as microseconds since 1970, UTC, on both databases.

    A number compares and sorts the same everywhere, and no driver gives it a zone of its own.
    """

    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:  # noqa: ARG002 - SQLAlchemy's signature
        """Return what makes the number that is stored, without a layer of calls between."""
        return _number

    def result_processor(
        self,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
        coltype: object,  # noqa: ARG002
    ) -> Callable[[int | None], datetime | None]:
        """Return what makes a moment of it again."""
        return _moment


def _number(value: datetime | None) -> int | None:
    """Return the number of a moment; a naive datetime is a mistake of the caller."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a moment needs a UTC offset")
    span = value - _EPOCH
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def _moment(value: int | None) -> datetime | None:
    """Return the moment of a stored number."""
    return None if value is None else _EPOCH + timedelta(microseconds=value)
