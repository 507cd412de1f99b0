"""The same rules on DuckDB and on Spark."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.analytics import spark_answers
from tests.analytics.lake import arrow, executed, registered
from tests.detectors.behavior.sigma.spark_rules import places_together, queries, rows, rules

rules_on_spark = spark_answers.rules_on_spark


def test_every_rule_has_a_form_for_spark() -> None:
    assert len(queries()) == len(rules()) + 1
    assert [name for name, query in queries().items() if "SELECT" not in query] == []


@pytest.mark.timeout(2 * spark_answers.SECONDS)
def test_spark_finds_what_duckdb_finds(rules_on_spark: Path) -> None:
    answers = {name: pq.read_table(rules_on_spark / f"{name}.parquet") for name in queries()}

    events = registered(arrow(rows()))
    expected = [hashes(executed(one.hits(events))) for one in rules()]
    assert sum(map(len, expected)) > 1000
    assert [hashes(answers[str(at)]) for at in range(len(expected))] == expected
    together = sorted((row["rule"], row["event_hash"]) for row in answers["together"].to_pylist())
    assert together == [(at, one) for at, place in enumerate(places_together()) for one in expected[place]]


def hashes(answer: pa.Table) -> list[int]:
    """Give which events an answer names, in order."""
    return sorted(answer.column("event_hash").to_pylist())
