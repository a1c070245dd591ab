"""Refusals: why nothing was done, told so that the next try works."""

from collections.abc import Iterable

from briefbot.core.commands import CommandError, shortened
from briefbot.core.compose import Refusal
from briefbot.core.document import Button, CommandButton
from briefbot.core.labels import Label, catalogue_for
from briefbot.errors import BriefbotError

#: What the errors of operating say for the command line, and how it is written in chat.
_COMMAND_LINE = ("why", "post", "retract", "resolve", "resume", "status")


class RefusedError(Exception):
    """A command that is understood and not done; nothing has changed.

    `option` is the one whose value is the reason, "" where none is.
    """

    def __init__(self, refusal: Refusal, *, option: str = "") -> None:
        self.refusal = refusal
        self.option = option
        super().__init__(refusal.reason)


def refused(
    label: Label,
    *,
    lang: str,
    suggestion: str = "",
    buttons: Iterable[Button] = (),
    wrong: str = "",
    **values: str,
) -> RefusedError:
    """Return the refusal with this reason, in the reader's language; `wrong` is the option."""
    values["given"] = shortened(values.get("given", ""))
    reason = catalogue_for(lang).text(label, **values)
    refusal = Refusal(reason=reason, suggestion=suggestion, buttons=tuple(buttons))
    return RefusedError(refusal, option=wrong)


def not_understood(error: CommandError, *, lang: str) -> Refusal:
    """Return what is wrong with a command, and how it is written."""
    return Refusal(
        title=Label.ANSWER_NOT_UNDERSTOOD,
        reason=error.told(catalogue_for(lang)),
        suggestion=error.suggestion,
        usage=error.usage,
    )


def of_error(error: BriefbotError) -> Refusal:
    """Return an error of operating, which is told in English, as in the log."""
    return Refusal(reason=_sentence(error.what), advice=_sentence(error.next_step))


def _sentence(text: str) -> str:
    told = in_chat(text)
    return f"{told[:1].upper()}{told[1:]}{'' if told.endswith(('.', '?')) else '.'}" if told else ""


def in_chat(text: str) -> str:
    """Return a sentence for operators with the commands it names as they are typed in chat."""
    for verb in _COMMAND_LINE:
        text = text.replace(f"briefbot {verb}", f"/brief-admin {verb}")
    return text.replace("with --all", "on the command line")


def choices(verb: str, names: Iterable[str]) -> tuple[Button, ...]:
    """Return a button for each thing that may have been meant."""
    return tuple(CommandButton(name, verb, name) for name in names)
