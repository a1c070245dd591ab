"""Channels that nobody has configured: what they are called when people subscribe in them."""

import re

from briefbot.core.programme import Channel
from briefbot.core.visibility import Audience, Place

#: A channel's id is written in small letters in a name, and in capitals by Slack, where those of
#: direct messages begin with D; Discord's are numbers. A destination that a file names so is the
#: file's.
_NAME = re.compile(r"(discord)_([0-9]{15,20})|(slack)_([cg][a-z0-9]{7,24})", re.ASCII)


def name_in_chat(platform: str, channel: str) -> str:
    """Return the name of the destination that a platform's channel is; "" where it can be none."""
    name = f"{platform}_{channel.lower()}"
    return name if _NAME.fullmatch(name) else ""


def place_named(name: str) -> tuple[str, str] | None:
    """Return the platform and the id of the channel that a name stands for; None for no such."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    return ("discord", found[2]) if found[1] else ("slack", found[4].upper())


def channel_in_chat(name: str, *, zone: str) -> Channel:
    """Return such a destination as the core sees it: everybody there reads, so only TLP:CLEAR."""
    return Channel(name=name, place=Place(audience=Audience.CHANNEL), zone=zone)
