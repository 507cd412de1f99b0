"""Claim: over ten million events a page of calls of the last day comes in 1 s, one of addresses in 0.3 s.

The lake is that of `bench/queries.py` (`stand/events.py`): 5,000 keys at about 200,000 addresses, 30 days.
What is measured is what the console asks for: pages of the call log by way of the line that questions stand
in, the histogram and the facets, pages of source addresses and the use of 200 keys from sums of the state.
Shown beside what the same lists take when the lake is asked, and what it takes to sum all of it once. CPU is
that of this process; SQLite and DuckDB run in it.

Repeat with `python bench/usage.py`; `--quick` tries the bench itself, with few events, and judges nothing.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import insert

from akwarden.analytics.paging import page
from akwarden.analytics.source_ips import ORDERS as ADDRESS_ORDERS
from akwarden.analytics.source_ips import Per, source_ips
from akwarden.analytics.usage import usage
from akwarden.store.lake import manifest
from akwarden.store.lake.lake import Lake
from akwarden.store.lake.manifest import NewFile
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import lake_batches
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.events.opening import events_of
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.usage.call_log import CallLog
from akwarden.workflows.usage.call_query import CallsAsked
from akwarden.workflows.usage.call_spread import CallSpread
from akwarden.workflows.usage.desk import Desk
from akwarden.workflows.usage.following import follow
from akwarden.workflows.usage.ip_facets import source_ip_facets
from akwarden.workflows.usage.key_use import key_sums
from akwarden.workflows.usage.source_ips import list_source_ips
from stand.events import DAYS, START, make_lake
from stand.results import Bar, bars_table, exit_code, facts, keep

JUDGED = 10_000_000
"""How many events a figure is kept of."""
PAGE = 200
NOW = START + timedelta(days=DAYS)
RARE = f"key:AKID{4999:032d}"
SOME = Scope(everywhere=False, accounts=frozenset({("tencent", "100000000002"), ("aws", "100000000002")}))
MOST_CALLS, MOST_LIST = 1.0, 0.3
DAY = "calls of the last day, a page"
LIST = "source addresses, a page"
BESIDE = {LIST: "source addresses, a page, of the lake", "use of 200 keys": "use of all keys, of the lake"}


@dataclass(frozen=True)
class Speed:
    """Medians of several runs, in seconds."""

    cpu: float
    wall: float


def main() -> int:
    """Run the benchmark and return the exit code."""
    options, load = _options(), os.getloadavg()[0]
    warnings.filterwarnings("ignore", category=DeprecationWarning)  # Ibis asks DuckDB in a way that is old
    count, rounds = (20_000, 1) if options.quick else (options.events, options.rounds)
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        state, lake = _made(Path(folder), count)
        before = time.process_time(), time.perf_counter()
        summed = follow(state, lake, NOW)
        once = Speed(time.process_time() - before[0], time.perf_counter() - before[1])
        speeds = _measured(_askers(state, lake), rounds)
        size = (Path(folder) / "state.db").stat().st_size
        state.close()
    bars = [
        Bar(f"wall time of {DAY}, in seconds", speeds[DAY].wall, MOST_CALLS, " s"),
        Bar(f"wall time of {LIST}, in seconds", speeds[LIST].wall, MOST_LIST, " s"),
    ]
    about = facts({name: version(name) for name in ("duckdb", "sqlalchemy")}, load, rounds)
    about += (
        f"\n- input: {summed:,} events; all of them summed once: {once.cpu:.0f} s CPU, {once.wall:.0f} s wall"
        f"\n- the state with its sums: {size >> 20} MB"
    )
    repeat = "Repeat with `python bench/usage.py`."
    body = "\n\n".join([repeat, about, _table(speeds), bars_table(bars)])
    print(body)
    if options.quick or count < JUDGED:
        print("\nfew events: nothing is judged or written down")
        return 0
    keep("Usage", body)
    return exit_code(bars)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--events", type=int, default=JUDGED, help="How many events there are.")
    parser.add_argument("--rounds", type=int, default=5, help="Runs of each question.")
    parser.add_argument("--work", type=Path, help="Where the files are made for the time of the run.")
    parser.add_argument("--quick", action="store_true", help="Few events and one run; nothing is judged.")
    return parser.parse_args()


def _made(home: Path, count: int) -> tuple[State, Lake]:
    """Return a state, and a lake with so many events that nobody summed."""
    state, folder = open_state(home, None), home / "events"
    folder.mkdir()
    files = [_entry(file) for file in make_lake(folder, count, max(count // 50, 1))]
    counts = dict.fromkeys(("duplicates", "dead_letters", "scrubbed", "doubtful"), 0)
    with state.writing() as connection:
        manifest.lock(connection)
        values = {"key": "made", "source": "bench", "rows": count, "committed_at": NOW, **counts}
        connection.execute(insert(lake_batches).values(values))
        manifest.add_files(connection, files, NOW, batch=1)
    return state, Lake(state, folder)


def _entry(file: Path) -> NewFile:
    times = pq.read_table(file, columns=["time"])["time"].cast("int64")
    ends = pc.min_max(times).as_py()
    return NewFile(
        name=file.name,
        month=f"{START:%Y-%m}",
        rows=len(times),
        size=file.stat().st_size,
        span=(ends["min"], ends["max"]),
        content=0,
        doubtful=False,
    )


def _askers(state: State, lake: Lake) -> Mapping[str, Callable[[], object]]:
    log, spread, month = CallLog(state, lake, Desk()), CallSpread(state, lake, Desk()), START

    def calls(where: str = "", *, whole: bool = False) -> Callable[[], object]:
        asked = CallsAsked(where=where, since=month if whole else None, now=NOW)
        return lambda: log.page(asked, limit=PAGE)

    def bars(where: str, *, whole: bool) -> Callable[[], object]:
        asked = CallsAsked(where=where, since=month if whole else None, now=NOW)
        return lambda: spread.histogram(asked)

    return {
        DAY: calls(),
        "calls of the last day that were denied, a page": calls("result:denied"),
        "calls of 30 days, a page": calls(whole=True),
        "calls of 30 days of a rare key, a page": calls(RARE, whole=True),
        "calls of 30 days that there are none of": calls("action:nothing", whole=True),
        "histogram of the last day": bars("", whole=False),
        "histogram of 30 days, of sums": bars("", whole=True),
        "histogram of 30 days of a rare key": bars(RARE, whole=True),
        "facets of the last day": lambda: spread.facets(CallsAsked(now=NOW), ()),
        LIST: _listed(state, ""),
        "source addresses by calls, a page": _listed(state, "", sort="calls"),
        "source addresses of two countries, a page": _listed(state, "country:DE,SG keys>1"),
        "source addresses of a kind, a page": _listed(state, "type:internet trust:unknown"),
        "source addresses that name a text, a page": _listed(state, "11.1"),
        "source addresses of one account, a page": _listed(state, "", scope=SOME),
        "facets of source addresses": lambda: _facets(state),
        "use of 200 keys": lambda: _keys(state),
        BESIDE[LIST]: lambda: page(
            source_ips(events_of(lake)), ADDRESS_ORDERS[Per.ADDRESS]["last"], limit=PAGE
        ).to_pyarrow(),
        BESIDE["use of 200 keys"]: lambda: usage(events_of(lake), NOW).to_pyarrow(),
    }


def _listed(
    state: State, where: str, *, sort: str | None = None, scope: Scope | None = None
) -> Callable[[], object]:
    asked = Asked(where=where, sort=sort, limit=PAGE, now=NOW, scope=scope or Scope(everywhere=True))

    def listed() -> object:
        with state.reading() as connection:
            return list(list_source_ips(connection, asked))

    return listed


def _facets(state: State) -> object:
    with state.reading() as connection:
        return source_ip_facets(connection, Asked(now=NOW), ())


def _keys(state: State) -> object:
    with state.reading() as connection:
        return key_sums(connection, [f"AKID{number:032d}" for number in range(PAGE)], NOW)


def _measured(askers: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Speed]:
    """Return the medians of some rounds in which each is asked once, after one that does not count."""
    runs: dict[str, list[Speed]] = {name: [] for name in askers}
    for number in range(rounds + 1):
        for name, ask in askers.items():
            before = time.process_time(), time.perf_counter()
            ask()
            if number:
                spent = Speed(time.process_time() - before[0], time.perf_counter() - before[1])
                runs[name].append(spent)
    return {
        name: Speed(statistics.median(one.cpu for one in found), statistics.median(one.wall for one in found))
        for name, found in runs.items()
    }


def _table(speeds: Mapping[str, Speed]) -> str:
    lines = ["| question | CPU ms | wall ms | wall / of the lake |", "|---|---:|---:|---:|"]
    for name, speed in speeds.items():
        beside = f"{speed.wall / speeds[BESIDE[name]].wall:.3f}" if name in BESIDE else ""
        lines.append(f"| {name} | {speed.cpu * 1000:.0f} | {speed.wall * 1000:.0f} | {beside} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
