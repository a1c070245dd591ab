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

    COMMAND_BRIEF = "command-brief"
    COMMAND_BRIEF_ADMIN = "command-brief-admin"
    COMMAND_BRIEF_THIS = "command-brief-this"

    VERB_LATEST = "verb-latest"
    VERB_SHOW = "verb-show"
    VERB_SEARCH = "verb-search"
    VERB_DIGEST = "verb-digest"
    VERB_SOURCES = "verb-sources"
    VERB_CHANGES = "verb-changes"
    VERB_MEETINGS = "verb-meetings"
    VERB_NEXT = "verb-next"
    VERB_REMIND = "verb-remind"
    VERB_REMINDERS = "verb-reminders"
    VERB_CANCEL = "verb-cancel"
    VERB_SNOOZE = "verb-snooze"
    VERB_HELP = "verb-help"
    VERB_SETTINGS = "verb-settings"
    VERB_SUBSCRIBE = "verb-subscribe"
    VERB_UNSUBSCRIBE = "verb-unsubscribe"
    VERB_SUBSCRIPTIONS = "verb-subscriptions"
    VERB_PAUSE = "verb-pause"
    VERB_RESUME = "verb-resume"
    VERB_POST = "verb-post"
    VERB_RETRACT = "verb-retract"
    VERB_RESOLVE = "verb-resolve"
    VERB_WHY = "verb-why"
    VERB_STATUS = "verb-status"

    OPTION_ID = "option-id"
    OPTION_TOPIC = "option-topic"
    OPTION_COUNT = "option-count"
    OPTION_SHARE = "option-share"
    OPTION_SECTION = "option-section"
    OPTION_QUERY = "option-query"
    OPTION_SINCE = "option-since"
    OPTION_DIGEST = "option-digest"
    OPTION_WINDOW = "option-window"
    OPTION_DAYS = "option-days"
    OPTION_CALENDAR = "option-calendar"
    OPTION_TZ = "option-tz"
    OPTION_MEETING = "option-meeting"
    OPTION_LEAD = "option-lead"
    OPTION_WHERE = "option-where"
    OPTION_REMINDER = "option-reminder"
    OPTION_SPAN = "option-span"
    OPTION_VERB = "option-verb"
    OPTION_DESTINATION = "option-destination"
    OPTION_AT = "option-at"
    OPTION_SUBSCRIPTION = "option-subscription"
    OPTION_UNTIL = "option-until"
    OPTION_REF = "option-ref"
    OPTION_REASON = "option-reason"
    OPTION_DECISION = "option-decision"
    OPTION_TIME = "option-time"
    OPTION_ZONE = "option-zone"
    OPTION_HOURS = "option-hours"
    OPTION_LANG = "option-lang"
    OPTION_RESET = "option-reset"

    FAULT_COMMAND = "fault-command"
    FAULT_VERB = "fault-verb"
    FAULT_OPTION = "fault-option"
    FAULT_MISSING = "fault-missing"
    FAULT_TWICE = "fault-twice"
    FAULT_MUCH = "fault-much"
    FAULT_LONG = "fault-long"
    FAULT_NUMBER = "fault-number"
    FAULT_FLAG = "fault-flag"
    FAULT_CHOICE = "fault-choice"
    FAULT_DATE = "fault-date"
    FAULT_DURATION = "fault-duration"
    FAULT_ZONE = "fault-zone"
    FAULT_TIME = "fault-time"
    FAULT_RULE = "fault-rule"
    FAULT_BUTTON = "fault-button"

    REFUSED_TITLE = "refused-title"
    REFUSED_MANAGERS = "refused-managers"
    REFUSED_BRIEF = "refused-brief"
    REFUSED_SEVERAL = "refused-several"
    REFUSED_DIGEST = "refused-digest"
    REFUSED_CALENDAR = "refused-calendar"
    REFUSED_MEETING = "refused-meeting"
    REFUSED_NO_DATE = "refused-no-date"
    REFUSED_OVER = "refused-over"
    REFUSED_CANCELLED = "refused-cancelled"
    REFUSED_TOO_LATE = "refused-too-late"
    REFUSED_MANY = "refused-many"
    REFUSED_REMINDER = "refused-reminder"
    REFUSED_ALONE = "refused-alone"
    REFUSED_HERE = "refused-here"
    REFUSED_FAULT = "refused-fault"

    ANSWER_LATEST_TITLE = "answer-latest-title"
    ANSWER_LATEST_TOPIC = "answer-latest-topic"
    ANSWER_LATEST_NONE = "answer-latest-none"
    ANSWER_CHANGES_TITLE = "answer-changes-title"
    ANSWER_CHANGES_NONE = "answer-changes-none"
    ANSWER_MEETINGS_TITLE = "answer-meetings-title"
    ANSWER_MEETINGS_NONE = "answer-meetings-none"
    ANSWER_NEXT_TITLE = "answer-next-title"
    ANSWER_NEXT_NONE = "answer-next-none"
    ANSWER_PREVIEW_NOTE = "answer-preview-note"
    ANSWER_REMINDER_SET = "answer-reminder-set"
    ANSWER_REMINDER_AT = "answer-reminder-at"
    ANSWER_REMINDER_LEAD = "answer-reminder-lead"
    ANSWER_REMINDERS_TITLE = "answer-reminders-title"
    ANSWER_REMINDERS_NONE = "answer-reminders-none"
    ANSWER_REMINDER_CANCELLED = "answer-reminder-cancelled"
    ANSWER_REMINDER_PUT_OFF = "answer-reminder-put-off"
    ANSWER_UNDO = "answer-undo"
    ANSWER_DONE_BEFORE = "answer-done-before"
    ANSWER_DID_YOU_MEAN = "answer-did-you-mean"
    ANSWER_USAGE = "answer-usage"
    ANSWER_EXAMPLE = "answer-example"
    ANSWER_OPTIONS = "answer-options"
    ANSWER_REQUIRED = "answer-required"
    ANSWER_HELP_TITLE = "answer-help-title"
    ANSWER_HELP_MORE = "answer-help-more"
    ANSWER_NOT_UNDERSTOOD = "answer-not-understood"
    ANSWER_BUTTON_CANCEL = "answer-button-cancel"
    ANSWER_BUTTON_10M = "answer-button-10m"
    ANSWER_BUTTON_1H = "answer-button-1h"
    ANSWER_BUTTON_TOMORROW = "answer-button-tomorrow"
    FORM_OPEN = "form-open"
    FORM_SEND = "form-send"
    FORM_CLOSE = "form-close"
    ANSWER_ABOUT_TITLE = "answer-about-title"
    ANSWER_ABOUT_SEVERAL = "answer-about-several"
    ANSWER_ABOUT_NEAREST = "answer-about-nearest"
    ANSWER_ABOUT_NONE = "answer-about-none"
    ANSWER_SETTINGS_TITLE = "answer-settings-title"
    ANSWER_SETTINGS_CHANGED = "answer-settings-changed"
    ANSWER_SETTINGS_ZONE = "answer-settings-zone"
    ANSWER_SETTINGS_HOURS = "answer-settings-hours"
    ANSWER_SETTINGS_LANG = "answer-settings-lang"
    ANSWER_SETTINGS_UNSET = "answer-settings-unset"
    ANSWER_SHARED = "answer-shared"
    ANSWER_SHARED_NOTE = "answer-shared-note"
    ANSWER_MISSED_TITLE = "answer-missed-title"
    ANSWER_MISSED_HOW = "answer-missed-how"
    GREETING_TITLE = "greeting-title"
    GREETING_BRIEFS = "greeting-briefs"
    GREETING_MEETINGS = "greeting-meetings"
    GREETING_PLACES = "greeting-places"
    GREETING_PLACES_NONE = "greeting-places-none"
    GREETING_MISSING = "greeting-missing"
    GREETING_COMPLETE = "greeting-complete"
    GREETING_NEXT = "greeting-next"
    GREETING_LATEST = "greeting-latest"
    GREETING_SUBSCRIBE = "greeting-subscribe"
    GREETING_CONFIGURE = "greeting-configure"
    GREETING_HELP = "greeting-help"


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
    package = "briefbot.core.labels"
    texts = import_module(f"{package}.{lang}").TEXTS
    of_commands = import_module(f"{package}.commands.{lang}").TEXTS
    return Catalogue(lang, {**texts, **of_commands})
