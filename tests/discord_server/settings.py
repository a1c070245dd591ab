"""The times and habits of the local Discord that are no rate limits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Times in seconds of the server's own clock.

    `nonce_memory`: the documentation says "a few minutes" and no figure.
    `privileged_intents`: the bits the application's owner has switched on.
    `shards`: over how many the bot is told to spread.
    `is_schema_checked`: whether bodies are held against the official schema, where it is at hand.
    """

    nonce_memory: float = 180.0
    interaction_deadline: float = 3.0
    interaction_life: float = 15 * 60.0
    heartbeat_interval: float = 41.25
    events_kept: int = 1000
    privileged_intents: int = 0
    is_schema_checked: bool = True
    shards: int = 1
