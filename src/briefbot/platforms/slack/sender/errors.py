"""What each of Slack's refusals means for a delivery, in one table; docs/slack.md has it too.

https://docs.slack.dev/reference/methods/chat.postMessage#errors
"""

from collections.abc import Mapping
from dataclasses import dataclass

from briefbot.core.delivery.state import BlockedScope, Outcome, Verdict
from briefbot.platforms.slack.client.web import SlackError


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What follows from a code: the verdict, what has to wait, and a sentence with the fix.

    `plain` says that the message is tried once more as plain text: its blocks are at fault.
    """

    verdict: Verdict
    told: str
    scope: BlockedScope = BlockedScope.DELIVERY
    plain: bool = False


def _refused(told: str) -> Treatment:
    return Treatment(verdict=Verdict.REFUSED, told=told)


def _blocks(told: str) -> Treatment:
    return Treatment(verdict=Verdict.REFUSED, told=told, plain=True)


def _place(told: str) -> Treatment:
    return Treatment(verdict=Verdict.DESTINATION_REFUSED, told=told)


def _account(told: str) -> Treatment:
    return Treatment(verdict=Verdict.ACCOUNT_REFUSED, told=told)


def _later(told: str, scope: BlockedScope) -> Treatment:
    return Treatment(verdict=Verdict.NOT_NOW, told=told, scope=scope)


def _unclear(told: str) -> Treatment:
    return Treatment(verdict=Verdict.UNCLEAR, told=told)


_TRY_LATER = "part of it may have been done; the channel is looked at before it is sent again"
_NEW_TOKEN = "install the app again and give its new bot token"  # noqa: S105 - what to do
_READ_ONLY = "ask the workspace's administrators to let the app post there"

TREATMENTS: Mapping[str, Treatment] = {
    # too many
    "ratelimited": _later("too many requests of this method", BlockedScope.DESTINATION),
    "rate_limited": _later("too many messages to this channel", BlockedScope.DESTINATION),
    "message_limit_exceeded": _later("the workspace posts too much", BlockedScope.ACCOUNT),
    "accesslimited": _later("Slack limits access for a while", BlockedScope.ACCOUNT),
    "org_login_required": _later("the organisation is being moved", BlockedScope.ACCOUNT),
    "team_added_to_org": _later("the workspace is being moved", BlockedScope.ACCOUNT),
    # this message
    "msg_too_long": _blocks("the text is too long"),
    "msg_blocks_too_long": _blocks("the blocks are too long together"),
    "invalid_blocks": _blocks("the blocks are not taken"),
    "invalid_blocks_format": _blocks("the blocks are not taken"),
    "invalid_attachments": _blocks("the tables are not taken"),
    "metadata_too_large": _refused("the metadata is too long"),
    "invalid_metadata_format": _refused("the metadata is not taken"),
    "no_text": _refused("the message is empty"),
    "message_not_found": _refused("the message is gone"),
    "thread_not_found": _refused("the message of the thread is gone"),
    "cannot_reply_to_message": _refused("this message cannot be replied to"),
    "restricted_action_non_threadable_channel": _refused("the channel has no threads"),
    "cant_update_message": _refused("the message may not be edited"),
    "edit_window_closed": _refused("the workspace forbids to edit messages of this age"),
    "cant_delete_message": _refused("the message may not be removed"),
    "compliance_exports_prevent_deletion": _refused("the workspace keeps every message"),
    # this channel, or person
    "channel_not_found": _place(
        "the channel is not there, or private: check its id, and invite the app with /invite"
    ),
    "not_in_channel": _place("the app is not in the channel: invite it there with /invite"),
    "is_archived": _place("the channel is archived: bring it back, or choose another"),
    "restricted_action": _place(f"posting is restricted in the channel: {_READ_ONLY}"),
    "restricted_action_read_only_channel": _place(f"the channel is read-only: {_READ_ONLY}"),
    "restricted_action_thread_only_channel": _place(f"only threads are open: {_READ_ONLY}"),
    "no_permission": _place(f"the app may not post there: {_READ_ONLY}"),
    "user_not_found": _place("this person is not in the workspace"),
    "users_not_found": _place("this person is not in the workspace"),
    "user_disabled": _place("this person's account is closed"),
    "user_not_visible": _place("this person cannot be seen by the app"),
    "cannot_dm_bot": _place("this is another app, which takes no direct messages"),
    "messages_tab_disabled": _place(
        "direct messages are off: switch on the app's Messages tab (App Home)"
    ),
    # this token
    "invalid_auth": _account(f"the bot token is wrong: {_NEW_TOKEN}"),
    "not_authed": _account("there is no bot token: give BRIEFBOT_SLACK__BOT_TOKEN_FILE"),
    "account_inactive": _account(f"the app was removed from the workspace: {_NEW_TOKEN}"),
    "token_revoked": _account(f"the bot token was revoked: {_NEW_TOKEN}"),
    "token_expired": _account(f"the bot token has expired: {_NEW_TOKEN}"),
    "not_allowed_token_type": _account("this is no bot token: give the one of xoxb-"),
    "missing_scope": _account("a scope is missing"),
    "access_denied": _account("the workspace does not let the app in: ask its administrators"),
    "ekm_access_denied": _account("the organisation's keys are withdrawn: ask its administrators"),
    "team_access_not_granted": _account("the organisation has not let the app in"),
    "enterprise_is_restricted": _account("the organisation does not let the app in"),
    # who knows
    "fatal_error": _unclear(_TRY_LATER),
    "internal_error": _unclear(_TRY_LATER),
    "request_timeout": _unclear(_TRY_LATER),
    "service_unavailable": _unclear(_TRY_LATER),
}

_UNKNOWN = _refused("Slack does not take it")


def treatment_of(error: SlackError) -> Treatment:
    """Return what follows from a refusal; of a code that is not in the table, that it stands."""
    return TREATMENTS.get(error.code, _UNKNOWN)


def outcome_of(error: SlackError) -> Outcome:
    """Return the end of a call that Slack refused."""
    found = treatment_of(error)
    return Outcome(
        verdict=found.verdict,
        reason=reason_of(error),
        retry_after=error.retry_after,
        scope=found.scope,
    )


def reason_of(error: SlackError) -> str:
    """Return a refusal as a sentence: its code, what it means and where, the scope that lacks."""
    told = treatment_of(error).told
    if error.needed:
        told = f"the scope {error.needed} is missing: add it to the app and install it again"
    if error.details:
        told = f"{told} ({', '.join(error.details)})"
    return f"{error.code}: {told}"
