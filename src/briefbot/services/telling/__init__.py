"""What the ledger holds, told: in lines for a person, and as values for JSON.

Texts from files and platforms stand in the lines as they are; whoever shows them escapes them.
"""

from briefbot.services.telling.corrections import corrections_lines, corrections_value
from briefbot.services.telling.explanation import explanation_lines
from briefbot.services.telling.explanation_values import explanation_value
from briefbot.services.telling.state import status_lines, status_value
from briefbot.services.telling.subscriptions import subscription_tables
from briefbot.services.telling.times import moment_words

__all__ = [
    "corrections_lines",
    "corrections_value",
    "explanation_lines",
    "explanation_value",
    "moment_words",
    "status_lines",
    "status_value",
    "subscription_tables",
]
