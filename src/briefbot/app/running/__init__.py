"""`briefbot run`: every part of the program, joined."""

from briefbot.app.running.program import Program
from briefbot.app.running.start import run_program

__all__ = ["Program", "run_program"]
