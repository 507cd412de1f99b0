"""Says whether an audit log is as it was written, without what wrote it: the first fault, or none.

The rules that it checks, record by record:

- The entry is a record in its one form, with the digest and the number that it claims.
- It stands at its number, and names the digest of the one before it.
- Where a saved head ends, the Merkle root is the one that was saved; and no saved head reaches past the end.

Without a head from outside, a log that was written anew from some record on, or cut off at its end, looks
whole. `Whole.vouched` says how far heads vouch for it.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import assert_never

import msgspec

from akwarden.errors import AuditLogError
from akwarden.store.audit_log.chain import START, Digest, Entry, Record, decode, digest_of
from akwarden.store.audit_log.head import Head
from akwarden.store.audit_log.merkle import Frontier, Hash, leaf


class FaultKind(StrEnum):
    """What was done to a log."""

    CHANGED = "changed"
    """The record is not the one that was written, or not in the form that it was written in."""
    MISSING = "missing"
    """The record is nowhere, and later ones are there."""
    REORDERED = "reordered"
    """The record stands further down, and another in its place."""
    INSERTED = "inserted"
    """The record was put between others."""
    REWRITTEN = "rewritten"
    """The chain holds, but it is not the one that a saved head was taken of."""
    TRUNCATED = "truncated"
    """The log ends before a saved head does."""


class Whole(msgspec.Struct, frozen=True):
    """Nothing is wrong that can be told from what was given."""

    size: int
    """How many records there are."""
    root: Hash
    """The Merkle root over all of them."""
    vouched: int
    """Up to which record a saved head vouches: 0 without one."""


class Fault(msgspec.Struct, frozen=True):
    """The first thing that is wrong."""

    kind: FaultKind
    """What was done."""
    number: int
    """The first wrong record, counted from 1 in the order of reading."""
    last: int
    """The same; for what was rewritten or truncated, the last record that may be concerned."""

    def __str__(self) -> str:
        """Say it in one line, without any content of a record."""
        match self.kind:
            case FaultKind.CHANGED:
                return f"record {self.number} was changed"
            case FaultKind.MISSING:
                return f"record {self.number} is missing"
            case FaultKind.REORDERED:
                return f"record {self.number} is not in its place"
            case FaultKind.INSERTED:
                return f"record {self.number} was put in between"
            case FaultKind.REWRITTEN:
                return (
                    f"a record from {self.number} to {self.last} is not the one that a saved head vouches for"
                )
            case FaultKind.TRUNCATED:
                return f"the log ends before record {self.number}, and a saved head vouches for {self.last}"
            case _:
                assert_never(self.kind)


def verify(entries: Iterable[Entry], heads: Iterable[Head] = ()) -> Whole | Fault:
    """Return the first fault of a log, read once and in one pass, or that it is whole."""
    walk = _Walk(heads)
    fault = walk.start()
    unread = iter(entries)
    while fault is None and (entry := next(unread, None)) is not None:
        fault = walk.step(entry, unread)
    return fault or walk.end()


class _Walk:
    """How far a log was read and found whole."""

    def __init__(self, heads: Iterable[Head]) -> None:
        self._heads = sorted(heads, key=lambda head: head.size)
        self._tree = Frontier()
        self._last: Digest = START
        self._last_previous = ""
        self._vouched = 0

    def start(self) -> Fault | None:
        """Return what a head of an empty log says that is wrong."""
        return self._compare()

    def step(self, entry: Entry, unread: Iterator[Entry]) -> Fault | None:
        """Take one more entry; return what is wrong with it or, seen by it, with the one before it.

        Reads on in `unread` only to name what is wrong.
        """
        record = _record(entry)
        expected = self._tree.size + 1
        if record is None:
            return _at(FaultKind.CHANGED, expected)
        if record.number != expected:
            return self._misplaced(entry, record, unread)
        if record.previous != self._last.hex():
            return self._unlinked(entry, unread)
        self._tree.append(leaf(entry.canonical))
        self._last, self._last_previous = entry.digest, record.previous
        return self._compare()

    def end(self) -> Whole | Fault:
        """Return what the end of the log says."""
        if self._heads:
            return Fault(FaultKind.TRUNCATED, self._tree.size + 1, self._heads[-1].size)
        return Whole(self._tree.size, self._tree.root(), self._vouched)

    def _compare(self) -> Fault | None:
        """Hold the tree against the heads that were taken at its size."""
        while self._heads and self._heads[0].size == self._tree.size:
            head = self._heads.pop(0)
            if head.hash != self._tree.root():
                return Fault(FaultKind.REWRITTEN, min(self._vouched + 1, head.size), head.size)
            self._vouched = head.size
        return None

    def _misplaced(self, entry: Entry, record: Record, unread: Iterator[Entry]) -> Fault:
        """Tell what it means that another number was expected."""
        expected = self._tree.size + 1
        if record.number > expected:
            later = any(other.number == expected for other in unread)
            return _at(FaultKind.REORDERED if later else FaultKind.MISSING, expected)
        # Two records claim the same place: the one that the rest of the log follows was there first.
        following = next(unread, None)
        first = following is not None and _follows(following, entry.digest)
        twin = record.number == expected - 1 and record.previous == self._last_previous
        return _at(FaultKind.INSERTED, expected - 1 if first and twin else expected)

    def _unlinked(self, entry: Entry, unread: Iterator[Entry]) -> Fault:
        """Tell which of two records was changed, when the second does not name the first."""
        expected = self._tree.size + 1
        if self._vouched == self._tree.size:
            return _at(FaultKind.CHANGED, expected)
        following = next(unread, None)
        # What the rest of the log follows is as it was, and then the one before it is not.
        held = following is None or _follows(following, entry.digest)
        return _at(FaultKind.CHANGED, expected - 1 if held else expected)


def _record(entry: Entry) -> Record | None:
    """Return the record of an entry that is what it claims to be."""
    if digest_of(entry.canonical) != entry.digest:
        return None
    try:
        record = decode(entry.canonical)
    except AuditLogError:
        return None
    return record if record.number == entry.number else None


def _follows(entry: Entry, digest: Digest) -> bool:
    """Whether a whole entry names `digest` as the one before it."""
    record = _record(entry)
    return record is not None and record.previous == digest.hex()


def _at(kind: FaultKind, number: int) -> Fault:
    return Fault(kind, number, number)
