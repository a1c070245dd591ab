"""BB201 to BB203: the bottom line, the sections every brief has, and its length."""

import re
from collections.abc import Iterator

from briefbot.core.brief import CORE_SECTIONS, SECTION_TITLES, Brief, Section, SectionSlug, Status
from briefbot.core.brief_source import BriefSource
from briefbot.core.finding import Severity
from briefbot.core.lint.rule import Context, Fault, Rule

MAX_SUMMARY_LENGTH = 300
MAX_SUMMARY_SENTENCES = 2

#: Average silent reading of English non-fiction, in words per minute: Brysbaert, "How many words do
#: we read per minute?" (2019), https://doi.org/10.1016/j.jml.2019.104047
WORDS_PER_MINUTE = 238
LONG_READ_WORDS = 2 * WORDS_PER_MINUTE
MAX_WORDS = 700

_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?…]++[”’»\"')\]]*+\s++(?=(\S))|[。！？]")
_LAST_LETTERS = re.compile(r"(?<!\w)[^\W\d_]+$")

_ORDER = tuple(SectionSlug)

#: The sections every brief has; where there are two, either will do.
_REQUIRED: tuple[tuple[SectionSlug, ...], ...] = (
    *((slug,) for slug in CORE_SECTIONS),
    (SectionSlug.WATCH, SectionSlug.OUTLOOK),
)

#: Words that a full stop may follow within a sentence; so may a single letter, as in an initial.
_ABBREVIATIONS = frozenset(
    """
    adm approx art capt co col corp dr etc fig gen gov hon inc jr lt ltd maj messrs mr mrs ms mt
    no nos op prof rep rev sen sgt sr st vs
    jan feb mar apr jun jul aug sep sept oct nov dec
    """.split()  # noqa: SIM905 - sixty quoted words would be hard to read
)

#: Words that a summary may add to its title and still say nothing more.
_EMPTY_WORDS = frozenset(
    """
    a an and are at by for has have in is of on over s the to was were
    """.split()  # noqa: SIM905 - as above
)


