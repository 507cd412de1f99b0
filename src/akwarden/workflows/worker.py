"""One thread of a scan: reads units of work into its own buffer and looks for credentials in them."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from time import monotonic
from typing import BinaryIO, cast

from akwarden.detectors.secrets.decoding import Found
from akwarden.detectors.secrets.region import TooManyValuesError
from akwarden.detectors.secrets.scanner import CompiledRules, Scanner
from akwarden.errors import AkwardenError
from akwarden.model.artifact import Batch, Piece, Skipped, Stream, Unit
from akwarden.model.match import Match
from akwarden.model.secret import Secret
from akwarden.providers.tencent.account import appids_in
from akwarden.unpackers.budget import Limits
from akwarden.unpackers.registry import maybe_container
from akwarden.unpackers.walk import Leaf, joined, walk
from akwarden.workflows import allow_comment
from akwarden.workflows.allow_comment import AllowComment
from akwarden.workflows.hits import Hit
from akwarden.workflows.ownership import NO_GROUNDS, REACH, Grounds, around

NO_LIMIT = 1 << 62


@dataclass
class Tally:
    """What one worker has seen so far; read by the thread that draws the progress."""

    items: int = 0
    bytes: int = 0
    hits: list[Hit] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    skipped_of: list[int] = field(default_factory=list)
    """The index of the source of each skipped record; those of the unit at work come when it ends."""


class Stopped(Exception):  # noqa: N818  not an error: the user asked for it
    """The scan was interrupted."""


class Worker:
    """Scans units; everything it finds and everything it could not read ends in its tally."""

    def __init__(
        self,
        rules: CompiledRules,
        *,
        buffer_bytes: int,
        unpack: Limits | None,
        stopped: Callable[[], bool],
        notice: Callable[[bytes], Grounds] | None = None,
    ) -> None:
        """Take shared rules; `unpack` is None when containers are not to be opened.

        `notice` tells whose a key is by the lines around it, where somebody wants to know.
        """
        self.tally = Tally()
        self._scanner = Scanner(rules)
        self._buffer = bytearray(buffer_bytes)
        # The first buffer still holds what its unit has read when a large file comes between.
        self._stream_buffer = bytearray(buffer_bytes)
        self._unpack = unpack
        self._stopped = stopped
        self._notice = notice

    def run(self, source: int, unit: Unit) -> None:
        """Scan one unit; raises Stopped between two pieces when the scan was interrupted."""
        with closing(unit.read(self._buffer)) as pieces:  # type: ignore[type-var]  # units read with generators
            try:
                for piece in pieces:
                    self._check()
                    self._piece(source, piece)
            except AkwardenError as error:
                self._skip("", sentence(error))
            except OSError as error:
                self._skip("", f"a share can't be read: {error.strerror or type(error).__name__}")
            finally:
                self.tally.skipped_of += [source] * (len(self.tally.skipped) - len(self.tally.skipped_of))

    def _piece(self, source: int, piece: Piece) -> None:
        match piece:
            case Skipped():
                self.tally.skipped.append(piece)
            case Batch():
                self._batch(source, piece)
            case Stream():
                self._stream(source, piece)

    def _batch(self, source: int, batch: Batch) -> None:
        before = len(self.tally.hits)
        for index, found in self._scanner.batch(batch):
            whole = memoryview(batch.data)[batch.starts[index] : batch.ends[index]]
            self._take(source, batch.names[index], "", found, partial(_stretch, whole))
        self.tally.items += len(batch.names)
        self.tally.bytes += sum(batch.ends) - sum(batch.starts)
        if self._unpack is None:
            return
        data = batch.data
        for name, start, end in zip(batch.names, batch.starts, batch.ends, strict=True):
            if maybe_container(data, start, end):
                self._container(source, name, BytesIO(bytes(memoryview(data)[start:end])), before)

    def _stream(self, source: int, stream: Stream) -> None:
        before = len(self.tally.hits)
        try:
            with stream.open() as file:
                self._file(source, stream.name, "", file, stream.size or NO_LIMIT)
                self.tally.items += 1
                head = _head(file)
                if self._unpack is not None and maybe_container(head, 0, len(head)):
                    self._container(source, stream.name, file, before)
        except OSError as error:
            self._skip(stream.name, f"unreadable: {error.strerror or type(error).__name__}")

    def _file(self, source: int, name: str, inside: str, file: BinaryIO, limit: int) -> None:
        for step in self._scanner.stream(_until(self._stopped, file), self._stream_buffer, limit):
            if isinstance(step, int):
                self.tally.bytes += step
            else:
                self._take(source, name, inside, step, partial(_stretch_of_file, file))
        self._check()

    def _container(self, source: int, name: str, file: BinaryIO, before: int) -> None:
        """Scan what a container holds; `before` counts the hits before its own bytes were scanned."""
        assert self._unpack is not None  # noqa: S101  asked by the callers
        file.seek(0)
        for leaf in _leaves(file, self._unpack):
            self._check()
            match leaf:
                case Skipped(vpath=inside, reason=reason):
                    self._skip(joined(name, inside), reason)
                case Leaf():
                    self._file(source, name, leaf.vpath, leaf.file, NO_LIMIT)
                    self.tally.items += 1
        self._drop_raw(name, before)

    def _drop_raw(self, name: str, before: int) -> None:
        """Drop what was seen in a container's raw bytes where a member, stored as it is, says it better."""
        recent = self.tally.hits[before:]
        inside = {_key(hit.match) for hit in recent if hit.name == name and hit.inside}
        self.tally.hits[before:] = [
            hit for hit in recent if hit.name != name or hit.inside or _key(hit.match) not in inside
        ]

    def _take(self, source: int, name: str, inside: str, found: Found, read: "_Read") -> None:
        self.tally.hits += [
            Hit(
                source,
                name,
                inside,
                match,
                self._grounds(match, read),
                _appids(match, read),
                _comments(match, read),
            )
            for match in found.matches
        ]
        if not found.complete:
            self._skip(joined(name, inside), TooManyValuesError().what)

    def _grounds(self, match: Match, read: "_Read") -> Grounds:
        """Return what around a key tells whose it is; asked only where the key could be tried."""
        if self._notice is None or match.key_id is None or match.secret is None:
            return NO_GROUNDS
        at = match.position.offset
        return self._notice(around(read(max(0, at - REACH), at), read(at, at + REACH)))

    def _skip(self, vpath: str, reason: str) -> None:
        self.tally.skipped.append(Skipped(vpath, reason))

    def _check(self) -> None:
        if self._stopped():
            raise Stopped


