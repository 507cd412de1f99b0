"""Opens one archive in a process of its own, watched, and prints what happened as JSON.

Run as `python -m tests.hostile.victim ARCHIVE`, with TMPDIR set to a folder that must stay empty.
"""

import json
import os
import resource
import sys
import time
from importlib import import_module
from pathlib import Path

from akwarden.unpackers import registry
from akwarden.unpackers.budget import Limits
from akwarden.unpackers.walk import Leaf, walk

BLOCK = 1 << 20


def peak_memory() -> int:
    """Give the largest resident size of this process, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # unlike getrusage, it does not count what the parent had at the fork
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def open_files() -> int:
    """Give how many file descriptors are open."""
    return sum(1 for _ in Path("/dev/fd").iterdir())


class Watch:
    """Keeps every path that the process asks the system for while it is on."""

    WATCHED = ("open", "os", "shutil", "socket", "subprocess")

    def __init__(self) -> None:
        self.on = False
        self.paths: set[str] = set()
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[object, ...]) -> None:
        # A file that is already open is named by its number.
        if self.on and event.partition(".")[0] in self.WATCHED and not isinstance(arguments[0], int):
            self.paths.add(os.fsdecode(str(arguments[0])))


def main(archive: str) -> None:
    """Open it, read every leaf, and report."""
    import_everything()
    watch, reasons = Watch(), []
    leaves = size = named = 0
    with open(archive, "rb") as file:  # noqa: PTH123 - as the scan does
        before, start = open_files(), time.monotonic()
        found = walk(file, "box", Limits(), time.monotonic)
        while True:
            watch.on = True
            item = next(found, None)
            watch.on = False
            if item is None:
                break
            if isinstance(item, Leaf):
                leaves += 1
                while block := item.file.read(BLOCK):
                    size += len(block)
                named = max(named, sum(1 for _ in Path(os.environ["TMPDIR"]).iterdir()))
            else:
                reasons.append(item.reason)
        seconds, after = time.monotonic() - start, open_files()
    report = {
        "leaves": leaves,
        "size": size,
        "skipped": len(reasons),
        "last": reasons[-1] if reasons else "",
        "memory": peak_memory(),
        "seconds": seconds,
        "leaked": after - before,
        "named": named,
        "paths": sorted(watch.paths),
    }
    print(json.dumps(report))  # noqa: T201 - for the test that started it


def import_everything() -> None:
    """Load what is loaded on first use, so that no import is taken for a path from the archive."""
    list(registry.unpackers())
    for name in ("bz2", "lzma", "encodings.cp437", "encodings.gb18030"):
        import_module(name)


if __name__ == "__main__":
    main(sys.argv[1])
