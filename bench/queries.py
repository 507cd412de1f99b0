"""Claim: "first seen per key and address" over ten million events, through Ibis, takes at most 1.3x of SQL.

The lake has 5,000 keys at about 200,000 addresses, and 30 days (`stand/events.py`). The same is asked through
the view of the product, on the list of files of a lake, and in SQL that was written for DuckDB by hand; both
give the same rows. Shown beside it: the first page of call records and of source addresses, the
usage of all keys, and the baseline of hours of the week. CPU seconds are those of this process, DuckDB runs
in it.

`--engine spark` asks the same of a standalone cluster on this machine, of a master and two workers, and holds
its answers against those of DuckDB; its seconds are wall time. `tools/spark.sh` makes what it needs.

Repeat with `python bench/queries.py`; `--quick` tries the bench itself, with few events, and judges nothing.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from akwarden.analytics.answers import declared
from akwarden.analytics.call_records import CALL_RECORDS, call_records
from akwarden.analytics.call_records import ORDERS as RECORD_ORDERS
from akwarden.analytics.first_seen import FIRST_SEEN, first_seen
from akwarden.analytics.paging import page
from akwarden.analytics.profile import PROFILE, Span, profile
from akwarden.analytics.source_ips import ORDERS as ADDRESS_ORDERS
from akwarden.analytics.source_ips import Per, source_ips, source_ips_schema
from akwarden.analytics.usage import USAGE, usage
from stand.events import DAYS, START, make_lake
from stand.results import Bar, bars_table, exit_code, facts, keep

MOST_RATIO = 1.3
JUDGED = 10_000_000
"""How many events a figure is kept of."""
PAGE = 200
MEMORY, THREADS = "6GB", 2
END = START + timedelta(days=DAYS)
ROOT = Path(__file__).resolve().parent.parent
SPARK = ROOT / ".venv-spark" / "bin" / "python"
_ON_SPARK = "--on-spark"

_FIRST_SEEN_SQL = """
SELECT key_id, source_ip, count(*) AS calls,
       min(time) FILTER (WHERE time_quality <> 'doubtful') AS first,
       max(time) FILTER (WHERE time_quality <> 'doubtful') AS last
