"""Claim: 100 accounts of 300 principals are judged by all rules in under 20 s, with under 500 MB of memory.

The accounts of two clouds are written straight into the state: users with one or two keys, groups, roles that
services take, policies, boundaries, functions, leaks and what people say. An account has 48 policies of up to
four statements, of which one in eight is about users and rights and one in ten allows a whole service. Many
principals hold the same: there are 40 sets of policies, groups and boundary in an account, 4,000 in all.

What is measured is what a sync does at its end: the facts are read, the account is judged, and what came of
it is held against what is kept. The first run writes every risk as a new row; the bars are held against the
second, when nothing changed, as in most syncs but the first. A child process does it, so that the
peak of its memory is that of the judging. Linux only.

Repeat with `python bench/posture.py`; `--quick` tries the bench itself with few accounts and judges nothing.
"""

import argparse
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, insert, select

from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import (
    access_keys,
    accounts,
    functions,
    group_grants,
    leaks,
    memberships,
    notes,
    policies,
    principal_grants,
    principals,
    risks,
    trails,
    user_groups,
)
from akwarden.workflows.posture.judging import judge_stored
from akwarden.workflows.posture.leaked import judge_leaked_of
from akwarden.workflows.posture.ruleset import load_posture
from stand.results import Bar, bars_table, exit_code, facts, keep

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MOST_SECONDS, MOST_MB = 20.0, 500.0
OWN_POLICIES, GROUPS, PRESETS = 40, 12, 8
_SETS = 40
"""Different sets of policies, groups and boundary that principals of one account hold."""
_ROLES = 5
"""One principal in so many is a role."""
_TENCENT = ("cos", "cvm", "scf", "kms", "ssm", "vpc", "cdb", "tke")
_AWS = ("s3", "ec2", "lambda", "kms", "secretsmanager", "rds", "eks", "dynamodb")
_RIGHTS, _WIDE = 1 / 8, 1 / 10
"""The share of statements that are about users and rights, and of those that allow a whole service."""
_VERBS = ("Create", "Delete", "Update", "Describe", "Get", "List", "Attach", "Put")
_NOUNS = ("User", "AccessKey", "Policy", "Role", "Instance", "Object", "Function", "Secret")
_BOUNDED = 7
"""One set in so many has a boundary."""
_Rows = dict[Table, list[dict[str, Any]]]


class _Held(NamedTuple):
    """What some principals of an account hold alike."""

    policies: Sequence[str]
    groups: Sequence[int]
    boundary: str | None


def main() -> int:
    """Run the benchmark and return the exit code."""
    options, load = _options(), os.getloadavg()[0]
    if options.judge:
        print(json.dumps(_judged(Path(options.judge))))
        return 0
    count, size = (4, 60) if options.quick else (100, 300)
    with tempfile.TemporaryDirectory() as folder:
        state = open_state(Path(folder), None)
        _fill(state, count, size)
        state.close()
        told = _child(folder)
    _, second = told["runs"]
    bars = [
        Bar("CPU of reading the facts and judging all accounts", second["cpu"], MOST_SECONDS, unit=" s"),
        Bar("wall time of the same", second["wall"], MOST_SECONDS, unit=" s"),
        Bar("peak memory", told["peak"], MOST_MB, unit=" MB"),
        Bar("rows that are written when nothing changed", float(second["written"]), 0, unit=""),
    ]
    body = "\n\n".join(
        [
            "Repeat with `python bench/posture.py`.",
            facts({"SQLite": sqlite3.sqlite_version, "SQLAlchemy": version("sqlalchemy")}, load, 1)
            + f"\n- input: {count} accounts of {size} principals, {told['keys']:,} keys,"
            f" {told['rules']} rules; {told['risks']:,} risks",
            _table(told["runs"]),
            bars_table(bars),
        ]
    )
    print(body)
    if options.quick:
        print("\nquick: nothing is judged or written down")
        return 0
    keep("Posture", body)
    return exit_code(bars)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="Few accounts; nothing is judged.")
    parser.add_argument(
        "--judge", metavar="HOME", help="Judge a state and tell the costs, as the child does."
    )
    return parser.parse_args()


# Measured


def _child(folder: str) -> Mapping[str, Any]:
    """Return what judging the state of a home cost, in a process of its own."""
    command = [sys.executable, __file__, "--judge", folder]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    told: Mapping[str, Any] = json.loads(done.stdout)
    return told


