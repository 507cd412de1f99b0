"""The same views on DuckDB and on a Spark cluster of a master and two workers, also when one of them dies."""

import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.analytics.every_view import VIEWS
from tests.analytics.lake import (
    ADDRESSES,
    KEYS,
    START,
    Row,
    arrow,
    event,
    executed,
    numbered,
    registered,
    same,
)

from akwarden.analytics.answers import declared

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-spark" / "bin" / "python"
EVENTS, FILES = 4000, 8
_SECONDS = 400
_PLACES = (
    (None, None, None, None),
    *(
        (address, country, asn, "hosting")
        for address, country, asn in zip(ADDRESSES, "abcdef", range(6), strict=True)
    ),
)


def made_up(number: int) -> list[Row]:
    """Give events whose cells are drawn by chance, the same in each run, many of them not set."""
    chance = random.Random(number)
    return numbered(_one(chance) for _ in range(number))


def _one(chance: random.Random) -> Row:
    """Give one event."""
    address, country, asn, kind = chance.choice(_PLACES)
    at = START + timedelta(microseconds=chance.randrange(14 * 86_400_000_000))
    on_the_hour = at.replace(minute=0, second=0, microsecond=0)
    service, action = chance.choice((("cvm", "run"), ("cvm", "stop"), ("cam", "run"), ("s3", "put")))
    return event(
        time=chance.choice((at, at, on_the_hour)),
        time_quality=chance.choice(("exact", "exact", "exact", "zone_presumed", "doubtful")),
        provider=chance.choice(("tencent", "aws")),
        account=chance.choice(("100000000001", "100000000002", "")),
        key_id=chance.choice((*KEYS, *(f"key-{number}" for number in range(20)), None)),
        key_type=chance.choice(("permanent", "temporary")),
        principal_type=chance.choice(("root", "user")),
        principal_id=chance.choice((None, "1001", "1002")),
        principal_name=chance.choice((None, "alice", "Bob", "deploy/ü")),
        issuer=chance.choice((None, "arn:role/ci", "arn:role/ops")),
        session_name=chance.choice((None, "s1", "s2")),
        service=service,
        action=action,
        region=chance.choice((None, "ap-guangzhou", "us-east-1")),
        source_ip=address,
        ip_country=country,
        ip_asn=None if asn is None else asn * 45090,
        ip_kind=kind,
        user_agent=chance.choice((None, "Boto3/1.0", "tccli 3\n%_'x")),
        resource=chance.choice((None, "qcs::cos:*", "arn:aws:s3:::b")),
        error_class=chance.choice(("none", "none", "denied", "server")),
        read_write=chance.choice(("read", "write")),
        channel=chance.choice(("api", "console")),
        sensitive=chance.random() < 0.2,
        mfa=chance.choice((None, True, False)),
        ingested_at=at + timedelta(seconds=chance.choice((0, 61.5, 3600, 86_400, 864_000))),
    )


@pytest.fixture
def cluster() -> Iterator[dict[str, Any]]:
    """Give the address of a cluster and its workers; skips where Spark is missing, in CI a failure."""
    if not PYTHON.exists() or shutil.which("java") is None:
        message = "Java or .venv-spark is missing: tools/spark.sh makes it, and `make parts` calls that"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    command = [str(PYTHON), str(ROOT / "tools" / "spark_cluster.py"), "--memory", "600m"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        try:
            assert line, "the cluster did not start"
            yield json.loads(line)
        finally:
            assert process.stdin
            process.stdin.close()


@pytest.mark.timeout(2 * _SECONDS)
def test_spark_gives_the_answers_of_duckdb_and_survives_a_worker(
    cluster: dict[str, Any], tmp_path: Path
) -> None:
    files = written(tmp_path)
    out, after_kill = tmp_path / "out", tmp_path / "after_kill"
    out.mkdir()
    after_kill.mkdir()

    said = run_views(cluster, files, out, after_kill)

    assert "killed while tasks were running" in said
    events = registered(pa.concat_tables(pq.read_table(file, partitioning=None) for file in files))
    again = sorted(path.stem for path in after_kill.iterdir())
    assert sorted(path.stem for path in out.iterdir()) == sorted(VIEWS)
    assert again == ["call_records", "firsts", "source_ips_address"]
    assert [name for name in VIEWS if not equal(name, events, out)] == []
    assert [name for name in again if not equal(name, events, after_kill)] == []


def written(folder: Path) -> list[Path]:
    """Give files of events, in a folder whose name Spark takes for a pattern."""
    lake = folder / "la[k]e *"
    lake.mkdir()
    rows = made_up(EVENTS)
    files = [lake / f"{number}.parquet" for number in range(FILES)]
    for number, file in enumerate(files):
        pq.write_table(arrow(rows[number::FILES]), file)
    pq.write_table(arrow([event(key_id="not in the list")]), lake / "9.parquet")
    return files


def run_views(cluster: dict[str, Any], files: list[Path], out: Path, after_kill: Path) -> str:
    """Run the views in the environment of Spark and give what was said."""
    asked = {"master": cluster["master"], "kill": cluster["workers"][0], "files": [str(one) for one in files]}
    told = out.parent / "asked.json"
    told.write_text(
        json.dumps(asked | {"out": str(out), "out_after_kill": str(after_kill)}), encoding="utf-8"
    )
    done = subprocess.run(
        [PYTHON, "-m", "tests.analytics.spark_runner", told],
        cwd=ROOT,
        env=os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def equal(name: str, events: ibis.Table, folder: Path) -> bool:
    """Say whether Spark's answer is the one of DuckDB."""
    view = VIEWS[name]
    ours = declared(executed(view.rows(events)), view.schema)
    theirs = pq.read_table(folder / f"{name}.parquet", partitioning=None)
    if ours.schema.types != theirs.schema.types or not ours.num_rows:
        return False
    if view.is_sorted:
        return bool(ours.to_pylist() == theirs.to_pylist())
    return same(ours.to_pylist(), theirs.to_pylist())
