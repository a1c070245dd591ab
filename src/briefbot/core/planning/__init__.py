"""Decisions of the planner as values: what becomes of ticks, news and meetings."""
