"""The same rules on DuckDB and on Spark."""

import json
import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.analytics.lake import START, Row, arrow, event, numbered
from tests.detectors.behavior.sigma.rules import AWS, compile_all, correlation, fired, rule, text
from tests.detectors.behavior.sigma.test_backend import AGENTS, TEXTS
from tests.detectors.behavior.sigma.test_regex import PATTERNS, texts

from akwarden.detectors.behavior.sigma.compiled import CompiledRule
from akwarden.detectors.behavior.sigma.running import every_hit

ROOT = Path(__file__).resolve().parents[4]
PYTHON = ROOT / ".venv-spark" / "bin" / "python"
_SECONDS = 600
_RECORD = {
    "requestParameters": {"a": {"b": "Yes"}, "list": [{"c": 1.5}], "text": 'say "Hi"'},
    "readOnly": True,
}
_PATHS: tuple[tuple[str, Any], ...] = (
    ("requestParameters.a.b", "yes"),
    ("requestParameters.list[0].c", 1.5),
    ("requestParameters.list|contains", '"c":1'),
    ("requestParameters|contains", '"hi'),
    ("requestParameters.none", None),
    ("readOnly", True),
    ("eventTime|week", 10),
    ("eventTime|day", 2),
    ("sourceIPAddress|cidr", "203.0.113.0/24"),
    ("eventSource|startswith", "c"),
)


def rules() -> tuple[CompiledRule, ...]:
    """Give rules of every kind."""
    found = [rule({field: value}, condition="not selection") for field, value, _ in TEXTS]
    found += [rule({"session_name|re": pattern}) for pattern in PATTERNS]
    found += [rule({field: value}, logsource=AWS) for field, value in _PATHS]
    made = [text(one | {"id": f"r{at}"}) for at, one in enumerate(found)]
    for kind in ("event_count", "value_count", "temporal", "temporal_ordered"):
        field = {"field": "resource"} if kind == "value_count" else {}
        keys = {} if kind == "temporal_ordered" else {"condition": {"gte": 2} | field}
        one = correlation(kind, ["a", "b"], group_by=["region"], **keys)
        made.append(text(*(rule({"action": name}, name=name) for name in ("a", "b")), one | {"id": kind}))
    compiled = compile_all(*made)
    assert not [fault for fault in compiled.faults if "fits every event" not in fault.reason]
    return compiled.rules


def rows() -> list[Row]:
    """Give events for all of them."""
    raw = json.dumps(_RECORD)
    agents = [event(user_agent=agent, provider="aws", raw=raw) for agent in AGENTS]
    said = [event(session_name=one) for one in texts()]
    steps = [
        event(
            time=START + timedelta(seconds=at * 3 % 40),
            action="ab"[at % 2],
            region=("r", "q", None)[at % 3],
            resource=("v", "w", None)[at % 4 % 3],
        )
        for at in range(60)
    ]
    return numbered([*agents, *said, *steps])


def test_every_rule_has_a_form_for_spark() -> None:
    for one in rules():
        assert "SELECT" in str(ibis.to_sql(one.hits(one.table), dialect="pyspark"))


@pytest.mark.timeout(2 * _SECONDS)
def test_spark_finds_what_duckdb_finds(tmp_path: Path) -> None:
    if not PYTHON.exists() or shutil.which("java") is None:
        message = "Java or .venv-spark is missing: tools/spark.sh makes it, and `make parts` calls that"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    compiled, events = rules(), rows()
    queries = {str(at): _spark_sql(one.hits(one.table)) for at, one in enumerate(compiled)}
    some = compiled[::5] + compiled[-4:]
    queries["together"] = _spark_sql(every_hit(some, some[0].table))

    answers = _answers(events, queries, tmp_path)

    expected = {str(at): fired(one, events) for at, one in enumerate(compiled)}
    assert sum(map(len, expected.values())) > 1000
    assert {name: _hashes(answers[name]) for name in expected} == expected
    together = sorted((row["rule"], row["event_hash"]) for row in answers["together"].to_pylist())
    assert together == [(at, one) for at, rule in enumerate(some) for one in fired(rule, events)]


def _spark_sql(rows: ibis.Table) -> str:
    return str(ibis.to_sql(rows, dialect="pyspark"))


def _hashes(answer: pa.Table) -> list[int]:
    return sorted(answer.column("event_hash").to_pylist())


def _answers(events: list[Row], queries: dict[str, str], folder: Path) -> dict[str, pa.Table]:
    """Run queries in the environment of Spark."""
    pq.write_table(arrow(events), folder / "events.parquet")
    told = folder / "asked.json"
    asked = {"events": str(folder / "events.parquet"), "queries": queries, "out": str(folder)}
    told.write_text(json.dumps(asked), encoding="utf-8")
    done = subprocess.run(
        [PYTHON, "-m", "tests.detectors.behavior.sigma.spark_runner", told],
        cwd=ROOT,
        env=os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return {name: pq.read_table(folder / f"{name}.parquet") for name in queries}
