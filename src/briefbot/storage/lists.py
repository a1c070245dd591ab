"""Lists and tables as one parameter, whatever their length is, in one text of SQL.

An expanded `IN (?, ?, ...)` is another statement for every length: SQLAlchemy renders it anew, and
the driver prepares it anew. A list is JSON on SQLite (https://sqlite.org/json1.html#jeach) and an
array on PostgreSQL. A table is JSON on both, so that many rows are changed by one statement: one
for each would give way to the event loop's thread, and wait for it, as often.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Self

import msgspec
from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    ColumnElement,
    Dialect,
    FromClause,
    Integer,
    LargeBinary,
    Text,
    bindparam,
    cast,
    column,
    func,
    select,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean, TypeDecorator, TypeEngine


class _List(TypeDecorator[Collection[object]]):
    """A list of numbers or texts as one parameter."""

    impl = Text
    cache_ok = True

    def __init__(self, *, numbers: bool) -> None:
        super().__init__()
        self.numbers = numbers

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of the parameter on a database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(ARRAY(BigInteger() if self.numbers else Text()))

    def process_bind_param(self, value: Collection[object] | None, dialect: Dialect) -> object:
        """Return the parameter."""
        members = list(value or ())
        return json.dumps(members) if dialect.name == "sqlite" else members


class _AnyOf(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: object = None) -> Self:  # noqa: ARG002 - SQLAlchemy's signature
        """Stay a condition: as a value, compared with 1, it would find no index on SQLite."""
        return self


@compiles(_AnyOf, "sqlite")
def _in_json(element: _AnyOf, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401 - SQLAlchemy's signature
    which, members = (compiler.process(each, **more) for each in element.clauses)
    return f"{which} IN (SELECT value FROM json_each({members}))"  # noqa: S608 - the members are a parameter


@compiles(_AnyOf, "postgresql")
def _in_array(element: _AnyOf, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    which, members = (compiler.process(each, **more) for each in element.clauses)
    return f"{which} = ANY ({members})"


def any_of(which: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Return the condition that a column is one of a list, which is the parameter `name`."""
    members = _List(numbers=isinstance(which.type, Integer))
    return _AnyOf(which, bindparam(name, type_=members))


def rows_of(dialect: str, name: str, columns: Mapping[str, TypeEngine[Any]]) -> FromClause:
    """Return a table whose rows are the parameter `name`, a JSON list of objects (`as_rows`)."""
    given = bindparam(name, type_=Text())
    if dialect == "sqlite":
        each = func.json_each(given).table_valued("value", name=f"{name}_each")
        return select(
            *(
                type_coerce(func.json_extract(each.c.value, f"$.{key}"), kind).label(key)
                for key, kind in columns.items()
            )
        ).subquery(name)
    typed = [column(key, kind) for key, kind in columns.items()]
    records = func.json_to_recordset(cast(given, JSON)).table_valued(*typed, name=name)
    return records.render_derived(with_types=True)


class _Piece(FunctionElement[str]):
    """A piece of a parameter that is many texts in a row, as UTF-8, by its beginning and length."""

    type = Text()
    inherit_cache = True


@compiles(_Piece, "sqlite")
def _cast_piece(element: _Piece, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    return f"CAST(substr({compiler.process(element.clauses, **more)}) AS TEXT)"


@compiles(_Piece, "postgresql")
def _decoded_piece(element: _Piece, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    return f"convert_from(substr({compiler.process(element.clauses, **more)}), 'UTF8')"


def piece_of(name: str, start: ColumnElement[int], length: ColumnElement[int]) -> _Piece:
    """Return a text out of the parameter `name` (`as_pieces`); NULL where it begins nowhere."""
    return _Piece(bindparam(name, type_=LargeBinary()), start, length)


def as_pieces(texts: Sequence[str | None]) -> tuple[bytes, Sequence[tuple[int | None, int]]]:
    """Return texts as the parameter of `piece_of`, and where each of them begins, counted from 1.

    Long texts in JSON are escaped, parsed and copied several times before they are in their row.
    """
    whole, places = bytearray(), []
    for text in texts:
        encoded = b"" if text is None else text.encode()
        places.append((None if text is None else len(whole) + 1, len(encoded)))
        whole += encoded
    return bytes(whole), places


def as_rows(rows: Sequence[Mapping[str, object]]) -> str:
    """Return rows as the parameter of `rows_of`."""
    return msgspec.json.encode(rows).decode()
