from datetime import timedelta

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analytics.every_view import QUERIES
from tests.analytics.lake import ADDRESSES, KEYS, NOW, PROPERTY, Row, event, events, executed, numbered, table

from akwarden.analytics.calls import CALL_VOCABULARY, call_columns
from akwarden.analytics.filtering import condition
from akwarden.analytics.matching import matching
from akwarden.query.parse import parse
from akwarden.query.tree import Network, Op, Query, Test

PARSED = {name: parse(text, CALL_VOCABULARY) for name, text in QUERIES.items()}


def found(rows: list[Row], queries: list[tuple[str, Query]]) -> set[tuple[int, str]]:
    """Give which events fit which queries."""
    answer = executed(matching(table(rows), queries, NOW)).to_pylist()
    pairs = [(row["event_hash"], row["id"]) for row in answer]
    assert len(set(pairs)) == len(pairs)
    return set(pairs)


@PROPERTY
@given(events(), st.lists(st.sampled_from(sorted(PARSED)), min_size=1, max_size=4, unique=True))
def test_an_event_has_a_row_for_each_query_that_finds_it_alone(rows: list[Row], names: list[str]) -> None:
    together = found(rows, [(name, PARSED[name]) for name in names])

    alone = set()
    lake = table(rows)
    for name in names:
        kept = lake.filter(condition(PARSED[name], call_columns(lake), NOW)).select("event_hash")
        alone |= {(row["event_hash"], name) for row in executed(kept).to_pylist()}
    assert together == alone


def test_ids_may_be_numbers() -> None:
    rows = numbered([event(key_id=KEYS[0]), event(key_id=KEYS[1])])
    queries = [(7, parse(f"key:{KEYS[0]}", CALL_VOCABULARY)), (9, parse("service:cvm", CALL_VOCABULARY))]

    answer = executed(matching(table(rows), queries, NOW))

    assert sorted((row["event_hash"], row["id"]) for row in answer.to_pylist()) == sorted(
        [(rows[0]["event_hash"], 7), (rows[0]["event_hash"], 9), (rows[1]["event_hash"], 9)]
    )


def test_no_queries_find_nothing() -> None:
    answer = executed(matching(table([event()]), [], NOW))

    assert (answer.num_rows, answer.column_names) == (0, ["event_hash", "id"])


def test_how_long_ago_counts_from_the_time_that_is_given() -> None:
    rows = numbered([event(time=NOW - timedelta(days=6)), event(time=NOW - timedelta(days=8))])

    assert found(rows, [("week", parse("time<7d", CALL_VOCABULARY))]) == {(rows[0]["event_hash"], "week")}


def test_a_query_may_ask_for_a_thousand_networks() -> None:
    from akwarden.workflows.events.places import from_networks  # noqa: PLC0415  for this test alone

    apart = [Network(number * 4, number * 4 + 1, 4) for number in range(1000, 2000)]
    near = Network(0xCB007107, 0xCB007107, 4)  # 203.0.113.7
    rows = numbered([event(source_ip=ADDRESSES[0]), event(source_ip=ADDRESSES[1])])

    assert found(rows, [("listed", from_networks([*apart, near]))]) == {(rows[0]["event_hash"], "listed")}


def test_an_unknown_field_is_an_error() -> None:
    with pytest.raises(KeyError):
        matching(table([event()]), [("x", Test("remark", Op.EQ, ()))], NOW)


def test_spark_is_asked_in_its_own_words() -> None:
    queries = [(name, query) for name, query in PARSED.items() if "." not in QUERIES[name]]

    sql = str(ibis.to_sql(matching(table([event()]), queries, NOW), dialect="pyspark"))

    assert sql.count("UNION ALL") == len(queries) - 1


def test_hundreds_of_queries_are_asked_at_once() -> None:
    rows = numbered([event(key_id=KEYS[0])])
    queries = [(number, parse(f"key:{KEYS[0]} service:cvm", CALL_VOCABULARY)) for number in range(120)]

    answer = executed(matching(table(rows), queries, NOW))

    assert sorted(answer["id"].to_pylist()) == list(range(120))
