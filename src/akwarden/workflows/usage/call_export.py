"""Calls as a file: one JSON line each, or Parquet, made while it is read, whatever their number.

Rows come in the order of the files, which is about that of their times: sorting all of them would take a
place for all of them.
"""

import io
from collections.abc import Generator
from contextlib import ExitStack
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from akwarden.store.lake.lake import Lake
from akwarden.store.state import State
from akwarden.workflows.events.asking import spoken
from akwarden.workflows.usage.call_query import CallsAsked, calls, question_of, shown, sql_of
from akwarden.workflows.usage.desk import Desk

LONGEST: Final = timedelta(minutes=15)
_ROWS: Final = 4096
_GROUP: Final = 16


class CallForm(StrEnum):
    """What kind of file."""

    JSONL = "jsonl"
    """One JSON line a call."""
    PARQUET = "parquet"


def exported(
    state: State, lake: Lake, desk: Desk, asked: CallsAsked, form: CallForm
) -> Generator[bytes, None, None]:
    """Return the file in pieces; raises QueryError, UsageError, LakeError before the first one.

    Whoever stops taking pieces closes it, and the question ends.
    """
    with state.reading() as connection:
        question = question_of(connection, asked)
    sql = sql_of(shown(calls(question), "raw"))
    stack = ExitStack()
    try:
        asking = stack.enter_context(desk.asking(lake.folder, longest=LONGEST))
        asking.look_at([file.path for file in lake.files(question.since, question.until)])
        reader = asking.batches(sql, _ROWS)
    except BaseException as error:
        # What holds the connection tells what the error means, and lets go of it.
        stack.__exit__(type(error), error, error.__traceback__)
        raise
    return _pieces(stack, reader, form)


def _pieces(stack: ExitStack, reader: pa.RecordBatchReader, form: CallForm) -> Generator[bytes, None, None]:
    with stack, spoken():
        yield from _lines(reader) if form is CallForm.JSONL else _parquet(reader)


def _lines(reader: pa.RecordBatchReader) -> Generator[bytes, None, None]:
    for batch in reader:
        yield b"".join(msgspec.json.encode(row) + b"\n" for row in batch.to_pylist())


def _parquet(reader: pa.RecordBatchReader) -> Generator[bytes, None, None]:
    sink = _Sink()
    with pq.ParquetWriter(sink, reader.schema, compression="zstd") as writer:
        held: list[pa.RecordBatch] = []
        for batch in reader:
            held.append(batch)
            if len(held) >= _GROUP:
                writer.write_table(pa.Table.from_batches(held))
                held = []
                yield sink.taken()
        if held:
            writer.write_table(pa.Table.from_batches(held))
    yield sink.taken()


class _Sink(io.RawIOBase):
    """A file of which what was written is taken away piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._place = 0

    def writable(self) -> bool:
        """Say that it takes bytes."""
        return True

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self._place

    def write(self, data: Any) -> int:
        """Take bytes."""
        part = bytes(memoryview(data))
        self._parts.append(part)
        self._place += len(part)
        return len(part)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        whole, self._parts = b"".join(self._parts), []
        return whole
