"""Which file system a folder is on: SQLite's log needs memory that all its programs share.

Over a network there is none, and locks may not hold (https://sqlite.org/wal.html, section 1).
"""

import re
from pathlib import Path

#: The mounts that this process sees: https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
_MOUNTS = Path("/proc/self/mountinfo")
#: File systems over a network by the name that Linux has for each; 9p is also what WSL shows of
#: Windows. Not virtiofs: a host's folder in its own virtual machine keeps locks.
_OVER_A_NETWORK = frozenset(
    {
        "9p",
        "afs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "fuse.davfs2",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
    }
)
#: A space, tab, line end or backslash in a path is written as its octal number.
_ESCAPED = re.compile(r"\\([0-7]{3})")


def network_file_system(folder: Path, *, mounts: Path = _MOUNTS) -> str:
    """Return the kind of network file system a folder is on, "" for a local one or an unknown."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        place = folder.resolve()
    except OSError:
        return ""
    kind, longest = "", -1
    for line in lines:
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        point = Path(_ESCAPED.sub(lambda found: chr(int(found[1], 8)), fields[4]))
        depth = len(point.parts)
        # Of several at one place the last covers the others.
        if depth >= longest and place.is_relative_to(point):
            kind, longest = after.split(" ")[0], depth
    return kind if kind in _OVER_A_NETWORK else ""
