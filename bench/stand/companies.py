"""Companies for the benchmark of the sync: accounts with very many users, and very many accounts.

Each is an emulator in a process of its own, whose clock, rights and records are those that users of it get.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

_POLICIES = ("QcloudCVMFullAccess", "QcloudCOSFullAccess", "ReadOnlyAccess")


@dataclass(frozen=True)
class Root:
    """An account with its root key."""

    name: str
    uin: str
    secret_id: str
    secret_key: str


@dataclass(frozen=True)
class Company:
    """A running cloud."""

    endpoint: str
    accounts: Sequence[Root]


def large(accounts: int, users: int) -> object:
    """Return a scenario of accounts with as many users as the cloud allows: half have one key, half two."""
    return {"accounts": [_account(f"large-{n:03}", users, n) for n in range(accounts)]}


def many(accounts: int, users: int) -> object:
    """Return a scenario of small accounts that know nothing of each other."""
    return {
        "accounts": [
            {
                "name": f"company-{n:03}",
                "root_keys": [{"age": 900}],
                "generate": [{"count": users, "name": f"c{n:03}-{{n}}", "keys": [{"age": [30, 900]}]}],
            }
            for n in range(accounts)
        ]
    }


def _account(name: str, users: int, number: int) -> object:
    generate = {
        "count": users,
        "name": f"{name}-{{n}}",
        "remark": "made for a benchmark",
        "console": 0.3,
        "mfa": 0.5,
        "login": [0, 60],
        "policies": [_POLICIES[number % len(_POLICIES)]],
        "keys": [{"age": [30, 900], "used": [0, 30]}, {"age": [10, 300], "used": [0, 200], "share": 0.5}],
    }
    return {"name": name, "root_keys": [{"age": 900}], "generate": [generate]}


@contextmanager
def running(scenario: object, folder: Path) -> Iterator[Company]:
    """Serve a scenario until the block ends."""
    path = folder / "scenario.yml"
    path.write_text(yaml.safe_dump(scenario, allow_unicode=True))
    command = [
        sys.executable,
        "-m",
        "akwarden.frontends.cli.main",
        "emulate",
        "tencent",
        "--scenario",
        str(path),
    ]
    with subprocess.Popen([*command, "--no-rate-limits"], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None  # noqa: S101  it is a pipe
            told = json.loads(server.stdout.readline())
            accounts = [Root(a["name"], a["uin"], a["secret_id"], a["secret_key"]) for a in told["accounts"]]
            yield Company(told["endpoint"], accounts)
        finally:
            server.terminate()
