"""briefbot keeps Discord and Slack channels briefed."""

__version__ = "0.1.0"
