"""Reads small files that lie in what is scanned and say something about the scan.

Whoever wrote the target wrote them too, so they are taken for hostile: a link that leads out of the target is
not followed, and what is no plain file, or too large, is refused.
"""

import os
import stat
from collections.abc import Callable
from pathlib import Path

LARGEST = 1 << 20
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class UnreadableError(Exception):
    """Why a file can't be read, in a few words; whoever asked says which and what for."""


TextOfTarget = Callable[[str, str], str | None]
"""Gives the text of a file in the root of a target, by the names of both; None where there is none.

Raises UnreadableError.
"""


def text_on_disk(target: str, name: str) -> str | None:
    """Return the text of the file called `name` in the root of a target as it lies there; None for no file.

    Raises UnreadableError.
    """
    path = file_of_target(target, name)
    return None if path is None else read_text(path, within=Path(target))


def file_of_target(target: str, name: str) -> Path | None:
    """Return the file called `name` in the root of a target, or None where there is none.

    Only a folder has a root that can hold one: a file, an address and standard input have none.
    """
    path = Path(target, name)
    if target == "-" or not os.path.isdir(target) or not os.path.lexists(path):  # noqa: PTH112  never raises
        return None
    return path


def read_text(path: Path, *, within: Path | None = None) -> str:
    """Return the text of a small file; `within` is a folder that a link may not lead out of.

    Raises UnreadableError.
    """
    if within is not None and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(within)):
        raise UnreadableError("it leads out of the target")
    try:
        descriptor = os.open(path, _FLAGS)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UnreadableError("it is not a plain file")
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableError(error.strerror or type(error).__name__) from error
    return as_text(content)


def as_text(content: bytes) -> str:
    """Return what a small file says; raises UnreadableError for more than `LARGEST` bytes, or no text."""
    if len(content) > LARGEST:
        raise UnreadableError("it is larger than 1MiB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("it is not UTF-8 text") from error
