"""Words shown to readers, one catalogue per language; the front matter's `lang` picks it."""

from briefbot.core.labels.catalogue import Catalogue, Label, catalogue_for

__all__ = ["Catalogue", "Label", "catalogue_for"]
