"""Commands as text: `search "air defence" since:2024-11-01`, wherever a chat has no typed options.

A verb, then values in the verb's order, `key:value` and `--key value` in any order. Quotes hold
words together, straight or curly, and keys may be shortened to a beginning that only one has.
"""

import difflib
import re
from dataclasses import dataclass, field

from briefbot.core.commands.faults import CommandError
from briefbot.core.commands.invocation import Invocation, usage
from briefbot.core.commands.table import VERBS, typed_verbs
from briefbot.core.commands.values import bind, unknown_option
from briefbot.core.commands.verb import Command, Kind, Option, Verb
from briefbot.core.labels import Label

#: The longest command that is read, in characters.
LONGEST_TEXT = 1000

#: What phones and word processors make of quotes, of two hyphens, and of spaces.
_QUOTES = str.maketrans(dict.fromkeys("“”„‟″", '"'))
_INVISIBLE = str.maketrans(dict.fromkeys("\u200b\u2060\ufeff"))
_DASHES = ("—", "–")
_KEY = re.compile(r"([A-Za-z][A-Za-z_-]{0,31}):(.*)", re.DOTALL)
_DASHED = re.compile(r"--([A-Za-z][A-Za-z_-]{0,31})(?:[=:](.*))?", re.DOTALL)
_LINE = re.compile(r"\s*/?(brief-admin|brief)(?:\s+(.*))?", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, with its quotes taken off; one that begins with a quote is never a key."""

    text: str
    is_quoted: bool = False


@dataclass(slots=True)
class _Read:
    """What is read of a command so far: texts by option, and those without a name."""

    verb: Verb
    named: dict[str, str] = field(default_factory=dict)
    unnamed: list[str] = field(default_factory=list)

    def put(self, option: Option, text: str) -> None:
        """Take an option's text. Raises CommandError for one that was given before."""
        if option.name in self.named:
            raise CommandError(Label.FAULT_TWICE, option=option.name, usage=usage(self.verb))
        self.named[option.name] = text


def parse_line(line: str) -> Invocation:
    """Return the command of a whole line, with `/brief` or `/brief-admin` at its beginning.

    Raises CommandError.
    """
    match = _LINE.fullmatch(line[: LONGEST_TEXT + 100])
    if match is None:
        raise CommandError(Label.FAULT_COMMAND, given=line, suggestion="/brief help")
    return parse(Command(match[1].lower()), match[2] or "")


def parse(command: Command, text: str) -> Invocation:
    """Return the command that a text writes; no text at all asks for help.

    Raises CommandError: then nothing may be done.
    """
    if len(text) > LONGEST_TEXT:
        raise CommandError(Label.FAULT_LONG, limit=str(LONGEST_TEXT))
    tokens = _tokens(text)
    if not tokens:
        return Invocation(verb=VERBS["help"])
    read = _Read(_verb(command, tokens[0].text))
    _read_options(tokens[1:], read)
    _place_unnamed(read)
    return bind(read.verb, read.named)


def _verb(command: Command, name: str) -> Verb:
    verbs = {verb.name: verb for verb in typed_verbs(command)}
    found = verbs.get(name.casefold())
    if found is None:
        elsewhere = VERBS.get(name.casefold())
        suggestion = "/brief help"
        close = difflib.get_close_matches(name.casefold(), verbs, n=1, cutoff=0.5)
        if elsewhere is not None and not elsewhere.is_button:
            suggestion = elsewhere.line
        elif close:
            suggestion = verbs[close[0]].line
        raise CommandError(Label.FAULT_VERB, given=name, suggestion=suggestion)
    return found


def _read_options(tokens: list[_Token], read: _Read) -> None:
    waiting: Option | None = None
    for token in tokens:
        named = None if token.is_quoted else _named(token.text, read.verb)
        if waiting is not None:
            is_flag = waiting.kind is Kind.FLAG
            read.put(waiting, "true" if named is not None or is_flag else token.text)
            if named is None and not is_flag:
                waiting = None
                continue
        waiting = None
        if named is None:
            read.unnamed.append(token.text)
        elif named[1]:
            read.put(*named)
        else:
            waiting = named[0]
    if waiting is not None:
        read.put(waiting, "true" if waiting.kind is Kind.FLAG else "")


def _named(word: str, verb: Verb) -> tuple[Option, str] | None:
    """Return the option that a word names, and the value in it, "" if that follows.

    None for a word that is a value. Raises CommandError for a key that the verb does not have.
    """
    for dash in _DASHES:
        if word.startswith(dash):
            word = f"--{word.removeprefix(dash)}"
    match = _DASHED.fullmatch(word) or _KEY.fullmatch(word)
    if match is None:
        return None
    key, value = match[1].lower(), match[2] or ""
    exact = verb.option(key)
    begun = [option for option in verb.options if option.name.startswith(key)]
    if exact is None and len(begun) != 1:
        raise unknown_option(verb, match[1])
    return exact or begun[0], value


def _place_unnamed(read: _Read) -> None:
    """Give the values without a name to the positional options that have none yet."""
    words = read.unnamed
    for option in read.verb.options:
        if option.positional and words and option.name not in read.named:
            read.named[option.name] = " ".join(words) if option.rest else words[0]
            words = [] if option.rest else words[1:]
    if words:
        raise CommandError(
            Label.FAULT_MUCH, given=" ".join(words), verb=read.verb.name, usage=usage(read.verb)
        )


def _tokens(text: str) -> list[_Token]:
    """Split a text into words; quotes hold words together, also within one: `query:"air defence"`.

    A quote that is not closed holds to the end.
    """
    tokens: list[_Token] = []
    word: list[str] = []
    is_quoted = is_open = False
    for character in text.translate(_QUOTES).translate(_INVISIBLE):
        if character == '"':
            is_quoted = is_quoted or not word
            is_open = not is_open
        elif character.isspace() and not is_open:
            if word or is_quoted:
                tokens.append(_Token("".join(word), is_quoted))
            word, is_quoted = [], False
        else:
            word.append(" " if character.isspace() else character)
    if word or is_quoted:
        tokens.append(_Token("".join(word), is_quoted))
    return tokens
