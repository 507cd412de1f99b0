"""Claim: detection is fast enough to be used: back-tests, many rules at once, start-up, and alarms in time.

- A back-test of one rule over ten million events takes under 5 s: a plain rule, a correlation, and one about
  what is new. Beside the plain one, the same question in SQL that was written for DuckDB by hand. A rule
  that asks of every event what is new takes longer: it is shown, and no bar is held against it.
- The 57 rules of SigmaHQ for AWS over a million events take under 5 s in one pass. They are fetched by who
  runs this, and named by `--sigma FOLDER`; without it our own rules of single events are asked.
- `akwarden detect run` starts: with nothing in the cache, and with the questions in it.
- While it judges the past, another process that writes waits for at most 200 ms.
- At 1,000 events a second for three minutes every alarm is there within 60 s of the arrival of its file.

The ten million events are those of `stand/events.py`, the others those of `akwarden emulate traffic`. CPU
seconds of back-tests are those of this process, DuckDB runs in it.

Repeat with `python bench/detection_speed.py --sigma FOLDER`; `--quick` tries the bench itself with few events
and judges nothing.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import ibis

from akwarden.detectors.behavior.columns import ENRICHED
from akwarden.detectors.behavior.sigma.running import every_hit
from akwarden.store.lake.engine import MEMORY, THREADS, duckdb_table
from akwarden.store.migration import open_state
from akwarden.workflows.detection.backtest import backtest
from akwarden.workflows.detection.ruleset import DetectionRule, load_behavior
from akwarden.workflows.events.opening import events_of, open_lake
from stand.events import DAYS, START, make_lake
from stand.followed import PROGRAM, Fed, Feeding, Waits, feed, others_writing
from stand.measure import Contender, Cost, rounds
from stand.measure import run as measured
from stand.results import Bar, bars_table, exit_code, facts, keep

MOST_BACKTEST, MOST_SIGMA, MOST_DELAY, MOST_WAIT = 5.0, 5.0, 60.0, 0.2
JUDGED = 10_000_000
"""How many events the figures of back-tests are kept of."""
A_SECOND = 1_000
END = START + timedelta(days=DAYS)
BY_HAND = "plain, SQL by hand"
_WIDE = "novelty-wide"
_RULES = """
title: Refused calls to one service
id: bench-plain
status: experimental
logsource: {product: akwarden, service: calls}
detection:
  refused: {service: service7, error_class: denied, channel: api}
  condition: refused
level: low
---
title: A burst of refused calls
id: bench-correlation
status: experimental
correlation:
  type: event_count
  rules: [bench-refused]
  group-by: [subject]
  timespan: 10m
  condition: {gte: 3}
level: low
---
title: A refused call
id: bench-refused
name: bench-refused
status: experimental
logsource: {product: akwarden, service: calls}
detection:
  refused: {error_class: denied}
  condition: refused
---
title: Calls to one service from a new network
id: bench-novelty
status: experimental
logsource: {product: akwarden, service: calls}
detection:
  new: {new_network: true, learning: false, service: service7}
  condition: new
level: low
---
title: Any call from a new network of a provider
id: bench-novelty-wide
status: experimental
logsource: {product: akwarden, service: calls}
detection:
  new: {new_asn: true, learning: false}
  condition: new
level: low
"""
_SQL = """
SELECT provider, account, count(*) AS events, count(DISTINCT date_trunc('day', time)) AS days,
       min(time) AS first, max(time) AS last,
       CASE WHEN key_id IS NOT NULL AND key_type <> 'temporary' THEN 'key:' || key_id
            ELSE coalesce('issuer:' || issuer, 'principal:' || coalesce(principal_id, principal_name))
       END AS subject
FROM read_parquet($files) WHERE time > $since AND time <= $until
 AND service = 'service7' AND error_class = 'denied' AND channel = 'api' GROUP BY ALL
