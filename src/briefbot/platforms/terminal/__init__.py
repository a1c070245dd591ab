"""Posting without any chat: to this terminal, and into a folder that keeps every message."""
