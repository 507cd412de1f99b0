"""Claim: audit records become events of the lake at 30,000 a second a core, and at 0.2x the speed of DuckDB.

The records are those of `akwarden emulate traffic`: a made-up company at two clouds, with every dirty
variant, session tokens in a quarter of them and pasted secrets in some. The whole path is measured: cutting
the file into records, taking secrets out, reading, enriching by address and client, leaving out what is
there, Parquet on the disk and the transaction in the state. Start-up (imports, rules, data of networks) is
measured apart, by importing an empty file, and taken off: it is paid once.

Beside it DuckDB reads the same file with `read_json`, as far as it can tell columns by itself, and writes
Parquet: it scrubs nothing, enriches nothing, leaves nothing out and keeps no promise about a crash. One
thread each.

Repeat with `python bench/ingest.py`; `--quick` tries the bench itself with few records and judges nothing.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from stand.measure import Contender, Cost, rounds
from stand.results import Bar, bars_table, exit_code, facts, keep

LEAST_A_SECOND, LEAST_OF_DUCKDB = 30_000, 0.2
_ROUNDS = 3
_PROGRAM = (str(Path(sys.executable).with_name("akwarden")),)
_DUCKDB = """
import duckdb, sys
connection = duckdb.connect(config={"threads": 1})
connection.execute(
    "COPY (SELECT * FROM read_json(?, format='newline_delimited', ignore_errors=true, union_by_name=true,"
    " maximum_object_size=33554432)) TO '" + sys.argv[2] + "' (FORMAT parquet, COMPRESSION zstd)",
    [sys.argv[1]],
)
"""


def main() -> int:
    """Run the benchmark and return the exit code."""
    options, load = _options(), os.getloadavg()[0]
    count, times = (2_000, 1) if options.quick else (options.events, _ROUNDS)
    with tempfile.TemporaryDirectory(dir=options.work) as name:
        folder = Path(name)
        records = _made(folder / "traffic", count)
        number = sum(1 for _ in records.open("rb"))
        costs = rounds(_contenders(folder, records), times, folder)
        size = records.stat().st_size
    ours, peer = _speeds(costs, number)
    bars = [
        Bar("CPU a record, in 1/30,000 s", LEAST_A_SECOND / ours, 1.0),
        Bar("CPU a record, in five times that of DuckDB's read_json", LEAST_OF_DUCKDB * peer / ours, 1.0),
    ]
    body = "\n\n".join(
        [
            "Repeat with `python bench/ingest.py`.",
            facts({name: version(name) for name in ("duckdb", "pyarrow", "msgspec")}, load, times)
            + f"\n- input: {number:,} records of both clouds, {size / 1e6:,.0f} MB, one file",
            _table(costs, number),
            bars_table(bars),
        ]
    )
    print(body)
    if options.quick:
        print("\nfew records: nothing is judged or written down")
        return 0
    keep("Ingest", body)
    return exit_code(bars)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--events", type=int, default=300_000, help="How many records there are.")
    parser.add_argument("--work", type=Path, help="Where the files are made for the time of the run.")
    parser.add_argument("--quick", action="store_true", help="Few records and one run; nothing is judged.")
    return parser.parse_args()


def _made(folder: Path, count: int) -> Path:
    """Write the records of a company, and return the file."""
    command = [*_PROGRAM, "emulate", "traffic", "--events", str(count), "--out", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return next(folder.rglob("events.jsonl"))


def _contenders(folder: Path, records: Path) -> list[Contender]:
    empty = folder / "empty.jsonl"
    empty.touch()
    home = folder / "home"

    def renewed() -> None:
        subprocess.run(["rm", "-rf", str(home)], check=True)

    def importing(name: str, file: Path) -> Contender:
        command = [*_PROGRAM, "audit", "import", str(file)]
        env = {"AKWARDEN_HOME": str(home)}
        return Contender(name, command, codes=frozenset({0, 4}), env=env, before=renewed)

    duckdb = [sys.executable, "-c", _DUCKDB, str(records), str(folder / "duckdb.parquet")]
    nothing = [sys.executable, "-c", "import duckdb"]
    return [
        importing("akwarden", records),
        importing("akwarden, nothing to read", empty),
        Contender("DuckDB read_json", duckdb),
        Contender("DuckDB, nothing to read", nothing),
    ]


def _speeds(costs: dict[str, Cost], number: int) -> tuple[float, float]:
    """Return the records a CPU second of akwarden and of DuckDB, without what starting takes."""
    ours = costs["akwarden"].cpu - costs["akwarden, nothing to read"].cpu
    peer = costs["DuckDB read_json"].cpu - costs["DuckDB, nothing to read"].cpu
    return number / ours, number / peer


def _table(costs: dict[str, Cost], number: int) -> str:
    ours, peer = _speeds(costs, number)
    speeds = {"akwarden": ours, "DuckDB read_json": peer}
    lines = ["| | CPU s | wall s | peak MB | records a CPU second |", "|---|---:|---:|---:|---:|"]
    for name, cost in costs.items():
        speed = f"{speeds[name]:,.0f}" if name in speeds else ""
        lines.append(f"| {name} | {cost.cpu:.2f} | {cost.wall:.2f} | {cost.peak:.0f} | {speed} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
