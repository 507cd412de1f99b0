"""Temporary files without a name, so that nothing is left behind whatever becomes of the process."""

import os
import tempfile
from contextlib import suppress
from typing import BinaryIO, cast

_IN_MEMORY = 4 << 20
"""Bytes of a spooled file that stay in memory."""


def unnamed_file(content: bytes = b"") -> BinaryIO:
    """Return a file with this content: in memory where the system has such, else in the temporary folder.

    It is unbuffered, so that a process that shares it reads on from wherever it was moved to.
    """
    file = _in_memory() or cast(BinaryIO, tempfile.TemporaryFile(buffering=0))  # noqa: SIM115  handed on open
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]
    file.seek(0)
    return file


def _in_memory() -> BinaryIO | None:
    if hasattr(os, "memfd_create"):
        with suppress(OSError):
            return cast(BinaryIO, os.fdopen(os.memfd_create("akwarden"), "w+b", buffering=0))
    return None


def spooled_file() -> BinaryIO:
    """Return an empty file that moves from memory to the temporary folder when it grows."""
    return cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, prefix="akwarden-"))


class FromStart:
    """Hands out an open file from its start, as often as asked, and leaves it open."""

    def __init__(self, file: BinaryIO) -> None:
        """Take a seekable file."""
        self._file = file

    def __enter__(self) -> BinaryIO:
        self._file.seek(0)
        return self._file

    def __exit__(self, *_: object) -> None:
        """Leave the file to its owner."""
