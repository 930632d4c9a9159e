"""What kind of disk a folder is on, where the system tells: Linux does, in one file."""

from collections.abc import Mapping
from pathlib import Path

SHARED_DISKS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "virtiofs"})
"""Disks that several computers may write to, without the locks that SQLite's log needs."""

MOUNTS = Path("/proc/self/mounts")


def mounted(table: Path = MOUNTS) -> Mapping[Path, str]:
    """Each mounted folder with the kind of its disk; nothing where the system does not tell."""
    if not table.exists():
        return {}
    rows = (line.split() for line in table.read_text(errors="replace").splitlines())
    return {Path(row[1].replace("\\040", " ")): row[2] for row in rows if len(row) > 2}


def disk_kind(folder: Path, mounts: Mapping[Path, str]) -> str:
    """The kind of disk this absolute folder is on; "" where that is not known."""
    for above in (folder, *folder.parents):
        if above in mounts:
            return mounts[above]
    return ""