def _judged(home: Path) -> Mapping[str, Any]:
    state = open_state(home, None)
    with state.reading() as connection:
        numbers = list(connection.execute(select(accounts.c.id).order_by(accounts.c.id)).scalars())
    runs = [_run(state, numbers) for _ in range(2)]
    with state.reading() as connection:
        keys = connection.execute(select(func.count()).select_from(access_keys)).scalar_one()
        found = Counter(connection.execute(select(risks.c.rule)).scalars())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    state.close()
    rules = len(load_posture())
    return {"runs": runs, "peak": peak, "keys": keys, "rules": rules, "risks": found.total()}


def _run(state: State, numbers: Sequence[int]) -> Mapping[str, float]:
    """Judge all accounts as their syncs would, one after the other."""
    cpu, wall = time.process_time(), time.perf_counter()
    written, longest = 0, 0.0
    for number in numbers:
        began = time.perf_counter()
        for change in (
            judge_leaked_of(state, number, NOW),
            judge_stored(state, number, load_posture(), NOW),
        ):
            written += change.added + change.changed + change.gone
        longest = max(longest, time.perf_counter() - began)
    return {
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "written": written,
        "longest": longest,
    }


def _table(runs: Sequence[Mapping[str, float]]) -> str:
    lines = ["| run | CPU s | wall s | the longest account, s | rows written |", "|---|---:|---:|---:|---:|"]
    for name, run in zip(("first, all is written", "again, nothing changed"), runs, strict=True):
        cost = f"{run['cpu']:.1f} | {run['wall']:.1f} | {run['longest']:.2f}"
        lines.append(f"| {name} | {cost} | {run['written']:,.0f} |")
    return "\n".join(lines)


# Input


def _fill(state: State, count: int, size: int) -> None:
    chance = random.Random(1)  # noqa: S311  the same accounts in each run, no secrets
    for number in range(1, count + 1):
        rows = _account_rows(number, size, chance)
        with state.writing() as connection:
            _write(connection, rows)


def _write(connection: Connection, rows: _Rows) -> None:
    for table, values in rows.items():
        if values:
            connection.execute(insert(table), values)


def _account_rows(number: int, size: int, chance: random.Random) -> _Rows:
    is_aws = number % 3 == 0
    own = [f"{number}-{at}" for at in range(OWN_POLICIES)]
    presets = [f"preset-{at}" for at in range(PRESETS)]
    rows: _Rows = {
        accounts: [_account(number, is_aws=is_aws)],
        policies: [_policy(number, id_, chance, is_aws=is_aws) for id_ in (*own, *presets)],
        user_groups: [_group(number, at) for at in range(GROUPS)],
        group_grants: [
            {"group_id": _group(number, at)["id"], "policy": policy, "kind": "attached"}
            for at in range(GROUPS)
            for policy in chance.sample([*own, *presets], 3)
        ],
        principals: [],
        memberships: [],
        principal_grants: [],
        access_keys: [],
        notes: [],
        leaks: [],
        functions: [_function(number, at) for at in range(20)],
        trails: [{"account_id": number, "name": "all", "state": ("on", "partly")[number % 2], "detail": ""}],
    }
    sets = [_held(at, chance, own) for at in range(_SETS)]
    for at in range(size):
        _add_principal(rows, number, at, chance, chance.choice(sets))
    return rows


def _held(at: int, chance: random.Random, own: Sequence[str]) -> _Held:
    """Return what some principals hold alike."""
    boundary = chance.choice(own) if at % _BOUNDED == 0 else None
    return _Held(chance.sample(own, 2), chance.sample(range(GROUPS), 2), boundary)


def _account(number: int, *, is_aws: bool) -> dict[str, Any]:
    return {
        "id": number,
        "provider": "aws" if is_aws else "tencent",
        "number": f"{100_000_000_000 + number}",
        "name": f"account-{number}",
        "site": "aws" if is_aws else "mainland",
        "manages": False,
        "source": '{"from":"env"}',
        "endpoints": "{}",
        "added_at": NOW,
    }


def _policy(number: int, id_: str, chance: random.Random, *, is_aws: bool) -> dict[str, Any]:
    statements = [_statement(chance, is_aws=is_aws) for _ in range(chance.randint(1, 4))]
    names = ("Version", "Statement") if is_aws else ("version", "statement")
    document = dict(zip(names, ("2012-10-17" if is_aws else "2.0", statements), strict=True))
    return {
        "account_id": number,
        "cloud_id": id_,
        "name": f"policy-{id_}",
        "kind": "preset" if id_.startswith("preset") else "custom",
        "version": "1",
        "document": json.dumps(document),
    }


