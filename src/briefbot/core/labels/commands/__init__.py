"""The texts of commands and of answers to them, one catalogue per language."""
