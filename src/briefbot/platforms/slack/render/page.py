"""The blocks of one page, put together: headings on what they head, one table block at most."""

from collections.abc import Iterable, Iterator

from briefbot.core.document import Block, Heading, Table
from briefbot.platforms.slack.limits import table, text_size
from briefbot.platforms.slack.markup import Json, Voice
from briefbot.platforms.slack.render.blocks import blocks_of, caption_of
from briefbot.platforms.slack.render.tables import as_table, fits_table_block, joined_tables


def page_blocks(blocks: tuple[Block, ...], voice: Voice) -> tuple[list[Json], int]:
    """Return a page's content in Slack's terms, and how many tables had to become lists.

    A heading stands in one rich text block with what follows it, so that the space is above it and
    not below. A message may hold one table block: the page's first table gets it.
    """
    made: list[Json] = []
    tables = listed = 0
    under_heading = False
    for block in _with_first_table_whole(blocks, voice):
        if isinstance(block, Table):
            native = not tables and fits_table_block(block, voice)
            tables += native
            listed += not native
            new = _table(block, voice) if native else blocks_of(block, voice)
        else:
            new = blocks_of(block, voice)
        if under_heading and new and _can_join(made[-1], new[0]):
            made[-1] = _joined(made[-1], new.pop(0))
        made += new
        under_heading = bool(made) and isinstance(block, Heading)
    return made, listed


def _table(block: Table, voice: Voice) -> list[Json]:
    return [*caption_of(block), as_table(block, voice)]


def _with_first_table_whole(blocks: Iterable[Block], voice: Voice) -> Iterator[Block]:
    """Yield blocks; parts into which fitting cut the first table are one table again."""
    first: Table | None = None
    done = False
    for block in blocks:
        if isinstance(block, Table) and not done:
            joined = joined_tables(first, block, voice) if first is not None else block
            if joined is not None:
                first = joined
                continue
        if first is not None and not done:
            yield first
            done = True
        yield block
    if first is not None and not done:
        yield first


def _can_join(above: Json, below: Json) -> bool:
    both = above["type"] == below["type"] == "rich_text"
    return both and text_size(above) + text_size(below) <= table.BLOCK_CHARACTERS


def _joined(above: Json, below: Json) -> Json:
    parts = (above["elements"], below["elements"])
    return {
        "type": "rich_text",
        "elements": [element for part in parts if isinstance(part, list) for element in part],
    }
