"""Runs every view on a Spark cluster and writes the answers; started in the environment of Spark.

Its only argument is a file of JSON: `master`, `files`, `out` for the folder of the answers, and `kill`, a
worker that is killed while it is at work in a second round, of which the answers go to `out_after_kill`.
"""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from pyspark.sql import SparkSession
from tests.analytics.every_view import VIEWS

from akwarden.analytics.answers import declared
from akwarden.store.lake.spark import collected, spark_table

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
    # One file a task, so that both workers have something to do.
    "spark.sql.files.maxPartitionBytes": "65536",
    # Not that of this machine: answers must not depend on it.
    "spark.sql.session.timeZone": "America/New_York",
}


def main() -> int:
    """Run the views, then some of them again while a worker is killed."""
    asked: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    session = _session(asked["master"])
    try:
        events = spark_table(session, [Path(file) for file in asked["files"]])
        for name in VIEWS:
            _write(session, events, name, Path(asked["out"]))
        killer = threading.Thread(target=_kill, args=(session, asked["kill"]))
        killer.start()
        events = spark_table(session, [Path(file) for file in asked["files"]])
        for name in _AGAIN:
            _write(session, events, name, Path(asked["out_after_kill"]))
        killer.join()
    finally:
        session.stop()
    return 0


def _session(master: str) -> SparkSession:
    builder = SparkSession.builder.master(master).appName("akwarden views")
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _write(session: SparkSession, events: Any, name: str, out: Path) -> None:
    view, began = VIEWS[name], time.monotonic()
    pq.write_table(declared(collected(session, view.rows(events)), view.schema), out / f"{name}.parquet")
    sys.stdout.write(f"{name}: {time.monotonic() - began:.1f} s\n")


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
