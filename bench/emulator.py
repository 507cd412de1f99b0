"""Claim: one core answers 2,000 signed calls a second, and a million of them leave memory as it was.

The call is ListAccessKeys by a user with five policies: its signature is verified, its shape checked, its
rights evaluated and its event recorded. Shown beside the same HTTP server with a fixed answer, under which
nothing that stands on it can go. Linux only.
"""

import argparse
import os
import statistics
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.metadata import version

from stand.load import CONNECTIONS, Target, calls, send
from stand.results import Bar, bars_table, exit_code, facts, keep
from stand.served import EMULATOR, FLOOR, cpu_seconds, resident_mb, serving

LEAST_CALLS = 2_000
"""A second of CPU time of the server."""
MOST_GROWTH = 10
"""Percent, after the first fifth of the calls."""
_MICRO = 1_000_000
_BATCH = 10_000


@dataclass(frozen=True)
class Speed:
    """What a call cost, or the medians of several runs."""

    cpu: float
    """Microseconds of the server's CPU."""
    wall: float
    """Microseconds from call to call."""


def main() -> int:
    """Run the benchmark and return the exit code."""
    options, load = _options(), os.getloadavg()[0]
    count, rounds = (2_000, 1) if options.quick else (20_000, options.rounds)
    total = 20_000 if options.quick else 1_000_000
    with ExitStack() as stack:
        targets = {name: stack.enter_context(serving(name)) for name in (EMULATOR, FLOOR)}
        speeds = _speeds(targets, count, rounds)
    with serving(EMULATOR) as target:
        sizes = _sizes(target, total)
    bars = _bars(speeds[EMULATOR], None if options.quick else sizes)
    body = "\n\n".join(
        [
            "Repeat with `python bench/emulator.py`.",
            facts(_versions(), load, rounds)
            + f"\n- input: {count:,} calls a run, each with a signature of its own, over {CONNECTIONS} "
            "connections that stay open; the server has one core, the caller another",
            _table(speeds),
            _growth(sizes, total),
            bars_table(bars),
        ]
    )
    print(body)
    if options.quick:
        print("\nquick: nothing is judged or written down")
        return 0
    keep("Emulator of Tencent Cloud", body)
    return exit_code(bars)


def _speeds(targets: dict[str, Target], count: int, rounds: int) -> dict[str, Speed]:
    """Return what a call costs each server; a run that is not counted comes first."""
    found: dict[str, list[Speed]] = {name: [] for name in targets}
    for number in range(rounds + 1):
        for name, target in targets.items():
            batch = list(calls(target, range(count)))
            before = cpu_seconds(target.pid)
            wall = send(target, batch)
            speed = Speed((cpu_seconds(target.pid) - before) * _MICRO / count, wall * _MICRO / count)
            print(f"  round {number}: {name}: {speed.cpu:.0f} CPU µs, {speed.wall:.0f} µs", file=sys.stderr)
            if number:
                found[name].append(speed)
    return {
        name: Speed(statistics.median(s.cpu for s in own), statistics.median(s.wall for s in own))
        for name, own in found.items()
    }


def _sizes(target: Target, total: int) -> list[float]:
    """Return the resident size after each tenth of the calls, in MB."""
    found = []
    for tenth in range(10):
        numbers = range(total * tenth // 10, total * (tenth + 1) // 10)
        for start in range(numbers.start, numbers.stop, _BATCH):
            send(target, list(calls(target, range(start, min(start + _BATCH, numbers.stop)))))
        found.append(resident_mb(target.pid))
        print(f"  {numbers.stop:,} calls: {found[-1]:.1f} MB", file=sys.stderr)
    return found


def _bars(ours: Speed, sizes: Sequence[float] | None) -> list[Bar]:
    growth = None if sizes is None else (max(sizes[2:]) / sizes[1] - 1) * 100
    return [
        Bar(f"CPU of a signed call ({LEAST_CALLS:,} a second)", ours.cpu, _MICRO / LEAST_CALLS, unit=" µs"),
        Bar("growth of memory after the first fifth", growth, MOST_GROWTH, " %", "too few calls"),
    ]


def _table(speeds: dict[str, Speed]) -> str:
    floor = speeds[FLOOR].cpu
    lines = [
        "| | CPU µs a call | calls a CPU second | wall µs a call | CPU / floor |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, speed in speeds.items():
        rate, ratio = _MICRO / speed.cpu, speed.cpu / floor
        lines.append(f"| {name} | {speed.cpu:.0f} | {rate:,.0f} | {speed.wall:.0f} | {ratio:.2f} |")
    return "\n".join(lines)


def _growth(sizes: Sequence[float], total: int) -> str:
    lines = ["| calls | resident MB |", "|---:|---:|"]
    lines += [f"| {total * (number + 1) // 10:,} | {size:.1f} |" for number, size in enumerate(sizes)]
    return "\n".join(lines)


def _versions() -> dict[str, str]:
    own = {name: version(name) for name in ("akwarden", "uvicorn", "httptools", "uvloop", "msgspec")}
    return {**own, "Python": ".".join(map(str, sys.version_info[:3]))}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="runs of each server (default: 5)")
    parser.add_argument("--quick", action="store_true", help="few calls; nothing judged or written down")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
