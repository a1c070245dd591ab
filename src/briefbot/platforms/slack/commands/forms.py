"""Menus and forms (modals), made from the table of verbs.

https://docs.slack.dev/surfaces/modals
"""

from collections.abc import Mapping, Sequence

from briefbot.core.commands.exchange import Proposal
from briefbot.core.commands.invocation import quoted
from briefbot.core.commands.table import VERBS
from briefbot.core.commands.verb import Kind, Option, Verb
from briefbot.core.labels import Catalogue, Label
from briefbot.platforms.slack.client.web import Json
from briefbot.platforms.slack.commands.inbound import Inbound, keep, text_at
from briefbot.platforms.slack.markup import one_line, plain_object, shorten

#: The verbs that are easier filled in than typed.
FORMS = ("remind", "subscribe", "settings")

#: How the ids of what we make begin: a search, a form, and a command that a choice completes.
FIND, FORM, RUN = "find", "form", "run"
_VALUE = "value"

_TITLE = 24
_OPTION = 75
_OPTION_VALUE = 150
_PLACEHOLDER = 150
_BLOCK_ID = 255
_MOST_CHOICES = 100


def menu(verb: Verb, option: Option, text: str, words: Catalogue) -> list[Json]:
    """Return blocks that ask for an option, with a live search; none for too long a command."""
    block_id = f"{RUN}:{verb.command.value} {text.strip()}"
    if len(block_id) > _BLOCK_ID:
        return []
    asked = f"{verb.line}: {words.text(option.help)}"
    return [
        {"type": "section", "text": plain_object(asked)},
        {"type": "actions", "block_id": block_id, "elements": [_search(verb, option, words)]},
    ]


def chosen(block_id: str, action_id: str, value: str) -> tuple[str, str]:
    """Return the command and text that a choice completes; ("", "") for another's menu."""
    command, _, text = block_id.removeprefix(f"{RUN}:").partition(" ")
    option = action_id.rpartition(":")[2]
    if not block_id.startswith(f"{RUN}:") or not option:
        return "", ""
    return command, f"{text} {option}:{quoted(value)}"


def searched(action_id: str) -> tuple[str, str]:
    """Return the verb and option that are searched for."""
    _, _, named = action_id.partition(":")
    verb, _, option = named.partition(":")
    return verb, option


def found(proposals: Sequence[Proposal]) -> list[Json]:
    """Return proposals as the options of a menu."""
    return [
        {"text": plain_object(shorten(one_line(each.shown) or "…", _OPTION)), "value": each.value}
        for each in proposals[:_MOST_CHOICES]
        if 0 < len(each.value) <= _OPTION_VALUE
    ]


def opener(verb: Verb, words: Catalogue) -> Json:
    """Return a row with the button that opens a verb's form."""
    return {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "text": plain_object(words.text(Label.FORM_OPEN)),
                "action_id": f"{FORM}:{verb.name}",
            }
        ],
    }


def form(verb: Verb, place: Inbound, words: Catalogue, *, above: Sequence[Json] = ()) -> Json:
    """Return a modal that asks for the options of a verb, `above` them what stands so far."""
    return {
        "type": "modal",
        "callback_id": f"{FORM}:{verb.name}",
        "title": plain_object(shorten(f"/{verb.command.value} {verb.name}", _TITLE)),
        "submit": plain_object(words.text(Label.FORM_SEND)),
        "close": plain_object(words.text(Label.FORM_CLOSE)),
        "private_metadata": keep(place),
        "blocks": [*above, *(_input(verb, option, words) for option in verb.options)],
    }


def filled_in(body: Mapping[str, object]) -> tuple[str, dict[str, str]]:
    """Return the verb of a form that was sent, "" for none of ours, and what was filled in."""
    kind, _, name = text_at(body, "view", "callback_id").partition(":")
    if kind != FORM or name not in VERBS:
        return "", {}
    view = body.get("view")
    state = view.get("state") if isinstance(view, Mapping) else None
    values = state.get("values") if isinstance(state, Mapping) else None
    blocks = values.items() if isinstance(values, Mapping) else ()
    given = {option: _entered(block) for option, block in blocks}
    return name, {option: text for option, text in given.items() if text}


def _entered(block: object) -> str:
    fields = block.values() if isinstance(block, Mapping) else ()
    for field in fields:
        entered = text_at(field, "value") or text_at(field, "selected_option", "value")
        if entered:
            return entered
    return ""


def _input(verb: Verb, option: Option, words: Catalogue) -> Json:
    return {
        "type": "input",
        "block_id": option.name,
        "optional": not option.required,
        "label": plain_object(words.text(option.help)),
        "element": _element(verb, option, words),
    }


def _element(verb: Verb, option: Option, words: Catalogue) -> Json:
    if option.completes:
        return _search(verb, option, words)
    choices = ("true", "false") if option.kind is Kind.FLAG else option.choices
    if choices:
        options = [{"text": plain_object(choice), "value": choice} for choice in choices]
        return {"type": "static_select", "action_id": _VALUE, "options": options}
    return {"type": "plain_text_input", "action_id": _VALUE}


def _search(verb: Verb, option: Option, words: Catalogue) -> Json:
    return {
        "type": "external_select",
        "action_id": f"{FIND}:{verb.name}:{option.name}",
        "placeholder": plain_object(shorten(words.text(option.help), _PLACEHOLDER)),
        "min_query_length": 0,
    }
