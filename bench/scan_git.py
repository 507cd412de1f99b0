"""Claim: a scan of a git history costs less CPU than Kingfisher's fast mode on the same rules.

And at most 1.6 times what git needs to print all objects into a pipe. With hits, who brought each key and
when is found out as well, and all of it costs less than Kingfisher with its defaults. The peak memory of
our process is under 200 MB; that of its git processes is shown beside it.

With our rules only its fast mode is run: other ways to run peers with them take minutes and bound
nothing. Three floors are printed: `git cat-file --batch` of all objects, read from a pipe (the bar is on
this one), sent to /dev/null, and read from a pipe in the order of object ids.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from stand.measure import Contender, Cost, MeasureError, rounds, run
from stand.peers import BETTERLEAKS, KINGFISHER, PACKAGES
from stand.planted import planted_keys
from stand.report import findings, lines
from stand.repository import LARGEST_TEXT, SMALLEST_TEXT, History, Made, Plant, count, git, make_repository
from stand.results import Bar, Row, bars_table, exit_code, facts, keep, ratio, table
from stand.stage import Stage, floor, prepare, shown_command
from stand.tree import installed_tree

OURS = "akwarden, with attribution"
AGAIN = "akwarden, once more: nothing is new"
TURBO, DEFAULTS = "Kingfisher --turbo, our rules", "Kingfisher, its own rules"
LEAKS = "Betterleaks, its own rules"
FLOOR, FLOOR_NULL, FLOOR_BY_ID = (
    "floor: git cat-file --unordered into a pipe",
    "floor: git cat-file --unordered to /dev/null",
    "floor: git cat-file by object id into a pipe",
)
MOST_OF_FLOOR, MOST_MB, MOST_WALL_AGAIN = 1.6, 200, 0.2
LEAST_BYTES = 2_000_000_000
FILES, COMMITS, KEYS = 3_000, 24_000, 24
QUICK_FILES, QUICK_COMMITS = 300, 600
SEED = 2026


@dataclass(frozen=True)
class Input:
    """A repository and what is known of it."""

    folder: Path
    label: str
    made: Made


def main() -> int:
    """Run the benchmark and return the exit code."""
    stage = prepare(__doc__ or "", takes_path="a git repository to scan instead of made ones")
    _check_peers(stage)
    given = stage.options.path
    inputs = [_given(given, stage)] if given else _made(stage)
    return max([_measure(stage, one) for one in inputs])


def _given(path: Path, stage: Stage) -> Input:
    head = git(path, "rev-parse", "--short=12", "HEAD").strip()
    return Input(path, stage.options.label or f"{path.name}, commit {head}", count(path))


def _made(stage: Stage) -> list[Input]:
    quick = stage.options.quick
    commits = QUICK_COMMITS if quick else COMMITS
    texts = _clean_texts(stage, QUICK_FILES if quick else FILES)
    keys = planted_keys(KEYS, SEED)
    clean = _repository(stage, "clean", History(texts, commits, (), SEED))
    planted = _repository(stage, "planted", History(texts, commits, keys, SEED))
    for made in (clean.made, planted.made):
        if made.blob_bytes < LEAST_BYTES and not quick:
            raise MeasureError(f"only {made.blob_bytes:,} bytes of blobs: the texts are too small")
    _check_clean(stage, clean)
    return [clean, planted]


def _repository(stage: Stage, kind: str, history: History) -> Input:
    folder = stage.work / f"history-{kind}{'-quick' if stage.options.quick else ''}.git"
    label = "made, without hits" if kind == "clean" else "made, with planted keys"
    return Input(folder, label, make_repository(folder, history))


def _clean_texts(stage: Stage, wanted: int) -> list[Path]:
    """Return texts of installed packages in which our own scan sees nothing, not even an example key."""
    tree, _ = installed_tree(stage.work, quick=stage.options.quick)
    looked = stage.akwarden("files for the history", tree, "--no-unpack", "--show-examples")
    run(looked, stage.logs)
    assert looked.report is not None  # noqa: S101  ours has one
    hit = {line["location"]["vpath"] for line in lines(looked.report) if "location" in line}
    return list(islice((p for p in sorted(tree.rglob("*")) if _is_text(p, tree, hit)), wanted))


def _is_text(path: Path, tree: Path, hit: AbstractSet[str]) -> bool:
    if not path.is_file() or path.relative_to(tree).as_posix() in hit:
        return False
    return SMALLEST_TEXT <= path.stat().st_size <= LARGEST_TEXT and b"\0" not in path.read_bytes()


def _check_clean(stage: Stage, clean: Input) -> None:
    """Make sure that nothing in the repository without hits is one; changes could have made one."""
    looked = stage.akwarden("clean history", clean.folder, "--show-examples", "--unreachable")
    run(looked, stage.logs)
    assert looked.report is not None  # noqa: S101  ours has one
    if findings(looked.report):
        raise MeasureError("the repository without hits has some; take another SEED")


def _check_peers(stage: Stage) -> None:
    """Make sure that peers with our rules read a whole history: keys that are gone again are reported too."""
    tree, _ = installed_tree(stage.work, quick=True)
    texts = [p for p in sorted(tree.rglob("*.py")) if p.stat().st_size > SMALLEST_TEXT][:20]
    folder = stage.work / "history-check.git"
    made = make_repository(folder, History(texts, 60, planted_keys(KEYS, SEED), SEED))
    values = [value for plant in made.plants for value in (plant.key_id, plant.secret)]
    for contender in _contenders(stage, folder):
        if contender.name == TURBO:
            stage.peers.check(contender, values)


def _contenders(stage: Stage, target: Path) -> list[Contender]:
    peers = stage.peers
    unordered = ("--batch", "--batch-all-objects", "--unordered", "--buffer")
    print_all = ("git", f"--git-dir={git(target, 'rev-parse', '--absolute-git-dir').strip()}", "cat-file")
    by_id = tuple(o for o in unordered if o != "--unordered")
    found = [
        stage.akwarden(OURS, target),
        stage.akwarden(AGAIN, target, "--remember"),
        floor(FLOOR, "read_objects.py", *print_all, *unordered),
        floor(FLOOR_NULL, "read_objects.py", "--null", *print_all, *unordered),
        floor(FLOOR_BY_ID, "read_objects.py", *print_all, *by_id),
    ]
    if peers.has(KINGFISHER):
        found += [
            peers.kingfisher(TURBO, target, "--turbo", our_rules=True),
            peers.kingfisher(DEFAULTS, target, our_rules=False),
        ]
    if peers.has(BETTERLEAKS):
        found.append(peers.betterleaks(LEAKS, target, "git", our_rules=False))
    return found


def _measure(stage: Stage, one: Input) -> int:
    contenders, load = _contenders(stage, one.folder), os.getloadavg()[0]
    costs = rounds(contenders, stage.options.rounds, stage.logs)
    rows = [Row(c.name, costs[c.name], str(findings(c.report)) if c.report else "") for c in contenders]
    ours = contenders[0].report
    assert ours is not None  # noqa: S101  ours has one
    attributed = _attribution(list(lines(ours)), one.made.plants)
    bars = _bars(costs, hits=findings(ours) > 0)
    body = "\n\n".join(
        [
            f"Repeat with {shown_command(stage.options)}.",
            facts(stage.versions(), load, stage.options.rounds)
            + f"\n- input: {one.made.words()}\n- attribution: {attributed}",
            table(rows, OURS),
            bars_table(bars),
        ]
    )
    print(body, end="\n\n")
    if stage.options.quick:
        print("quick: nothing is judged or written down\n")
        return 0
    keep(f"Scan of a git history: {one.label}", body)
    return exit_code(bars)


def _attribution(report: Sequence[Mapping[str, Any]], plants: Sequence[Plant]) -> str:
    """Say how many findings have a commit, an author and a time; raise MeasureError where one is wrong."""
    found = [line for line in report if line["schema"] == "akwarden.finding/1"]
    places = {line["key_id"]: line["location"] for line in found}
    for plant in plants:
        place = places.get(plant.key_id)
        wanted = (plant.path, plant.commit, plant.author, plant.committed_at, plant.in_head)
        told = place and tuple(place[k] for k in ("vpath", "commit", "author", "committed_at", "in_head"))
        if told != wanted:
            raise MeasureError(f"attribution is wrong: {told} for a key that was planted as {wanted}")
    full = sum(all(line["location"][k] for k in ("commit", "author", "committed_at")) for line in found)
    checked = f", {len(plants)} of {len(plants)} planted keys with the right ones" if plants else ""
    return f"{full} of {len(found)} findings with commit, author and time{checked}"


def _bars(costs: Mapping[str, Cost], *, hits: bool) -> list[Bar]:
    missing = f"install {PACKAGES[KINGFISHER]}"
    own, turbo, defaults = costs[OURS], costs.get(TURBO), costs.get(DEFAULTS)
    memory = Bar("peak memory of our own process", own.peak, MOST_MB, unit=" MB")
    if hits:
        promise = "CPU with attribution, of Kingfisher with its defaults"
        return [Bar(promise, ratio(own, defaults), 1, missing=missing), memory]
    return [
        Bar("CPU without hits, of Kingfisher --turbo", ratio(own, turbo), 1, missing=missing),
        Bar("CPU without hits, of git cat-file into a pipe", ratio(own, costs[FLOOR]), MOST_OF_FLOOR),
        Bar("wall of a rescan with nothing new", costs[AGAIN].wall, MOST_WALL_AGAIN, unit=" s"),
        memory,
    ]


if __name__ == "__main__":
    sys.exit(main())
