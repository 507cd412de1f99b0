"""Opens what an import was given: files, folders and standard input, and the containers among them.

Nothing is told by the name of a file. Folders are read in the order of their paths; what is hidden in them,
and the folders in which CloudTrail keeps the digests of its files, are passed over and counted.
"""

import hashlib
import os
import stat
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from shutil import copyfileobj
from types import MappingProxyType
from typing import BinaryIO, Final, cast

from akwarden.errors import TargetError
from akwarden.model.artifact import Skipped
from akwarden.sources.audit.cutting import DIGEST
from akwarden.sources.audit.encoding import HEAD
from akwarden.sources.audit.held import Readable
from akwarden.sources.audit.ignored import Ignored
from akwarden.sources.audit.stream import Digest, Digesting, Replayed, beginning
from akwarden.sources.reading import NOT_REGULAR, reason_of
from akwarden.sources.temporary import spooled_file
from akwarden.unpackers import registry
from akwarden.unpackers.budget import Limits
from akwarden.unpackers.walk import Leaf, joined, walk

LIMITS: Final = Limits(
    max_bytes=256 << 30, max_member_bytes=64 << 30, max_members=10_000_000, max_seconds=7 * 86_400.0
)
"""What opening one container may cost: logs are large, and the time of reading their events counts."""
STDIN: Final = "-"
"""How standard input is named among the paths."""
DIGEST_FOLDER: Final = "CloudTrail-Digest"
"""Where CloudTrail puts digests: CloudTrail, "CloudTrail digest file structure"."""

_HIDDEN: Final = "hidden"
_OWN_NAMES: Final[Mapping[str, str]] = MappingProxyType({})
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Input:
    """One stream of records; valid until the next is asked for."""

    vpath: str
    """The file as it was named, and the place inside a container."""
    inside: str
    """The place inside the container alone, which no other part of it has, whatever the container is called;
    empty for a file that is none."""
    file: Readable
    """At its start."""
    digest: Digest
    """Of the bytes of the file as it lies on disk, the container as a whole. Of a pipe it is that of what was
    read so far, so ask after the last record."""


Opened = Input | Skipped | Ignored


def digest(path: str | Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal; raises OSError."""
    with open(path, "rb") as file:  # noqa: PTH123  the path may be of any kind
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_inputs(
    paths: Sequence[str],
    stdin: BinaryIO,
    *,
    names: Mapping[str, str] = _OWN_NAMES,
    limits: Limits = LIMITS,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Opened]:
    """Yield all streams of records in what these paths name, and what was passed over.

    A path of `names` is called as that says. `-` is standard input; a pipe or device that is named is read
    in the same way. Raises TargetError before anything is read when one of the paths does not exist. What
    can't be read later on is a skipped record.
    """
    for path in paths:
        if path != STDIN and not os.path.exists(path):  # noqa: PTH110  never raises, however odd the name
            raise TargetError(f"{path} does not exist", mend="give a file, a folder, or - for standard input")
    return _opened(paths, stdin, names, _Opening(limits, clock))


def _opened(
    paths: Sequence[str], stdin: BinaryIO, names: Mapping[str, str], opening: "_Opening"
) -> Iterator[Opened]:
    for path in paths:
        if path == STDIN:
            yield from opening.stream(stdin, "stdin")
        elif os.path.isdir(path):  # noqa: PTH112  as above
            yield from _folder(path, names.get(path, path.rstrip(os.sep) or path), opening)
        else:
            yield from opening.path(path, names.get(path, path), os.O_RDONLY)


def _folder(path: str, name: str, opening: "_Opening") -> Iterator[Opened]:
    try:
        with os.scandir(path) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError as error:
        yield Skipped(name, reason_of(error))
        return
    for entry in entries:
        vpath = f"{name.rstrip('/')}/{entry.name}"
        why = _why_passed_over(entry.name)
        if why is not None:
            yield Ignored(vpath, why, _files_in(entry))
        elif entry.is_symlink():
            yield Skipped(vpath, "symbolic link: not followed")
        elif entry.is_dir(follow_symlinks=False):
            yield from _folder(entry.path, vpath, opening)
        else:
            yield from opening.path(entry.path, vpath, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))


def _why_passed_over(*parts: str) -> str | None:
    if DIGEST_FOLDER in parts:
        return DIGEST
    return _HIDDEN if any(part.startswith(".") and part.strip(".") for part in parts) else None


def _files_in(entry: "os.DirEntry[str]") -> int:
    if not entry.is_dir(follow_symlinks=False):
        return 1
    return sum(len(files) for _, _, files in os.walk(entry.path))


@dataclass(frozen=True, slots=True)
class _Opening:
    """How containers are opened."""

    limits: Limits
    clock: Callable[[], float]

    def path(self, path: str, vpath: str, flags: int) -> Iterator[Opened]:
        """Yield what is in a file; one that is no regular file is a stream where it was named as such."""
        try:
            # Without waiting for whoever writes to a pipe that was found in a folder.
            kind = os.stat(path, follow_symlinks=flags == os.O_RDONLY).st_mode  # noqa: PTH116  as above
            if not stat.S_ISREG(kind) and flags != os.O_RDONLY:
                yield Skipped(vpath, NOT_REGULAR)
                return
            descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
        except OSError as error:
            yield Skipped(vpath, reason_of(error))
            return
        with os.fdopen(descriptor, "rb") as file:
            if stat.S_ISREG(kind):
                yield from self._file(file, vpath, cache(partial(digest, path)))
            else:
                yield from self.stream(file, vpath)

    def stream(self, file: BinaryIO, vpath: str) -> Iterator[Opened]:
        """Yield what is in a stream that can be read once; a container in it is kept in a nameless file."""
        read = Digesting(file)
        try:
            head = beginning(read, HEAD)
            if registry.detect(head) is None:
                yield Input(vpath, "", Replayed(head, read), read.digest)
                return
            with spooled_file() as spool:
                spool.write(head)
                # It only ever reads.
                copyfileobj(cast(BinaryIO, read), spool, _BLOCK)
                yield from self._container(spool, vpath, read.digest)
        except OSError as error:
            yield Skipped(vpath, reason_of(error))

    def _file(self, file: BinaryIO, vpath: str, digest_of: Digest) -> Iterator[Opened]:
        try:
            head = beginning(file, HEAD)
            file.seek(0)
        except OSError as error:
            yield Skipped(vpath, reason_of(error))
            return
        if registry.detect(head) is None:
            yield Input(vpath, "", file, digest_of)
        else:
            yield from self._container(file, vpath, digest_of)

    def _container(self, file: BinaryIO, vpath: str, digest_of: Digest) -> Iterator[Opened]:
        names: Counter[str] = Counter()
        for found in walk(file, "", self.limits, self.clock):
            inside, place = found.vpath, joined(vpath, found.vpath)
            if not isinstance(found, Leaf):
                yield Skipped(place, found.reason)
                continue
            why = _why_passed_over(*inside.replace("!/", "/").split("/"))
            if why is not None:
                yield Ignored(place, why)
                continue
            # A tar may hold a name twice, such as one that was appended to.
            names[inside] += 1
            unique = inside if names[inside] == 1 else f"{inside}#{names[inside]}"
            yield Input(place, unique, found.file, digest_of)
