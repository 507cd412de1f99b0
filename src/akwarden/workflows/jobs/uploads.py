"""Files that were handed in for a job: kept under made-up names, and deleted when nobody needs them.

The rules that this module keeps:

- The name that a file came with is words only: it never becomes a path, and what could be a key in it is
  masked.
- What is not whole is no upload: it is written aside, and gets its name when all of it is on the disk.
- It lies in clear, for its user alone (0600), and only for as long as a job may need it: it is deleted when
  the job ends in whatever way. What a server left that was killed meanwhile, the next one deletes.
- However many are handed in, they leave the room on the disk that the server itself needs to go on.
"""

import os
import re
import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from akwarden.errors import StateError, UsageError
from akwarden.model.task import ImportTask, ScanTask, Task
from akwarden.settings import MIB, format_size
from akwarden.workflows.masking import masked_path

HOURS: Final = 6
"""How long a file is kept that no job has taken."""
_NAME: Final = re.compile(r"[0-9a-f]{32}")
_ABOUT: Final = ".json"
_PART: Final = ".part"
_LONGEST_NAME: Final = 200
LEFT_FREE: Final = 512 * MIB
"""What stays free on the disk: the database and the lake write there too."""
_LOOKED_AT: Final = 16 * MIB
"""After so many bytes it is looked again how much is free."""


def free_bytes(folder: Path) -> int:
    """Return how much room there is on the disk of a folder; raises OSError."""
    return shutil.disk_usage(folder).free


class _About(msgspec.Struct, frozen=True):
    name: str
    login: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was handed in."""

    id: str
    """Its made-up name."""
    name: str
    """What it was called by who handed it in."""
    login: str
    """Who that was."""
    path: Path
    """Where it lies."""

    def remove(self) -> None:
        """Delete it; nothing happens where it is gone."""
        _remove(self.path)


class Receiving:
    """Writes a file that comes in, piece by piece."""

    def __init__(
        self,
        folder: Path,
        name: str,
        login: str,
        *,
        most: int,
        free: Callable[[Path], int] = free_bytes,
    ) -> None:
        """Take where it goes, what it is called, who hands it in, and how large it may be.

        Raises StateError where it can't be kept there. `free` says how much room there is.
        """
        self._folder, self._login, self._most, self._free = folder, login, most, free
        plain = "".join(c for c in name if c.isprintable())[-_LONGEST_NAME:].strip()
        self._name = masked_path(plain) or "upload"
        self._id = secrets.token_hex(16)
        self._part = folder / (self._id + _PART)
        self.size = self._looked = 0
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._look()
            descriptor = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise _unwritable(folder, error) from error
        self._file = os.fdopen(descriptor, "wb")

    def take(self, piece: bytes) -> None:
        """Write a piece; raises UsageError for a file that is too large, StateError for a full disk."""
        self.size += len(piece)
        if self.size > self._most:
            raise UsageError(
                f"the file is larger than {format_size(self._most)}",
                mend="split it, or raise server.upload_max_bytes; akwarden audit import takes any size",
            )
        try:
            if self.size - self._looked > _LOOKED_AT:
                self._look()
            self._file.write(piece)
        except OSError as error:
            raise _unwritable(self._folder, error) from error

    def end(self) -> Upload:
        """Say that this was all, and return the upload."""
        path = self._folder / self._id
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            about = os.open(path.with_suffix(_ABOUT), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(about, "wb") as file:
                file.write(msgspec.json.encode(_About(self._name, self._login)))
            self._part.rename(path)
        except OSError as error:
            self.give_up()
            raise _unwritable(self._folder, error) from error
        return Upload(self._id, self._name, self._login, path)

    def _look(self) -> None:
        """Raise StateError where less room is left on the disk than the server needs."""
        self._looked = self.size
        if self._free(self._folder) < LEFT_FREE:
            raise StateError(
                "the file can't be kept",
                why="there is hardly any room on the disk of the server",
                mend="make room on the disk of the server",
            )

    def give_up(self) -> None:
        """Delete what was written."""
        with suppress(OSError):
            self._file.close()
        _remove(self._folder / self._id)
        self._part.unlink(missing_ok=True)


def find(folder: Path, upload: str) -> Upload | None:
    """Return an upload by its made-up name; None where there is none, or no more."""
    path = folder / upload
    if not _NAME.fullmatch(upload) or not path.is_file():
        return None
    about = _About(upload, "")
    with suppress(OSError, msgspec.MsgspecError):
        about = msgspec.json.decode(path.with_suffix(_ABOUT).read_bytes(), type=_About)
    return Upload(upload, about.name, about.login, path)


def taken_by(task: Task) -> tuple[str, ...]:
    """Return the uploads that a job takes."""
    match task:
        case ImportTask():
            return task.uploads
        case ScanTask(upload=str(upload)):
            return (upload,)
        case _:
            return ()


def is_any(folder: Path) -> bool:
    """Say whether there is any file."""
    try:
        return any(folder.iterdir())
    except OSError:
        return False


def sweep(
    folder: Path, *, kept: frozenset[str], over: frozenset[str] = frozenset(), now: float | None = None
) -> int:
    """Delete files whose jobs are over, and those that no job has taken for hours; return how many.

    What a job still needs is kept, whatever became of others that took it.
    """
    before = (time.time() if now is None else now) - HOURS * 3_600
    removed = 0
    with suppress(OSError):
        for path in list(folder.iterdir()):
            name = path.name.partition(".")[0]
            with suppress(OSError):
                if name not in kept and (name in over or path.stat().st_mtime < before):
                    path.unlink()
                    removed += 1
    return removed


def _remove(path: Path) -> None:
    for one in (path, path.with_suffix(_ABOUT)):
        with suppress(OSError):
            one.unlink(missing_ok=True)


def _unwritable(folder: Path, error: OSError) -> StateError:
    return StateError(
        "the file can't be kept",
        why=f"{folder}: {error.strerror}",
        mend="make room on the disk of the server",
    )
