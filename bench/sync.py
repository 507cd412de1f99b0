"""Claim: a sync costs little more than its calls, a second one writes nothing, and memory stays small.

Twenty accounts with 1,000 users each, as many as the cloud allows an account, and 30,000 keys in all are read
twice from an emulator. Beside it stands the official SDK making as many calls and doing nothing with the
answers: nothing that calls through it can go below. Then 72 small accounts come from one CSV file. Each
account has a profile of its own. The rate limits of the cloud are lifted; with them, asking for the keys of
1,000 users takes 50 seconds (20 calls a second). Linux only.
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
MOST_MB = 200
"""For 20,000 users, four accounts at a time."""
MOST_TO_FLOOR = 2.0


@dataclass(frozen=True)
class Read:
    """One run of `akwarden sync` over all accounts."""

    cost: Cost
    rows: Sequence[Mapping[str, Any]]
    """What the run said of each."""

    def total(self, field: str) -> int:
        """Return a figure of all accounts."""
        return sum(row[field] for row in self.rows)

    @property
    def written(self) -> int:
        """Return the rows of the state that were written."""
        return sum(map(self.total, ("added", "changed", "gone")))

    @property
    def failed(self) -> int:
        """Return how many accounts were not read."""
        return sum(row["error"] is not None for row in self.rows)


def main() -> int:
    """Run the benchmark and return the exit code."""
    options, load = _options(), os.getloadavg()[0]
    size = (3, 100, 6) if options.quick else (20, 1_000, 72)
    with tempfile.TemporaryDirectory() as name:
        first, second, floor = _large(Path(name, "large"), size[0], size[1])
        added, small = _many(Path(name, "many"), size[2])
    bars = [
        Bar(
            "CPU of the first sync / the SDK making as many calls", first.cost.cpu / floor.cpu, MOST_TO_FLOOR
        ),
        Bar("peak memory of the first sync", first.cost.peak, MOST_MB, unit=" MB"),
        Bar("rows that the second sync writes", float(second.written), 0, unit=""),
        Bar("accounts of the CSV file that are not read", float(small.failed), 0, unit=""),
    ]
    versions = {"akwarden": version("akwarden"), "SDK": version("tencentcloud-sdk-python-common")}
    body = "\n\n".join(
        [
            "Repeat with `python bench/sync.py`.",
            facts(versions, load, 1)
            + f"\n- input: {size[0]} accounts with {size[1]:,} users each; {size[2]} accounts with 20 users",
            _table(first, second, floor),
            _words(added, small, size[2]),
            bars_table(bars),
        ]
    )
    print(body)
    if options.quick:
        print("\nquick: nothing is judged or written down")
        return 0
    keep("Sync", body)
    return exit_code(bars)


def _large(folder: Path, accounts: int, users: int) -> tuple[Read, Read, Cost]:
    """Read large accounts twice, then make as many calls with the SDK alone."""
    folder.mkdir()
    with running(large(accounts, users), folder) as company:
        env = _environment(folder, company.accounts[0])
        _akwarden(folder, env, "accounts", "add", "--csv", str(_sheet(folder, company)))
        first, second = (_sync(folder, env) for _ in range(2))
        calls = str(first.total("calls"))
        command = [sys.executable, str(_FLOOR), urlsplit(company.endpoint).netloc, calls, str(_THREADS)]
        return first, second, run(Contender("the SDK alone", command, env=env), folder)


def _many(folder: Path, accounts: int) -> tuple[Cost, Read]:
    """Add small accounts from a CSV file and read them."""
    folder.mkdir()
    with running(many(accounts, 20), folder) as company:
        env = _environment(folder, company.accounts[0])
        added = _akwarden(folder, env, "accounts", "add", "--csv", str(_sheet(folder, company)))
        return added, _sync(folder, env)


def _sheet(folder: Path, company: Company) -> Path:
    (folder / ".tccli").mkdir()
    for root in company.accounts:
        path = folder / ".tccli" / f"{root.name}.credential"
        path.write_text(json.dumps({"secretId": root.secret_id, "secretKey": root.secret_key}))
    lines = [f"tencent,{root.name},profile:{root.name},{company.endpoint}" for root in company.accounts]
    sheet = folder / "accounts.csv"
    sheet.write_text("\n".join(["provider,name,from,endpoint", *lines]) + "\n")
    return sheet


def _environment(folder: Path, root: Root) -> dict[str, str]:
    """Return a home of its own; the key is for the floor alone."""
    return {
        "AKWARDEN_HOME": str(folder / "home"),
        "HOME": str(folder),
        "TENCENTCLOUD_SECRET_ID": root.secret_id,
        "TENCENTCLOUD_SECRET_KEY": root.secret_key,
    }


def _sync(folder: Path, env: dict[str, str]) -> Read:
    out = folder / "sync.json"
    cost = _akwarden(folder, env, "sync", "--rate", "0", "--format", "json", "-o", str(out))
    return Read(cost, json.loads(out.read_text()))


def _akwarden(folder: Path, env: dict[str, str], *arguments: str) -> Cost:
    print(f"  akwarden {' '.join(arguments[:2])}", file=sys.stderr)
    return run(Contender(" ".join(arguments[:2]), [*_AKWARDEN, *arguments], env=env), folder)


def _table(first: Read, second: Read, floor: Cost) -> str:
    lines = [
        "| | wall s | CPU s | peak MB | principals | keys | calls | saved | rows written |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, read in (("first sync", first), ("second sync", second)):
        cost = read.cost
        totals = [read.total(field) for field in ("principals", "keys", "calls", "saved")]
        shown = " | ".join(f"{number:,}" for number in (*totals, read.written))
        lines.append(f"| {name} | {cost.wall:.1f} | {cost.cpu:.1f} | {cost.peak:.0f} | {shown} |")
    shown = f"{floor.wall:.1f} | {floor.cpu:.1f} | {floor.peak:.0f} | | | {first.total('calls'):,}"
    lines.append(f"| floor: the SDK alone | {shown} | | |")
    return "\n".join(lines)


def _words(added: Cost, small: Read, accounts: int) -> str:
    blind = sum(bool(row["blind_spots"]) for row in small.rows)
    return (
        f"{accounts} accounts from one CSV file: added and tried in {added.wall:.1f} s, read in "
        f"{small.cost.wall:.1f} s with {small.total('calls'):,} calls; {blind} with blind spots, "
        f"{small.failed} not read."
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few users, to see that it runs")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
