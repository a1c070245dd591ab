"""One document of every kind, composed from one rich brief, for golden files."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from briefbot.core.brief import (
    Brief,
    BriefImage,
    Confidence,
    CorrectionKind,
    Interval,
    KeyFigure,
    Likelihood,
    Place,
    SectionSlug,
    Speaker,
    StatementKind,
    Status,
    Trend,
)
from briefbot.core.changes import changes
from briefbot.core.compose import (
    compose_correction,
    compose_edition,
    compose_notice,
    compose_reminder,
    compose_search,
    compose_sources,
    compose_summary,
    compose_withdrawal,
)
from briefbot.core.digest import DigestPlan, Occasion, Policy, decide_edition
from briefbot.core.document import Document, Para, ParaStyle, Priority, Text
from briefbot.core.meeting import MeetingStatus
from briefbot.core.reminders import Notice, NoticeKind, ReminderDue
from briefbot.core.schedule import Tick
from briefbot.core.upcoming import Upcoming, upcoming_of
from briefbot.core.visibility import Audience
from briefbot.core.visibility import Place as PostingPlace
from briefbot.core.when import PartOfDay, Precision, When
from builders import brief, correction, fact, meeting, section, source

EVENING = When(
    precision=Precision.PART_OF_DAY,
    day=date(2026, 2, 3),
    part=PartOfDay.EVENING,
    zone="Europe/Brussels",
)
TWO_DAYS = When(
    precision=Precision.RANGE,
    day=date(2026, 2, 3),
    last_day=date(2026, 2, 4),
    zone="Europe/Brussels",
)

RICH = brief(
    priority=Priority.URGENT,
    status=Status.CORRECTED,
    trend=Trend.DEVELOPING,
    place=Place(name="Brussels", country="BE"),
    updated_at=datetime(2026, 1, 11, 8, 0, tzinfo=UTC),
    covers=Interval(
        start=datetime(2026, 1, 9, tzinfo=UTC), end=datetime(2026, 1, 10, 8, 0, tzinfo=UTC)
    ),
    next_update=datetime(2026, 1, 17, 9, 0, tzinfo=UTC),
    key_figures=(
        KeyFigure(label="Heaters promised", value="1,200", unit="units", source="council"),
        KeyFigure(
            label="Delegations", value="32", as_of=date(2026, 1, 9), source="wire", unit="members"
        ),
    ),
    sources=(
        source("wire", published=date(2026, 1, 9), title="Council agrees on winter supplies"),
        source("wire-2", published=date(2026, 1, 10), lang="de", title="Rat einigt sich"),
        source(
            "council",
            "Example Council",
            published=date(2026, 1, 9),
            accessed=date(2026, 1, 10),
            archived_url="https://archive.example.org/council",
        ),
    ),
    meetings=(
        meeting("ministers", EVENING, title="Ministers of energy", place="Brussels", source="wire"),
        meeting(
            "experts",
            When.at(datetime(2026, 1, 20, 9, 30, tzinfo=UTC), zone="Europe/Brussels"),
            title="Experts",
            status=MeetingStatus.TENTATIVE,
            leads=(timedelta(days=1),),
        ),
    ),
    corrections=(correction(source="wire-2"),),
    images=(
        BriefImage(
            url="https://example.org/hall.png",
            alt="The council's hall with its round table",
            caption="The hall on 9 January 2026.",
            credit="Example Council",
        ),
    ),
    preamble=(
        Para((Text("An example, made for tests; the council does not exist."),), ParaStyle.SMALL),
    ),
    sections=(
        section(
            SectionSlug.HAPPENED,
            fact(
                "The council met on 9 January 2026 at the level of ambassadors.", "wire", "council"
            ),
            fact(
                "The depots hold supplies for 40 days.",
                "wire",
                kind=StatementKind.CLAIM,
                claimed_by="the energy agency",
                contested=True,
                first_reported_as="60 days",
            ),
        ),
        section(
            SectionSlug.RESPONSE,
            fact(
                "Members promised 1,200 heaters.",
                "council",
                confidence=Confidence.HIGH,
                details=(fact("The first 300 leave on 15 January 2026.", "council"),),
            ),
        ),
        section(
            SectionSlug.IMPLICATIONS,
            fact(
                "A further round of pledges is likely before spring.",
                "wire-2",
                kind=StatementKind.JUDGEMENT,
                likelihood=Likelihood.LIKELY,
            ),
        ),
        section(
            SectionSlug.QUOTES,
            fact(
                "We will not leave a district in the cold.",
                "wire",
                kind=StatementKind.QUOTE,
                translated_from="de",
                speaker=Speaker(
                    name="Council Secretariat",
                    role="spokesperson",
                    said_on=date(2026, 1, 9),
                    place="Brussels",
                ),
            ),
        ),
        section(
            None, fact("How the costs are shared.", kind=StatementKind.JUDGEMENT), title="Open"
        ),
    ),
)

FIRST_REVISION = replace(
    RICH,
    status=Status.PUBLISHED,
    corrections=(),
    meetings=(replace(RICH.meetings[0], when=TWO_DAYS), RICH.meetings[1]),
)

WITHDRAWN: Brief = replace(
    RICH,
    status=Status.WITHDRAWN,
    corrections=(
        correction(CorrectionKind.WITHDRAWAL, was="The council met.", now="It was postponed."),
    ),
    superseded_by=("council-postponed",),
)

# --- editions ---

DIGEST = DigestPlan(
    name="morning",
    title="Morning digest",
    topics=("energy", "transport"),
    cap=2,
    when_empty=Policy.POST,
    ahead=timedelta(days=30),
)
CHANNEL = PostingPlace(audience=Audience.CHANNEL)
#: Eight o'clock in Kyiv on 12 January 2026; the edition before came out a day earlier.
OCCASION = Occasion(
    tick=Tick("2026-01-12T08:00", datetime(2026, 1, 12, 6, 0, tzinfo=UTC)),
    now=datetime(2026, 1, 12, 6, 0, tzinfo=UTC),
    since=datetime(2026, 1, 11, 6, 0, tzinfo=UTC),
    place=CHANNEL,
    zone="Europe/Kyiv",
)


def news(slug: str, title: str, topic: str, **fields: Any) -> Brief:
    published = datetime(2026, 1, 11, 18, 0, tzinfo=UTC)
    summary = f"{title}. More is expected in spring."
    made = brief(
        slug=slug,
        title=title,
        topics=(topic,),
        summary=summary,
        published_at=published,
        meetings=(),
    )
    return replace(made, **fields)


COUNCIL = replace(RICH, topics=("energy",))
NEWS = (
    COUNCIL,
    news("grid-linked", "The grids of two districts are linked", "energy"),
    news("depot-opens", "A depot opens in the north", "energy", priority=Priority.LOW),
    news("bridge-closed", "The bridge at Example is closed", "transport", priority=Priority.FLASH),
    news("choir-wins", "A choir wins the cup", "culture"),
)
REPAIRS = Upcoming(
    key="works/bridge-repairs",
    title="Repairs of the bridge",
    when=When.on(date(2026, 1, 15)),
    place="Example",
    topics=("transport",),
    calendar="works",
    moved_from=When.on(date(2026, 1, 13)),
)
MEETINGS = (*upcoming_of(COUNCIL), REPAIRS)

# --- reminders and notices ---

MINISTERS, EXPERTS, _ = MEETINGS


def reminder(meeting: Upcoming, at: datetime, **options: Any) -> Document:
    due = ReminderDue(meeting=meeting, lead=timedelta(days=1), at=at)
    return compose_reminder(due, zone="Europe/Kyiv", **options)


def notice(kind: NoticeKind, meeting: Upcoming, was: When | None) -> Document:
    return compose_notice(Notice(kind=kind, meeting=meeting, was=was), zone="Europe/Kyiv")


DOCUMENTS: dict[str, Document] = {
    "summary": compose_summary(RICH),
    "summary-uk": compose_summary(replace(RICH, lang="uk")),
    "correction": compose_correction(
        RICH, corrections=RICH.corrections, changes=changes(FIRST_REVISION, RICH)
    ),
    "withdrawal": compose_withdrawal(WITHDRAWN),
    "search": compose_search("winter & <supplies>", (RICH, brief())),
    "search-none": compose_search("nothing", ()),
    "sources": compose_sources(RICH),
    "edition": compose_edition(
        decide_edition(DIGEST, OCCASION, briefs=NEWS, upcoming=MEETINGS), DIGEST
    ),
    "edition-nothing-new": compose_edition(
        decide_edition(
            DIGEST,
            replace(OCCASION, now=datetime(2026, 1, 12, 7, 30, tzinfo=UTC)),
            briefs=(),
            upcoming=(REPAIRS,),
        ),
        DIGEST,
    ),
    "reminder-exact": reminder(
        replace(EXPERTS, url="https://example.org/experts"),
        datetime(2026, 1, 19, 9, 30, tzinfo=UTC),
    ),
    "reminder-part-of-day": reminder(MINISTERS, datetime(2026, 2, 2, 7, 0, tzinfo=UTC), late=True),
    "reminder-all-day": reminder(REPAIRS, datetime(2026, 1, 14, 7, 0, tzinfo=UTC)),
    "moved": notice(NoticeKind.MOVED, MINISTERS, TWO_DAYS),
    "cancelled": notice(
        NoticeKind.CANCELLED, replace(EXPERTS, status=MeetingStatus.CANCELLED), EXPERTS.when
    ),
}
