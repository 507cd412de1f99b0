# ruff: noqa: INP001, T201  a script, which says where the cluster is
"""A Spark standalone cluster on this machine: one master and two workers, each a process of its own.

Prints one line of JSON, with the address of the master and the process ids of the workers, when both workers
are there; it ends the cluster when its standard input is closed or it is told to terminate. It listens on
127.0.0.1 alone, on ports that are free.

Run it with the Python of `.venv-spark`: python tools/spark_cluster.py [--memory 1g]
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pyspark

_HOST = "127.0.0.1"
_WORKERS = 2
_SECONDS = 90
_ADDRESS = re.compile(r"Starting Spark master at (spark://\S+)")
_REGISTERED = "Successfully registered with master"


def main() -> int:
    """Run the cluster; return 1 when it does not start in time."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    processes: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryDirectory(prefix="spark-") as folder:
        try:
            return _serve(Path(folder), options.memory, processes)
        finally:
            _end(processes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--memory", default="1g", help="What each worker may give to executors.")
    return parser.parse_args()


def _serve(folder: Path, memory: str, processes: list[subprocess.Popen[bytes]]) -> int:
    """Start the processes, say so, and wait until nobody needs them any more."""
    master = folder / "master.log"
    processes.append(_start(master, "master.Master", "--host", _HOST, "--port", "0", "--webui-port", "0"))
    address = _found(master, _ADDRESS)
    if address is None:
        return _failed(master)
    for number in range(_WORKERS):
        own = ("--cores", "1", "--memory", memory, "--work-dir", str(folder / f"work-{number}"))
        places = ("--host", _HOST, "--port", "0", "--webui-port", "0")
        processes.append(_start(folder / f"worker-{number}.log", "worker.Worker", *own, *places, address))
    for number in range(_WORKERS):
        if _found(folder / f"worker-{number}.log", re.compile(f"({_REGISTERED})")) is None:
            return _failed(folder / f"worker-{number}.log")
    print(json.dumps({"master": address, "workers": [one.pid for one in processes[1:]]}), flush=True)
    sys.stdin.read()
    return 0


def _start(log: Path, role: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start one process of the cluster, which becomes the Java machine that its script starts."""
    home = Path(pyspark.__file__).parent
    # The script looks for jars of this version; without it, executors do not start from the wheel.
    settings = {"SPARK_SCALA_VERSION": "2.13", "SPARK_HOME": str(home), "SPARK_LOCAL_IP": _HOST}
    # Master and workers only keep books; executors have options of their own.
    java = {
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{role}", *arguments]
    with log.open("wb") as out:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=os.environ | settings | java,
            start_new_session=True,
        )


def _found(log: Path, pattern: re.Pattern[str]) -> str | None:
    """Return what a log says, waiting for it, or None."""
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        said = pattern.search(log.read_text(encoding="utf-8", errors="replace"))
        if said:
            return said[1]
        time.sleep(0.1)
    return None


def _failed(log: Path) -> int:
    print(
        f"{log.stem} did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}",
        file=sys.stderr,
    )
    return 1


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """End the processes, workers first, and the executors that they started."""
    for process in reversed(processes):
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, sign)
            except ProcessLookupError:
                break
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                continue


if __name__ == "__main__":
    sys.exit(main())
