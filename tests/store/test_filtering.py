"""SQL against the evaluator in Python: both say the same about every row."""

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects import postgresql
from tests.query.lists import KEYS, NOW, key, queries, rows

from akwarden.query.evaluate import Cell, Missing, matches
from akwarden.query.parse import parse
from akwarden.query.tree import All, AnyOf, Query
from akwarden.query.values import MAPPED
from akwarden.store.filtering import Columns, Several, condition
from akwarden.store.moment import Moment, to_millis

METADATA = MetaData()
LINES = Table(
    "filtered_keys",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("status", Text, index=True),
    Column("owner", Text),
    Column("remark", Text),
    Column("arn", Text),
    Column("leaks", BigInteger),
    Column("created", Moment),
    Column("last", BigInteger, index=True),
    Column("last_is_known", Boolean, nullable=False),
    Column("ip", Text, index=True),
    Column("mfa", Boolean),
)
TAGS = Table("filtered_tags", METADATA, Column("line", Integer), Column("tag", Text))
TAG = Several(TAGS.c.tag, TAGS, TAGS.c.line == LINES.c.id)
COLUMNS = Columns(
    by_field={field.name: TAG if field.name == "tag" else LINES.c[field.name] for field in KEYS.fields},
    words=(LINES.c.owner, LINES.c.remark, TAG),
    exact=("status",),
    never={"last": LINES.c.last_is_known},
)
WIDE = Columns(by_field=COLUMNS.by_field, words=(LINES.c.owner, LINES.c.remark) * 10)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """Give a database without rows; the tests below need nothing that only one kind of database has."""
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    yield engine
    engine.dispose()


def line(number: int, row: Mapping[str, Cell]) -> dict[str, object]:
    """Give a row as the state keeps it."""
    made: dict[str, object] = {name: cell for name, cell in row.items() if name != "tag"}
    made |= {"id": number, "last_is_known": row["last"] is not Missing.NOT_KNOWN}
    made["last"] = to_millis(row["last"]) if isinstance(row["last"], datetime) else None
    made["ip"] = digits(row["ip"]) if isinstance(row["ip"], str) else None
    return made


def digits(address: str) -> str:
    """Give an address as the state keeps it."""
    found = ipaddress.ip_address(address)
    return f"{int(found) + (MAPPED if found.version == 4 else 0):032x}"


def fill(connection: Connection, found: Sequence[Mapping[str, Cell]]) -> None:
    """Put rows into the tables, with their places in the sequence for ids."""
    if found:
        connection.execute(insert(LINES), [line(number, row) for number, row in enumerate(found)])
    tags = [{"line": number, "tag": tag} for number, row in enumerate(found) for tag in _tags(row)]
    if tags:
        connection.execute(insert(TAGS), tags)


def _tags(row: Mapping[str, Cell]) -> tuple[Any, ...]:
    """Give the tags of a row."""
    tags = row["tag"]
    return tags if isinstance(tags, tuple) else ()


def found_by(
    engine: Engine, query: Query, found: Sequence[Mapping[str, Cell]], columns: Columns = COLUMNS
) -> list[int]:
    """Give the places of the rows that a database finds, which forgets them again."""
    with engine.connect() as connection:
        fill(connection, found)
        ids = connection.scalars(
            select(LINES.c.id).where(condition(query, columns, NOW)).order_by(LINES.c.id)
        ).all()
        connection.rollback()
    return list(ids)


