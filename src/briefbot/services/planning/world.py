"""What the planner plans with: the configuration and what is known, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from briefbot.core.programme import Programme
from briefbot.core.rehearsal import NOTHING_LISTED, Listed
from briefbot.services.shelf import KnownBrief


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The configuration and the knowledge of a moment; a new one after every change.

    `briefs` are the last good revisions, by slug. `listed` is what calendars list, of a faulty one
    its last good copy; `well_read` names those whose last reading was good, so that what they do
    not list is surely gone. `connected` are the destinations whose account has a sender.
    `accounts` are those that have a sender, by which direct messages may go. `zone_data` is the
    edition of the zone database ("2026b"), `zone` the IANA zone where no other is named.
    """

    programme: Programme = field(default_factory=Programme)
    briefs: Mapping[str, KnownBrief] = field(default_factory=dict)
    listed: Listed = NOTHING_LISTED
    well_read: frozenset[str] = frozenset()
    connected: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    zone_data: str = ""
    zone: str = "UTC"
