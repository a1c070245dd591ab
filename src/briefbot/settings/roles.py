"""The table of who may do more than read."""

from typing import Annotated

from pydantic import Field

from briefbot.settings.kinds import Listed, MentionId
from briefbot.settings.tables import Table

#: Beyond that, a role or group of the platform is meant.
_MOST = 200

Ids = Annotated[tuple[MentionId, ...], Listed, Field(max_length=_MOST)]


class Holders(Table):
    """`[roles.<platform>]`: who holds which role there."""

    editors: Ids = Field(
        default=(), description="IDs of people or groups that see drafts, in private."
    )
    managers: Ids = Field(
        default=(), description="IDs of people or groups that look after what is posted."
    )


class Roles(Table):
    """`[roles]`: who may do more than read, on each platform."""

    discord: Holders = Field(
        default=Holders(), description="IDs of people and of roles on Discord."
    )
    slack: Holders = Field(
        default=Holders(), description="IDs of people and of user groups on Slack."
    )
    # The chat page on this machine has none: whoever sits there chooses who to be.