"""
_COUNT = "SELECT count(*) FROM read_parquet($files) WHERE time > $since AND time <= $until"


@dataclass(frozen=True)
class Speed:
    """Medians of several runs, in seconds, and how many events were found."""

    cpu: float
    wall: float
    found: int


def main() -> int:
    """Run the benchmark and return the exit code."""
    options, load = _options(), os.getloadavg()[0]
    warnings.filterwarnings("ignore", category=DeprecationWarning)  # Ibis asks DuckDB in a way that is old
    size = _Size(20_000, 20_000, 1, 10) if options.quick else _Size(options.events, 1_000_000, 3, 180)
    with tempfile.TemporaryDirectory(dir=options.work) as name:
        work = Path(name)
        backtests = _backtests(work, size)
        home = _imported(work, size.traffic)
        sigma, rules = _many_rules(home, options.sigma, size.runs)
        starts = _starts(work, size.runs)
        judged, waits = _past(home, work)
        fed = feed(Feeding(home, work, A_SECOND, size.seconds, every=5))
    bars = _bars(backtests, sigma, waits, fed, is_sigma=options.sigma is not None)
    body = "\n\n".join(
        [
            "Repeat with `python bench/detection_speed.py --sigma FOLDER` (rules/cloud/aws of SigmaHQ).",
            facts({name: version(name) for name in ("duckdb", "ibis-framework", "pysigma")}, load, size.runs)
            + f"\n- input: {size.events:,} events for back-tests, {size.traffic:,} of traffic for the rest; "
            f"DuckDB on {THREADS} threads, {MEMORY}",
            _table(backtests, sigma, rules, size),
            _about(starts, judged, waits, fed, size.traffic),
            bars_table(bars),
        ]
    )
    print(body)
    if options.quick or size.events < JUDGED or options.sigma is None:
        print("\nfew events, or no rules of SigmaHQ: nothing is judged or written down")
        return 0
    keep("Detection: speed", body)
    return exit_code(bars)


@dataclass(frozen=True)
class _Size:
    events: int
    traffic: int
    runs: int
    seconds: int


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--events", type=int, default=JUDGED, help="How many events back-tests look at.")
    parser.add_argument("--sigma", type=Path, help="A folder of the rules of SigmaHQ for AWS.")
    parser.add_argument("--work", type=Path, help="Where the files are made for the time of the run.")
    parser.add_argument("--quick", action="store_true", help="Few events and one run; nothing is judged.")
    return parser.parse_args()


# Back-tests


def _backtests(work: Path, size: _Size) -> Mapping[str, Speed]:
    """Return what back-tests of some rules take, and the plain one as SQL by hand."""
    folder = work / "lake"
    folder.mkdir()
    files = make_lake(folder, size.events, size.events // 50)
    place = work / "rules.yml"
    place.write_text(_RULES)
    own = [one for one in load_behavior([place]).rules if not one.is_own and one.rule.id != "bench-refused"]
    questions: dict[str, Callable[[], int]] = {
        one.rule.id.removeprefix("bench-"): _backtest(work, files, one) for one in own
    }
    questions[BY_HAND] = lambda: _by_hand(files)
    speeds = _speeds(questions, size.runs)
    if speeds["plain"].found != speeds[BY_HAND].found:
        raise RuntimeError("the back-test and the SQL by hand do not agree")
    shutil.rmtree(folder)
    return speeds


def _backtest(work: Path, files: Sequence[Path], rule: DetectionRule) -> Callable[[], int]:
    def run() -> int:
        with closing(open_state(work / "empty", None)) as state, state.reading() as connection:
            events = duckdb_table(files, spill=work / "spill")
            return backtest(connection, events, rule, END, days=DAYS).events

    return run


def _by_hand(files: Sequence[Path]) -> int:
    asked = {"files": list(map(str, files)), "since": START, "until": END}
    with duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(_COUNT, asked).fetchall()
        return sum(row[2] for row in connection.execute(_SQL, asked).fetchall())


def _speeds(questions: Mapping[str, Callable[[], int]], runs: int) -> Mapping[str, Speed]:
    """Ask all questions in turn, and return the medians of each; a first time is not counted."""
    names = list(questions)
    taken: dict[str, list[Speed]] = {name: [] for name in names}
    for number in range(runs + 1 if runs > 1 else 1):
        shift = number % len(names)
        for name in [*names[shift:], *names[:shift]]:
            cpu, wall = time.process_time(), time.perf_counter()
            found = questions[name]()
            speed = Speed(time.process_time() - cpu, time.perf_counter() - wall, found)
            print(f"  {number}: {name}: {speed.cpu:.2f} CPU s, {speed.wall:.2f} s", file=sys.stderr)
            if number or runs == 1:
                taken[name].append(speed)
    return {
        name: Speed(
            statistics.median(one.cpu for one in own),
            statistics.median(one.wall for one in own),
            own[0].found,
        )
        for name, own in taken.items()
    }


# Traffic


def _imported(work: Path, count: int) -> Path:
    """Return a home into which the traffic of a company was imported."""
    home, logs = work / "home", work / "traffic"
    _akwarden(home, "emulate", "traffic", "--events", str(count), "--out", str(logs))
    _akwarden(home, "audit", "import", str(logs))
    shutil.rmtree(logs)
    return home


def _akwarden(home: Path, *command: str) -> None:
    """Run a command; one that leaves records out, as some of the traffic are meant to be, is well."""
    done = subprocess.run(
        [PROGRAM, *command], env=_env(home), capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode not in {0, 4}:
        raise RuntimeError(f"akwarden {command[0]} ended with {done.returncode}: {done.stderr[-400:]}")


def _env(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AKWARDEN_")}
    return kept | {"AKWARDEN_HOME": str(home)}


def _many_rules(home: Path, folder: Path | None, runs: int) -> tuple[Speed, int]:
    """Return what one pass of many rules takes, with making its SQL, and how many rules those are."""
    loaded = load_behavior([folder] if folder else []).rules
    asked = [
        one.compiled for one in loaded if one.is_own is (folder is None) and not one.compiled.look_back_us
    ]

    def run() -> int:
        with closing(open_state(home, None)) as state, closing(open_lake(state, home, {})) as lake:
            return int(every_hit(asked, _whole(events_of(lake))).count().to_pyarrow().as_py())

    return _speeds({"many rules": run}, runs)["many rules"], len(asked)


def _whole(events: ibis.Table) -> ibis.Table:
    """Return the events with every column that a rule may ask for, null where the lake has none."""
    missing = {name: kind for name, kind in ENRICHED.items() if name not in events.columns}
    nothing: dict[str, Any] = {name: ibis.null(kind.copy(nullable=True)) for name, kind in missing.items()}
    return events.mutate(**nothing).select(list(ENRICHED))


def _starts(work: Path, runs: int) -> Mapping[str, Cost]:
    """Return what `detect run` costs where there is next to nothing to judge."""
    home, cache = work / "small", work / "cache"
    logs = work / "few"
    _akwarden(home, "emulate", "traffic", "--events", "1000", "--out", str(logs))
    _akwarden(home, "audit", "import", str(logs))
    command = [PROGRAM, "detect", "run", "--again"]
    kept = {"AKWARDEN_HOME": str(home), "XDG_CACHE_HOME": str(cache)}
    renewed = {"AKWARDEN_HOME": str(home), "XDG_CACHE_HOME": str(work / "no-cache")}

    def forget() -> None:
        shutil.rmtree(work / "no-cache", ignore_errors=True)

    contenders = [
        Contender("nothing in the cache", command, env=renewed, before=forget),
        Contender("questions in the cache", command, env=kept),
        Contender("akwarden detect --help", [PROGRAM, "detect", "--help"], env=kept),
    ]
    return rounds(contenders, runs, work / "logs")


def _past(home: Path, work: Path) -> tuple[Cost, Waits]:
    """Return what judging all of the traffic cost, and how long others waited that wrote meanwhile."""
    contender = Contender("the past", [PROGRAM, "detect", "run"], env={"AKWARDEN_HOME": str(home)})
    with others_writing(home / "state.db") as waits:
        cost = measured(contender, work / "logs")
    return cost, waits


# What is told


def _bars(
    backtests: Mapping[str, Speed], sigma: Speed, waits: Waits, fed: Fed, *, is_sigma: bool
) -> Sequence[Bar]:
    bars = [
        Bar(f"wall time of a back-test: {name}", one.wall, MOST_BACKTEST, " s")
        for name, one in backtests.items()
        if name not in {BY_HAND, _WIDE}
    ]
    missing = "" if is_sigma else "no rules of SigmaHQ were given"
    bars.append(
        Bar(
            "wall time of the rules of SigmaHQ, one pass",
            sigma.wall if is_sigma else None,
            MOST_SIGMA,
            " s",
            missing,
        )
    )
    bars.append(Bar("longest wait of another who writes", waits.worst, MOST_WAIT, " s"))
    bars.append(Bar("longest delay from arrival to alarm", max(fed.delays, default=None), MOST_DELAY, " s"))
    bars.append(Bar("alarms that did not come", float(fed.missing), 0.0, ""))
    return bars


def _table(backtests: Mapping[str, Speed], sigma: Speed, rules: int, size: _Size) -> str:
    by_hand = backtests[BY_HAND].cpu
    lines = ["| | events | CPU s | wall s | found | CPU / SQL by hand |", "|---|---:|---:|---:|---:|---:|"]
    for name, one in backtests.items():
        share = f"{one.cpu / by_hand:.1f}" if name in {"plain", BY_HAND} else ""
        title = name if name == BY_HAND else f"back-test: {name}"
        lines.append(
            f"| {title} | {size.events:,} | {one.cpu:.2f} | {one.wall:.2f} | {one.found:,} | {share} |"
        )
    lines.append(
        f"| {rules} rules in one pass | {size.traffic:,} | {sigma.cpu:.2f} | {sigma.wall:.2f} "
        f"| {sigma.found:,} | |"
    )
    return "\n".join(lines)


def _about(starts: Mapping[str, Cost], judged: Cost, waits: Waits, fed: Fed, traffic: int) -> str:
    starting = "; ".join(f"{name}: {one.cpu:.2f} CPU s, {one.wall:.2f} s" for name, one in starts.items())
    several = sorted(waits.all)
    middle, late = statistics.median(several), several[int(len(several) * 0.99)]
    if fed.delays:
        delays = f"{statistics.median(fed.delays):.1f} s in the median, {max(fed.delays):.1f} s at most"
    else:
        delays = "no alarm came"
    told = {
        "start of `detect run --again` over a thousand events": starting,
        f"the past, {traffic:,} events, by `detect run`": f"{judged.cpu:.1f} CPU s, {judged.wall:.1f} s, "
        f"{traffic / judged.cpu:,.0f} events a CPU second, peak {judged.peak:.0f} MB",
        f"another process that wrote meanwhile, {len(several):,} times": f"waited {middle * 1000:.1f} ms in "
        f"the median, {late * 1000:.0f} ms in one of a hundred, {waits.worst * 1000:.0f} ms at most",
        f"{fed.events:,} events fed in {fed.seconds:.0f} s, a file every 5 s": "from the file to the alarm "
        f"{delays}; {len(fed.delays)} came, {fed.missing} did not",
    }
    return "\n".join(f"- {name}: {text}" for name, text in told.items())


if __name__ == "__main__":
    sys.exit(main())
