"""Puts a batch into the lake: no event twice, the files on the disk first, then one transaction.

The passes of a commit:

1. A batch whose key is known was imported before: nothing is written.
2. What is twice in the batch, or in files of the lake that overlap it in time, is left out.
3. The rest is sorted and written, one file a month, and is on the disk under its name.
4. One transaction names the files. Where others have come since pass 2 that overlap in time, it is given up,
   and passes 2 and 3 are done again against these alone.

After an error while the transaction was being committed no file is removed: the transaction may have been
kept, which the key of the batch tells.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from akwarden.errors import LakeError, StateError
from akwarden.model.event import TimeQuality
from akwarden.store.lake import leases, manifest, parquet
from akwarden.store.lake.batch import Committed, NewBatch
from akwarden.store.lake.leases import Lease
from akwarden.store.lake.manifest import LakeFile, NewFile, Span
from akwarden.store.lake.months import by_month
from akwarden.store.lake.numbers import content_of, numbers
from akwarden.store.lake.placing import Placed, Placing
from akwarden.store.lake.seen import distinct, without
from akwarden.store.state import State

Also = Callable[[Connection], None]

LARGEST = 1 << 30
"""Bytes of a batch in memory: Arrow's texts of one column end at 2 GiB."""


class _Part(msgspec.Struct, kw_only=True):
    """The events of a batch for one file."""

    month: str
    doubtful: bool
    table: pa.Table
    placed: Placed | None = None

    @property
    def span(self) -> Span:
        times = numbers(self.table["time"])
        return times[0], times[-1]


class _Draft(msgspec.Struct, kw_only=True):
    """A batch on its way."""

    batch: NewBatch
    parts: list[_Part]
    letters: Placed | None = None
    lease: str = ""
    seen: int = 0
    """The number of the newest file that was looked at or need not be."""

    def placed(self) -> list[Placed]:
        """Return what is on the disk."""
        found = [part.placed for part in self.parts] + [self.letters]
        return [one for one in found if one is not None]


class _NotYet(msgspec.Struct, frozen=True):
    """The transaction was given up, and nothing was changed."""

    lease_lost: bool


