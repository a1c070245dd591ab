"""The keys of every label, and the catalogue that answers them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module

from babel import Locale


class Label(StrEnum):
    """Every text briefbot itself puts before readers. The value is the key in the catalogues."""

    SECTION_HAPPENED = "section-happened"
    SECTION_RESPONSE = "section-response"
    SECTION_IMPLICATIONS = "section-implications"
    SECTION_WATCH = "section-watch"
    SECTION_TIMELINE = "section-timeline"
    SECTION_QUOTES = "section-quotes"
    SECTION_ALTERNATIVES = "section-alternatives"
    SECTION_GAPS = "section-gaps"
    SECTION_OUTLOOK = "section-outlook"

    STATUS_DRAFT = "status-draft"
    STATUS_PUBLISHED = "status-published"
    STATUS_UPDATED = "status-updated"
    STATUS_CORRECTED = "status-corrected"
    STATUS_WITHDRAWN = "status-withdrawn"

    PRIORITY_FLASH = "priority-flash"
    PRIORITY_URGENT = "priority-urgent"
    PRIORITY_ROUTINE = "priority-routine"
    PRIORITY_LOW = "priority-low"

    TREND_DEVELOPING = "trend-developing"
    TREND_ESCALATING = "trend-escalating"
    TREND_DE_ESCALATING = "trend-de-escalating"
    TREND_CONCLUDING = "trend-concluding"
    TREND_STATIC = "trend-static"

    LIKELIHOOD_ALMOST_NO_CHANCE = "likelihood-almost-no-chance"
    LIKELIHOOD_VERY_UNLIKELY = "likelihood-very-unlikely"
    LIKELIHOOD_UNLIKELY = "likelihood-unlikely"
    LIKELIHOOD_ROUGHLY_EVEN = "likelihood-roughly-even"
    LIKELIHOOD_LIKELY = "likelihood-likely"
    LIKELIHOOD_VERY_LIKELY = "likelihood-very-likely"
    LIKELIHOOD_ALMOST_CERTAIN = "likelihood-almost-certain"
    CONFIDENCE_HIGH = "confidence-high"
    CONFIDENCE_MODERATE = "confidence-moderate"
    CONFIDENCE_LOW = "confidence-low"

    CLAIM_BY = "claim-by"
    CONTESTED = "contested"
    JUDGED = "judged"
    JUDGEMENT = "judgement"
    CONFIDENCE = "confidence"
    FIRST_REPORTED_AS = "first-reported-as"
    TRANSLATED_FROM = "translated-from"

    AS_OF = "as-of"
    EVENT = "event"
    PUBLISHED = "published"
    UPDATED = "updated"
    COVERS = "covers"
    NEXT_UPDATE = "next-update"
    KEY_FIGURES = "key-figures"
    NEXT_MEETINGS = "next-meetings"
    MEETING_TENTATIVE = "meeting-tentative"
    MEETING_CANCELLED = "meeting-cancelled"
    SUPERSEDES = "supersedes"
    SUPERSEDED_BY = "superseded-by"
    SOURCES = "sources"
    SOURCE_COUNT = "source-count"
    ARCHIVED = "archived"
    ACCESSED = "accessed"
    CITED = "cited"
    IMAGE = "image"
    IMAGE_CREDIT = "image-credit"

    CORRECTIONS = "corrections"
    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    UPDATE = "update"
    WITHDRAWAL = "withdrawal"
    CORRECTION_OF = "correction-of"
    WITHDRAWN_TITLE = "withdrawn-title"
    WITHDRAWN_NOTICE = "withdrawn-notice"
    WAS = "was"
    NOW = "now"
    ADDED = "added"
    REMOVED = "removed"

    SEARCH_TITLE = "search-title"
    SEARCH_COUNT = "search-count"
    SEARCH_NONE = "search-none"

    MARK_NEW = "mark-new"
    MARK_UPDATED = "mark-updated"
    MARK_CORRECTED = "mark-corrected"
    NEW_COUNT = "new-count"
    UPDATED_COUNT = "updated-count"
    CORRECTION_COUNT = "correction-count"
    WITHDRAWAL_COUNT = "withdrawal-count"
    MEETING_COUNT = "meeting-count"
    NOTHING_NEW = "nothing-new"
    OTHER_TOPICS = "other-topics"
    LATE_DUE = "late-due"
    HELD_TITLE = "held-title"

    REMINDER_TITLE = "reminder-title"
    MOVED_TITLE = "moved-title"
    CANCELLED_TITLE = "cancelled-title"
    UNLISTED_TITLE = "unlisted-title"
    MEETING_UNLISTED = "meeting-unlisted"
    MEETING_WHEN = "meeting-when"
    MEETING_WHERE = "meeting-where"
    MEETING_BRIEF = "meeting-brief"

    MORE = "more"
    NOT_SHOWN = "not-shown"
    WHOLE_TEXT = "whole-text"
    CONTINUED = "continued"
    QUOTE = "quote"
    STRUCK = "struck"

    BUTTON_FULL = "button-full"
    BUTTON_SOURCES = "button-sources"
    BUTTON_CHANGES = "button-changes"
    BUTTON_REMIND = "button-remind"
    BUTTON_MEETING = "button-meeting"

    WHEN_MORNING = "when-morning"
    WHEN_AFTERNOON = "when-afternoon"
    WHEN_EVENING = "when-evening"
    WHEN_NIGHT = "when-night"
    WHEN_WEEK = "when-week"
    WHEN_APPROX = "when-approx"
    WHEN_TBA = "when-tba"
    WHEN_HOUR = "when-hour"
    WHEN_ZONE = "when-zone"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The labels of one language. A counted label is a mapping of CLDR plural categories."""

    lang: str
    texts: Mapping[Label, str | Mapping[str, str]]

    def text(self, label: Label, **values: str) -> str:
        """Return a label with its placeholders filled."""
        text = self.texts[label]
        if not isinstance(text, str):
            raise TypeError(f"label {label} is counted: use count()")
        return text.format(**values)

    def count(self, label: Label, number: int, **values: str) -> str:
        """Return a counted label in the plural form that `number` takes in this language."""
        forms = self.texts[label]
        if isinstance(forms, str):
            raise TypeError(f"label {label} is not counted: use text()")
        category = Locale.parse(self.lang).plural_form(number)
        return forms.get(category, forms["other"]).format(n=number, **values)


#: Languages that have a catalogue: a module of this package named after each.
LANGUAGES = ("de", "en", "fr", "pl", "uk")


def catalogue_for(lang: str) -> Catalogue:
    """Return the catalogue of a BCP 47 tag: of its language, else English."""
    base = lang.replace("_", "-").split("-")[0].lower()
    return _catalogue(base if base in LANGUAGES else "en")


@cache
def _catalogue(lang: str) -> Catalogue:
    """Load a catalogue when it is first asked for: most runs speak one language."""
    return Catalogue(lang, import_module(f"briefbot.core.labels.{lang}").TEXTS)