FROM read_parquet($files) WHERE key_id IS NOT NULL AND source_ip IS NOT NULL GROUP BY key_id, source_ip
"""
_BASELINE_SQL = """
SELECT key_id, (hour + 72) % 168 AS hour, sum(calls) AS calls, count(*) AS days FROM (
    SELECT key_id, epoch_us(time) // 3600000000 AS hour, count(*) AS calls FROM read_parquet($files)
    WHERE key_id IS NOT NULL AND time_quality <> 'doubtful' AND time >= $since AND time < $until GROUP BY ALL
) GROUP BY ALL
"""


@dataclass(frozen=True)
class Question:
    """What is asked of an engine."""

    rows: Callable[[ibis.Table], ibis.Table]
    schema: ibis.Schema


QUESTIONS: Mapping[str, Question] = {
    "first seen": Question(first_seen, FIRST_SEEN),
    "call records, a page": Question(
        lambda events: page(call_records(events), RECORD_ORDERS["last"], limit=PAGE), CALL_RECORDS
    ),
    "source addresses, a page": Question(
        lambda events: page(source_ips(events), ADDRESS_ORDERS[Per.ADDRESS]["calls"], limit=PAGE),
        source_ips_schema(Per.ADDRESS),
    ),
    "usage of all keys": Question(lambda events: usage(events, END), USAGE),
    "baseline": Question(lambda events: profile(events, Span(START, END)), PROFILE),
}
HAND_MADE: Mapping[str, tuple[str, str]] = {
    "first seen": ("first seen, SQL by hand", _FIRST_SEEN_SQL),
    "baseline": ("baseline, SQL by hand", _BASELINE_SQL),
}


@dataclass(frozen=True)
class Speed:
    """Medians of several runs, in seconds, and how many rows came."""

    cpu: float
    wall: float
    rows: int


def main() -> int:
    """Run the benchmark and return the exit code."""
    options, load = _options(), os.getloadavg()[0]
    warnings.filterwarnings("ignore", category=DeprecationWarning)  # Ibis asks DuckDB in a way that is old
    if options.on_spark:
        return _inside_spark(json.loads(options.on_spark))
    count, rounds = (options.events, options.rounds)
    if options.quick:
        count, rounds = 50_000, 1
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        files = make_lake(Path(folder), count, count // 50)
        speeds = _duckdb_speeds(files, rounds)
        on_spark = _spark_speeds(Path(folder), files, rounds) if options.engine == "spark" else {}
    bars = _bars(speeds)
    about = (
        facts({name: version(name) for name in ("duckdb", "ibis-framework")}, load, rounds)
        + f"\n- input: {count:,} events in {len(files)} files; DuckDB on {THREADS} threads, {MEMORY}"
    )
    bodies = {"Queries": _body("", about, _table(speeds), bars_table(bars))}
    if on_spark:
        equal = "The answers of both engines to each question are equal."
        bodies["Queries on Spark"] = _body(" --engine spark", about, _table(speeds | on_spark), equal)
    print("\n\n".join(bodies.values()))
    if options.quick or count < JUDGED:
        print("\nfew events: nothing is judged or written down")
        return 0
    for title, body in bodies.items():
        keep(title, body)
    return exit_code(bars)


def _body(options: str, *parts: str) -> str:
    """Return the text of a section, with the command that repeats it."""
    return "\n\n".join([f"Repeat with `python bench/queries.py{options}`.", *parts])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--events", type=int, default=JUDGED, help="How many events there are.")
    parser.add_argument("--rounds", type=int, default=3, help="Runs of each question.")
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="Spark is asked too.")
    parser.add_argument("--work", type=Path, help="Where the files are made for the time of the run.")
    parser.add_argument("--quick", action="store_true", help="Few events and one run; nothing is judged.")
    parser.add_argument(_ON_SPARK, help=argparse.SUPPRESS)
    return parser.parse_args()


# DuckDB


def _duckdb_speeds(files: Sequence[Path], rounds: int) -> dict[str, Speed]:
    """Return the medians of each question and of the SQL beside it; the first round does not count."""
    import duckdb  # noqa: PLC0415  not installed where Spark is

    from akwarden.store.lake.engine import duckdb_table  # noqa: PLC0415  as above

    events = _spilling(duckdb_table(files, memory=MEMORY, threads=THREADS), files)
    raw = duckdb.connect(config={"memory_limit": MEMORY, "threads": THREADS})
    raw.execute(_spill(files))
    values = {"files": [str(file) for file in files], "since": START, "until": END}
    askers: dict[str, Callable[[], pa.Table]] = {}
    for name, question in QUESTIONS.items():
        askers[name] = partial(_asked, question, events)
        if name in HAND_MADE:
            called, sql = HAND_MADE[name]
            needed = {key: value for key, value in values.items() if f"${key}" in sql}
            askers[called] = partial(_by_hand, raw, sql, needed)
    speeds = _measured(askers, rounds)
    _hold_equal(askers)
    return speeds


def _spilling(events: ibis.Table, files: Sequence[Path]) -> ibis.Table:
    """Return the events, of an engine that puts beside the files what does not fit in memory."""
    events.get_backend().con.execute(_spill(files))
    return events


def _spill(files: Sequence[Path]) -> str:
    return f"SET temp_directory = '{files[0].parent / 'spilled'}'"


def _asked(question: Question, events: ibis.Table) -> pa.Table:
    """Return the answer of DuckDB to a question."""
    return declared(question.rows(events).to_pyarrow(), question.schema)


def _by_hand(raw: Any, sql: str, values: Mapping[str, object]) -> pa.Table:
    """Return the answer to SQL."""
    return raw.sql(sql, params=values).to_arrow_table()


def _measured(askers: Mapping[str, Callable[[], pa.Table]], rounds: int) -> dict[str, Speed]:
    """Return the medians of some rounds in which each is asked once, after one that does not count."""
    runs: dict[str, list[Speed]] = {name: [] for name in askers}
    for number in range(rounds + 1):
        for name, ask in askers.items():
            before = time.process_time(), time.perf_counter()
            answer = ask()
            spent = time.process_time() - before[0], time.perf_counter() - before[1]
            if number:
                runs[name].append(Speed(*spent, answer.num_rows))
    return {name: _median(found) for name, found in runs.items()}


def _median(runs: Sequence[Speed]) -> Speed:
    cpu, wall = (statistics.median(getattr(run, name) for run in runs) for name in ("cpu", "wall"))
    return Speed(cpu, wall, runs[0].rows)


def _hold_equal(askers: Mapping[str, Callable[[], pa.Table]]) -> None:
    """Raise SystemExit where a view and the SQL by hand give different rows."""
    for name, (called, _) in HAND_MADE.items():
        theirs = askers[called]()
        kinds = QUESTIONS[name].schema.to_pyarrow()
        names = theirs.column_names
        cast = theirs.cast(pa.schema([kinds.field(one) for one in names]))
        if not _same(askers[name]().select(names), cast):
            raise SystemExit(f"the answers to {name!r} differ")


def _same(ours: pa.Table, theirs: pa.Table) -> bool:
    """Say whether two answers have the same rows, in whatever order."""
    by = [
        (name, "ascending")
        for name in ours.column_names
        if not pa.types.is_list(ours.schema.field(name).type)
    ]
    return bool(ours.sort_by(by).equals(theirs.sort_by(by)))


# Spark


def _spark_speeds(folder: Path, files: Sequence[Path], rounds: int) -> dict[str, Speed]:
    """Return the medians of each question on a cluster; raises SystemExit where its answer is another."""
    out = folder / "answers"
    out.mkdir()
    command = [str(SPARK), str(ROOT / "tools" / "spark_cluster.py"), "--memory", "3g"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as cluster:
        if cluster.stdin is None or cluster.stdout is None or not (line := cluster.stdout.readline()):
            raise SystemExit("the cluster did not start")
        asked = {"files": [str(file) for file in files], "out": str(out), "rounds": rounds} | json.loads(line)
        again = [str(SPARK), __file__, _ON_SPARK, json.dumps(asked)]
        local = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1"}
        done = subprocess.run(again, stdout=subprocess.PIPE, text=True, check=True, env=local)
        cluster.stdin.close()
    _hold_against(files, out)
    told: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return {f"{name}, Spark": Speed(0.0, wall, int(rows)) for name, (wall, rows) in told.items()}


def _hold_against(files: Sequence[Path], out: Path) -> None:
    """Raise SystemExit where Spark's answer is not the one of DuckDB."""
    from akwarden.store.lake.engine import duckdb_table  # noqa: PLC0415  not installed where Spark is

    events = _spilling(duckdb_table(files, memory=MEMORY, threads=THREADS), files)
    for name, question in QUESTIONS.items():
        ours = _asked(question, events)
        if not _same(ours, pq.read_table(out / f"{name}.parquet").cast(ours.schema)):
            raise SystemExit(f"the answers of DuckDB and of Spark to {name!r} differ")


