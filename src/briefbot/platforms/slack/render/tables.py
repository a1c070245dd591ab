"""Tables: Slack's table block, and the list that stands for what it cannot hold."""

from briefbot.core.document import Inlines, List, ListItem, Strong, Table, Text
from briefbot.platforms.slack.limits import table as limits
from briefbot.platforms.slack.limits import text_size
from briefbot.platforms.slack.markup import Json, Voice, elements

#: Stands in an empty cell, because Slack refuses a text without characters.
_NOTHING = "–"


def as_table(table: Table, voice: Voice) -> Json:
    """Return a table block; its first row is the header, in bold.

    https://docs.slack.dev/reference/block-kit/blocks/table-block
    """
    header = [_cell((Strong(cell),), voice) for cell in table.header]
    rows = [[_cell(cell, voice) for cell in row] for row in table.rows]
    columns = [{"is_wrapped": True} for _ in table.header]
    return {"type": "table", "rows": [header, *rows], "column_settings": columns}


def as_points(table: Table, *, named: bool = True) -> List:
    """Return a table as a list, one point per row: "**Column**: cell; **Column**: cell".

    With `named` false the column names stand once, as the first point.
    """
    if named and table.rows:
        rows = [
            _separated(
                [
                    (Strong(name), Text(": "), *cell)
                    for name, cell in zip(table.header, row, strict=True)
                ]
            )
            for row in table.rows
        ]
    else:
        header = tuple((Strong(cell),) for cell in table.header)
        rows = [_separated(list(row)) for row in (header, *table.rows)]
    return List(tuple(ListItem(row) for row in rows))


def header_size(table: Table, voice: Voice) -> int:
    """Return the UTF-16 units of a table's header row, as cells or as a point of a list."""
    return text_size([[elements(cell, voice), "; "] for cell in table.header])


def joined_tables(first: Table, second: Table, voice: Voice) -> Table | None:
    """Return two tables as one, if they are parts of one and a table block can hold them."""
    if (first.header, first.caption) != (second.header, second.caption):
        return None
    joined = Table(first.header, (*first.rows, *second.rows), first.caption)
    return joined if fits_table_block(joined, voice) else None


def fits_table_block(table: Table, voice: Voice) -> bool:
    """Tell whether a table block can hold a table."""
    rows = len(table.rows) + 1
    if rows > limits.TABLE_ROWS.value or len(table.header) > limits.TABLE_COLUMNS.value:
        return False
    return text_size(as_table(table, voice)) <= limits.TABLE_TEXT.value


def _cell(content: Inlines, voice: Voice) -> Json:
    shown = elements(content, voice) or [{"type": "text", "text": _NOTHING}]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": shown}]}


def _separated(cells: list[Inlines]) -> Inlines:
    return tuple(
        inline
        for index, cell in enumerate(cells)
        for inline in ((Text("; "), *cell) if index else cell)
    )