_Read = Callable[[int, int], bytes]
"""Gives a stretch of an artifact, as far as there is one."""


def _appids(match: Match, read: _Read) -> frozenset[str]:
    """Return the APPIDs of the buckets that stand near a match."""
    at = match.position.offset
    return appids_in(around(read(max(0, at - REACH), at), read(at, at + REACH)))


def _comments(match: Match, read: _Read) -> tuple[AllowComment, ...]:
    """Return the comments beside a match that do not allow it, though they may have been meant to."""
    if match.example or match.allowed is not None:
        return ()
    at, line = match.position.offset, match.position.line
    before, after = read(max(0, at - allow_comment.REACH), at), read(at, at + allow_comment.REACH)
    return allow_comment.comments_near(before, after, line, {line, *(one.number for one in match.lines)})


def _stretch(whole: memoryview, low: int, high: int) -> bytes:
    return bytes(whole[low:high])


def _stretch_of_file(file: BinaryIO, low: int, high: int) -> bytes:
    """Read a stretch of a file that was read before; nothing where that fails."""
    try:
        file.seek(low)
        return file.read(high - low) or b""
    except OSError:
        return b""


class _Until:
    """Shows a file that ends where the scan is stopped, so that what was found up to there counts."""

    def __init__(self, stopped: Callable[[], bool], file: BinaryIO) -> None:
        self._stopped = stopped
        self._file = file

    def readinto(self, view: memoryview) -> int:
        """Read some bytes; a stream that waits for its writer gives None now and then, and is asked again."""
        count: int | None = None
        while count is None and not self._stopped():
            count = self._file.readinto(view)  # type: ignore[attr-defined]  # every binary file has it
        return count or 0


def _until(stopped: Callable[[], bool], file: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, _Until(stopped, file))


def _key(match: Match) -> str | Secret | None:
    return match.key_id or match.secret


def _leaves(file: BinaryIO, limits: Limits) -> Iterator[Leaf | Skipped]:
    return walk(file, "", limits, monotonic)


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(512)


def sentence(error: AkwardenError) -> str:
    """Return what an error says as one sentence, as the reason of a skipped record."""
    return "; ".join(part for part in (error.what, error.why, error.mend) if part)
