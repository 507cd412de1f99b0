"""Spark as an engine of the lake: the same files as a table, for the same expressions.

It runs in an environment of its own, since Ibis and our other parts want different versions of pyspark; so
nothing here is imported unless a Spark session is at hand.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import ibis
import pyarrow as pa
from ibis.util import gen_name

from akwarden.store.lake.schema import LAKE_SCHEMA

if TYPE_CHECKING:  # pyspark is installed where Spark is used, and nowhere else
    from pyspark.sql import SparkSession

_PATTERN = re.compile(r"([\\\[\]{}*?,])")
FUNCTIONS: Final = (
    "epoch_us(at TIMESTAMP) RETURNS BIGINT RETURN unix_micros(at)",
    "json_extract_string(record STRING, path STRING) RETURNS STRING RETURN get_json_object(record, path)",
)
"""What Spark calls otherwise than DuckDB."""


def spark_table(session: "SparkSession", files: Sequence[Path]) -> ibis.Table:
    """Return the events of Parquet files of the lake; every executor must see them under the same paths.

    The session is set to UTC, so that it shows and cuts times as the other engines do, and learns functions
    under the names that DuckDB has for them.
    """
    connection = ibis.pyspark.connect(session)
    session.conf.set("spark.sql.session.timeZone", "UTC")
    for function in FUNCTIONS:
        session.sql(f"CREATE OR REPLACE TEMPORARY FUNCTION {function}")
    frame = session.createDataFrame(LAKE_SCHEMA.empty_table())
    if files:
        frame = session.read.schema(frame.schema).parquet(*(_address(file) for file in files))
    name = gen_name("events")
    frame.createOrReplaceTempView(name)
    return connection.table(name)


def collected(session: "SparkSession", rows: ibis.Table) -> pa.Table:
    """Return the answer to an expression over such a table, in the types that Spark gives it.

    Not by way of pandas, as Ibis does it: there a whole number beside a null becomes a fraction.
    """
    return session.sql(ibis.to_sql(rows, dialect="pyspark")).toArrow()


def _address(file: Path) -> str:
    """Return the path as Spark reads it, which takes some characters for a pattern."""
    return "file://" + _PATTERN.sub(r"\\\1", str(file.resolve()))
