"""Who holds which role."""

import pytest

from briefbot.core.commands import Holders, RoleMap
from briefbot.core.visibility import Role

ROLES = RoleMap(
    {"discord": Holders(editors=frozenset({"1", "2"}), managers=frozenset({"2", "900"}))}
)


@pytest.mark.parametrize(
    ("platform", "ids", "role"),
    [
        ("discord", {"1"}, Role.EDITOR),
        ("discord", {"2"}, Role.MANAGER),
        ("discord", {"7", "900"}, Role.MANAGER),
        ("discord", {"7"}, Role.READER),
        ("discord", set(), Role.READER),
        ("slack", {"2"}, Role.READER),
    ],
)
def test_the_highest_role_of_a_person_or_of_their_groups_counts(
    platform: str, ids: set[str], role: Role
) -> None:
    assert ROLES.role_of(platform, ids) is role
