"""What may come next in a command that is being typed: pure, from the text and the cursor.

Verbs and keys are known here. For values it says what to ask: of which option, and how far typed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from briefbot.core.commands import Option, Verb, usable_verbs
from briefbot.core.commands.invocation import quoted
from briefbot.core.commands.verb import Kind
from briefbot.core.visibility import Role

#: How much is proposed at once.
MOST: Final = 25

#: Quotes as the grammar of commands takes them; one that is not closed holds to the end.
_QUOTE: Final = '"“”„‟″'
_WORD: Final = re.compile(f"(?:[^\\s{_QUOTE}]|[{_QUOTE}][^{_QUOTE}]*(?:[{_QUOTE}]|$))+")
_HEAD: Final = re.compile(r"\s*/?(?:(brief-admin|brief)(?:\s+|$))?([a-z-]*)", re.IGNORECASE)
_KEYED: Final = re.compile(r"(?:--)?([A-Za-z][A-Za-z_-]{0,31})[:=](.*)", re.DOTALL)
_UNQUOTED: Final = str.maketrans(dict.fromkeys(_QUOTE))


@dataclass(frozen=True, slots=True)
class Insertion:
    """What is proposed: `shown` to read, `insert` to put where characters `start` to `end` are."""

    shown: str
    insert: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The value that is being typed: of which option, how far, and where it goes."""

    verb: Verb
    option: Option
    typed: str
    prefix: str = ""
    start: int
    end: int

    def insertion(self, shown: str, value: str) -> Insertion:
        """Return a value as it is typed."""
        return Insertion(shown, f"{self.prefix}{quoted(value)}", self.start, self.end)


@dataclass(frozen=True, slots=True)
class Completion:
    """Verbs or keys that may come next, and the value that may be meant, if there is any."""

    insertions: tuple[Insertion, ...] = ()
    wanted: Wanted | None = None


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


def complete(text: str, cursor: int, *, role: Role) -> Completion:
    """Return what may come next at a cursor, counted in characters, for people of a role."""
    cursor = max(0, min(cursor, len(text)))
    verbs = usable_verbs(role)
    verb, end = _verb(text, verbs)
    if verb is None or cursor <= end:
        return Completion(tuple(_lines(text, cursor, verbs)))
    words = list(_words(text, end))
    here = next((word for word in words if word.start <= cursor <= word.end), None)
    here = here or _Word("", cursor, cursor)
    others = [word for word in words if word.start != here.start or not here.text]
    return _options(verb, here, others, typed=text[here.start : cursor])


def _verb(text: str, verbs: Sequence[Verb]) -> tuple[Verb | None, int]:
    """Return the verb that a text begins with, None if it has none yet, and where it ends."""
    head = _HEAD.match(text)
    if head is None or not head[1]:
        return None, 0
    named = (head[1].lower(), head[2].lower())
    found = next((each for each in verbs if (each.command.value, each.name) == named), None)
    is_whole = head.end() == len(text) or text[head.end()].isspace()
    return (found if is_whole else None), head.end()


def _lines(text: str, cursor: int, verbs: Sequence[Verb]) -> Iterator[Insertion]:
    """Yield the verbs that a line may begin with, as it is typed up to the cursor."""
    typed = " ".join(text[:cursor].split()).casefold()
    line, name = f"/{typed.removeprefix('/')}", typed.removeprefix("/").split(" ")[-1]
    is_named = " " not in typed and bool(name)
    head = _HEAD.match(text)
    end = max(cursor, head.end() if head else 0)
    for verb in verbs:
        if verb.line.startswith(line) or (is_named and verb.name.startswith(name)):
            yield Insertion(verb.line, f"{verb.line} ", 0, end)


def _words(text: str, start: int) -> Iterator[_Word]:
    for found in _WORD.finditer(text, start):
        yield _Word(found[0], found.start(), found.end())


def _options(verb: Verb, here: _Word, others: Sequence[_Word], *, typed: str) -> Completion:
    given, unnamed = _given(verb, [word.text for word in others if word.start < here.start])
    later, _ = _given(verb, [word.text for word in others if word.start > here.start])
    keyed = _KEYED.fullmatch(typed)
    named = _option(verb, keyed[1]) if keyed else None
    if keyed and named:
        prefix = here.text[: keyed.start(2)]
        return Completion(
            wanted=_wanted(verb, named, keyed[2], prefix=prefix, here=here),
            insertions=tuple(_fixed(named, keyed[2], prefix, here)),
        )
    free = [each for each in verb.options if each.name not in given | later]
    begun = typed.removeprefix("--").casefold()
    keys = tuple(
        Insertion(f"{each.name}:", _key(each), here.start, here.end)
        for each in free
        if each.name.startswith(begun) and not each.rest
    )
    place = _place(verb, given, unnamed)
    return Completion(
        insertions=keys, wanted=_wanted(verb, place, typed, here=here) if place else None
    )


def _given(verb: Verb, words: Sequence[str]) -> tuple[set[str], int]:
    """Return the names of options that are given, and how many values stand without a name."""
    named = [
        _option(verb, found[1]) if (found := _KEYED.fullmatch(each)) else None for each in words
    ]
    return {each.name for each in named if each}, sum(1 for each in named if each is None)


def _option(verb: Verb, key: str) -> Option | None:
    """Return the option that a key names: by its name, or a beginning that only one has."""
    begun = [each for each in verb.options if each.name.startswith(key.lower())]
    return verb.option(key.lower()) or (begun[0] if len(begun) == 1 else None)


def _place(verb: Verb, given: set[str], unnamed: int) -> Option | None:
    """Return the option that the next value without a name is of."""
    places = [each for each in verb.options if each.positional and each.name not in given]
    if unnamed < len(places):
        return places[unnamed]
    return places[-1] if places and places[-1].rest else None


def _wanted(
    verb: Verb, option: Option, typed: str, *, here: _Word, prefix: str = ""
) -> Wanted | None:
    if option.completes is None and not option.choices:
        return None
    return Wanted(
        verb=verb,
        option=option,
        typed=typed.translate(_UNQUOTED),
        prefix=prefix,
        start=here.start,
        end=here.end,
    )


def _fixed(option: Option, typed: str, prefix: str, here: _Word) -> Iterator[Insertion]:
    if option.kind is Kind.FLAG and "true".startswith(typed.casefold()):
        yield Insertion("true", f"{prefix}true", here.start, here.end)


def _key(option: Option) -> str:
    """Return a key as it is typed; a flag has one value that is worth typing."""
    return f"{option.name}:true" if option.kind is Kind.FLAG else f"{option.name}:"
