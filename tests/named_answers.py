"""One document of every kind that answers, merges or reports, besides those that are posted."""

from datetime import UTC, datetime, timedelta

from briefbot.core.commands import VERBS
from briefbot.core.compose import (
    Greeting,
    Outcome,
    Refusal,
    compose_about,
    compose_changes,
    compose_done,
    compose_faults,
    compose_greeting,
    compose_help,
    compose_latest,
    compose_lines,
    compose_meeting,
    compose_meetings,
    compose_merged,
    compose_personal,
    compose_refusal,
    compose_section,
    compose_verb_help,
    mark_late,
    with_missed,
)
from briefbot.core.delivery.records import Fault, Missed
from briefbot.core.document import CommandButton, Document, KeyValue, Time, TimeStyle
from briefbot.core.labels import Label
from briefbot.core.reminders import ReminderDue
from briefbot.core.when import When
from named_documents import DOCUMENTS, EXPERTS, MEETINGS, RICH
from named_documents import NEWS as OTHERS

NINE = datetime(2026, 1, 19, 9, 30, tzinfo=UTC)
FAULTS = (
    Fault(
        kind="destination",
        subject="news",
        message="the bot may not do that there (50013); give it Send Messages",
        since=NINE,
    ),
    Fault(
        kind="account",
        subject="slack",
        message="token_revoked: the bot token was revoked: install the app again",
        since=NINE + timedelta(minutes=5),
    ),
)
LINES = (
    "running since 2026-01-19 10:30 Europe/Brussels (09:30 UTC)",
    "2 briefs, 1 post waiting",
    "accounts",
    "  discord: posts, 14 sent, 1 held",
    "to decide",
    "  7f3k2m: digest morning at news: It may have been posted, and nobody can tell.",
    "    decide: briefbot resolve 12 posted, again or drop",
)

DONE = compose_done(
    Outcome(
        title="Reminder 1: Experts",
        pairs=(KeyValue("Reminder", (Time(When.at(NINE), TimeStyle.COUNTDOWN),)),),
        notes=("1 hour before",),
        undo="/brief cancel 1",
        buttons=(CommandButton("Cancel", "cancel", "1"),),
    )
)
REFUSED = compose_refusal(
    Refusal(
        reason="There is no brief “<@everyone> *wintr*” that can be shown here.",
        suggestion="/brief show winter-supplies",
        usage="/brief show ID [section:SECTION]",
        buttons=(CommandButton("winter-supplies", "show", "winter-supplies"),),
    )
)

ANSWERS: dict[str, Document] = {
    "section": compose_section(RICH, RICH.sections[0]),
    "latest": compose_latest(OTHERS, topic="energy"),
    "about": compose_about(OTHERS[:2], note=Label.ANSWER_ABOUT_SEVERAL),
    "changes": compose_changes(RICH),
    "meetings": compose_meetings(MEETINGS, span="14 days", more=3),
    "next": compose_meeting(EXPERTS, zone="Europe/Kyiv"),
    "personal": compose_personal(
        ReminderDue(meeting=EXPERTS, lead=timedelta(days=1), at=NINE), number=7, zone="Europe/Kyiv"
    ),
    "late": mark_late(DOCUMENTS["reminder-exact"], due=NINE),
    "merged": compose_merged([DOCUMENTS["edition"], DOCUMENTS["reminder-exact"]]),
    "faults": compose_faults(FAULTS),
    "help": compose_help(tuple(verb for verb in VERBS.values() if not verb.is_button)),
    "help-verb": compose_verb_help(VERBS["remind"]),
    "help-verb-uk": compose_verb_help(VERBS["subscribe"], lang="uk"),
    "done": DONE,
    "done-missed": with_missed(
        DONE, [Missed(title="Experts", meeting="council-meets/experts", due=NINE)]
    ),
    "refused": REFUSED,
    "lines": compose_lines("briefbot status", LINES),
    "greeting": compose_greeting(
        Greeting(
            platform="discord",
            briefs=2,
            meetings=3,
            destinations=("news",),
            missing=("Read Message History: to find its own post again",),
        )
    ),
    "greeting-first": compose_greeting(Greeting(platform="slack")),
}
