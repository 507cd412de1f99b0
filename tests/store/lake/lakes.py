"""Lakes for tests: events made from numbers, batches of them, and what a lake holds."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import delete, select

from akwarden.model.audit_record import DeadLetter
from akwarden.model.event import Event, EventFormat, TimeQuality
from akwarden.model.network import NetworkFacts, NetworkKind
from akwarden.store.lake.batch import Cursor, NewBatch
from akwarden.store.lake.columns import table_of
from akwarden.store.lake.lake import Lake
from akwarden.store.lake.months import to_micros
from akwarden.store.lake.schema import LAKE_SCHEMA
from akwarden.store.state import State
from akwarden.store.tables import (
    lake_batches,
    lake_files,
    lake_followers,
    lake_head,
    lake_leases,
    lake_sources,
    notes,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
FIRST = datetime(2026, 4, 30, 23, tzinfo=UTC)
"""The time of event 0; an hour later the month ends."""
SOURCE = "a source"


def event(number: int, at: datetime | None = None, **changed: Any) -> Event:
    """Give the event of that number: one each minute, by one of three keys."""
    micros = to_micros(FIRST + timedelta(minutes=number) if at is None else at)
    values: dict[str, Any] = {
        "format": EventFormat.CLOUDTRAIL,
        "provider": "aws",
        "id": f"event-{number}",
        "time": micros,
        "account": "123456789012",
        "key_id": f"key-{number % 3}",
        "service": "ec2",
        "action": "DescribeInstances",
        "source_ip": f"192.0.2.{number % 200}",
        "user_agent": "aws-cli/2",
        "raw": f'{{"eventID":"event-{number}"}}',
    }
    return Event(**{**values, **changed})


def doubtful(number: int, at: datetime) -> Event:
    """Give an event whose time is doubtful."""
    return event(number, at, time_quality=TimeQuality.DOUBTFUL)


def facts(text: str) -> NetworkFacts | None:
    """Give what is known of a documentation address."""
    last = text.rpartition(".")[2]
    if not last.isdigit():
        return None
    return NetworkFacts(4, text, 0, 0xC0000200 + int(last), NetworkKind.RESERVED, None, None, None)


def table(events: Sequence[Event]) -> pa.Table:
    """Give events as rows."""
    return table_of(events, facts, lambda agent: "cli" if agent else "unknown", NOW)


def batch(
    key: str, events: Iterable[int | Event], *, letters: int = 0, cursor: str | None = None
) -> NewBatch:
    """Give a batch of events, some by their numbers alone."""
    made = [event(one) if isinstance(one, int) else one for one in events]
    return NewBatch(
        key=key,
        source=SOURCE,
        table=table(made),
        dead_letters=[letter(number) for number in range(letters)],
        scrubbed=letters,
        cursor=None if cursor is None else Cursor(text=cursor),
    )


def letter(number: int) -> DeadLetter:
    """Give a record that could not be read."""
    return DeadLetter(
        vpath="a.json", line=number + 1, offset=number, size=1, reason="it is no JSON", text="{"
    )


def opened(state: State, folder: Path) -> Lake:
    """Open a lake whose clock stands still."""
    return Lake(state, folder, clock=lambda: NOW)


def rows(paths: Iterable[Path]) -> list[str]:
    """Give the ids of the events in files, as often as they are there."""
    found: list[str] = []
    for path in paths:
        with pq.ParquetFile(path) as file:
            assert file.schema_arrow.equals(LAKE_SCHEMA), path
            found += file.read(["event_id"], use_threads=False)["event_id"].to_pylist()
    return sorted(found)


def contents(lake: Lake) -> list[str]:
    """Give the ids of all events of a lake."""
    return rows(file.path for file in lake.files())


def ids(numbers: Iterable[int]) -> list[str]:
    """Give the ids of events, each once."""
    return sorted({f"event-{number}" for number in numbers})


def on_disk(lake: Lake) -> set[str]:
    """Give the paths of all files in the folder of a lake, below it."""
    return {path.relative_to(lake.folder).as_posix() for path in lake.folder.rglob("*") if path.is_file()}


def named(state: State) -> set[str]:
    """Give the paths that the manifest knows."""
    with state.reading() as connection:
        letters = connection.execute(select(lake_batches.c.dead_letter_path)).scalars().all()
        return {*connection.execute(select(lake_files.c.path)).scalars(), *filter(None, letters)}


def wipe(state: State) -> None:
    """Forget all lakes of a state."""
    with state.writing() as connection:
        for one in (lake_files, lake_batches, lake_sources, lake_followers, lake_leases, lake_head, notes):
            connection.execute(delete(one))