def _inside_spark(asked: Mapping[str, Any]) -> int:
    """Ask the cluster, in the environment of Spark: write the answers, print the medians."""
    from pyspark.sql import SparkSession  # noqa: PLC0415  installed there and nowhere else

    from akwarden.store.lake.spark import spark_table  # noqa: PLC0415  as above

    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "3g",
        "spark.driver.maxResultSize": "2g",
        "spark.executor.memory": "2g",
        "spark.sql.shuffle.partitions": "8",
    }
    builder = SparkSession.builder.master(asked["master"]).appName("akwarden bench")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    events = spark_table(session, [Path(file) for file in asked["files"]])
    askers = {
        name: partial(_asked_of_spark, session, question, events) for name, question in QUESTIONS.items()
    }
    speeds = _measured(askers, asked["rounds"])
    for name, ask in askers.items():
        pq.write_table(ask(), Path(asked["out"]) / f"{name}.parquet")
    session.stop()
    print(json.dumps({name: [speed.wall, speed.rows] for name, speed in speeds.items()}))
    return 0


def _asked_of_spark(session: Any, question: Question, events: ibis.Table) -> pa.Table:
    """Return the answer of Spark to a question."""
    from akwarden.store.lake.spark import collected  # noqa: PLC0415  imported where Spark is at hand

    return declared(collected(session, question.rows(events)), question.schema)


# Report


def _bars(speeds: Mapping[str, Speed]) -> list[Bar]:
    called, _ = HAND_MADE["first seen"]
    ratio = speeds["first seen"].cpu / speeds[called].cpu
    return [Bar("CPU of first seen, as a share of SQL by hand", ratio, MOST_RATIO)]


def _table(speeds: Mapping[str, Speed]) -> str:
    floor = speeds[HAND_MADE["first seen"][0]]
    lines = ["| question | CPU s | wall s | wall / first seen by hand | rows |", "|---|---:|---:|---:|---:|"]
    for name, speed in speeds.items():
        cpu = f"{speed.cpu:.2f}" if speed.cpu else ""
        lines.append(
            f"| {name} | {cpu} | {speed.wall:.2f} | {speed.wall / floor.wall:.1f} | {speed.rows:,} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
