"""The local chat: channels and direct messages as a page on this machine, with no account."""
