"""A batch: what is imported in one transaction, and what became of it."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import pyarrow as pa

from akwarden.model.audit_record import DeadLetter


class Cursor(msgspec.Struct, frozen=True, kw_only=True):
    """How far a source was read."""

    text: str
    """JSON of whoever reads the source; the lake only keeps it."""
    watermark: datetime | None = None
    """Up to which time of events all was read."""
    account_id: int | None = None
    """The row of the account that the source belongs to; with it the cursor goes."""


class NewBatch(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be imported."""

    key: str
    """What names the batch: the same records have the same key, whenever they are delivered."""
    source: str
    """Where they come from, as the state calls it."""
    table: pa.Table
    """The events, by `LAKE_SCHEMA`, in any order; at most 1 GiB."""
    dead_letters: Sequence[DeadLetter] = ()
    """The records that could not be read."""
    scrubbed: int = 0
    """How many secrets were taken out of the records."""
    cursor: Cursor | None = None
    """How far the source is read with this batch."""


class Committed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a batch."""

    id: int
    """Its row."""
    rows: int
    """Events that are stored and were not before."""
    duplicates: int
    """Events that are not stored again: twice in the batch, or in the lake already."""
    dead_letters: int
    scrubbed: int
    doubtful: int
    """Those of the rows whose time lies in the future or before there were clouds."""
    known: bool
    """Whether it had been imported before; then this says what became of it then, and nothing was changed."""
