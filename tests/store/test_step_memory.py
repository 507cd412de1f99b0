from datetime import timedelta

import pyarrow as pa
import pytest
from tests.store.databases import postgresql, state
from tests.store.rows import NOW

from akwarden.store import step_memory
from akwarden.store.state import State

__all__ = ["postgresql", "state"]

SCHEMA = pa.schema([("event_hash", pa.int64()), ("time", pa.timestamp("us", "UTC"))])


def events(*times: int) -> pa.Table:
    """Give events at these microseconds; each is its hash as well."""
    return pa.table({"event_hash": list(times), "time": pa.array(times, pa.int64())}).cast(SCHEMA)


def keep(state: State, rows: pa.Table) -> None:
    with state.writing() as connection:
        step_memory.keep(connection, rows, NOW)


def recalled(state: State, since: int, schema: pa.Schema = SCHEMA) -> list[int]:
    with state.reading() as connection:
        found: list[int] = step_memory.recalled(connection, since, schema)["event_hash"].to_pylist()
    return found


def test_events_from_a_time_on_are_recalled_from_all_batches(state: State) -> None:
    keep(state, events(1, 5))
    keep(state, events())
    keep(state, events(3, 9))

    assert recalled(state, 0) == [1, 5, 3, 9]
    assert recalled(state, 5) == [5, 9]
    assert recalled(state, 10) == []


def test_events_that_another_version_kept_by_other_columns_are_left_out(state: State) -> None:
    keep(state, events(1))
    keep(state, events(2).append_column("more", pa.array(["x"])))

    assert recalled(state, 0) == [1]


@pytest.mark.parametrize(("after", "left"), [(0, [1]), (1, [])])
def test_what_was_kept_before_a_time_is_forgotten(state: State, after: int, left: list[int]) -> None:
    keep(state, events(1))

    with state.writing() as connection:
        step_memory.forget(connection, NOW + timedelta(seconds=after))

    assert recalled(state, 0) == left


def test_all_is_forgotten_at_once(state: State) -> None:
    keep(state, events(1))

    with state.writing() as connection:
        step_memory.forget(connection)

    assert recalled(state, 0) == []
