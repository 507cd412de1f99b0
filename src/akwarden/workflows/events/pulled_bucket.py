"""Fetches the records that a cloud has delivered into a bucket, object by object.

The rules that this module keeps:

- What names an object is its bucket, its key and its etag: one that was read costs one lookup.
- A list is begun a day behind the newest object that was read, by the clock of the cloud, and the cursor
  moves only when all that a list has shown is read.
- An object that can't be read is a skipped record with its reason, and stops nothing.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import BinaryIO, Final

import msgspec

from akwarden.errors import (
    CloudError,
    CredentialError,
    MissingRightError,
    ThrottledError,
    UnreachableError,
)
from akwarden.model.artifact import Skipped
from akwarden.model.audit_record import RecordBlock
from akwarden.providers.audit_pull import LARGEST_OBJECT, ObjectStore, StoredObject
from akwarden.sources.audit.cutting import Cut, blocks
from akwarden.sources.audit.dead_letter import Buried
from akwarden.sources.audit.ignored import Ignored
from akwarden.sources.audit.inputs import Input, open_inputs
from akwarden.sources.temporary import spooled_file
from akwarden.store.lake import sources
from akwarden.store.lake.batch import Cursor
from akwarden.store.state import State
from akwarden.workflows.events.delivered_list import delivered
from akwarden.workflows.events.ingest import Ingest

OVERLAP: Final = timedelta(days=1)
"""What is listed again behind the newest object."""
BACK: Final = timedelta(days=90)
"""How far back the first list goes."""
_LONGEST: Final = timedelta(seconds=30)
"""How long objects that were read may wait to be committed."""
_STDIN: Final = "stdin"
_TOO_LARGE: Final = f"larger than {LARGEST_OBJECT >> 20} MiB"


class BucketCursor(msgspec.Struct, frozen=True):
    """How far a bucket is read."""

    modified: datetime | None = None
    """When the newest object came that was read, with all that came before it."""
    ended_at: datetime | None = None
    """When the last run began that read all there was."""


class BucketCount(msgspec.Struct, kw_only=True):
    """What became of the objects of a bucket."""

    objects: int = 0
    """Those that were read."""
    known: int = 0
    """Those that were read before and were passed over."""
    ignored: int = 0
    """Files that hold no events."""
    skipped: list[Skipped] = msgspec.field(default_factory=list)


class BucketPull:
    """One bucket under way; for one thread."""

    def __init__(
        self,
        state: State,
        store: ObjectStore,
        ingest: Ingest,
        *,
        account: int,
        now: Callable[[], datetime],
        stop: threading.Event,
        tell: Callable[[str], None],
    ) -> None:
        """Take what is fetched, and where it goes."""
        self.source = store.address.text
        with state.reading() as connection:
            known = sources.find(connection, self.source)
        self._cursor = _read_cursor(known.cursor.text if known and known.cursor else None)
        self._state, self._store, self.ingest = state, store, ingest
        self._account, self._now, self._stop, self._tell = account, now, stop, tell
        self._flushed_at = now()
        self.count = BucketCount()

    def run(self) -> None:
        """Read all that came. Raises CloudError, LakeError, StateError; what was read before is kept."""
        newest, begun_at = self._cursor.modified, self._now()
        since = newest - OVERLAP if newest is not None else self._now() - BACK
        try:
            for stored in delivered(self._store, since):
                self._object(stored)
                newest = max(newest or stored.modified, stored.modified)
                if self._now() - self._flushed_at >= _LONGEST:
                    self._flush(None)
                if self._stop.is_set():
                    return
            self._cursor = BucketCursor(newest, begun_at)
        finally:
            # Where it was left in the middle, this is the cursor of before.
            self._flush(self._cursor)

    def fail(self, words: str) -> None:
        """Keep why the bucket could not be read any further; no secret is in `words`."""
        with self._state.writing() as connection:
            sources.failed(connection, self.source, words, self._now())

    def _flush(self, cursor: BucketCursor | None) -> None:
        self.ingest.flush()
        if cursor is not None:
            text = msgspec.json.encode(cursor).decode()
            kept = Cursor(text=text, watermark=cursor.modified, account_id=self._account)
            with self._state.writing() as connection:
                sources.reached(connection, self.source, kept, self._now())
        self._flushed_at = self._now()

    def _object(self, stored: StoredObject) -> None:
        address = f"{self._store.address.scheme}://{self._store.address.bucket}/{stored.key}"
        held = self.ingest.begin(f"{address}#{stored.etag}", address)
        if held is not None and held.complete:
            self.count.known += 1
            return
        self._tell(address)
        if stored.size > LARGEST_OBJECT:
            self.count.skipped.append(Skipped(address, _TOO_LARGE))
            return
        with closing(spooled_file()) as file:
            try:
                self._store.fetch(stored, file)
            except (MissingRightError, CredentialError, UnreachableError, ThrottledError):
                raise
            except CloudError as error:
                self.count.skipped.append(Skipped(address, error.what))
                return
            file.seek(0)
            self._records(file, address, held.blocks if held is not None else 0)

    def _records(self, file: BinaryIO, address: str, passed: int) -> None:
        """Take the records of an object behind the blocks that were taken before."""
        self.count.objects += 1
        for cut in _cuts(file, address):
            match cut:
                case RecordBlock() | Buried() if passed:
                    passed -= 1
                case RecordBlock():
                    self.ingest.take(cut)
                case Buried():
                    self.ingest.take_letter(cut)
                case Skipped():
                    self.count.skipped.append(cut)
                case Ignored():
                    self.count.ignored += cut.count
            if self._stop.is_set():
                return
        self.ingest.end()


def _cuts(file: BinaryIO, address: str) -> Iterator[Cut]:
    """Yield what an object holds, also inside of a container, under its own name."""
    for found in open_inputs(("-",), file):
        if isinstance(found, Input):
            yield from blocks(found.file, address + found.inside)
        else:
            name = address + found.vpath.removeprefix(_STDIN)
            yield msgspec.structs.replace(found, vpath=name)


def _read_cursor(text: str | None) -> BucketCursor:
    if text is None:
        return BucketCursor()
    try:
        return msgspec.json.decode(text, type=BucketCursor)
    except msgspec.DecodeError:
        return BucketCursor()
