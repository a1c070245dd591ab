"""Readers: files in, core values out."""
