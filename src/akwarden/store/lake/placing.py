"""Puts a file into the lake's folder: hidden until it is on the disk, so that one with a name is whole."""

import errno
import os
import re
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import msgspec

from akwarden.errors import LakeError
from akwarden.model.audit_record import DeadLetter
from akwarden.store.lake.disk import Disk

DEAD_LETTERS: Final = "dead-letters"
"""The folder of records that could not be read."""
NAME: Final = re.compile(
    r"\.?(?:events|dead)-(?P<writer>[0-9a-f]{16})-[0-9a-f]{16}\.(?:parquet|jsonl)(?:\.part)?"
)
"""The names of files that the lake writes, with the lease of the writer in them."""
_TRIES = 3
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Sink:
    """An open file as pyarrow writes to it. After a step that failed nothing more goes to the disk."""

    def __init__(self, disk: Disk, descriptor: int) -> None:
        """Take the file."""
        self._disk, self._descriptor = disk, descriptor
        self.size = 0
        self.closed = False

    def write(self, data: object) -> int:
        """Write all of `data`, and return its length."""
        view = memoryview(data).cast("B")  # type: ignore[arg-type]  # pyarrow hands over a buffer
        if self.closed:
            return len(view)
        try:
            self._disk.write(self._descriptor, view)
        except BaseException:
            self.closed = True
            raise
        self.size += len(view)
        return len(view)

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self.size

    def flush(self) -> None:
        """Do nothing: what is written is with the system."""

    def close(self) -> None:
        """Take nothing more; whoever opened the file closes it."""
        self.closed = True


class Placed(msgspec.Struct, frozen=True):
    """A file that is on the disk under its name."""

    path: str
    """Below the folder of the lake."""
    size: int
    """Its bytes."""


class Placing:
    """Writes files below one folder."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        """Take the folder of the lake, and what it does with the disk."""
        self.folder, self.disk = folder, disk

    def events(self, month: str, writer: str, fill: Callable[[Sink], None]) -> Placed:
        """Write a file of events, and return it once it is on the disk.

        `writer` is the lease that holds it until the manifest knows it. Raises LakeError.
        """
        return self._place(month, f"events-{writer}", ".parquet", fill)

    def dead_letters(self, letters: Iterable[DeadLetter], writer: str) -> Placed:
        """Write a file with one line of JSON for each record that could not be read. Raises LakeError."""
        lines = b"".join(msgspec.json.encode(letter) + b"\n" for letter in letters)

        def fill(sink: Sink) -> None:
            sink.write(lines)

        return self._place(DEAD_LETTERS, f"dead-{writer}", ".jsonl", fill)

    def remove(self, placed: Iterable[Placed]) -> None:
        """Remove files that no manifest ever named; what stays, the sweep removes."""
        for one in placed:
            self._discard(self.folder / one.path)

    def _place(self, folder: str, stem: str, suffix: str, fill: Callable[[Sink], None]) -> Placed:
        """Try some times, each with a new file: one that a disk failed to take is never trusted again."""
        for tried in range(_TRIES):
            name = f"{stem}-{secrets.token_hex(8)}{suffix}"
            path = self.folder / folder / name
            try:
                return Placed(f"{folder}/{name}", self._write(path, fill))
            except OSError as error:
                if error.errno != errno.EIO or tried == _TRIES - 1:
                    raise refused(path, error) from error
        raise AssertionError  # the last try returns or raises

    def _write(self, path: Path, fill: Callable[[Sink], None]) -> int:
        part = path.with_name(f".{path.name}.part")
        self.disk.make_folder(path.parent)
        descriptor = self.disk.create(part)
        try:
            size = self._fill(descriptor, fill)
            self.disk.rename(part, path)
            self.disk.sync_folder(path.parent)
        except BaseException:
            self._discard(part)
            self._discard(path)
            raise
        return size

    def _fill(self, descriptor: int, fill: Callable[[Sink], None]) -> int:
        sink = Sink(self.disk, descriptor)
        try:
            fill(sink)
            self.disk.sync(descriptor)
        finally:
            # Something may still hold it, and the number of the descriptor is soon that of another file.
            sink.close()
            os.close(descriptor)
        return sink.size

    def _discard(self, path: Path) -> None:
        try:
            self.disk.remove(path)
        except OSError:
            return  # the sweep tries again


def refused(path: Path, error: OSError) -> LakeError:
    """Return what it means that a file can't be written."""
    if error.errno in _FULL:
        return LakeError(
            f"{path.parent} has no room for another file",
            why=error.strerror,
            mend="make room on its disk, and run the same command again",
        )
    return LakeError(
        f"{path.parent} can't be written to",
        why=error.strerror,
        mend="check its disk and that it may be written to, and run the same command again",
    )
