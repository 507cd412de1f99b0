"""Claim: a sync costs little more than its calls, a second one writes nothing, and memory stays small.

An account with 20,000 users and 30,000 keys is read twice from an emulator. Beside it stands the official SDK
making as many calls and doing nothing with the answers: nothing that calls through it can go below. Then 72
accounts come from one CSV file, each with a profile of its own. The rate limits of the cloud are lifted; with
them, asking for the keys of 20,000 users takes 17 minutes (20 calls a second). Linux only.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from stand.companies import Company, Root, large, many, running
from stand.measure import Contender, Cost, run
from stand.results import Bar, bars_table, exit_code, facts, keep

_AKWARDEN = (sys.executable, "-m", "akwarden.frontends.cli.main")
_FLOOR = Path(__file__).resolve().parent / "stand" / "floors" / "call_the_sdk.py"
_THREADS = 8
"""As many as a sync has for one account."""
MOST_MB = 400
"""For 20,000 users; the list of an account's principals is held once."""
MOST_TO_FLOOR = 2.0


@dataclass(frozen=True)
class Read:
    """One run of `akwarden sync`."""

    cost: Cost
    row: Mapping[str, Any]
    """What the run said of itself."""


def main() -> int:
    """Run the benchmark and return the exit code."""
    options, load = _options(), os.getloadavg()[0]
    users, accounts = (500, 6) if options.quick else (20_000, 72)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, second, floor = _large(folder, users)
        added, synced = _many(folder, accounts)
    ratio = (first.cost.cpu / first.row["calls"]) / (floor.cpu / first.row["calls"])
    bars = [
        Bar("CPU of the first sync / the SDK making as many calls", ratio, MOST_TO_FLOOR),
        Bar("peak memory of the first sync", first.cost.peak, MOST_MB, unit=" MB"),
        Bar("rows that the second sync writes", float(_written(second)), 0, unit=""),
        Bar("accounts of the CSV file that are not read", float(accounts - len(synced)), 0, unit=""),
    ]
    body = "\n\n".join(
        [
            "Repeat with `python bench/sync.py`.",
            facts(
                {"akwarden": version("akwarden"), "SDK": version("tencentcloud-sdk-python-common")}, load, 1
            )
            + f"\n- input: one account with {users:,} users; {accounts} accounts with 20 users each",
            _table(first, second, floor, users),
            _words(added, synced, accounts),
            bars_table(bars),
        ]
    )
    print(body)
    if options.quick:
        print("\nquick: nothing is judged or written down")
        return 0
    keep("Sync", body)
    return exit_code(bars)


def _large(folder: Path, users: int) -> tuple[Read, Read, Cost]:
    """Read a large account twice, then make as many calls with the SDK alone."""
    with running(large(users), folder) as company:
        env = _environment(folder / "large", company.accounts[0])
        _akwarden(folder, env, "accounts", "add", "tencent", "large", "--endpoint", company.endpoint)
        first, second = (_sync(folder, env) for _ in range(2))
        calls = str(first.row["calls"])
        command = [sys.executable, str(_FLOOR), urlsplit(company.endpoint).netloc, calls, str(_THREADS)]
        return first, second, run(Contender("the SDK alone", command, env=env), folder)


def _many(folder: Path, accounts: int) -> tuple[Cost, list[Mapping[str, Any]]]:
    """Add accounts from a CSV file and read them; each has a profile of its own."""
    with running(many(accounts, 20), folder) as company:
        sheet = _sheet(folder, company)
        env = {"AKWARDEN_HOME": str(folder / "many"), "HOME": str(folder)}
        added = _akwarden(folder, env, "accounts", "add", "--csv", str(sheet))
        _akwarden(folder, env, "sync", "--rate", "0", "--format", "json", "-o", str(folder / "many.json"))
    rows = json.loads((folder / "many.json").read_text())
    return added, [row for row in rows if row["error"] is None]


def _sheet(folder: Path, company: Company) -> Path:
    (folder / ".tccli").mkdir()
    for root in company.accounts:
        path = folder / ".tccli" / f"{root.name}.credential"
        path.write_text(json.dumps({"secretId": root.secret_id, "secretKey": root.secret_key}))
    lines = [f"tencent,{root.name},profile:{root.name},{company.endpoint}" for root in company.accounts]
    sheet = folder / "accounts.csv"
    sheet.write_text("\n".join(["provider,name,from,endpoint", *lines]) + "\n")
    return sheet


def _environment(home: Path, root: Root) -> dict[str, str]:
    return {
        "AKWARDEN_HOME": str(home),
        "TENCENTCLOUD_SECRET_ID": root.secret_id,
        "TENCENTCLOUD_SECRET_KEY": root.secret_key,
    }


def _sync(folder: Path, env: dict[str, str]) -> Read:
    out = folder / "sync.json"
    cost = _akwarden(folder, env, "sync", "--rate", "0", "--format", "json", "-o", str(out))
    return Read(cost, json.loads(out.read_text())[0])


def _akwarden(folder: Path, env: dict[str, str], *arguments: str) -> Cost:
    print(f"  akwarden {' '.join(arguments[:2])}", file=sys.stderr)
    return run(Contender(" ".join(arguments[:2]), [*_AKWARDEN, *arguments], env=env), folder)


def _written(read: Read) -> int:
    return sum(read.row[name] for name in ("added", "changed", "gone"))


def _table(first: Read, second: Read, floor: Cost, users: int) -> str:
    head = f"| {users:,} users | wall s | CPU s | peak MB | keys | calls | saved | rows written |"
    lines = [head, "|---|---:|---:|---:|---:|---:|---:|---:|"]
    for name, read in (("first sync", first), ("second sync", second)):
        cost, row = read.cost, read.row
        lines.append(
            f"| {name} | {cost.wall:.1f} | {cost.cpu:.1f} | {cost.peak:.0f} | {row['keys']:,} "
            f"| {row['calls']:,} | {row['saved']:,} | {_written(read):,} |"
        )
    lines.append(
        f"| floor: the SDK alone | {floor.wall:.1f} | {floor.cpu:.1f} | {floor.peak:.0f} | "
        f"| {first.row['calls']:,} | | |"
    )
    return "\n".join(lines)


def _words(added: Cost, synced: Sequence[Mapping[str, Any]], accounts: int) -> str:
    calls, seconds = sum(row["calls"] for row in synced), sum(row["seconds"] for row in synced)
    blind = sum(bool(row["blind_spots"]) for row in synced)
    return (
        f"{accounts} accounts from one CSV file: added and tried in {added.wall:.1f} s; {len(synced)} read "
        f"in {seconds:.1f} account seconds and {calls:,} calls; {blind} with blind spots."
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few users, to see that it runs")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