def asked(engine: Engine, text: str, *found: Mapping[str, Cell]) -> list[int]:
    """Give the places of the rows that a database finds for a query."""
    return found_by(engine, parse(text, KEYS), found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(query=queries(), found=st.lists(rows(), min_size=1, max_size=8))
def test_a_database_finds_the_rows_that_match(
    engine: Engine, query: Query, found: list[dict[str, Cell]]
) -> None:
    expected = [number for number, row in enumerate(found) if matches(query, row, KEYS, NOW)]

    assert found_by(engine, query, found) == expected


def test_a_test_of_what_is_not_set_is_false_and_its_negation_true(engine: Engine) -> None:
    row = key()

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
        assert asked(engine, text, row) == []
        assert asked(engine, f"-({text})", row) == [0]


def test_never_is_what_a_column_says_is_known(engine: Engine) -> None:
    found = (key(last=None), key(last=Missing.NOT_KNOWN))

    assert asked(engine, "last:never", *found) == asked(engine, "last>90d", *found) == [0]
    assert asked(engine, "last:none", *found) == [0, 1]


def test_without_such_a_column_a_time_that_is_not_set_is_never(engine: Engine) -> None:
    columns = Columns(by_field=COLUMNS.by_field, words=())

    assert found_by(engine, parse("last>90d", KEYS), [key(last=Missing.NOT_KNOWN)], columns) == [0]


@pytest.mark.parametrize("owner", ["50%", "a_b", "a/b", "a\\b", "a'b"])
def test_what_sql_takes_for_a_wildcard_is_text(engine: Engine, owner: str) -> None:
    others = [key(owner="50x"), key(owner="axb"), key(owner="a//b"), key(owner="ab")]

    assert asked(engine, f'"{owner}"'.replace("\\", "\\\\"), key(owner=owner), *others) == [0]
    assert asked(engine, f'owner:"{owner}*"'.replace("\\", "\\\\"), key(owner=owner), *others) == [0]


def test_words_are_not_found_across_two_columns(engine: Engine) -> None:
    row = key(owner="ab", remark="cd")

    assert asked(engine, "ab cd", row) == [0]
    assert asked(engine, "abcd", row) == []


def test_a_list_without_searched_columns_has_no_words(engine: Engine) -> None:
    columns = Columns(by_field=COLUMNS.by_field, words=())

    assert found_by(engine, parse("a", KEYS), [key(owner="a")], columns) == []
    assert found_by(engine, parse("-a", KEYS), [key(owner="a")], columns) == [0]


def test_trees_without_parts_find_all_or_nothing(engine: Engine) -> None:
    assert found_by(engine, All(()), [key(), key()]) == [0, 1]
    assert found_by(engine, AnyOf(()), [key(), key()]) == []


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"w{number}" for number in range(200)),
        " or ".join(f"-w{number}" for number in range(100)),
        "owner:" + ",".join(f"w{number}*" for number in range(200)),
        "-owner:" + ",".join(f"w{number}" for number in range(199)),
        "-(a (b or " * 10 + "c" + "))" * 10,
        "-(a -(owner:b* or tag:none or " * 10 + "last>1d" + "))" * 10,
        "owner!=a " * 200,
        "ip:" + ",".join(f"10.0.{number}.0/24" for number in range(200)),
        'owner:"' + "*%" * 2000 + 'x"',
        "leaks<" + "9" * 18,
        "last>999999y",
    ],
)
def test_the_largest_queries_are_ones_that_the_database_takes(engine: Engine, text: str) -> None:
    row = key(owner="a b c", tag=("c",), last=NOW)
    query = parse(text, KEYS)

    found = found_by(engine, query, [row], WIDE)

    assert found == ([0] if matches(query, row, KEYS, NOW) else [])


def test_whatever_is_asked_for_is_a_parameter() -> None:
    query = parse("'; owner:\"');--\" leaks>77 created>2026-01-31 ip:10.9.8.7 owner:xy*", KEYS)

    text = str(condition(query, COLUMNS, NOW).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]  # as SQLAlchemy has it

    assert not [part for part in ("';", "--", "77", "17", "0a09", "xy") if part in text]


def test_postgresql_makes_no_other_letters_small_either() -> None:
    query = parse("owner:a", KEYS)

    text = str(condition(query, COLUMNS, NOW).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]  # as SQLAlchemy has it

    assert 'lower((filtered_keys.owner) COLLATE "C")' in text


@pytest.mark.parametrize(
    "text", ["status:active", "last<90d", "ip:10.0.0.0/8", "mfa:no status:active,deleted"]
)
def test_an_index_serves_enums_times_and_addresses(text: str) -> None:
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    statement = select(LINES.c.id).where(condition(parse(text, KEYS), COLUMNS, NOW))

    with engine.connect() as connection:
        compiled = statement.compile(engine, compile_kwargs={"render_postcompile": True})
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(compiled.params.values()))
        steps = [str(step) for step in plan]
    engine.dispose()

    assert any("SEARCH filtered_keys USING" in step for step in steps)


def test_a_column_may_be_any_expression(engine: Engine) -> None:
    columns = Columns(by_field={"leaks": LINES.c.leaks + literal(1)}, words=())

    assert found_by(engine, parse("leaks:3", KEYS), [key(leaks=2), key(leaks=3)], columns) == [0]


def test_a_field_without_a_column_is_a_defect() -> None:
    with pytest.raises(KeyError):
        condition(parse("owner:a", KEYS), Columns(by_field={}, words=()), NOW)
