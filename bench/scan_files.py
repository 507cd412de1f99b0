"""Claim: a scan of files costs at most half the CPU of Kingfisher's fast mode on the same rules.

And at most 2.5 times what it costs only to read the files; the peak memory of our process is under 200 MB.

Like is compared with like. Kingfisher looks into archives by default, in `--turbo` too: its help does not
say so, and each run checks it. So our default run stands beside its default, and our `--no-unpack` beside
its `--no-extract-archives`. The floor reads files and opens no archive, so its bar is on `--no-unpack`;
what the default run costs beside it is printed as well.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from stand.measure import Contender, Cost, rounds, run
from stand.peers import BETTERLEAKS, KINGFISHER, PACKAGES
from stand.planted import planted_keys
from stand.report import findings, seen
from stand.results import Bar, Row, bars_table, exit_code, facts, keep, ratio, table
from stand.stage import Stage, floor, prepare, shown_command
from stand.tree import composition, installed_tree, plant_archives

OURS, OURS_FLAT = "akwarden", "akwarden --no-unpack"
TURBO, TURBO_FLAT = "Kingfisher --turbo, our rules", "Kingfisher --turbo --no-extract-archives, our rules"
DEFAULTS = "Kingfisher, its own rules"
LEAKS, LEAKS_OURS = "Betterleaks, its own rules", "Betterleaks, our rules"
FLOOR = "floor: only reads, os.readv, 8 MB"
MOST_OF_TURBO, MOST_OF_FLOOR, MOST_MB = 0.5, 2.5, 200
SEED = 2026


def main() -> int:
    """Run the benchmark and return the exit code."""
    stage = prepare(
        __doc__ or "", takes_path="a folder to scan instead of one made from installed packages", rounds=5
    )
    target, label, made_of = _input(stage)
    archives = _looks_into_archives(stage)
    start_up = rounds(_contenders(stage, stage.one_file()), stage.options.rounds, stage.logs)
    contenders, load = _contenders(stage, target), os.getloadavg()[0]
    costs = rounds(contenders, stage.options.rounds, stage.logs)
    rows = [Row(c.name, costs[c.name], str(findings(c.report)) if c.report else "") for c in contenders]
    bars = _bars(costs)
    body = "\n\n".join(
        [
            f"Repeat with {shown_command(stage.options)}.",
            facts(stage.versions(), load, stage.options.rounds) + f"\n- input: {made_of}",
            table(rows, OURS_FLAT),
            "Start-up, a part of the figures above: the same on a folder with one small file.",
            table([Row(name, cost) for name, cost in start_up.items()], OURS_FLAT),
            _without_start_up(costs, start_up),
            f"Looks into archives (a key in a gzip, a zip and a tar.gz file is reported): {archives}.",
            bars_table(bars),
        ]
    )
    print(body)
    if stage.options.quick:
        print("\nquick: nothing is judged or written down")
        return 0
    keep(f"Scan of files: {label}", body)
    return exit_code(bars)


def _input(stage: Stage) -> tuple[Path, str, str]:
    """Return the folder to scan, its label, and what it is made of."""
    given = stage.options.path
    if given:
        return given, stage.options.label or given.name, composition(given).words()
    folder, made = installed_tree(stage.work, quick=stage.options.quick)
    return folder, "files of installed packages", made.words()


def _contenders(stage: Stage, target: Path) -> list[Contender]:
    peers = stage.peers
    found = [
        stage.akwarden(OURS, target),
        stage.akwarden(OURS_FLAT, target, "--no-unpack"),
        floor(FLOOR, "read_files.py", str(target)),
    ]
    if peers.has(KINGFISHER):
        found += [
            peers.kingfisher(TURBO, target, "--turbo", our_rules=True),
            peers.kingfisher(TURBO_FLAT, target, "--turbo", "--no-extract-archives", our_rules=True),
            peers.kingfisher(DEFAULTS, target, our_rules=False),
        ]
    if peers.has(BETTERLEAKS):
        found += [
            peers.betterleaks(LEAKS, target, "fs", our_rules=False),
            peers.betterleaks(LEAKS_OURS, target, "fs", our_rules=True),
        ]
    return found


def _looks_into_archives(stage: Stage) -> str:
    """Say who finds keys in archives, and make sure that peers with our rules find them in plain files."""
    keys = planted_keys(12, SEED)
    folder = stage.work / "archives"
    texts = ["".join(k.text for k in keys[n : n + 3]).encode() for n in range(0, 12, 3)]
    names = plant_archives(folder, texts)
    plain = [value for key in keys[:3] for value in (key.key_id, key.secret)]
    said = []
    for contender in _contenders(stage, folder):
        if contender.report is None:
            continue
        if contender.name in {TURBO, TURBO_FLAT, LEAKS_OURS}:
            stage.peers.check(contender, plain)
        else:
            run(contender, stage.logs)
        places = {found.place for found in seen(contender.report)}
        inside = sum(any(name in place for place in places) for name in names[1:])
        said.append(f"{contender.name}: {inside} of 3")
    return "; ".join(said)


def _without_start_up(costs: Mapping[str, Cost], start_up: Mapping[str, Cost]) -> str:
    """Return the ratios of what is left when start-up is taken from both sides."""
    left = {name: cost.cpu - start_up[name].cpu for name, cost in costs.items()}
    pairs = [(OURS_FLAT, FLOOR), (OURS, FLOOR), (OURS_FLAT, TURBO_FLAT), (OURS, TURBO)]
    said = [f"{a} / {b}: {left[a] / left[b]:.2f}x" for a, b in pairs if b in left]
    return f"CPU without start-up on both sides: {'; '.join(said)}."


def _bars(costs: Mapping[str, Cost]) -> list[Bar]:
    missing = f"install {PACKAGES[KINGFISHER]}"
    turbo, flat = costs.get(TURBO), costs.get(TURBO_FLAT)
    own, own_flat, read = costs[OURS], costs[OURS_FLAT], costs[FLOOR]
    return [
        Bar("CPU, archives opened, of Kingfisher --turbo", ratio(own, turbo), MOST_OF_TURBO, missing=missing),
        Bar("CPU, archives left shut, of the same", ratio(own_flat, flat), MOST_OF_TURBO, missing=missing),
        Bar("CPU, archives left shut, of the floor", ratio(own_flat, read), MOST_OF_FLOOR),
        Bar("peak memory of our process", max(own.peak, own_flat.peak), MOST_MB, unit=" MB"),
    ]


if __name__ == "__main__":
    sys.exit(main())
