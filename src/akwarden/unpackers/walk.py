"""Opens a container and every container in it, and yields what is scanned: the leaves.

How a place is written:

- a member: `app.zip!/dir/a.txt`, nested `app.zip!/inner.zip!/x`;
- a compressed stream holds one thing, named after the stream: `log.txt.gz!/log.txt`;
- a stream around an archive is one container with it, and one level of depth: `app.tar.gz!/x`.

A nested container that gives leaves is not a leaf itself. One that gives none (damaged, encrypted, nested too
deep) is one as well, so that its raw bytes are scanned at least.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from akwarden.errors import UnpackError
from akwarden.model.artifact import Skipped
from akwarden.unpackers import registry
from akwarden.unpackers.budget import Budget, BudgetError, Limits, mend
from akwarden.unpackers.protocol import Member, Unpacker, reason
from akwarden.unpackers.spool import unreadable

HEAD_BYTES: Final = 512
"""How much of its beginning decides what something is."""

_ENDINGS: Final = (".gz", ".z", ".bz2", ".xz", ".lzma", ".zst", ".lz4", ".br")
_TAR_ENDINGS: Final = (".tgz", ".taz", ".tbz", ".tbz2", ".txz", ".tzst")


@dataclass(frozen=True, slots=True)
class Leaf:
    """Bytes to scan; valid until the next is asked for."""

    vpath: str
    file: BinaryIO
    """Seekable, at the start, closed by the walk."""
    size: int


def walk(
    file: BinaryIO,
    vpath: str,
    limits: Limits,
    clock: Callable[[], float],
    *,
    find: Callable[[bytes], Unpacker | None] = registry.detect,
) -> Iterator[Leaf | Skipped]:
    """Yields all leaves inside the container in `file`, and a record for all that was not read.

    Yields nothing when it is no container. Raises nothing: whatever goes wrong is a record. `file` must be
    seekable and stays open; between two leaves its position may be anywhere. `find` chooses the unpackers.
    """
    try:
        head, size = _look(file)
        unpacker = find(head)
        if unpacker is not None:
            budget = Budget(limits, clock, container_bytes=size)
            yield from _Walk(find).open(unpacker, _Opened(file, vpath, budget, depth=1))
    except UnpackError as error:
        yield Skipped(vpath, reason(error))
    # Reading the outermost file itself may fail.
    except Exception as error:  # noqa: BLE001
        yield Skipped(vpath, reason(unreadable(error)))


def _look(file: BinaryIO) -> tuple[bytes, int]:
    """Gives the first bytes and the size, and leaves the file at its start."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    return head, size


@dataclass(frozen=True, slots=True)
class _Opened:
    """A container on the way down."""

    file: BinaryIO
    vpath: str
    budget: Budget
    depth: int


@dataclass(frozen=True, slots=True)
class _Walk:
    find: Callable[[bytes], Unpacker | None]

    def open(self, unpacker: Unpacker, at: _Opened) -> Iterator[Leaf | Skipped]:
        """Yields what one container holds; only `BudgetError` leaves it."""
        try:
            for found in unpacker.open(at.file, at.budget):
                if isinstance(found, Skipped):
                    yield Skipped(_inside(at.vpath, found.vpath), found.reason)
                else:
                    yield from self._member(unpacker, found, at)
        except BudgetError:
            raise
        except UnpackError as error:
            yield Skipped(at.vpath, reason(error))
        # An unpacker that breaks its promise must not end the scan.
        except Exception as error:  # noqa: BLE001
            yield Skipped(at.vpath, reason(unreadable(error)))

    def _member(self, outer: Unpacker, member: Member, at: _Opened) -> Iterator[Leaf | Skipped]:
        vpath = f"{at.vpath}!/{member.name or _content_name(at.vpath)}"
        head, _ = _look(member.file)
        unpacker = self.find(head)
        if unpacker is None:
            yield Leaf(vpath, member.file, member.size)
        elif outer.stream and not unpacker.stream:
            inner = _Opened(
                member.file, at.vpath, at.budget.nested(member.size, paid=member.size), depth=at.depth
            )
            yield from self._nested(unpacker, inner, Leaf(vpath, member.file, member.size))
        elif at.depth >= at.budget.limits.max_depth:
            levels = at.budget.limits.max_depth
            yield Skipped(vpath, f"not opened: nested more than {levels} deep; {mend('max_depth')}")
            yield Leaf(vpath, member.file, member.size)
        else:
            inner = _Opened(member.file, vpath, at.budget.nested(member.size), depth=at.depth + 1)
            yield from self._nested(unpacker, inner, Leaf(vpath, member.file, member.size))

    def _nested(self, unpacker: Unpacker, at: _Opened, whole: Leaf) -> Iterator[Leaf | Skipped]:
        empty = True
        for found in self.open(unpacker, at):
            empty = empty and isinstance(found, Skipped)
            yield found
        if empty:
            whole.file.seek(0)
            yield whole


def joined(vpath: str, inside: str) -> str:
    """Return the place `inside` the container at `vpath`.

    `inside` is what `walk` gives when it is not told the container's own place. The content of a compressed
    stream has no name there (`!/`) and is named here.
    """
    while inside == "!/" or inside.startswith("!/!/"):
        vpath, inside = f"{vpath}!/{_content_name(vpath)}", inside[2:]
    return vpath + inside


def _inside(vpath: str, name: str) -> str:
    return f"{vpath}!/{name}" if name else vpath


def _content_name(vpath: str) -> str:
    """Names what a stream holds after the stream, without the ending of its kind."""
    name = vpath.rsplit("/", 1)[-1]
    stem, dot, ending = name.rpartition(".")
    if stem and f"{dot}{ending}".lower() in _ENDINGS:
        return stem
    if stem and f"{dot}{ending}".lower() in _TAR_ENDINGS:
        return f"{stem}.tar"
    return name
