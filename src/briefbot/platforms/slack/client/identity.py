"""Who the app is in its workspace, and what it may do there."""

from dataclasses import dataclass

from briefbot.errors import BriefbotError
from briefbot.platforms.slack.client.web import FAILURES, GarbledError, SlackError, Web
from briefbot.platforms.slack.sender.errors import reason_of

#: Without these nothing works at all; each other scope lacks only what it is for.
_NEEDED = ("chat:write", "commands")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The app's ids in its workspace; `scopes` is None where Slack does not tell them."""

    team: str
    user: str
    bot: str
    scopes: frozenset[str] | None = None


async def identify(web: Web) -> Identity:
    """Ask Slack whose token it is. Raises BriefbotError when it is of no use."""
    try:
        reply = await web.call("auth.test", {})
    except FAILURES as error:
        raise explained(error) from None
    lacking = [scope for scope in _NEEDED if reply.scopes is not None and scope not in reply.scopes]
    if lacking:
        raise BriefbotError(
            f"the Slack app lacks the scope {' and '.join(lacking)}",
            next_step="add it under OAuth & Permissions and install the app again",
        )
    return Identity(
        team=reply.text("team_id"),
        user=reply.text("user_id"),
        bot=reply.text("bot_id"),
        scopes=reply.scopes,
    )


def explained(error: Exception, *, of_app_token: bool = False) -> BriefbotError:
    """Return why there is no connection, with what to do."""
    if isinstance(error, SlackError) and of_app_token and error.code != "ratelimited":
        lacking = f"it lacks the scope {error.needed}" if error.needed else error.code
        return BriefbotError(
            f"Slack refuses the app-level token: {lacking}",
            next_step="make one with the scope connections:write under Basic Information, "
            "and give it as BRIEFBOT_SLACK__APP_TOKEN_FILE",
        )
    if isinstance(error, SlackError):
        return BriefbotError(f"Slack: {reason_of(error)}")
    if isinstance(error, GarbledError):
        return BriefbotError(f"Slack: {error}", next_step="nothing; it is tried again")
    return BriefbotError(
        f"Slack cannot be reached ({type(error).__name__})",
        next_step="look at the network of this machine; it is tried again",
    )
