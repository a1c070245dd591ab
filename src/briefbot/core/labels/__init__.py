"""Words shown to readers, one catalogue per language; the front matter's `lang` picks it."""

from briefbot.core.labels.catalogue import LANGUAGES, Catalogue, Label, catalogue_for

__all__ = ["LANGUAGES", "Catalogue", "Label", "catalogue_for"]
