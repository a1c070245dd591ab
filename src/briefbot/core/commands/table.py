"""The one table of verbs: both platforms' commands, their help, the docs and tests come from it."""

from collections.abc import Iterable, Mapping

from briefbot.core.brief import SectionSlug
from briefbot.core.commands.faults import CommandError
from briefbot.core.commands.verb import Command, Completes, Kind, Option, Verb
from briefbot.core.delivery.records import Resolution
from briefbot.core.labels import LANGUAGES, Label
from briefbot.core.visibility import Role

#: How many briefs `latest` may show, and how many days ahead `meetings` may look.
MOST_BRIEFS = 10
MOST_DAYS = 90

#: What a snooze button may say.
SNOOZES = ("10m", "1h", "tomorrow")

_ID = Option(
    name="id",
    help=Label.OPTION_ID,
    required=True,
    positional=True,
    completes=Completes.BRIEF,
)
_TOPIC = Option(name="topic", help=Label.OPTION_TOPIC, completes=Completes.TOPIC)
_SHARE = Option(name="share", help=Label.OPTION_SHARE, kind=Kind.FLAG)
_CALENDAR = Option(name="calendar", help=Label.OPTION_CALENDAR, completes=Completes.CALENDAR)
_TZ = Option(name="tz", help=Label.OPTION_TZ, kind=Kind.ZONE, completes=Completes.ZONE)
_HERE = Option(name="destination", help=Label.OPTION_DESTINATION, completes=Completes.DESTINATION)
_DIGEST = Option(
    name="digest", help=Label.OPTION_DIGEST, positional=True, completes=Completes.DIGEST
)
_REF = Option(name="ref", help=Label.OPTION_REF, required=True, positional=True)

_READING = (
    Verb(
        name="latest",
        help=Label.VERB_LATEST,
        example="/brief latest topic:energy count:3",
        options=(
            Option(
                name="topic",
                help=Label.OPTION_TOPIC,
                positional=True,
                completes=Completes.TOPIC,
            ),
            Option(
                name="count", help=Label.OPTION_COUNT, kind=Kind.INTEGER, low=1, high=MOST_BRIEFS
            ),
            _SHARE,
        ),
    ),
    Verb(
        name="show",
        help=Label.VERB_SHOW,
        example="/brief show council-meets section:response",
        options=(
            _ID,
            Option(
                name="section",
                help=Label.OPTION_SECTION,
                kind=Kind.CHOICE,
                choices=tuple(slug.value for slug in SectionSlug),
            ),
            _SHARE,
        ),
    ),
    Verb(
        name="search",
        help=Label.VERB_SEARCH,
        example='/brief search "air defence" since:2024-11-01',
        options=(
            Option(
                name="query",
                help=Label.OPTION_QUERY,
                required=True,
                positional=True,
                rest=True,
            ),
            Option(name="since", help=Label.OPTION_SINCE, kind=Kind.DATE),
            _SHARE,
        ),
    ),
    Verb(
        name="digest",
        help=Label.VERB_DIGEST,
        example="/brief digest morning window:24h",
        options=(
            _DIGEST,
            Option(name="window", help=Label.OPTION_WINDOW, kind=Kind.DURATION),
            _TOPIC,
        ),
    ),
    Verb(
        name="sources",
        help=Label.VERB_SOURCES,
        example="/brief sources council-meets",
        options=(_ID, _SHARE),
    ),
    Verb(
        name="changes",
        help=Label.VERB_CHANGES,
        example="/brief changes council-meets",
        options=(_ID, _SHARE),
    ),
    Verb(
        name="meetings",
        help=Label.VERB_MEETINGS,
        example="/brief meetings days:14 calendar:council",
        options=(
            Option(name="days", help=Label.OPTION_DAYS, kind=Kind.INTEGER, low=1, high=MOST_DAYS),
            _CALENDAR,
            _TOPIC,
            _TZ,
            _SHARE,
        ),
    ),
    Verb(
        name="next",
        help=Label.VERB_NEXT,
        example="/brief next calendar:council",
        options=(_CALENDAR, _TOPIC, _SHARE),
    ),
)

