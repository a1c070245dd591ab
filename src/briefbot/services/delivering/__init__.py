"""Delivering: one courier for each account takes deliveries from the ledger to the platform."""

from briefbot.services.delivering.account import Account, Surroundings, one_request
from briefbot.services.delivering.courier import Courier

__all__ = ["Account", "Courier", "Surroundings", "one_request"]
