"""Runs SQL over events on Spark and writes the answers; started in the environment of Spark.

Its only argument is a file of JSON: `events`, a file of Parquet; `queries`, SQL by name; `out`, a folder.
"""

import json
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from akwarden.store.lake.spark import FUNCTIONS

_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "512m",
    "spark.sql.shuffle.partitions": "1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    # Not that of this machine: answers must not depend on it.
    "spark.sql.session.timeZone": "America/New_York",
}


def main() -> int:
    """Answer every query."""
    asked: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    builder = SparkSession.builder.master("local[1]").appName("rules")
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        for function in FUNCTIONS:
            session.sql(f"CREATE OR REPLACE TEMPORARY FUNCTION {function}")
        session.read.parquet(f"file://{asked['events']}").createOrReplaceTempView("events")
        for name, query in asked["queries"].items():
            pq.write_table(session.sql(query).toArrow(), Path(asked["out"]) / f"{name}.parquet")
    finally:
        session.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
