"""Lint rules, one small module per family."""
