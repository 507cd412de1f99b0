"""Gathers records into batches and commits them to the lake: the one way in, for files and for clouds.

The rules that this module keeps:

- A batch is one transaction: its events, how far each file was read, and the cursor of its source. What was
  committed is never read again; what was not is read again from where the last commit stood.
- Secrets that were taken out of records are leaks before their batch is committed: a crash between the two
  sees them twice, which changes nothing, and never loses one.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import msgspec
import pyarrow as pa
from sqlalchemy import Connection

from akwarden.model.audit_record import DeadLetter, RecordBlock
from akwarden.model.network import NetworkFacts
from akwarden.sources.audit.dead_letter import Buried
from akwarden.store.lake import objects
from akwarden.store.lake.batch import Committed, Cursor, NewBatch
from akwarden.store.lake.columns import table_of
from akwarden.store.lake.lake import Lake
from akwarden.store.lake.numbers import numbers
from akwarden.store.lake.objects import ObjectProgress
from akwarden.store.state import State
from akwarden.workflows.events.reading import Read, RecordReading
from akwarden.workflows.events.scrubbed import leaks_of
from akwarden.workflows.leaks.save import save_leaks

BATCH_EVENTS = 50_000
"""Events of one batch: large enough that a commit costs little beside reading them."""
BATCH_BYTES = 96 << 20
"""Bytes of their records, so that the memory of a batch is bounded."""


class Networks(Protocol):
    """Says what is known of an address."""

    def facts(self, text: str) -> NetworkFacts | None:
        """Return the facts, or None for what is no address."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What turns records into rows; belongs to one thread."""

    reading: RecordReading
    networks: Networks
    client: Callable[[str | None], str]
    """Returns the family of a user agent."""
    fingerprint_key: bytes
    now: Callable[[], datetime]


class IngestCount(msgspec.Struct, frozen=True, kw_only=True):
    """What became of records; sums of batches."""

    read: int = 0
    """Records, dead ones among them."""
    imported: int = 0
    """Events that are in the lake now and were not before."""
    duplicates: int = 0
    """Events that it had already."""
    dead_letters: int = 0
    secrets_scrubbed: int = 0
    doubtful: int = 0
    """Events whose time lies in the future or before there were clouds."""
    new_leaks: int = 0

    def __add__(self, other: "IngestCount") -> "IngestCount":
        """Return both together."""
        return IngestCount(**{name: getattr(self, name) + getattr(other, name) for name in _NAMES})


_NAMES = IngestCount.__struct_fields__


@dataclass(slots=True)
class _Open:
    """An object that is being read."""

    id: str
    name: str
    blocks: int
    """How many of its blocks and dead letters are read, those of earlier runs among them."""
    records: int
    dead_letters: int
    complete: bool = False

    def progress(self) -> ObjectProgress:
        return ObjectProgress(
            id=self.id,
            name=self.name,
            blocks=self.blocks,
            complete=self.complete,
            records=self.records,
            dead_letters=self.dead_letters,
        )


class Ingest:
    """Takes records of one source, batch after batch; belongs to one thread."""

    def __init__(
        self, state: State, lake: Lake, tools: Tools, source: str, *, batch_events: int = BATCH_EVENTS
    ) -> None:
        """Take where events and leaks are kept; `source` is what the state calls the place they come from."""
        self._state, self._lake, self._tools, self._source = state, lake, tools, source
        self._batch_events = batch_events
        self._read = Read()
        self._bytes = 0
        self._touched: dict[str, _Open] = {}
        self._open: _Open | None = None
        self.count = IngestCount()

    def begin(self, object_id: str, name: str) -> ObjectProgress | None:
        """Begin a file or object; returns how far it is in the lake, or None for a new one.

        Of one that is complete nothing has to be taken. Of one that is not, the caller passes over as many
        blocks and dead letters as are in. What is taken without a beginning belongs to a stream that can't be
        read again.
        """
        with self._state.reading() as connection:
            held = objects.progress_of(connection, object_id)
        if held is None or not held.complete:
            blocks, records, letters = (held.blocks, held.records, held.dead_letters) if held else (0, 0, 0)
            self._open = _Open(object_id, name, blocks, records, letters)
        return held

    def take(self, block: RecordBlock) -> bool:
        """Take a block of records; returns whether a batch was committed."""
        known, letters = self._read.records, len(self._read.letters)
        self._tools.reading.add(block, self._read)
        self._bytes += sum(map(len, block.records))
        self._taken(self._read.records - known, len(self._read.letters) - letters)
        return self._flush_full()

    def take_letter(self, buried: Buried) -> bool:
        """Take what could not be cut into records; returns whether a batch was committed."""
        letters = len(self._read.letters)
        self._tools.reading.add_buried(buried, self._read)
        self._bytes += buried.size if buried.may_be_read else 0
        self._taken(1, len(self._read.letters) - letters)
        return self._flush_full()

    def _taken(self, records: int, letters: int) -> None:
        """Count one more block or single dead letter of the object."""
        if self._open is not None:
            self._open.blocks += 1
            self._open.records += records
            self._open.dead_letters += letters
            self._touched[self._open.id] = self._open

    def _flush_full(self) -> bool:
        if self._read.records < self._batch_events and self._bytes < BATCH_BYTES:
            return False
        self.flush()
        return True

    def end(self) -> None:
        """End the object: all of it was taken."""
        if self._open is not None:
            self._open.complete = True
            self._touched[self._open.id] = self._open
        self.leave()

    def leave(self) -> None:
        """Leave the object where it is: the next run looks at it again, behind what was taken."""
        self._open = None

    def flush(self, *, cursor: Cursor | None = None, key: str | None = None) -> Committed | None:
        """Commit what was taken, with how far its objects are and the cursor; None where there is nothing."""
        if not self._read.records and not self._touched and cursor is None:
            return None
        read, now = self._read, self._tools.now()
        touched = tuple(one.progress() for one in self._touched.values())
        leaks = leaks_of(read.secrets, self._source, self._tools.fingerprint_key)
        new_leaks = save_leaks(self._state, leaks, now).written.leaks if leaks else 0
        table = table_of(read.events, self._tools.networks.facts, self._tools.client, now)
        batch = NewBatch(
            key=key or _key([self._source, *_segments(touched)], read.letters, table, cursor),
            source=self._source,
            table=table,
            dead_letters=read.letters,
            scrubbed=len(read.secrets),
            cursor=cursor,
        )

        def also(connection: Connection) -> None:
            objects.keep(connection, touched, now)

        done = self._lake.commit(batch, also=also)
        self.count += IngestCount(
            read=read.records,
            # Of a batch that another run imported meanwhile all events are known.
            imported=0 if done.known else done.rows,
            duplicates=len(read.events) if done.known else done.duplicates,
            dead_letters=len(read.letters),
            secrets_scrubbed=len(read.secrets),
            doubtful=0 if done.known else done.doubtful,
            new_leaks=new_leaks,
        )
        self._read, self._bytes, self._touched = Read(), 0, {}
        return done


def _key(parts: Sequence[str], letters: Sequence[DeadLetter], table: pa.Table, cursor: Cursor | None) -> str:
    """Return what names a batch: the same records of the same objects have the same name.

    The records count too: a stream has no name that tells it from the next.
    """
    digest = hashlib.blake2b(msgspec.json.encode([parts, letters, cursor]), digest_size=32)
    digest.update(numbers(table["event_hash"]))
    return digest.hexdigest()


def _segments(touched: tuple[ObjectProgress, ...]) -> Iterator[str]:
    for one in touched:
        yield f"{one.id}\0{one.blocks}\0{one.complete}"
