"""`why`: a posting's story on one screen, and why there is none."""

from collections.abc import Iterator

from briefbot.core.delivery.records import Story
from briefbot.core.planning.absence import Absence, Unrecorded
from briefbot.services.operating import Explanation
from briefbot.services.telling.screen import Line, bounded, fits, folded
from briefbot.services.telling.story import Detail, decision_line, story_lines, title_parts
from briefbot.services.telling.times import Zones, moment_words
from briefbot.services.telling.verdict import to_decide, verdict, went_well

#: More stories than these are told in a line each.
_MOST_WHOLE = 2
#: How much of a story is told: the first of these that fits the screen.
_DETAILS = (
    Detail(first=5, last=10, messages=6, decisions=4),
    Detail(first=3, last=5, messages=4, decisions=4),
    Detail(first=1, last=2, messages=2, decisions=2),
)
_MORE = "more on one of them: briefbot why REF; every one: with --all"


def explanation_lines(
    explanation: Explanation, zones: Zones, *, in_full: bool = False
) -> list[str]:
    """Return what there is to say, in plain words, on one screen; `in_full` all of it.

    On the screen, what failed or waits for a decision stands before what went well.
    """
    if in_full:
        return _whole(explanation, zones, None)
    if len(explanation.stories) <= _MOST_WHOLE:
        for detail in _DETAILS:
            lines = _whole(explanation, zones, detail)
            if fits(lines):
                return lines
    stories = [_story_line(explanation, story, zones) for story in explanation.stories]
    absences = [_absence_line(each, zones) for each in explanation.unrecorded]
    last = [_MORE] if stories else []
    return bounded(folded([*stories, *absences]), last=last)


def _whole(explanation: Explanation, zones: Zones, detail: Detail | None) -> list[str]:
    """Return every story with its lines, and each time of which nothing is recorded."""
    lines: list[str] = []
    for story in explanation.stories:
        obstacle = explanation.obstacles.get(story.posting, "")
        zone = zones(story.key.destination)
        lines += ["", *story_lines(story, zone, obstacle=obstacle, detail=detail)]
    absences = [_absence_line(each, zones) for each in explanation.unrecorded]
    if detail is None:
        told = [f"{each.before}{each.place}{each.after}" for each in absences]
    else:
        told = [text for text, _ in folded(absences)]
    lines += ["", *told] if told else []
    return lines[1:]


def _story_line(explanation: Explanation, story: Story, zones: Zones) -> Line:
    """Return a story in a line; what is to be decided has its number, and is like no other."""
    before, after = title_parts(story)
    told = " ".join(_sentences(explanation, story, zones(story.key.destination)))
    return Line(
        reference=story.reference,
        before=before,
        place=story.key.destination,
        after=f"{after}: {told}",
        rank=0 if to_decide(story) else 2 if went_well(story) else 1,
    )


def _sentences(explanation: Explanation, story: Story, zone: str) -> Iterator[str]:
    parked = to_decide(story)
    if parked:  # in front: a long reason is cut
        more = f", and {len(parked) - 1} more" if len(parked) > 1 else ""
        yield f"{decision_line(parked[0])}{more}."
    yield verdict(story, zone)
    if obstacle := explanation.obstacles.get(story.posting):
        yield f"{obstacle}."


def _absence_line(each: Unrecorded, zones: Zones) -> Line:
    told = f", {each.tick.label if each.tick else each.asked}: {each.reason.value}"
    if each.tick is not None and each.reason is Absence.AHEAD:
        told = f"{told}: due {moment_words(each.tick.instant, zones(each.destination))}"
    elif each.following is not None:
        after = each.following
        due = moment_words(after.instant, zones(each.destination))
        told = f"{told}; the next after it is {after.label}: {due}"
    return Line(before=f"{each.schedule} at ", place=each.destination, after=told, rank=1)
