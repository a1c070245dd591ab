"""The tables of the running program: what is posted when a brief comes out, and where rows are."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from briefbot.settings.kinds import Duration, written
from briefbot.settings.tables import Names, Table, Topics


class Summaries(Table):
    """`[summaries.<name>]`: where the summary of a brief is posted when the brief comes out."""

    destinations: Annotated[Names, Field(min_length=1)] = Field(
        description="The names of the destinations they go to."
    )
    topics: Topics = Field(default=(), description="The topics of the briefs; none: all.")
    max_age: Duration = Field(
        default=written("24h"),
        description="A brief that is older when it is seen for the first time is not posted.",
    )


class Store(Table):
    """`[store]`: the database of what is due and what was posted."""

    url: SecretStr = Field(
        default=SecretStr(""),
        description="A PostgreSQL address, best given as BRIEFBOT_STORE__URL or its _FILE; "
        "empty: an SQLite file in `data`.",
    )
    data: Path = Field(
        default=Path("data"),
        description="The folder of the SQLite file and of what `terminal` destinations were sent.",
    )

    @property
    def database(self) -> str | Path:
        """The database: its address, else the SQLite file in `data`."""
        return self.url.get_secret_value() or self.data / "briefbot.db"


class Delivery(Table):
    """`[delivery]`: how posts leave."""

    in_flight: int = Field(
        default=8, ge=1, le=64, description="The most messages of an account on their way at once."
    )
    on_unknown: Literal["hold", "repost"] = Field(
        default="hold",
        description="What to do with a message that may have been posted, when nobody can look: "
        "`hold` it for the operator, or post it again at the risk of a second one.",
    )


class Kept(Table):
    """`[retention]`: how long rows are kept."""

    postings: Annotated[Duration, Field(ge=timedelta(days=40))] = Field(
        default=written("400d"),
        description="Postings that are settled, with their story; from 40d.",
    )
    revisions: Duration = Field(
        default=written("400d"), description="Texts of briefs that newer ones have replaced."
    )
    audit: Duration = Field(default=written("400d"), description="Who changed what.")
    inbound: Duration = Field(
        default=written("7d"), description="The ids by which a command takes effect once."
    )
