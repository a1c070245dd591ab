"""The chat of the answerer's own tests, for those who reach it through Slack."""

from services.answering.conftest import chat, template

__all__ = ["chat", "template"]