def _statement(chance: random.Random, *, is_aws: bool) -> dict[str, Any]:
    service = chance.choice(_AWS if is_aws else _TENCENT)
    if chance.random() < _RIGHTS:
        service = "iam" if is_aws else "cam"
    actions = [f"{service}:{chance.choice(_VERBS)}{chance.choice(_NOUNS)}" for _ in range(6)]
    if chance.random() < _WIDE:
        actions = [f"{service}:*"]
    effect, action, resource, value = ("Effect", "Action", "Resource", "Allow")
    if not is_aws:
        effect, action, resource, value = ("effect", "action", "resource", "allow")
    return {effect: value, action: actions, resource: "*"}


def _group(number: int, at: int) -> dict[str, Any]:
    row = number * 1000 + at
    return {"id": row, "account_id": number, "cloud_id": f"g-{at}", "name": f"group-{at}", "note": ""}


def _function(number: int, at: int) -> dict[str, Any]:
    return {
        "account_id": number,
        "cloud_id": f"ap-guangzhou/default/f-{at}",
        "name": f"f-{at}",
        "region": "ap-guangzhou",
        "version": "1",
        "role": f"principal-{at * _ROLES}",
        "variables": "[]",
    }


def _add_principal(rows: _Rows, number: int, at: int, chance: random.Random, held: _Held) -> None:
    """Add a principal with what it has."""
    row, is_role = number * 100_000 + at, at % _ROLES == 0 and at > 0
    is_aws = number % 3 == 0
    kind = "root" if at == 0 else "role" if is_role else "user"
    rows[principals].append(_principal(row, number, kind, chance, is_aws=is_aws))
    if kind != "root":
        rows[principal_grants] += [
            {"principal_id": row, "policy": policy, "kind": "attached"} for policy in held.policies
        ]
        if held.boundary is not None:
            rows[principal_grants].append({"principal_id": row, "policy": held.boundary, "kind": "boundary"})
    if kind == "user":
        rows[memberships] += [{"principal_id": row, "group_id": f"g-{group}"} for group in held.groups]
    for key in range(0 if is_role else chance.randint(1, 2)):
        _add_key(rows, number, row, key, chance)


def _principal(row: int, account: int, kind: str, chance: random.Random, *, is_aws: bool) -> dict[str, Any]:
    number = 100_000_000_000 + account
    names = ("Version", "2012-10-17", "Statement", "Effect", "Allow", "Principal", "Service", "Action")
    if not is_aws:
        names = ("version", "2.0", "statement", "effect", "allow", "principal", "service", "action")
    version_, value, statement, effect, allow, whom, service, action = names
    trust = {
        version_: value,
        statement: [{effect: allow, whom: {service: ["scf.qcloud.com"]}, action: "sts:AssumeRole"}],
    }
    arn = f"arn:aws:iam::{number}:user/principal-{row}" if is_aws else f"qcs::cam::uin/{number}:uin/{row}"
    return {
        "id": row,
        "account_id": account,
        "cloud_id": f"{row}",
        "type": kind,
        "name": f"principal-{row}",
        "arn": arn,
        "note": "",
        "created_at": NOW - timedelta(days=chance.uniform(1, 900)),
        "console_login": kind == "user" and row % 3 == 0,
        "mfa": row % 2 == 0,
        "last_login_at": NOW - timedelta(days=chance.uniform(0, 300)),
        "trust": json.dumps(trust) if kind == "role" else None,
        "session_seconds": 3600,
    }


def _add_key(rows: _Rows, account: int, principal: int, at: int, chance: random.Random) -> None:
    is_aws = account % 3 == 0
    number = principal * 2 + at
    key = f"AKIA{number:016d}" if is_aws else f"AKID{number:032d}"
    provider = "aws" if is_aws else "tencent"
    rows[access_keys].append(
        {
            "key_id": key,
            "provider": provider,
            "account_id": account,
            "principal_id": principal,
            "key_type": "permanent",
            "status": chance.choices(("active", "inactive"), (85, 15))[0],
            "created_at": NOW - timedelta(days=chance.uniform(1, 900)),
            "note": "",
            "last_used_at": NOW - timedelta(days=chance.uniform(0, 200)),
            "last_use_known": True,
            "first_seen_at": NOW,
        }
    )
    if number % 2:
        said = {"kind": "key", "subject": key, "remark": "pay gate", "owner": f"team-{number % 37}"}
        rows[notes].append({**said, "tags": "[]", "changed_at": NOW, "changed_by": "bench"})
    if number % 500 == 0:
        rows[leaks].append(_leak(key, provider))


def _leak(key: str, provider: str) -> dict[str, Any]:
    return {
        "id": f"leak-{key}",
        "provider": provider,
        "rule": "tencent-access-key",
        "key_id": key,
        "case": "code",
        "severity": "critical",
        "title": "Access key",
        "validity": "unknown",
        "status": "open",
        "first_seen_at": NOW,
        "last_seen_at": NOW,
    }


if __name__ == "__main__":
    sys.exit(main())
