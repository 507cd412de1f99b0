"""Claim: `akwarden --help` takes under 100 ms of CPU, and the scan of a folder with one file under 0.5 s.

Shown beside the interpreter alone, under which no Python program can go, beside peers, and beside our first
scan of all on a machine, which compiles the rules and keeps them.
"""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from stand.measure import Contender, Cost, rounds
from stand.peers import BETTERLEAKS, KINGFISHER
from stand.results import Bar, Row, bars_table, exit_code, facts, keep, table
from stand.stage import Stage, akwarden_command, prepare, shown_command

HELP, SCAN, FIRST = "akwarden --help", "akwarden scan", "akwarden scan, nothing compiled yet"
PYTHON = "floor: python -I -S, empty program"
MOST_HELP_CPU, MOST_SCAN_WALL = 0.1, 0.5
COLD_CACHE = "akwarden-cold"


def main() -> int:
    """Run the benchmark and return the exit code."""
    stage = prepare(__doc__ or "", rounds=9)
    contenders, load = _contenders(stage, stage.one_file()), os.getloadavg()[0]
    costs = rounds(contenders, stage.options.rounds, stage.logs)
    bars = _bars(costs)
    body = "\n\n".join(
        [
            f"Repeat with {shown_command(stage.options)}.",
            facts(stage.versions(), load, stage.options.rounds)
            + "\n- input: a folder with one file of 14 bytes",
            table([Row(c.name, costs[c.name]) for c in contenders], SCAN),
            bars_table(bars),
        ]
    )
    print(body)
    if stage.options.quick:
        print("\nquick: nothing is judged or written down")
        return 0
    keep("Start-up", body)
    return exit_code(bars)


def _contenders(stage: Stage, folder: Path) -> list[Contender]:
    peers = stage.peers
    cold = stage.akwarden(FIRST, folder, cache=COLD_CACHE)
    found = [
        Contender(HELP, [*akwarden_command(), "--help"], env=stage.environment()),
        stage.akwarden(SCAN, folder),
        replace(cold, before=partial(shutil.rmtree, stage.work / "cache" / COLD_CACHE, ignore_errors=True)),
        Contender(PYTHON, [sys.executable, "-I", "-S", "-c", ""]),
    ]
    if peers.has(KINGFISHER):
        found += [
            peers.kingfisher("Kingfisher --turbo, our rules", folder, "--turbo", our_rules=True),
            peers.kingfisher("Kingfisher, its own rules", folder, our_rules=False),
        ]
    if peers.has(BETTERLEAKS):
        found.append(peers.betterleaks("Betterleaks, its own rules", folder, "fs", our_rules=False))
    return found


def _bars(costs: Mapping[str, Cost]) -> list[Bar]:
    return [
        Bar("CPU of `akwarden --help`", costs[HELP].cpu * 1000, MOST_HELP_CPU * 1000, unit=" ms"),
        Bar("wall time of a scan of one file", costs[SCAN].wall * 1000, MOST_SCAN_WALL * 1000, unit=" ms"),
        Bar("CPU of a scan of one file", costs[SCAN].cpu * 1000, MOST_SCAN_WALL * 1000, unit=" ms"),
    ]


if __name__ == "__main__":
    sys.exit(main())
