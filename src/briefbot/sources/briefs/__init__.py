"""Briefs from Markdown files: front matter, body, and every fault with its place."""

from briefbot.sources.briefs.files import find_briefs, read_brief, stem_slug
from briefbot.sources.briefs.reading import parse_brief

__all__ = ["find_briefs", "parse_brief", "read_brief", "stem_slug"]
