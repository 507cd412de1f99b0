"""What the lake does with a disk, step by step; after a crash only what was synced is sure to be there."""

import os
from contextlib import suppress
from pathlib import Path


class Disk:
    """Each method is one step and raises OSError when it fails; tests hand in one that fails on purpose."""

    def make_folder(self, path: Path) -> None:
        """Make a folder of its owner alone, and those above it, where they are missing; they stay there."""
        missing = [one for one in (path, *path.parents) if not one.is_dir()]
        for one in reversed(missing):
            one.mkdir(mode=0o700, exist_ok=True)
            self.sync_folder(one.parent)

    def create(self, path: Path) -> int:
        """Make a new file of its owner alone, and return its descriptor."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)

    def write(self, descriptor: int, data: memoryview) -> None:
        """Write all of `data`."""
        while data:
            data = data[os.write(descriptor, data) :]

    def sync(self, descriptor: int) -> None:
        """Return once what was written is on the disk."""
        os.fsync(descriptor)

    def rename(self, old: Path, new: Path) -> None:
        """Give a file its name."""
        old.rename(new)

    def sync_folder(self, path: Path) -> None:
        """Return once the names in a folder are on the disk."""
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def remove(self, path: Path) -> None:
        """Remove a file; one that is not there is no error."""
        with suppress(FileNotFoundError):
            path.unlink()
