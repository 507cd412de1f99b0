from datetime import UTC, datetime
from decimal import Decimal

import ibis
import pyarrow as pa
import pytest

from akwarden.analytics.answers import declared

SCHEMA = ibis.schema({"key": "!string", "at": "timestamp('UTC', 6)", "calls": "!int64", "mean": "float64"})


def test_types_of_engines_become_those_of_the_schema() -> None:
    at = datetime(2026, 3, 2, 1, 2, 3, 4, tzinfo=UTC)
    given = pa.table(
        {
            "more": [1],
            "mean": pa.array([1], pa.int32()),
            "calls": pa.array([Decimal(7)], pa.decimal128(38, 0)),
            "at": pa.array([at.replace(tzinfo=None)], pa.timestamp("us")),
            "key": pa.array(["a"], pa.large_string()),
        }
    )

    found = declared(given, SCHEMA)

    assert found.schema == SCHEMA.to_pyarrow()
    assert found.to_pylist() == [{"key": "a", "at": at, "calls": 7, "mean": 1.0}]


def test_a_null_where_there_is_none_is_refused() -> None:
    given = pa.table({"key": pa.array([None], pa.string()), "at": [None], "calls": [1], "mean": [1.0]})

    with pytest.raises(ValueError, match="key"):
        declared(given, SCHEMA)


def test_a_column_that_is_missing_is_named() -> None:
    with pytest.raises(KeyError, match="at, calls, mean"):
        declared(pa.table({"key": ["a"]}), SCHEMA)
