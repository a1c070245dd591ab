"""Whether a folder is on a network: as Linux tells it."""

from pathlib import Path

import pytest

from briefbot.storage.file_systems import network_file_system

MOUNTS = r"""
22 1 0:21 / / rw,relatime - ext4 /dev/vda1 rw
30 22 0:27 / /srv rw,relatime shared:1 - nfs4 host.example.org:/srv rw,vers=4.2
31 30 0:28 / /srv/local rw,relatime - xfs /dev/vdb1 rw
32 22 0:29 / /a\040share rw,relatime master:3 propagate_from:2 - cifs //host/share rw
33 22 0:30 / /covered rw,relatime - nfs host:/x rw
34 22 0:31 / /covered rw,relatime - tmpfs tmpfs rw
half a line
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    path = tmp_path / "mountinfo"
    path.write_text(MOUNTS, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/briefbot/data", "nfs4"),
        ("/srv", "nfs4"),
        ("/srvs", ""),
        ("/srv/local/data", ""),
        ("/a share/data", "cifs"),
        ("/covered/data", ""),
        ("/home/data", ""),
    ],
)
def test_a_folder_is_on_the_file_system_that_is_mounted_nearest_above_it(
    folder: str, kind: str, mounts: Path
) -> None:
    assert network_file_system(Path(folder), mounts=mounts) == kind


def test_where_the_system_does_not_tell_nothing_is_said(tmp_path: Path) -> None:
    assert network_file_system(tmp_path, mounts=tmp_path / "none") == ""
