"""Answers questions on a Spark cluster and writes the answers; started in the environment of Spark.

Its only argument is a file of JSON: `master`, `workers`, and any of these:

- `views`: every view over `files`, and what detection asks, with the tables `beside`; the answers go to
  `out`. Some views are asked again while a worker is killed, and those answers go to `out_again`.
- `rules`: SQL by name in `queries`, over the Parquet file `events`; the answers go to `out`.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession
from tests.analytics.every_view import VIEWS, View, detection

from akwarden.analytics.answers import declared
from akwarden.store.lake.spark import FUNCTIONS, collected, spark_table

_AGAIN = ("call_records", "source_ips_address", "firsts")
_SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "512m",
    "spark.executor.memory": "512m",
    "spark.executor.cores": "1",
    "spark.sql.shuffle.partitions": "2",
    # Machines that live for a minute: what a long-lived one gains by compiling with care, these would lose.
    "spark.driver.extraJavaOptions": _SHORT_LIVED,
    "spark.executor.extraJavaOptions": _SHORT_LIVED,
    "spark.sql.adaptive.enabled": "false",
    # Not that of this machine: answers must not depend on it.
    "spark.sql.session.timeZone": "America/New_York",
}
_SPLIT = "spark.sql.files.maxPartitionBytes"


def main() -> int:
    """Answer all that is asked."""
    told = Path(sys.argv[1])
    asked: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
    session = _session(asked["master"], told.parent / "warehouse")
    try:
        # Views first: what comes behind the death of a worker warms up one machine and not two.
        if "views" in asked:
            _views(session, asked["views"], asked["workers"][0])
        if "rules" in asked:
            _rules(session.newSession(), asked["rules"])
    finally:
        session.stop()
    return 0


def _session(master: str, warehouse: Path) -> SparkSession:
    builder = SparkSession.builder.master(master).appName("akwarden tests")
    for name, value in (_SETTINGS | {"spark.sql.warehouse.dir": f"file://{warehouse}"}).items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _views(session: SparkSession, asked: Mapping[str, Any], worker: int) -> None:
    """Answer every view, some of them again while a worker is killed, and what detection asks."""
    files, out = [Path(file) for file in asked["files"]], Path(asked["out"])
    events = spark_table(session, files)
    for name, view in VIEWS.items():
        _answer(session, events, view, out / name)
    killer = threading.Thread(target=_kill, args=(session, worker))
    # One file a task, so that both workers have something to do.
    session.conf.set(_SPLIT, "65536")
    again = spark_table(session, files)
    killer.start()
    for name in _AGAIN:
        _answer(session, again, VIEWS[name], Path(asked["out_again"]) / name)
    killer.join()
    session.conf.unset(_SPLIT)
    for name, view in detection(_beside(session, asked["beside"])).items():
        _answer(session, events, view, out / name)


def _rules(session: SparkSession, asked: Mapping[str, Any]) -> None:
    """Answer SQL, in a session whose zone is not UTC."""
    session.conf.set("spark.sql.session.timeZone", _SETTINGS["spark.sql.session.timeZone"])
    session.conf.set("spark.sql.shuffle.partitions", "1")
    for function in FUNCTIONS:
        session.sql(f"CREATE OR REPLACE TEMPORARY FUNCTION {function}")
    session.read.parquet(f"file://{asked['events']}").createOrReplaceTempView("events")
    for name, query in asked["queries"].items():
        began = time.monotonic()
        _write(session.sql(query).toArrow(), Path(asked["out"]), name, began)


def _beside(session: SparkSession, files: Mapping[str, str]) -> Mapping[str, ibis.Table]:
    """Give the tables beside the events."""
    for name, file in files.items():
        session.read.parquet(f"file://{file}").createOrReplaceTempView(name)
    connection = ibis.pyspark.connect(session)
    return {name: connection.table(name) for name in files}


def _answer(session: SparkSession, events: ibis.Table, view: View, place: Path) -> None:
    began = time.monotonic()
    _write(declared(collected(session, view.rows(events)), view.schema), place.parent, place.name, began)


def _write(answer: pa.Table, folder: Path, name: str, began: float) -> None:
    pq.write_table(answer, folder / f"{name}.parquet")
    sys.stdout.write(f"{name}: {time.monotonic() - began:.1f} s\n")
    sys.stdout.flush()


def _kill(session: SparkSession, worker: int) -> None:
    """Kill a worker and its executor while some task is running, and say when."""
    tracker = session.sparkContext.statusTracker()
    while True:
        running = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        if any(info is not None and info.numActiveTasks > 1 for info in running):
            os.killpg(worker, signal.SIGKILL)
            sys.stdout.write("killed while tasks were running\n")
            return
        time.sleep(0.001)


if __name__ == "__main__":
    sys.exit(main())
