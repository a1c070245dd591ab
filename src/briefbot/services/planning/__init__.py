"""What is due becomes postings, documents and corrections; nothing here sends anything."""

from briefbot.services.planning.planner import Planner
from briefbot.services.planning.world import World

__all__ = ["Planner", "World"]
