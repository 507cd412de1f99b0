"""The same views on DuckDB and on a Spark cluster of a master and two workers, also when one of them dies."""

from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.analytics import spark_answers
from tests.analytics.every_view import VIEWS, View, detection
from tests.analytics.lake import executed, registered, same, table
from tests.analytics.spark_events import beside, made_up

from akwarden.analytics.answers import declared
from akwarden.detectors.behavior.columns import ADDED

views_on_spark = spark_answers.views_on_spark


def on_duckdb() -> dict[str, View]:
    """Give every view, with the tables beside the events in DuckDB."""
    return {**VIEWS, **detection({name: registered(rows) for name, rows in beside().items()})}


def answered(view: View, events: ibis.Table) -> pa.Table:
    """Give what DuckDB answers."""
    return declared(executed(view.rows(events)), view.schema)


@pytest.mark.timeout(2 * spark_answers.SECONDS)
def test_spark_gives_the_answers_of_duckdb(views_on_spark: Path) -> None:
    views, events = on_duckdb(), table(made_up())

    answers = {path.stem: path for path in views_on_spark.glob("*.parquet")}

    assert sorted(answers) == sorted(views)
    assert [name for name, view in views.items() if not equal(view, events, answers[name])] == []


@pytest.mark.timeout(2 * spark_answers.SECONDS)
def test_the_answers_are_the_same_when_a_worker_dies(views_on_spark: Path) -> None:
    events = table(made_up())

    answers = {path.stem: path for path in (views_on_spark / "again").iterdir()}

    assert "killed while tasks were running" in (views_on_spark.parent / "said").read_text(encoding="utf-8")
    assert sorted(answers) == ["call_records", "firsts", "source_ips_address"]
    assert [name for name, path in answers.items() if not equal(VIEWS[name], events, path)] == []


def test_the_events_bring_out_every_column_of_the_enriched_table() -> None:
    found = answered(on_duckdb()["enriched_known"], table(made_up()))

    assert [column for column in ADDED if len(found[column].unique()) < 2] == []


def equal(view: View, events: ibis.Table, path: Path) -> bool:
    """Say whether Spark's answer is the one of DuckDB."""
    ours = answered(view, events)
    theirs = pq.read_table(path, partitioning=None)
    if ours.schema.types != theirs.schema.types or not ours.num_rows:
        return False
    if view.is_sorted:
        return bool(ours.to_pylist() == theirs.to_pylist())
    return same(ours.to_pylist(), theirs.to_pylist())
