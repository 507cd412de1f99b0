"""Columns of 64-bit numbers as Python sees them without a copy, and what is computed from them."""

from functools import reduce
from operator import xor

import pyarrow as pa

_WIDTH = 8


def numbers(column: pa.ChunkedArray) -> memoryview:
    """Return the numbers of a column without nulls; times are microseconds since 1970."""
    array = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    values = memoryview(array.buffers()[1] or b"").cast("B")
    return values[array.offset * _WIDTH : (array.offset + len(array)) * _WIDTH].cast("q")


def content_of(hashes: memoryview) -> int:
    """Return the XOR of the hashes: the same for the same events in any order."""
    return reduce(xor, hashes, 0)
