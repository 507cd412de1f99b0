"""Files of audit records made to hurt whoever cuts them: time in proportion to size, and nothing is lost."""

import io
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from akwarden.model.audit_record import DeadLetter, RecordBlock
from akwarden.sources.audit.cutting import blocks

MB = 1 << 20
SIZE = MB // 4
GOOD = b'{"eventID":"1"}'


def filled(piece: bytes, *, size: int = SIZE) -> bytes:
    """Give a piece over and over."""
    return piece * (size // len(piece))


FILES: dict[str, Callable[[], bytes]] = {
    "brackets that open": lambda: filled(b"["),
    "objects that open": lambda: filled(b'{"a":'),
    "lists and objects that open": lambda: filled(b'{"a":['),
    "lines that open": lambda: filled(b'{"a":[\n'),
    "lines that open and hold one": lambda: filled(b'{"a":[{"b":1}\n'),
    "lines that open after a record": lambda: filled(b'{"a":1}\n{"a":[\n'),
    "brackets that close": lambda: filled(b"]}"),
    "brackets that cross": lambda: filled(b"{]"),
    "quotes": lambda: filled(b'"'),
    "objects of an open quote": lambda: filled(b'{"a'),
    "lines of an open quote": lambda: filled(b'{"a\n'),
    "backslashes": lambda: b'{"a":"' + filled(b"\\"),
    "escaped quotes": lambda: b'{"a":"' + filled(b'\\"'),
    "commas": lambda: b'{"Records":[' + filled(b","),
    "blanks": lambda: filled(b" "),
    "blanks in an object": lambda: b'{"a":' + filled(b" ") + b"1}",
    "blanks before brackets": lambda: filled(b'{"a":   ' + b" " * 500 + b"["),
    "blanks between broken ones": lambda: filled(b'{"a":' + b" " * 2000 + b"},"),
    "lines": lambda: filled(b"\n"),
    "zeros": lambda: b"x" + bytes(SIZE),
    "odd lines": lambda: filled(b"x\n"),
    "empty objects": lambda: filled(b"{}", size=MB // 8),
    "empty lists": lambda: filled(b"[]", size=MB // 8),
    "lists in a list": lambda: b"[" + filled(b"[1],", size=MB // 8) + b"]",
    "scalars in a list": lambda: b'{"Records":[{},' + filled(b"1,", size=MB // 8) + b"{}]}",
    "lists of records in each other": lambda: filled(b'{"Records":['),
    "answers in each other": lambda: filled(b'{"Response":'),
    "small lists of records": lambda: filled(b'{"Records":[{"a":1}]}', size=MB // 8),
    "a list of records without records": lambda: filled(b'{"Records":[1]}', size=MB // 8),
    "records with the same key inside": lambda: (
        b"[" + filled(b'{"k":[{"k":1},{"k":2}]},', size=MB // 8) + b"{}]"
    ),
    "broken records with the same key inside": lambda: (
        b"[" + filled(b'{"k":[{"k":1},{"k":2}],', size=MB // 8)
    ),
    "records that are no JSON": lambda: filled(b'{"a":NaN}', size=MB // 8),
    "marks of byte order": lambda: filled(b"\xef\xbb\xbf"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_hostile_file_is_cut_in_time_and_what_follows_is_read(kind: str) -> None:
    data = FILES[kind]()
    start = time.process_time()

    places = []
    for one in blocks(io.BytesIO(data + b"\n" + GOOD), "x"):
        if isinstance(one, RecordBlock):
            places += [(at, len(record)) for at, record in zip(one.offsets, one.records, strict=True)]
        elif isinstance(one, DeadLetter):
            places.append((one.offset, one.size))
    seconds = time.process_time() - start

    assert seconds < 30
    assert max(at + size for at, size in places) == len(data) + 1 + len(GOOD)
    assert all(at + size <= following for (at, size), (following, _) in pairwise(sorted(places)))
