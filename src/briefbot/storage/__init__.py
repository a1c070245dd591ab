"""Keeping what must outlive the process: values as text, and the database that holds them."""
