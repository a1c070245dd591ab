"""Posting to Slack: rendering, sending, repairing, and finding what was posted."""
