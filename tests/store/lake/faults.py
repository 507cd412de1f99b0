"""Faults at each step that a lake takes: on the disk, and where a transaction is committed."""

import errno
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from akwarden.errors import StateError
from akwarden.store.lake.disk import Disk
from akwarden.store.state import State

_T = TypeVar("_T")
_COMMIT = "commit"

Fault = Callable[[str], None]
"""Does what goes wrong at a step of that name."""


class Steps:
    """Counts steps; at one of them something goes wrong, before it is taken or after."""

    def __init__(self, fault: Fault | None = None, *, at: int = 0, after: bool = False) -> None:
        """Take what goes wrong, and at which step, counted from 1."""
        self._fault, self._at, self._after = fault, at, after
        self.taken: list[str] = []

    def take(self, name: str, do: Callable[[], _T], half: Callable[[], object] | None = None) -> _T:
        """Take a step; `half` is what is done of it where it goes wrong."""
        self.begin(name, half)
        done = do()
        self.end(name)
        return done

    def begin(self, name: str, half: Callable[[], object] | None = None) -> None:
        """Come to a step."""
        self.taken.append(name)
        if self._fault is not None and len(self.taken) == self._at and not self._after:
            if half is not None:
                half()
            self._fault(name)

    def end(self, name: str) -> None:
        """Have taken a step."""
        if self._fault is not None and len(self.taken) == self._at and self._after:
            self._at = 0
            self._fault(name)


class FaultyDisk(Disk):
    """A disk each operation of which is a step."""

    def __init__(self, steps: Steps) -> None:
        """Take what counts the steps."""
        self._steps = steps

    def make_folder(self, path: Path) -> None:
        """Make a folder."""
        self._steps.take("make folder", lambda: super(FaultyDisk, self).make_folder(path))

    def create(self, path: Path) -> int:
        """Make a file."""
        return self._steps.take("create", lambda: super(FaultyDisk, self).create(path))

    def write(self, descriptor: int, data: memoryview) -> None:
        """Write; where it goes wrong, a half is written."""
        self._steps.take(
            "write",
            lambda: super(FaultyDisk, self).write(descriptor, data),
            lambda: os.write(descriptor, data[: len(data) // 2]),
        )

    def sync(self, descriptor: int) -> None:
        """Sync a file."""
        self._steps.take("sync", lambda: super(FaultyDisk, self).sync(descriptor))

    def rename(self, old: Path, new: Path) -> None:
        """Rename a file."""
        self._steps.take("rename", lambda: super(FaultyDisk, self).rename(old, new))

    def sync_folder(self, path: Path) -> None:
        """Sync a folder."""
        self._steps.take("sync folder", lambda: super(FaultyDisk, self).sync_folder(path))

    def remove(self, path: Path) -> None:
        """Remove a file."""
        self._steps.take("remove", lambda: super(FaultyDisk, self).remove(path))


class FaultyState(State):
    """A state each commit of which is a step: before it nothing is kept, after it all is."""

    def __init__(self, state: State, steps: Steps) -> None:
        """Take the state that it stands for."""
        super().__init__(state.engine, state.place)
        self._steps = steps

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection that writes."""
        with super().writing() as connection:
            yield connection
            self._steps.begin(_COMMIT)
        self._steps.end(_COMMIT)


def failing(number: int) -> Fault:
    """Give the fault of a disk with that error, and of a database whose disk has it."""

    def fault(name: str) -> None:
        if name == _COMMIT:
            raise StateError("the database can't be written", why=os.strerror(number))
        raise OSError(number, os.strerror(number))

    return fault


def killed(_name: str) -> None:
    """End the process as `kill -9` does."""
    os.kill(os.getpid(), signal.SIGKILL)


FAULTS: dict[str, Fault] = {"EIO": failing(errno.EIO), "ENOSPC": failing(errno.ENOSPC), "kill": killed}
