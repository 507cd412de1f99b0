"""Knows the folders in which the system shows its own state as files, some of them without an end."""

import re
from pathlib import Path

_TABLE = Path("/proc/self/mountinfo")
_PSEUDO = frozenset(
    {
        "binfmt_misc",
        "bpf",
        "cgroup",
        "cgroup2",
        "configfs",
        "debugfs",
        "devpts",
        "efivarfs",
        "fusectl",
        "mqueue",
        "proc",
        "pstore",
        "securityfs",
        "selinuxfs",
        "sysfs",
        "tracefs",
    }
)
_OCTAL = re.compile(r"\\([0-7]{3})")


def pseudo_folders(table: Path = _TABLE) -> frozenset[str]:
    """Return the mount points of such file systems; empty where the system does not tell."""
    try:
        lines = table.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return frozenset()
    found = set()
    for line in lines:
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if after.split(" ", 1)[0] in _PSEUDO and len(fields) > _POINT:
            found.add(_OCTAL.sub(lambda code: chr(int(code[1], 8)), fields[_POINT]))
    return frozenset(found)


_POINT = 4
"""Which field of mountinfo (see proc(5)) is the mount point."""
