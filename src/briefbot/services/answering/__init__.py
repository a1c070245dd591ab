"""Answering: each verb of the commands, from what is known and stored, for whoever may ask."""

from briefbot.core.commands.exchange import Answer, Caller, Proposal, Request
from briefbot.services.answering.answerer import Answerer
from briefbot.services.answering.library import AnsweringStore, Library

__all__ = ["Answer", "Answerer", "AnsweringStore", "Caller", "Library", "Proposal", "Request"]