_REMINDING = (
    Verb(
        name="remind",
        help=Label.VERB_REMIND,
        example="/brief remind council-meets/vote lead:1h",
        options=(
            Option(
                name="meeting",
                help=Label.OPTION_MEETING,
                required=True,
                positional=True,
                completes=Completes.MEETING,
            ),
            Option(name="lead", help=Label.OPTION_LEAD, kind=Kind.DURATION),
            Option(name="where", help=Label.OPTION_WHERE, kind=Kind.CHOICE, choices=("dm", "here")),
        ),
        changes=True,
    ),
    Verb(name="reminders", help=Label.VERB_REMINDERS, example="/brief reminders"),
    Verb(
        name="cancel",
        help=Label.VERB_CANCEL,
        example="/brief cancel 17",
        options=(
            Option(
                name="reminder",
                help=Label.OPTION_REMINDER,
                kind=Kind.INTEGER,
                required=True,
                positional=True,
                low=1,
                high=2**31 - 1,
                completes=Completes.REMINDER,
            ),
        ),
        changes=True,
    ),
    Verb(
        name="snooze",
        help=Label.VERB_SNOOZE,
        example="/brief snooze 17 10m",
        options=(
            Option(
                name="reminder",
                help=Label.OPTION_REMINDER,
                kind=Kind.INTEGER,
                required=True,
                positional=True,
                low=1,
                high=2**31 - 1,
            ),
            Option(
                name="span",
                help=Label.OPTION_SPAN,
                kind=Kind.CHOICE,
                required=True,
                positional=True,
                choices=SNOOZES,
            ),
        ),
        changes=True,
        is_button=True,
    ),
    Verb(
        name="settings",
        help=Label.VERB_SETTINGS,
        example="/brief settings zone:Europe/Kyiv hours:24",
        options=(
            Option(name="zone", help=Label.OPTION_ZONE, kind=Kind.ZONE, completes=Completes.ZONE),
            Option(name="hours", help=Label.OPTION_HOURS, kind=Kind.CHOICE, choices=("12", "24")),
            Option(name="lang", help=Label.OPTION_LANG, kind=Kind.CHOICE, choices=LANGUAGES),
            Option(name="reset", help=Label.OPTION_RESET, kind=Kind.FLAG),
        ),
        changes=True,
    ),
    Verb(
        name="help",
        help=Label.VERB_HELP,
        example="/brief help search",
        options=(
            Option(name="verb", help=Label.OPTION_VERB, positional=True, completes=Completes.VERB),
        ),
    ),
)


def _admin(name: str, label: Label, example: str, *options: Option, changes: bool = True) -> Verb:
    return Verb(
        name=name,
        help=label,
        example=f"/brief-admin {example}",
        command=Command.ADMIN,
        role=Role.MANAGER,
        options=options,
        changes=changes,
    )


_ADMINISTERING = (
    _admin(
        "subscribe",
        Label.VERB_SUBSCRIBE,
        "subscribe at:08:00 tz:Europe/Kyiv topic:energy",
        Option(
            name="at",
            help=Label.OPTION_AT,
            kind=Kind.RULE,
            required=True,
            positional=True,
            rest=True,
        ),
        _TOPIC,
        _TZ,
        _HERE,
    ),
    _admin(
        "unsubscribe",
        Label.VERB_UNSUBSCRIBE,
        "unsubscribe sub-7f3k2m",
        Option(
            name="subscription",
            help=Label.OPTION_SUBSCRIPTION,
            required=True,
            positional=True,
            completes=Completes.SUBSCRIPTION,
        ),
    ),
    _admin(
        "subscriptions",
        Label.VERB_SUBSCRIPTIONS,
        "subscriptions",
        _HERE,
        changes=False,
    ),
    _admin(
        "pause",
        Label.VERB_PAUSE,
        "pause until:2024-12-24",
        Option(name="until", help=Label.OPTION_UNTIL, kind=Kind.TIME),
        _HERE,
    ),
    _admin("resume", Label.VERB_RESUME, "resume", _HERE),
    _admin(
        "post",
        Label.VERB_POST,
        "post morning",
        Option(
            name="digest",
            help=Label.OPTION_DIGEST,
            required=True,
            positional=True,
            completes=Completes.DIGEST,
        ),
        _HERE,
    ),
    _admin(
        "retract",
        Label.VERB_RETRACT,
        'retract 7f3k2m "the wrong channel"',
        _REF,
        Option(name="reason", help=Label.OPTION_REASON, positional=True, rest=True),
    ),
    _admin(
        "resolve",
        Label.VERB_RESOLVE,
        "resolve 7f3k2m again",
        _REF,
        Option(
            name="decision",
            help=Label.OPTION_DECISION,
            kind=Kind.CHOICE,
            required=True,
            positional=True,
            choices=tuple(way.value for way in Resolution),
        ),
    ),
    _admin(
        "why",
        Label.VERB_WHY,
        "why 7f3k2m",
        _REF,
        Option(name="time", help=Label.OPTION_TIME, kind=Kind.TIME, positional=True),
        changes=False,
    ),
    _admin("status", Label.VERB_STATUS, "status", changes=False),
)

#: Every verb, by its name, in the order in which help lists them. A name belongs to one command.
VERBS: Mapping[str, Verb] = {verb.name: verb for verb in (*_READING, *_REMINDING, *_ADMINISTERING)}


def verb_named(name: str) -> Verb:
    """Return the verb of a name. Raises CommandError."""
    found = VERBS.get(name)
    if found is None:
        raise CommandError(Label.FAULT_VERB, given=name, suggestion="/brief help")
    return found


def typed_verbs(command: Command) -> tuple[Verb, ...]:
    """Return the verbs that people type after a command."""
    return tuple(_of(command, VERBS.values()))


def usable_verbs(role: Role) -> tuple[Verb, ...]:
    """Return the verbs that people of a role may type, of both commands."""
    return tuple(verb for verb in VERBS.values() if may_use(role, verb) and not verb.is_button)


def may_use(role: Role, verb: Verb) -> bool:
    """Tell whether people of a role may use a verb."""
    roles = list(Role)
    return roles.index(role) >= roles.index(verb.role)


def _of(command: Command, verbs: Iterable[Verb]) -> Iterable[Verb]:
    return (verb for verb in verbs if verb.command is command and not verb.is_button)
