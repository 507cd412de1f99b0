from typing import Any

import ibis
import pyarrow as pa
import pytest
from tests.analytics.lake import START, executed, registered
from tests.detectors.behavior.sigma.rules import AWS, correlation, rule, text

from akwarden.detectors.behavior.sigma.compiled import Compiled
from akwarden.detectors.behavior.sigma.load import compile_rules

SCHEMA = pa.schema(
    [
        pa.field("event_hash", pa.int64(), nullable=False),
        pa.field("time", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("subject", pa.string()),
        pa.field("key_status", pa.string()),
        pa.field("new_ip", pa.bool_(), nullable=False),
        pa.field("idle_seconds", pa.int64()),
        pa.field("score", pa.float64(), nullable=False),
        pa.field("key_created_at", pa.timestamp("us", tz="UTC")),
        pa.field("names", pa.list_(pa.string())),
    ]
)
"""Columns that an enriched table may have."""


def compiled(*documents: dict[str, Any]) -> Compiled:
    """Compile rules over these columns."""
    return compile_rules([("0", text(*documents))], ibis.Schema.from_pyarrow(SCHEMA))


def reason(selection: Any, logsource: dict[str, str] | None = None) -> str:
    """Give why a rule is refused."""
    one = rule(selection) if logsource is None else rule(selection, logsource=logsource)
    (only,) = compiled(one).faults
    return only.reason


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({"new_ip": True}, [0]),
        ({"new_ip": False}, [1, 2]),
        ({"score|gte": 0.1}, [0, 1]),
        ({"score|gt": 0.1}, [0]),
        ({"score": 0.1}, [1]),
        ({"score": 0}, [2]),
        ({"idle_seconds|gte": 2592000}, [0]),
        ({"idle_seconds": None}, [2]),
        ({"subject": "KEY:akid1"}, [0]),
        ({"subject|startswith": "issuer:"}, [1]),
        ({"key_status": "Active"}, [0]),
        ({"key_created_at": None}, [1, 2]),
        ({"key_created_at|exists": True, "key_created_at|hour": 0}, [0]),
        ({"key_created_at|fieldref": "time"}, [0]),
    ],
)
def test_fields_are_the_columns_of_the_table(selection: dict[str, Any], expected: list[int]) -> None:
    rows = (
        ("key:AKID1", "active", True, 2592000, 1.5, START),
        ("issuer:x", "inactive", False, 7, 0.1, None),
        (None, None, False, None, 0.0, None),
    )
    names = ("subject", "key_status", "new_ip", "idle_seconds", "score", "key_created_at")
    cells = [
        dict(zip(names, row, strict=True)) | {"event_hash": at, "time": START} for at, row in enumerate(rows)
    ]
    (only,) = compiled(rule(selection)).rules

    found = executed(only.hits(registered(pa.Table.from_pylist(cells, schema=SCHEMA))))

    assert found.column("event_hash").to_pylist() == expected


def test_correlations_group_by_columns_of_the_table() -> None:
    count = correlation("event_count", ["new"], group_by=["subject"], condition={"gte": 2})
    (only,) = compiled(rule({"new_ip": True}, name="new"), count).rules
    subjects = ("key:a", "key:b", "key:a", None, None)
    empty = dict.fromkeys(SCHEMA.names) | {"time": START, "new_ip": True, "score": 0.0}
    cells = [empty | {"event_hash": at, "subject": name} for at, name in enumerate(subjects)]

    found = executed(only.hits(registered(pa.Table.from_pylist(cells, schema=SCHEMA))))

    assert sorted(found.column("event_hash").to_pylist()) == [0, 2]


def test_a_column_of_another_type_is_refused() -> None:
    assert reason({"names": "x"}).startswith("`names` is of a type that rules can't compare")


def test_a_table_without_the_columns_of_the_lake_has_no_fields_of_cloudtrail() -> None:
    assert reason({"eventName": "x"}, AWS) == "events have no column `provider` here"


def test_a_value_without_a_field_needs_the_record() -> None:
    assert reason(["x"]) == "a value needs a field: events have no record here"


def test_an_address_without_numbers_has_no_networks() -> None:
    assert reason({"source_ip|cidr": "10.0.0.0/8"}).startswith("unknown field `source_ip`")
