"""The store: everything that `ports` asks of one, on a database."""

from briefbot.storage.database import Database
from briefbot.storage.outbox import OutboxMethods
from briefbot.storage.plan_store import PlanMethods
from briefbot.storage.record_store import RecordMethods


class Store(OutboxMethods, PlanMethods, RecordMethods):
    """`ports.DeliveryStore`, `PlanStore` and the stores of records; each call is a transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._told = {}
