"""Document -> plain JSON values, for programs: every node with its type, dates also in words.

The form is versioned by `schema`; a field or node is only ever added within a version. Texts are
data and stand as they are in the document: whoever prints them cleans them.
"""

from dataclasses import fields
from datetime import UTC, datetime

from briefbot.core import document as tree
from briefbot.core.rendering import Page, Rendered, RenderOptions
from briefbot.core.wording import describe_when
from briefbot.platforms.text.plain import notice

SCHEMA = 1

# Written out, so that renaming a class changes no file anybody reads.
_TYPES: dict[type, str] = {
    tree.Text: "text",
    tree.Strong: "strong",
    tree.Emph: "emph",
    tree.Strike: "strike",
    tree.Code: "code",
    tree.Link: "link",
    tree.SourceRef: "source-ref",
    tree.MentionTarget: "mention",
    tree.Heading: "heading",
    tree.Para: "para",
    tree.List: "list",
    tree.ListItem: "list-item",
    tree.Quote: "quote",
    tree.Table: "table",
    tree.KeyValues: "key-values",
    tree.KeyValue: "key-value",
    tree.Image: "image",
    tree.CodeBlock: "code-block",
    tree.Callout: "callout",
    tree.Divider: "divider",
    tree.Fold: "fold",
    tree.Actions: "actions",
    tree.LinkButton: "link-button",
    tree.CommandButton: "command-button",
    tree.Part: "part",
    tree.Meta: "meta",
    tree.Document: "document",
}


def render_json(document: tree.Document, options: RenderOptions) -> Rendered[dict[str, object]]:
    """Return a document as one page of values that `json.dumps` takes, with `"schema": 1` first."""

    def value_of(value: object) -> object:
        match value:
            case tree.Time():
                return _time(value, lang=document.meta.lang, options=options)
            case tuple():
                return [value_of(item) for item in value]
            case str():
                return str(value)
            case bool() | int():
                return value
            case _:
                return {"type": _TYPES[type(value)]} | {
                    # every class of the tree is a dataclass
                    field.name: value_of(getattr(value, field.name))
                    for field in fields(value)  # type: ignore[arg-type]
                }

    tree_values = value_of(document)
    payload = {"schema": SCHEMA, "reference": options.reference, "document": tree_values}
    return Rendered((Page(payload),), fallback=notice(document.meta))


def _time(time: tree.Time, *, lang: str, options: RenderOptions) -> dict[str, object]:
    when = time.when
    return {
        "type": "time",
        "precision": str(when.precision),
        "instant": _instant(when.instant),
        "end": _instant(when.end),
        "day": when.day.isoformat() if when.day else None,
        "last_day": when.last_day.isoformat() if when.last_day else None,
        "part": str(when.part) if when.part else None,
        "zone": when.zone,
        "style": str(time.style),
        "text": describe_when(
            when, lang=lang, zone=options.zone, hours=options.hours, style=time.style
        ),
    }


def _instant(instant: datetime | None) -> str | None:
    """Return an instant in UTC ending in "Z", or with its own offset on the calendar's edges."""
    if instant is None:
        return None
    try:
        return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return instant.isoformat()
