"""Audit logs for tests: honest ones, and what a forger with the program at hand would make of them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from akwarden.store.audit_log.chain import Entry, Event, Record, decode, digest_of, encode, follow
from akwarden.store.audit_log.head import Head, head_of
from akwarden.store.audit_log.merkle import Frontier, leaf

START_TIME = datetime(2026, 11, 1, tzinfo=UTC)


def event(number: int, action: str = "secret.reveal") -> Event:
    """Give the event that makes the record of this number."""
    return Event(
        at=START_TIME + timedelta(seconds=number),
        actor="alice",
        action=action,
        object=f"key-{number}",
        details={"reason": "rotation", "attempt": number, "forced": False},
    )


def log(size: int) -> list[Entry]:
    """Give an honest log."""
    entries: list[Entry] = []
    for number in range(1, size + 1):
        entries.append(follow(entries[-1] if entries else None, event(number)))
    return entries


def tree(entries: Iterable[Entry]) -> Frontier:
    """Give the tree over a log."""
    return Frontier(leaf(entry.canonical) for entry in entries)


def head(entries: Sequence[Entry]) -> Head:
    """Give the head that was saved when the log was so long."""
    return head_of(tree(entries), START_TIME + timedelta(days=1))


def kept(record: Record) -> Entry:
    """Give a record with the digest that belongs to it."""
    canonical = encode(record)
    return Entry(number=record.number, canonical=canonical, digest=digest_of(canonical))


def forged(entry: Entry, **changes: object) -> Entry:
    """Give an entry with another record, and the digest that fits it."""
    return kept(msgspec.structs.replace(decode(entry.canonical), **changes))


def written_anew(entries: Iterable[Entry]) -> list[Entry]:
    """Give the same records numbered and chained from the start, as one who can edit everything would."""
    anew: list[Entry] = []
    for entry in entries:
        record = decode(entry.canonical)
        anew.append(
            follow(
                anew[-1] if anew else None,
                Event(
                    at=record.at,
                    actor=record.actor,
                    action=record.action,
                    object=record.object,
                    details=record.details,
                ),
            )
        )
    return anew
