"""What Discord's answers mean for a delivery: one place, and the table of `docs/discord.md`.

https://docs.discord.com/developers/topics/opcodes-and-status-codes
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import islice

import aiohttp
import discord

from briefbot.core.delivery.state import BlockedScope, Looked, Outcome, Sighting, Verdict
from briefbot.platforms.discord.permissions import Permission
from briefbot.platforms.discord.rest import RefusedError

UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
NO_TEXT_CHANNEL = 50008
CANNOT_BE_DONE_HERE = 50024
INVALID_FORM = 50035
ARCHIVED = 50083
HAS_A_THREAD = 160004

#: What Cloudflare lets Discord's own error form say for it.
_NETWORK = 40333

_UNAUTHORIZED = 401
_FORBIDDEN = 403
_NOT_FOUND = 404
_TOO_MANY = 429
_SERVER = 500
#: How many faults of a form are named.
_FAULTS = 5

_NO_TEXT = "messages cannot be posted to a channel of this kind; name a text channel"
#: Codes that say something of the channel, whatever the status; what is to be done about it.
_NO_PLACE: Mapping[int, str] = {
    UNKNOWN_CHANNEL: "the channel is gone, or hidden from the bot; give it View Channels there",
    10004: "the server is gone, or the bot was removed from it; invite it again",
    10013: "there is no such person",
    50007: "the person takes no direct messages from the bot",
    NO_TEXT_CHANNEL: _NO_TEXT,
    CANNOT_BE_DONE_HERE: _NO_TEXT,
    50278: "the person shares no server with the bot, so it cannot write to them",
}
#: Codes of limits that come without status 429.
_LIMITS: Mapping[int, str] = {
    20016: "slow mode",
    20028: "too many messages for this channel",
    30046: "too many edits of old messages",
    40003: "direct messages are opened too fast",
    40062: "too many requests for this resource",
    160006: "too many threads are open on the server",
}
#: Codes of what is refused for what it says.
_CONTENT: Mapping[int, str] = {
    50006: "the message is empty",
    ARCHIVED: "its thread is archived and locked",
    200000: "AutoMod of the server blocked it",
    200001: "AutoMod of the server blocked its title",
    240000: "Discord blocked a link in it as harmful",
}
_SHUT_OUT = timedelta(minutes=1)
_LIMITED = timedelta(minutes=10)


def outcome_of(error: Exception, needed: Iterable[Permission]) -> Outcome:
    """Return what the failure of a request says; `needed` are the permissions that it takes.

    The reason holds nothing of the message: of a form's faults, only where and which.
    """
    if isinstance(error, RefusedError):
        return _refusal(error, needed)
    if isinstance(error, discord.RateLimited):
        wait = timedelta(seconds=error.retry_after)
        return _later("the channel's limit is used up", BlockedScope.DESTINATION, wait)
    name = type(error).__name__
    if isinstance(error, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)):
        return Outcome(
            verdict=Verdict.NOT_NOW,
            reason=f"Discord cannot be reached ({name})",
            scope=BlockedScope.ACCOUNT,
        )
    return Outcome(verdict=Verdict.UNCLEAR, reason=f"the answer was lost ({name})")


def looked_of(error: Exception, needed: Iterable[Permission]) -> Looked:
    """Return what the failure of a look back says: later again, or never readable."""
    outcome = outcome_of(error, needed)
    refused = {Verdict.REFUSED, Verdict.DESTINATION_REFUSED}
    sighting = Sighting.UNREADABLE if outcome.verdict in refused else Sighting.NOT_NOW
    return Looked(sighting=sighting, reason=outcome.reason, retry_after=outcome.retry_after)


def without_effect(outcome: Outcome) -> Outcome:
    """Return the same for a request that posts nothing and may be repeated: never unclear."""
    if outcome.verdict is not Verdict.UNCLEAR:
        return outcome
    return Outcome(verdict=Verdict.NOT_NOW, reason=outcome.reason, retry_after=outcome.retry_after)


def _refusal(error: RefusedError, needed: Iterable[Permission]) -> Outcome:
    code, status = error.code, error.status
    if status >= _SERVER:
        return Outcome(verdict=Verdict.UNCLEAR, reason=f"Discord answered {status}")
    if status == _UNAUTHORIZED:
        reason = "Discord refuses the token; set the bot's present one"
        return Outcome(verdict=Verdict.ACCOUNT_REFUSED, reason=reason)
    if status == _TOO_MANY or code in _LIMITS:
        return _limited(error)
    is_a_route = status != _NOT_FOUND or code
    if not error.is_discord or not is_a_route or code == _NETWORK:
        return _something_between(error)
    return _of_code(code, error, needed)


def _of_code(code: int, error: RefusedError, needed: Iterable[Permission]) -> Outcome:
    """Return what Discord's own code says; of an unknown one, that it is not to be repeated."""
    if code in _NO_PLACE:
        return Outcome(verdict=Verdict.DESTINATION_REFUSED, reason=_NO_PLACE[code])
    if code in _CONTENT:
        return Outcome(verdict=Verdict.REFUSED, reason=_CONTENT[code])
    if code == INVALID_FORM:
        return Outcome(verdict=Verdict.REFUSED, reason=f"not as Discord takes it: {_faults(error)}")
    if error.status == _FORBIDDEN:
        names = ", ".join(each.name for each in needed)
        reason = f"the bot may not do that there ({code}); give it {names}"
        return Outcome(verdict=Verdict.DESTINATION_REFUSED, reason=reason)
    return Outcome(
        verdict=Verdict.REFUSED, reason=f"Discord refuses it: {error.status}, code {code}"
    )


