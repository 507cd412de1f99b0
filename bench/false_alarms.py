"""Claim: in large public repositories at most one key a gigabyte is reported that is none.

Every key at severity low or above is listed with its place, so that a person can judge it; `VERDICTS` holds
what a person said of those seen so far. What nobody has judged counts as false.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stand.measure import run
from stand.report import lines
from stand.results import Bar, bars_table, exit_code, facts, keep
from stand.stage import Stage, prepare, shown_command

MOST_FALSE_A_GB = 1.0
_GB = 1e9

VERDICTS: Mapping[tuple[str, str, str], str] = {}
"""By repository, rule and place: why it is a key after all (`real: …`) or none (`false: …`)."""


@dataclass(frozen=True)
class Judged:
    """One key of one repository."""

    rule: str
    place: str
    shown: str
    verdict: str

    @property
    def is_true(self) -> bool:
        """Say whether it is a key, be it a dead one or one made for a test."""
        return self.verdict.startswith("real")


def main() -> int:
    """Run the benchmark and return the exit code."""
    stage = prepare(__doc__ or "", takes_path="a clone of a public repository; give at least three", rounds=3)
    if len(stage.options.paths) < 3:  # noqa: PLR2004  as the claim says
        raise SystemExit("give at least three repositories, each with --path")
    load = os.getloadavg()[0]
    scanned = 0
    rows: list[str] = []
    found: list[tuple[str, Judged]] = []
    for path in stage.options.paths:
        name = _name(path)
        report = _report(stage, path)
        size = next(line["bytes"] for line in report if line["schema"] == "akwarden.coverage/1")
        judged = sorted(_judged(name, report), key=lambda j: (j.rule, j.place))
        scanned += size
        found += [(name, one) for one in judged]
        false = sum(not one.is_true for one in judged)
        commit = _git(path, "rev-parse", "--short=12", "HEAD")
        rows.append(f"| {name} | {commit} | {size / _GB:.2f} | {len(judged)} | {false} |")
    false = sum(not one.is_true for _, one in found)
    bars = [Bar("false keys a GB", false / (scanned / _GB), MOST_FALSE_A_GB, unit="")]
    body = "\n\n".join(
        [
            f"Repeat with {shown_command(stage.options)}.",
            facts(stage.versions(), load, 1),
            "\n".join(["| repository | commit | GB | keys | false |", "|---|---|---:|---:|---:|", *rows]),
            "\n".join(
                ["| repository | rule | place | key | verdict |", "|---|---|---|---|---|"]
                + [f"| {name} | {j.rule} | {j.place} | `{j.shown}` | {j.verdict} |" for name, j in found]
            ),
            bars_table(bars),
        ]
    )
    print(body)
    if not stage.options.quick:
        keep("False alarms in public repositories", body)
    return exit_code(bars)


def _report(stage: Stage, path: Path) -> list[dict[str, Any]]:
    looked = stage.akwarden(f"false alarms {_name(path)}", path)
    run(looked, stage.logs)
    assert looked.report is not None  # noqa: S101  ours has one
    return list(lines(looked.report))


def _judged(name: str, report: list[dict[str, Any]]) -> Iterator[Judged]:
    """Yield each key once, at its first place."""
    seen: set[tuple[str, str]] = set()
    for line in report:
        if line["schema"] != "akwarden.finding/1" or line["severity"] == "info":
            continue
        secret = line["secret"] or {}
        identity = line["rule"], secret.get("fingerprint") or line["key_id"]
        if identity in seen:
            continue
        seen.add(identity)
        place = f"{line['location']['vpath']}:{line['location']['line']}"
        shown = " ".join(filter(None, (_short(line["key_id"]), secret.get("mask"))))
        yield Judged(line["rule"], place, shown, VERDICTS.get((name, line["rule"], place), "not judged"))


def _short(key_id: str | None) -> str | None:
    return f"{key_id[:6]}…{key_id[-4:]}" if key_id and len(key_id) > 12 else key_id  # noqa: PLR2004


def _name(path: Path) -> str:
    """Return owner/name as the address of the clone says, else the name of the folder."""
    url = _git(path, "config", "--get", "remote.origin.url")
    parts = url.removesuffix(".git").rstrip("/").split("/")[-2:] if url else [path.name]
    return "/".join(parts).replace("+", "/")


def _git(path: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(path), *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
