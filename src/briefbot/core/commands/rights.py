"""Rights: which people of a platform are editors and managers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from briefbot.core.visibility import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """The ids of one platform, of people or of groups of them, that hold a role."""

    editors: frozenset[str] = frozenset()
    managers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RoleMap:
    """Who holds which role, by platform."""

    platforms: Mapping[str, Holders] = field(default_factory=dict)

    def role_of(self, platform: str, ids: Collection[str]) -> Role:
        """Return the highest role of somebody: `ids` are the person's own and those of groups."""
        holders = self.platforms.get(platform, Holders())
        if not holders.managers.isdisjoint(ids):
            return Role.MANAGER
        return Role.READER if holders.editors.isdisjoint(ids) else Role.EDITOR
