"""Adds to lists of keys how they are used, from the sums of the state: no list waits for the event lake."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import islice
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.model.key_row import KeyRow
from akwarden.store.lake.months import from_micros
from akwarden.store.usage.keys import sums_of
from akwarden.store.usage.lines import Section
from akwarden.store.usage.spans import HOURS, sparks
from akwarden.workflows.keys.listing import ListedKey
from akwarden.workflows.usage.standing import is_summed

_SHARE: Final = 256
_NONE: Final = (0,) * HOURS


class KeySums(msgspec.Struct, frozen=True, kw_only=True):
    """How much one key is used."""

    calls: int = 0
    """How many calls it ever signed."""
    failed: int = 0
    """How many of them failed."""
    source_ips: int = 0
    """From how many addresses."""
    last_at: datetime | None = None
    """When the last call was."""
    spark: tuple[int, ...] = _NONE
    """Calls of each of the last 24 hours of the clock, the oldest first; the last one is not over."""

    @property
    def calls_24h(self) -> int:
        """How many calls the spark shows."""
        return sum(self.spark)


def key_sums(connection: Connection, keys: Sequence[str], now: datetime) -> Mapping[str, KeySums]:
    """Return how much keys are used; one that signed nothing has none."""
    bars = sparks(connection, Section.KEY, keys, now)
    return {
        key: KeySums(
            calls=sums.calls,
            failed=sums.failed,
            source_ips=sums.addresses,
            last_at=None if sums.last is None else from_micros(sums.last),
            spark=bars.get(key, _NONE),
        )
        for key, sums in sums_of(connection, keys).items()
    }


class WithUse:
    """Adds how keys are used to a list of them."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        """Take where the sums are."""
        self._connection, self._now = connection, now

    def __call__(
        self, rows: Generator[tuple[ListedKey, str], None, None]
    ) -> Generator[tuple[ListedKey, str], None, None]:
        """Yield the rows with how their keys are used; as they are where nothing was summed yet."""
        known = is_summed(self._connection)
        with closing(rows):
            while share := list(islice(rows, _SHARE)):
                ids = [one.row.key_id for one, _ in share]
                found = key_sums(self._connection, ids, self._now) if known else {}
                for one, cursor in share:
                    yield (self._with(one, found) if known else one), cursor

    @staticmethod
    def _with(one: ListedKey, found: Mapping[str, KeySums]) -> ListedKey:
        return msgspec.structs.replace(one, row=_used(one.row, found.get(one.row.key_id, KeySums())))


def with_use(connection: Connection, row: KeyRow, now: datetime) -> KeyRow:
    """Return the row of one key with how it is used; as it is where nothing was summed yet."""
    if not is_summed(connection):
        return row
    return _used(row, key_sums(connection, [row.key_id], now).get(row.key_id, KeySums()))


def _used(row: KeyRow, use: KeySums) -> KeyRow:
    return row.used(last_at=use.last_at, calls_24h=use.calls_24h, source_ips=use.source_ips)
