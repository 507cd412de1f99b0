"""Conditions against the evaluator in Python: both say the same about every row."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analytics.lake import PROPERTY, address_of, executed, registered
from tests.query.lists import KEYS, NOW, key, queries, rows

from akwarden.analytics.filtering import Address, Columns, Plain, Texts, condition
from akwarden.query.evaluate import Cell, Missing, matches
from akwarden.query.parse import parse
from akwarden.query.tree import All, AnyOf, Number, Op, Query, Test, Text

SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        *((name, pa.string()) for name in ("status", "owner", "remark", "arn", "tag_0", "tag_1", "tag_2")),
        ("leaks", pa.int64()),
        ("created", pa.timestamp("us", "UTC")),
        ("last", pa.timestamp("us", "UTC")),
        ("last_is_known", pa.bool_()),
        ("ip_family", pa.int8()),
        ("ip_high", pa.int64()),
        ("ip_low", pa.int64()),
        ("mfa", pa.bool_()),
    ]
)


def columns(table: ibis.Table) -> Columns:
    """Give where the table has the fields."""
    tags = Texts((table.tag_0, table.tag_1, table.tag_2))
    owner, remark = Texts((table.owner,)), Texts((table.remark,))
    return Columns(
        by_field={
            "status": Texts((table.status,), is_small=True),
            "owner": owner,
            "remark": remark,
            "arn": Texts((table.arn,)),
            "tag": tags,
            "leaks": Plain(table.leaks),
            "created": Plain(table.created),
            "last": Plain(table["last"]),
            "ip": Address(table.ip_family, table.ip_high, table.ip_low),
            "mfa": Plain(table.mfa),
        },
        words=(owner, remark, tags),
        never={"last": table.last_is_known},
    )


def line(number: int, row: Mapping[str, Cell]) -> dict[str, Any]:
    """Give a row as a table has it."""
    tags = row["tag"]
    assert isinstance(tags, tuple)
    made: dict[str, Any] = dict(row) | {"id": number} | {f"tag_{at}": tag for at, tag in enumerate(tags)}
    made["last_is_known"] = row["last"] is not Missing.NOT_KNOWN
    made["last"] = row["last"] if isinstance(row["last"], datetime) else None
    address = row["ip"]
    # The lake writes a mapped address as the IPv4 address that it is.
    return made | address_of(address.removeprefix("::ffff:") if isinstance(address, str) else None)


def found_by(query: Query, found: Sequence[Mapping[str, Cell]]) -> list[int]:
    """Give the places of the rows that an engine finds."""
    lines = [
        {name: cells.get(name) for name in SCHEMA.names} for cells in map(line, range(len(found)), found)
    ]
    table = registered(pa.Table.from_pylist(lines, schema=SCHEMA))
    ids = executed(table.filter(condition(query, columns(table), NOW)).select("id"))
    return sorted(ids.column("id").to_pylist())


def asked(text: str, *found: Mapping[str, Cell]) -> list[int]:
    """Give the places of the rows that an engine finds for a query."""
    return found_by(parse(text, KEYS), [{**row, "tag": row["tag"] or ()} for row in found])


@settings(max_examples=settings().max_examples // 2)
@given(query=queries(), found=st.lists(rows(), min_size=1, max_size=8))
def test_an_engine_finds_the_rows_that_match(query: Query, found: list[dict[str, Cell]]) -> None:
    expected = [number for number, row in enumerate(found) if matches(query, row, KEYS, NOW)]

    assert found_by(query, found) == expected


@PROPERTY
@given(
    text=st.text("ab\n.[", max_size=8),
    parts=st.lists(st.text("ab\n.[", max_size=2), min_size=2, max_size=5).filter(any),
)
def test_patterns_fit_as_in_python(text: str, parts: list[str]) -> None:
    query = Test("owner", Op.EQ, (Text("*".join(parts), is_glob=True),))

    assert bool(found_by(query, [key(owner=text, tag=())])) is matches(query, key(owner=text), KEYS, NOW)


def test_a_test_of_what_is_not_set_is_false_and_its_negation_true() -> None:
    for text in (
        "owner:a",
        "leaks<1",
        "created>2026-01-31",
        "last<1d",
        "ip:::/0",
        "mfa:no",
        "status:active",
        "a",
    ):
        assert asked(text, key()) == []
        assert asked(f"-({text})", key()) == [0]


def test_times_count_in_whole_milliseconds() -> None:
    late = datetime(2026, 1, 31, 12, 0, 0, 999, tzinfo=UTC)

    assert asked("created<=2026-01-31T12:00:00", key(created=late)) == [0]
    assert asked("created>2026-01-31T12:00:00", key(created=late)) == []
    assert asked("created>2026-01-31T12:00:00", key(created=late + timedelta(microseconds=1))) == [0]


@pytest.mark.parametrize("owner", ["50%", "a_b", "a/b", "a\\b", "a'b", "a.b", "a\nb"])
def test_what_engines_take_for_a_pattern_is_text(owner: str) -> None:
    others = [key(owner="50x"), key(owner="axb"), key(owner="a//b"), key(owner="ab")]
    query = Test("owner", Op.EQ, (Text(owner.replace("\\", "\\\\") + "*", is_glob=True),))

    assert found_by(query, [row | {"tag": ()} for row in (key(owner=owner), *others)]) == [0]


def test_only_the_letters_a_to_z_are_made_small() -> None:
    assert asked("owner:straße", key(owner="STRAßE"), key(owner="STRASSE")) == [0]
    assert asked("owner:kelvin", key(owner="\N{KELVIN SIGN}elvin"), key(owner="Kelvin")) == [1]


def test_trees_without_parts_find_all_or_nothing() -> None:
    found = [key(tag=()), key(tag=())]

    assert found_by(All(()), found) == [0, 1]
    assert found_by(AnyOf(()), found) == []


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"w{number}" for number in range(200)),
        "owner:" + ",".join(f"w{number}*" for number in range(200)),
        "-owner:" + ",".join(f"w{number}" for number in range(199)),
        "-(a (b or " * 10 + "c" + "))" * 10,
        "ip:" + ",".join(f"10.0.{number}.0/24" for number in range(200)),
        'owner:"' + "*%" * 2000 + 'x"',
        "last>999999y",
    ],
)
def test_an_engine_takes_the_largest_queries(text: str) -> None:
    query = parse(text, KEYS)

    assert found_by(query, [key(tag=())]) == ([0] if matches(query, key(), KEYS, NOW) else [])


def test_a_field_without_a_column_is_a_defect() -> None:
    with pytest.raises(KeyError):
        found_by(Test("who", Op.EQ, (Text("a"),)), [key(tag=())])


def test_a_value_of_another_kind_is_a_defect() -> None:
    with pytest.raises(TypeError, match="another kind"):
        found_by(Test("leaks", Op.EQ, (Text("a"),)), [key(tag=())])
    with pytest.raises(TypeError, match="another kind"):
        found_by(Test("owner", Op.GT, (Number(1),)), [key(tag=())])
