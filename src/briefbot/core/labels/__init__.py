"""Words shown to readers, per language."""