def _limited(error: RefusedError) -> Outcome:
    """Wait as long as Discord says. A limit without scope is one of the channel."""
    known = _LIMITS.get(error.code, "too many requests")
    wait = None if error.retry_after is None else timedelta(seconds=error.retry_after)
    if not error.is_discord and error.status == _TOO_MANY:
        reason = "shut out for a while by what stands before Discord"
        return _later(reason, BlockedScope.ACCOUNT, wait or _SHUT_OUT)
    everything = error.scope == "global" or error.body.get("global") is True
    scope = BlockedScope.ACCOUNT if everything else BlockedScope.DESTINATION
    if error.status != _TOO_MANY:
        wait = wait or _LIMITED
    return _later(f"Discord asks to wait: {known}", scope, wait)


def _something_between(error: RefusedError) -> Outcome:
    reason = f"not Discord's own answer, {error.status}; check [discord] api and proxies"
    return _later(reason, BlockedScope.ACCOUNT, _SHUT_OUT)


def _later(reason: str, scope: BlockedScope, wait: timedelta | None) -> Outcome:
    return Outcome(verdict=Verdict.NOT_NOW, reason=reason, scope=scope, retry_after=wait)


def _faults(error: RefusedError) -> str:
    """Return where a form is faulty, and which fault it is, by Discord's own names."""
    found = list(islice(_places(error.body.get("errors")), _FAULTS))
    return ", ".join(found) or "no particulars"


def _places(errors: object, path: str = "") -> Iterator[str]:
    if not isinstance(errors, Mapping):
        return
    for key, inner in errors.items():
        if key == "_errors" and isinstance(inner, list):
            yield from (f"{path or 'the whole'}: {_name(each)}" for each in inner)
        else:
            yield from _places(inner, f"{path}.{_word(key)}" if path else _word(key))


def _name(fault: object) -> str:
    return _word(fault.get("code") if isinstance(fault, Mapping) else "")


def _word(text: object) -> str:
    """Return a name of Discord's as it is, and anything else as unknown: it could be content."""
    word = str(text)
    return word if word.replace("_", "").isalnum() and len(word) <= 60 else "unknown"
