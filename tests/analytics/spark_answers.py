"""What Spark answers, to all tests that ask it: on one cluster, once in a run of tests.

Starting Spark takes longer than most questions. Whichever test comes first has everything answered that the
tests of this run want, also those in other processes; the others wait for it. Import the fixtures that a
module uses.
"""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.analytics.lake import arrow, event
from tests.analytics.spark_events import beside, made_up
from tests.detectors.behavior.sigma import spark_rules

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-spark" / "bin" / "python"
FILES = 8
SECONDS = 900
"""How long Spark may take for everything; a busy machine takes a multiple of an idle one."""
_PARTS = {"views_on_spark": "views", "rules_on_spark": "rules"}


@pytest.fixture(scope="session")
def views_on_spark(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the answers to all views, of `again/` after a worker died, and of `events/`."""
    return _answered(request, tmp_path_factory) / "views"


@pytest.fixture(scope="session")
def rules_on_spark(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the answers to all rules."""
    return _answered(request, tmp_path_factory) / "rules"


def _answered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that processes of this run share, when all answers are there.

    Skips where Spark is missing; in CI that is a failure, and so is what does not run, for each test.
    """
    _demand_spark()
    folder = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        folder = folder.parent
    folder /= "spark"
    folder.mkdir(exist_ok=True)
    outcome = folder / "outcome"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not outcome.exists():
            # What the others are told when this raises: they must not try it again, each for minutes.
            outcome.write_text("another test asked Spark, and failed", encoding="utf-8")
            outcome.write_text(_asked(folder, _wanted(request)), encoding="utf-8")
    failure = outcome.read_text(encoding="utf-8")
    assert not failure, failure
    return folder


def _demand_spark() -> None:
    if PYTHON.exists() and shutil.which("java") is not None:
        return
    message = "Java or .venv-spark is missing: tools/spark.sh makes it, and `make parts` calls that"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def _wanted(request: pytest.FixtureRequest) -> set[str]:
    """Return what any test of this run takes: every process knows all of them."""
    taken = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    return {part for fixture, part in _PARTS.items() if fixture in taken}


def _asked(folder: Path, wanted: set[str]) -> str:
    """Have the questions answered; return what went wrong, or an empty text."""
    questions = {"rules": _rules, "views": _views}
    asked = {name: make(folder / name) for name, make in questions.items() if name in wanted}
    with _cluster() as cluster:
        return _run(folder, asked | cluster)


def _rules(folder: Path) -> Mapping[str, Any]:
    """Write what the rules are asked about, and return the questions."""
    folder.mkdir()
    _write(folder / "events.parquet", arrow(spark_rules.rows()))
    return {"events": str(folder / "events.parquet"), "queries": spark_rules.queries(), "out": str(folder)}


def _views(folder: Path) -> Mapping[str, Any]:
    """Write what the views are asked about, in a folder whose name Spark takes for a pattern."""
    lake = folder / "events" / "la[k]e *"
    for made in (lake, folder / "again", folder / "beside"):
        made.mkdir(parents=True)
    rows = made_up()
    files = [lake / f"{number}.parquet" for number in range(FILES)]
    for number, file in enumerate(files):
        _write(file, arrow(rows[number::FILES]))
    _write(lake / "9.parquet", arrow([event(key_id="not in the list")]))
    tables = {name: folder / "beside" / f"{name}.parquet" for name in beside()}
    for name, told in beside().items():
        _write(tables[name], told)
    return {
        "files": [str(file) for file in files],
        "beside": {name: str(file) for name, file in tables.items()},
        "out": str(folder),
        "out_again": str(folder / "again"),
    }


def _write(file: Path, rows: pa.Table) -> None:
    pq.write_table(rows, file)


@contextmanager
def _cluster() -> Iterator[dict[str, Any]]:
    """Give the address of a cluster and the process ids of its workers."""
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


def _run(folder: Path, asked: Mapping[str, Any]) -> str:
    """Run the questions in the environment of Spark; return what went wrong, or an empty text."""
    told = folder / "asked.json"
    told.write_text(json.dumps(asked), encoding="utf-8")
    done = subprocess.run(
        [PYTHON, "-m", "tests.analytics.spark_runner", told],
        cwd=ROOT,
        env=os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    (folder / "said").write_text(done.stdout, encoding="utf-8")
    return "" if done.returncode == 0 else done.stderr[-4000:]
