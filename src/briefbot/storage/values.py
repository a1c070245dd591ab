r"""Values of the core as JSON text, and back, exactly.

A stored value is `{"kind":"When","v":1,"value":{...}}`: the name of its class, the number of the
format, and its fields. Fields that have their default are left out, so a default cannot change
without a new format number. What may be one of several classes (an inline, a block, a button)
names its own under `_type`. Keys are sorted and there is no space, so equal values have equal
texts, and a hash of one is stable.

The text is plain ASCII. A NUL in a value is the six characters `\u0000`: fit for PostgreSQL's
`text`, not for its `jsonb` (https://www.postgresql.org/docs/current/datatype-json.html).

Instants are stored in UTC, to the microsecond. Fields that do not count in comparing, such as
where in its file a correction stands, are not stored; they have their defaults when read.

Fields that this version does not know are refused, not ignored. A newer version writes a new field
only where it differs from its default; to leave it out would post something else than was meant.
"""

import json
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from cattrs import Converter
from cattrs.dispatch import StructureHook, UnstructureHook
from cattrs.errors import ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.strategies import configure_tagged_union

from briefbot.core.brief import Correction
from briefbot.core.changes import Change
from briefbot.core.document import Block, Button, Document, Inline
from briefbot.core.rendering import RenderOptions
from briefbot.core.when import When

FORMAT = 1

Storable = Document | When | RenderOptions | Change | Correction
T = TypeVar("T", bound=Storable)


class StoredValueError(ValueError):
    """A value cannot be stored exactly, or a text is none that this version can read."""


def dump(value: Storable) -> str:
    """Return a value as JSON text.

    Raises StoredValueError for what would not come back as it is: an instant without an offset, a
    character in two halves (surrogates), too deep a tree.
    """
    try:
        plain = _converter().unstructure(value)
        text = json.dumps(
            {"kind": type(value).__name__, "v": FORMAT, "value": plain},
            sort_keys=True,
            separators=(",", ":"),
        )
        # Two surrogates in a row are written as the one character that they are halves of.
        if "\\ud" in text and json.loads(text)["value"] != plain:
            raise StoredValueError("a text has a character in two halves")
    except RecursionError:
        raise StoredValueError("too deep a tree") from None
    return text


def load(kind: type[T], text: str) -> T:
    """Return the value of this kind that a text holds.

    Raises StoredValueError when the text is malformed, of another kind, or of another format.
    """
    try:
        return _converter().structure(_content(kind.__name__, text), kind)
    except StoredValueError:
        raise
    except ForbiddenExtraKeysError as error:
        unknown = ", ".join(sorted(error.extra_fields))
        reason = f"{error.cl.__name__} has no {unknown}"
    except RecursionError:
        reason = "too deep a tree"
    except KeyError as error:
        reason = f"{error} is missing or unknown"
    except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
        reason = str(error)
    raise StoredValueError(f"no {kind.__name__}: {reason:.200}")


def _content(kind: str, text: str) -> object:
    found = _exactly(json.loads(text), dict)
    if found["v"] != FORMAT:
        raise StoredValueError(f"format {found['v']!r:.20} is unknown here")
    if found["kind"] != kind:
        raise StoredValueError(f"{found['kind']!r:.40} instead of {kind}")
    content: object = found["value"]
    return content


# --- the converter ---


@cache
def _converter() -> Converter:
    """Return the one converter; making it takes a while."""
    converter = Converter(detailed_validation=False, forbid_extra_keys=True)
    for plain in (str, int, bool):
        converter.register_structure_hook(plain, _plain_reader(plain))
    converter.register_structure_hook_func(_is_literal, _one_of)
    converter.register_structure_hook_factory(_is_tuple, _tuple_reader)
    converter.register_unstructure_hook_factory(_is_tuple, _tuple_writer)
    converter.register_structure_hook_factory(is_dataclass, _reader)
    converter.register_unstructure_hook_factory(is_dataclass, _writer)
    converter.register_unstructure_hook(datetime, _moment_text)
    converter.register_structure_hook(datetime, _moment)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, _day)
    for union in (Inline, Button, Block):
        configure_tagged_union(union, converter)
    return converter


def _reader(kind: type[Any], converter: Converter) -> StructureHook:
    return make_dict_structure_fn(kind, converter, **_overrides(kind, converter))


def _writer(kind: type[Any], converter: Converter) -> UnstructureHook:
    overrides = _overrides(kind, converter)
    return make_dict_unstructure_fn(kind, converter, _cattrs_omit_if_default=True, **overrides)


def _overrides(kind: type[Any], converter: Converter) -> dict[str, Any]:
    """Return what differs from cattrs's own way with a class: fields left out, and tuples.

    cattrs 26 does not look up a name in quotes within a type, as in `tuple["Inline", ...]`.
    """
    hints = get_type_hints(kind)
    overrides = {}
    for field in fields(kind):
        hint = hints[field.name]
        if not field.compare:
            overrides[field.name] = override(omit=True)
        elif _is_tuple(hint):
            overrides[field.name] = override(
                struct_hook=_tuple_reader(hint, converter),
                unstruct_hook=_tuple_writer(hint, converter),
            )
    return overrides


def _is_tuple(kind: object) -> bool:
    return get_origin(kind) is tuple


def _tuple_reader(kind: type[Any], converter: Converter) -> StructureHook:
    """Return a hook for `tuple[X, ...]` that knows X when it is used, for X may hold itself."""
    member = get_args(kind)[0]

    def read(given: object, _: object) -> tuple[Any, ...]:
        hook = converter.get_structure_hook(member)
        return tuple([hook(each, member) for each in _exactly(given, list)])

    return read


def _tuple_writer(kind: type[Any], converter: Converter) -> UnstructureHook:
    member = get_args(kind)[0]

    def write(given: tuple[Any, ...]) -> list[Any]:
        hook = converter.get_unstructure_hook(member)
        return [hook(each) for each in given]

    return write


def _plain_reader(plain: type[Any]) -> StructureHook:
    """Return a hook for a plain type and its enums; cattrs's own would make a text of anything."""

    def read(given: object, kind: type[Any]) -> object:
        return kind(_exactly(given, plain))

    return read


def _exactly(given: object, kind: type[Any]) -> Any:  # noqa: ANN401 - it is of the kind
    if type(given) is not kind:
        raise TypeError(f"{type(given).__name__} instead of {kind.__name__}")
    return given


def _is_literal(kind: object) -> bool:
    return get_origin(kind) is Literal


def _one_of(given: object, kind: object) -> object:
    allowed = get_args(kind)
    if not any(given == each and type(given) is type(each) for each in allowed):
        raise ValueError(f"{given!r:.40} is none of {allowed}")
    return given


def _moment_text(moment: datetime) -> str:
    if moment.utcoffset() is None:
        raise StoredValueError("an instant has no UTC offset")
    with suppress(OverflowError):  # in year 1 or 9999 it stays in its own zone
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")


def _moment(given: str, _: object) -> datetime:
    moment = datetime.fromisoformat(given)
    if moment.tzinfo is None:
        raise ValueError("an instant has no UTC offset")
    return moment


def _day(given: str, _: object) -> date:
    return date.fromisoformat(given)
