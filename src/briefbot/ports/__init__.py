"""Every seam: what the services ask of the world around them."""

from briefbot.ports.answering import Answering, Link
from briefbot.ports.reading import BriefReader, Clock, History, Progress
from briefbot.ports.records import KnowledgeStore, OperatorStore, PeopleStore, SessionStore
from briefbot.ports.sending import Dates, Pages, Sender, unread_dates
from briefbot.ports.store import DeliveryStore, LeaseStore, PlanStore

__all__ = [
    "Answering",
    "BriefReader",
    "Clock",
    "Dates",
    "DeliveryStore",
    "History",
    "KnowledgeStore",
    "LeaseStore",
    "Link",
    "OperatorStore",
    "Pages",
    "PeopleStore",
    "PlanStore",
    "Progress",
    "Sender",
    "SessionStore",
    "unread_dates",
]
