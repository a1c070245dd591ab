"""What an operator asks and decides, by command or from chat: why, post, retract, resolve, resume.

Everything goes by way of the store; a process that runs sees it within a second.
"""

from briefbot.services.operating.decisions import (
    Retracted,
    accept_clock,
    resolve,
    resume,
    retract,
)
from briefbot.services.operating.desk import Desk, OperatingStore
from briefbot.services.operating.orders import Ordered, order_edition
from briefbot.services.operating.presence import is_running, needs_attention, obstacle
from briefbot.services.operating.why import Explanation, explain

__all__ = [
    "Desk",
    "Explanation",
    "OperatingStore",
    "Ordered",
    "Retracted",
    "accept_clock",
    "explain",
    "is_running",
    "needs_attention",
    "obstacle",
    "order_edition",
    "resolve",
    "resume",
    "retract",
]
