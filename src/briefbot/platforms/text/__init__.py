"""Text forms: terminal, plain, Markdown and JSON."""
