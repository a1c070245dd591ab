"""Whatever Discord or somebody there sends is read without a fault, and bounded."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.platforms.discord.commands.reading import asked
from briefbot.platforms.discord.sender.history import texts_of
from briefbot.platforms.discord.sender.places import thread_name

KEYS = st.sampled_from(
    [
        "name",
        "type",
        "options",
        "value",
        "focused",
        "resolved",
        "messages",
        "target_id",
        "1",
        "content",
        "embeds",
        "title",
        "footer",
        "text",
        "components",
        "accessory",
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.floats() | st.text(max_size=200),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)
OBJECTS: st.SearchStrategy[dict[str, Any]] = st.dictionaries(KEYS, ANYTHING, max_size=6)


@settings(max_examples=200)
@given(OBJECTS)
def test_the_data_of_an_interaction_are_read_as_texts(data: dict[str, Any]) -> None:
    found = asked(data)

    assert len(found.message) <= 6000
    texts = [found.command, found.verb, found.focused, found.line, *found.options.values()]
    assert all(isinstance(text, str) for text in texts)


@settings(max_examples=200)
@given(ANYTHING)
def test_a_message_is_read_as_texts_and_names_a_thread(found: Any) -> None:  # noqa: ANN401 - that is the point
    if isinstance(found, dict):
        assert all(isinstance(text, str) for text in texts_of(found))
    assert 1 <= len(thread_name(found)) <= 100


def test_what_is_nested_without_end_is_left() -> None:
    nested: dict[str, Any] = {"type": 10, "content": "deepest"}
    for _ in range(2000):
        nested = {"type": 17, "components": [nested]}

    assert "deepest" not in "".join(texts_of({"components": [nested]}))
    data = {"name": "x", "type": 3, "target_id": "1", "resolved": {"messages": {"1": nested}}}
    assert "deepest" not in asked(data).message
