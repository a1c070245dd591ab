"""Answering: each verb of the commands, from what is known and stored, for whoever may ask."""

from briefbot.services.answering.answerer import Answer, Answerer
from briefbot.services.answering.completing import Proposal
from briefbot.services.answering.library import AnsweringStore, Caller, Library, Request

__all__ = ["Answer", "Answerer", "AnsweringStore", "Caller", "Library", "Proposal", "Request"]