def check_summary(source: BriefSource, brief: Brief, _: Context) -> Iterator[Fault]:
    """The summary is the bottom line: all that most readers see, and what a notification says.

    It has one or two sentences of at most 300 characters in all, and a first sentence that says
    more than the title does: it repeats the title when it has no word of its own besides the
    likes of "the" and "has". Full stops after initials and common abbreviations end no sentence.

    To fix it, say what happened in the first sentence and what follows from it in the second;
    leave the rest to the body.
    """
    at = source.place_of("summary")
    summary = brief.summary.strip()
    if not summary:
        yield Fault(
            at, "there is no summary", "add summary: what happened, in one or two sentences"
        )
        return
    sentences = split_sentences(summary)
    if len(sentences) > MAX_SUMMARY_SENTENCES:
        yield Fault(
            at,
            f"summary has {len(sentences)} sentences; {MAX_SUMMARY_SENTENCES} are the most",
            f'leave to the body what begins with "{_first_words(sentences[2])}"',
        )
    if len(summary) > MAX_SUMMARY_LENGTH:
        yield Fault(
            at,
            f"summary has {len(summary)} characters; {MAX_SUMMARY_LENGTH} are the most",
            f"shorten it by {len(summary) - MAX_SUMMARY_LENGTH} characters",
        )
    if _words(sentences[0]) - _EMPTY_WORDS <= _words(brief.title):
        yield Fault(
            at,
            "the summary's first sentence repeats the title",
            "say there what the title leaves out: who, when, and with what result",
        )


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text, at least one; abbreviations and initials end none."""
    sentences: list[str] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        following = match[1]
        if following is None or not (following.islower() or _abbreviates(text, match.start())):
            sentences.append(text[start : match.end()].strip())
            start = match.end()
    if text[start:].strip() or not sentences:
        sentences.append(text[start:].strip())
    return sentences


def _abbreviates(text: str, stop: int) -> bool:
    """Tell whether the word before a full stop is one that is written with it."""
    found = _LAST_LETTERS.search(text, max(0, stop - 10), stop)
    return found is not None and (len(found[0]) == 1 or found[0].lower() in _ABBREVIATIONS)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _first_words(sentence: str) -> str:
    words = sentence.split()
    return " ".join(words[:4])[:40] + (" …" if len(words) > 4 else "")


def check_sections(source: BriefSource, brief: Brief, _: Context) -> Iterator[Fault]:
    """Every brief has the same core, in the same order, so that readers know where to look.

    "What happened", "The response", "Implications and risks", and then "What to watch" or
    "Outlook" (or both) are there, once, and each says something. The other fixed sections are
    Timeline, Quotes, Alternatives and Gaps; all stand in the order of the template, and headings
    of your own come after them.

    A withdrawn brief may leave all of them out.

    To fix it, add the section or move it. Where there is nothing to tell yet, say that, with its
    source: "No government had answered by 28 November 2024".
    """
    if brief.status is Status.WITHDRAWN:
        return
    present = {section.slug for section in brief.sections}
    for choices in _REQUIRED:
        if present.isdisjoint(choices):
            titles = [SECTION_TITLES[slug] for slug in choices]
            yield Fault(
                source.place_of("title"),
                "there is no section " + " or ".join(f'"{title}"' for title in titles),
                f'add "## {titles[0]}", with a statement and its source',
            )
    for section in brief.sections:
        if section.slug is not None and not section.content:
            yield Fault(
                section.at,
                f'section "{section.title}" is empty',
                "write what is known, or that nothing is yet, with its source",
            )
    yield from _misplaced(brief.sections)


def _misplaced(sections: tuple[Section, ...]) -> Iterator[Fault]:
    """Yield a fault for each fixed section that stands after one it should precede."""
    furthest: Section | None = None
    for section in sections:
        if furthest is None or _rank(section) > _rank(furthest):
            furthest = section
        elif section.slug is not None and section.slug is furthest.slug:
            yield Fault(section.at, f'a second section "{section.title}"', "join the two")
        elif section.slug is not None:
            yield _after(section, furthest)


def _rank(section: Section) -> int:
    """Return a section's place in the template; the editor's own come last."""
    return len(_ORDER) if section.slug is None else _ORDER.index(section.slug)


def _after(section: Section, earlier: Section) -> Fault:
    return Fault(
        section.at,
        f'section "{section.title}" stands after "{earlier.title}"',
        f'move it before "{earlier.title}"',
    )


def check_length(source: BriefSource, brief: Brief, _: Context) -> Iterator[Fault]:
    """A brief is read between other things: three minutes are the most, and one is better.

    Reading time is taken at 238 words per minute, over the summary and the whole body, without
    sources and front matter. Over 2 minutes the rule says so; over 700 words it warns.

    To fix it, cut what does not change what a reader would do, or make two briefs of it and link
    them with `supersedes` or a topic.
    """
    words = len(brief.summary.split()) + sum(
        len(passage.text.split()) for passage in source.passages
    )
    if words > LONG_READ_WORDS:
        minutes = words / WORDS_PER_MINUTE
        yield Fault(
            source.place_of("title"),
            f"{words} words, about {minutes:.1f} minutes to read",
            f"aim for under {MAX_WORDS if words > MAX_WORDS else LONG_READ_WORDS} words: "
            "cut what changes nothing for the reader",
            severity=Severity.WARNING if words > MAX_WORDS else None,
        )


RULES: tuple[Rule, ...] = (
    Rule("BB201", Severity.WARNING, "no summary, a long one, or the title again", check_summary),
    Rule("BB202", Severity.WARNING, "a section missing, empty or out of order", check_sections),
    Rule("BB203", Severity.INFO, "a long read", check_length),
)
