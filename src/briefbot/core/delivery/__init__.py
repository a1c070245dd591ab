"""Deliveries as values: keys, states, and what follows from an answer, without doing any of it."""
