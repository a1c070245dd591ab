"""The preview page: channels of several platforms side by side, in one self-contained file."""

from briefbot.platforms.text.page.frame import render_page
from briefbot.platforms.text.page.values import (
    Channel,
    Dialect,
    Edited,
    Moment,
    Page,
    Posting,
    Skipped,
)

__all__ = ["Channel", "Dialect", "Edited", "Moment", "Page", "Posting", "Skipped", "render_page"]
