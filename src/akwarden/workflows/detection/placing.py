"""Puts a canary where it was told to go: a new file that its user alone reads, or a text printed once.

The rules that this module keeps:

- What is there is never overwritten, nor is a link followed. A file is whole or not there.
- The secret is written to that place and to no other.
"""

import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final, TextIO

from akwarden.errors import UsageError

_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
_MOST: Final = 1 << 16
"""Bytes of a file that are looked at; one with a key in it is some hundred long."""
PRINTED: Final = "-"
"""Stands for a place that akwarden does not know: the key was printed."""


def check_free(path: Path) -> None:
    """Raise UsageError where a new file can't be written; nothing is left there."""
    if os.path.lexists(path):
        raise UsageError(f"{path} is there already", why="nothing is overwritten", mend="name a new file")
    folder = path.parent
    if not folder.is_dir():
        raise UsageError(f"{path} can't be written", why=f"there is no folder {folder}", mend="make it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"{path} can't be written", why=f"{folder} may not be written to")


def holds(path: Path, text: str) -> bool:
    """Say whether a file is there that has this text in it; nothing of what a link points at."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | _NO_LINK | os.O_NONBLOCK), "rb") as file:
            return stat.S_ISREG(os.fstat(file.fileno()).st_mode) and text.encode() in file.read(_MOST)
    except OSError:
        return False


def clear(path: Path) -> None:
    """Delete what a run left beside a file that was killed while it wrote it: that holds the secret too."""
    part = re.compile(rf"\.{re.escape(path.name)}\.[0-9]+\.part")
    for left in path.parent.iterdir():
        if part.fullmatch(left.name):
            left.unlink(missing_ok=True)


def write_new(path: Path, text: str) -> None:
    """Write a new file that only its user may read; raises UsageError where something is there by now."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with _opened(part) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path, follow_symlinks=False)  # fails where a file is, unlike a rename
    except OSError as error:
        raise UsageError(f"{path} can't be written", why=error.strerror) from error
    finally:
        with suppress(OSError):
            part.unlink()


def _opened(part: Path) -> TextIO:
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o600)
    return os.fdopen(descriptor, "w", encoding="utf-8", newline="\n")
