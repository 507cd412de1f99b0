"""What tests of usage share: all that the sums hold, and a lake of many small files."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from tests.workflows.events.imports import FIRST, Shop, audit, lines, trail

from akwarden.store.state import State
from akwarden.store.tables import (
    usage_addresses,
    usage_keys,
    usage_pairs,
    usage_progress,
    usage_regions,
    usage_spans,
)

NOW = datetime(2025, 5, 3, 12, 30, tzinfo=UTC)
_TABLES = (usage_pairs, usage_addresses, usage_keys, usage_regions, usage_spans)

__all__ = ["FIRST", "NOW", "Shop", "all_sums", "journal_open", "some_calls"]


def all_sums(state: State) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every sum, in order."""
    with state.reading() as connection:
        return {
            # In the order of Python: databases order texts in their own ways.
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in _TABLES
        }


def journal_open(state: State) -> bool:
    """Say whether a journal is to be added still."""
    with state.reading() as connection:
        return connection.execute(select(usage_progress.c.journal)).scalar_one_or_none() is not None


def some_calls(start: int, count: int) -> bytes:
    """Return records of two clouds: each seventh minute, some keys at some addresses, some denied."""
    records = []
    for number in range(start, start + count):
        address = f"203.0.113.{number % 17}" if number % 5 else f"2001:db8::{number % 3}"
        more = {"sourceIPAddress": address}
        if number % 11 == 0:
            more["errorCode"] = "AccessDenied"
        make = trail if number % 2 else audit
        record = make(number * 7, **more)
        if number % 2 == 0:
            who = {**record["userIdentity"], "secretId": f"AKID-{number % 13}", "sessionContext": "{}"}
            record = {**record, "userIdentity": who}
        records.append(record)
    return lines(records)