class Committing:
    """Commits batches to one lake; shared by threads."""

    def __init__(self, state: State, placing: Placing, lease: Lease, clock: Callable[[], datetime]) -> None:
        """Take where the manifest is, and what writes and reads files."""
        self._state, self._placing, self._lease = state, placing, lease
        self._clock = clock

    def commit(self, batch: NewBatch, also: Also | None) -> Committed:
        """Return what became of the batch, once it is kept; raises LakeError or StateError when it is not."""
        with self._state.reading() as connection:
            known = manifest.batch_of(connection, batch.key)
        if known is not None:
            return known
        if batch.table.nbytes > LARGEST:
            raise LakeError("a batch is too large", why=f"it has more than {LARGEST >> 30} GiB in memory")
        draft = _Draft(batch=batch, parts=list(_parts(distinct(batch.table))))
        while True:
            self._prepare(draft)
            outcome = self._record(draft, also)
            if isinstance(outcome, Committed):
                return outcome
            if outcome.lease_lost:
                self._lease.lost(draft.lease)
                self._withdraw(draft)

    def _prepare(self, draft: _Draft) -> None:
        """Leave out what the lake has, and write what is left; nothing stays on the disk on an error."""
        try:
            self._look(draft)
            draft.lease = self._lease.held(self._clock())
            for part in draft.parts:
                if part.placed is None:
                    part.placed = self._placing.events(part.month, draft.lease, _writer(part.table))
            if draft.batch.dead_letters and draft.letters is None:
                draft.letters = self._placing.dead_letters(draft.batch.dead_letters, draft.lease)
        except BaseException:
            self._withdraw(draft)
            raise

    def _look(self, draft: _Draft) -> None:
        """Leave out what is in files that were not looked at yet."""
        with self._state.reading() as connection:
            newest = manifest.newest(connection)
            files = self._near(connection, draft)
        kept = []
        for part in draft.parts:
            table = without(part.table, [f for f in files if manifest.overlaps(f, part.span)])
            if table.num_rows < part.table.num_rows and part.placed is not None:
                self._placing.remove([part.placed])
                part.placed = None
            part.table = table
            if table.num_rows:
                kept.append(part)
        draft.parts, draft.seen = kept, newest

    def _near(self, connection: Connection, draft: _Draft) -> tuple[LakeFile, ...]:
        """Return the files that may hold events of the batch and were not looked at yet."""
        if not draft.parts:
            return ()
        spans = [part.span for part in draft.parts]
        found = manifest.live_files(connection, self._placing.folder, *manifest.near(spans, after=draft.seen))
        return tuple(file for file in found if any(manifest.overlaps(file, span) for span in spans))

    def _record(self, draft: _Draft, also: Also | None) -> Committed | _NotYet:
        """Name the files, in one transaction; returns what became of the batch, or that it was given up."""
        files = [_new_file(part) for part in draft.parts]
        decided = False
        try:
            with self._state.writing() as connection:
                outcome = self._decide(connection, draft, files)
                if isinstance(outcome, Committed) and not outcome.known:
                    if also is not None:
                        also(connection)
                    decided = True
        except BaseException as error:
            if not decided:
                self._withdraw(draft)
                raise
            if not isinstance(error, StateError):
                raise
            return self._settled(draft.batch.key, error)
        if isinstance(outcome, Committed) and outcome.known:
            self._withdraw(draft)
        return outcome

    def _decide(self, connection: Connection, draft: _Draft, files: list[NewFile]) -> Committed | _NotYet:
        """Write the batch down, unless somebody else did, or it was not compared with all files."""
        manifest.lock(connection)
        known = manifest.batch_of(connection, draft.batch.key)
        if known is not None:
            return known
        if draft.placed() and not leases.is_live(connection, draft.lease):
            return _NotYet(lease_lost=True)
        if self._near(connection, draft):
            return _NotYet(lease_lost=False)
        letters = draft.letters.path if draft.letters else None
        return manifest.add_batch(connection, draft.batch, files, letters, self._clock())

    def _settled(self, key: str, error: StateError) -> Committed:
        """Return what became of a batch whose commit ended with an error, once that is sure; else raise.

        Under the lock nothing of that transaction is still on its way.
        """
        try:
            with self._state.writing() as connection:
                manifest.lock(connection)
                found = manifest.batch_of(connection, key)
        except StateError:
            raise error from None
        if found is None:
            raise error
        return msgspec.structs.replace(found, known=False)

    def _withdraw(self, draft: _Draft) -> None:
        """Remove what is on the disk and in no manifest."""
        self._placing.remove(draft.placed())
        for part in draft.parts:
            part.placed = None
        draft.letters = None


def _parts(table: pa.Table) -> Iterator[_Part]:
    """Yield the events for each file, in order: those of one month, and doubtful ones apart."""
    is_doubtful = pc.equal(table["time_quality"], TimeQuality.DOUBTFUL.value)
    if not pc.any(is_doubtful).as_py():
        yield from _months(table, doubtful=False)
        return
    yield from _months(table.filter(pc.invert(is_doubtful)), doubtful=False)
    yield from _months(table.filter(is_doubtful), doubtful=True)


def _months(table: pa.Table, *, doubtful: bool) -> Iterator[_Part]:
    for month, rows in by_month(parquet.in_order(table)):
        yield _Part(month=month, doubtful=doubtful, table=rows)


def _writer(table: pa.Table) -> Callable[[object], None]:
    def fill(sink: object) -> None:
        parquet.write([table], sink)

    return fill


def _new_file(part: _Part) -> NewFile:
    assert part.placed is not None  # noqa: S101  it was just written
    return NewFile(
        name=part.placed.path,
        month=part.month,
        rows=part.table.num_rows,
        size=part.placed.size,
        span=part.span,
        content=content_of(numbers(part.table["event_hash"])),
        doubtful=part.doubtful,
    )
