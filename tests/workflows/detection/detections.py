"""What tests of detection share: some weeks of a company with a theft at the end, rules, what is kept."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import select
from tests.workflows.events.imports import Shop, lines, trail

from akwarden.store.baseline_journal import AT_ONCE
from akwarden.store.lake.lake import Lake
from akwarden.store.state import State
from akwarden.store.tables import alarms, baselines
from akwarden.workflows.detection.detecting import Detecting, Step
from akwarden.workflows.detection.judging import Judge
from akwarden.workflows.detection.ruleset import DetectionRule, read_behavior
from akwarden.workflows.rule_check import expand

KEY = expand("AKIA{16*B}", 5)
OTHER = expand("AKIA{16*B}", 6)
HOME, ABROAD = "198.51.100.7", "203.0.113.9"
NOW = datetime(2025, 7, 1, tzinfo=UTC)
NEW_NETWORK = """
title: A key from a new network
status: experimental
logsource: {product: akwarden, service: calls}
detection:
  new: {new_network: true, learning: false}
  condition: new
level: high
tags: [attack.t1078.004]
akwarden:
  story: key-abuse
  reason: 'first call from {network}'
  next: 'akwarden keys show {key_id}'
  samples: {match: [], no_match: []}
"""
DELETES = """
title: Users are deleted
status: experimental
logsource: {product: akwarden, service: calls}
detection:
  deletes: {action: DeleteUser}
  condition: deletes
level: medium
tags: [attack.t1531]
akwarden:
  story: key-abuse
  reason: '{action_name} was called'
  next: 'akwarden calls list --where ''principal:"{principal_name}"'''
  samples: {match: [], no_match: []}
"""
BURST = """
title: A burst of deletions
name: deletes-burst
status: experimental
correlation:
  type: event_count
  rules: [one-delete]
  group-by: [subject]
  timespan: 10m
  condition: {gte: 3}
level: critical
tags: [attack.t1485]
akwarden:
  story: destruction
  reason: 'three deletions within ten minutes, the last {action_name}'
  next: 'akwarden keys show {key_id}'
  samples: {match: [], no_match: []}
---
title: One deletion
name: one-delete
status: experimental
logsource: {product: akwarden, service: calls}
detection:
  deletes: {action: DeleteUser}
  condition: deletes
"""

LOOKED_THEN_MADE = """
title: Whoever never looked at a user looks, and makes one
name: looked-then-made
status: experimental
correlation:
  type: temporal_ordered
  rules: [looked-first, made]
  group-by: [subject]
  timespan: 1h
level: high
tags: [attack.t1136]
akwarden:
  story: persistence
  reason: '{action_name}, less than an hour after the first look'
  next: 'akwarden keys show {key_id}'
  samples: {match: [], no_match: []}
---
title: A user is looked at the first time
name: looked-first
status: experimental
logsource: {product: akwarden, service: calls}
detection:
  looks: {action: GetUser, new_action: true, learning: false}
  condition: looks
---
title: A user is made
name: made
status: experimental
logsource: {product: akwarden, service: calls}
detection:
  makes: {action: CreateUser}
  condition: makes
"""


def rules() -> Sequence[DetectionRule]:
    """Return a few rules: of one event, of what is new, of several events, and of one after another."""
    texts = {
        "new-network": NEW_NETWORK,
        "users-deleted": DELETES,
        "deletes-burst": BURST,
        "looked-then-made": LOOKED_THEN_MADE,
    }
    found = read_behavior(list(texts.items()), is_own=True)
    assert found.faults == ()
    return found.rules


def call(
    number: int, *, key: str = KEY, address: str = HOME, action: str = "ListUsers", user: str = "deploy"
) -> dict[str, Any]:
    """Return a call of a key, `number` minutes after the first."""
    record = trail(number, sourceIPAddress=address, eventName=action, eventSource="iam.amazonaws.com")
    record["userIdentity"] = {
        "type": "IAMUser",
        "userName": user,
        "principalId": expand("AIDA{17*B}", 1),
        "arn": "arn:aws:iam::111122223333:user/deploy",
        "accountId": "111122223333",
        "accessKeyId": key,
    }
    return record


DAY = 24 * 60


def weeks() -> list[dict[str, Any]]:
    """Return three weeks of calls by two keys from one place, every four hours, and no theft."""
    return [call(number, key=KEY if number % 480 else OTHER) for number in range(0, 21 * DAY, 240)]


def theft(at: int = 21 * DAY) -> list[dict[str, Any]]:
    """Return what a thief does with a key: looks, and deletes four users."""
    deleted = [call(at + 1 + n, address=ABROAD, action="DeleteUser") for n in range(4)]
    return [call(at, address=ABROAD), *deleted]


def imported(shop: Shop, records: Sequence[dict[str, Any]]) -> None:
    """Import records."""
    shop.take("-", stdin=lines(list(records)))


@cache
def judge() -> Judge:
    """Return what judges by these rules; made once in each process, since its questions take seconds."""
    return Judge(rules())


def detected(state: State, lake: Lake, *, batch: int = 50_000, at_once: int = AT_ONCE) -> list[Step]:
    """Judge what there is, and return the steps."""
    return list(Detecting(state, lake, judge(), lambda: NOW, batch=batch, at_once=at_once).steps())


def kept(state: State) -> list[dict[str, Any]]:
    """Return the alarms as they are kept, without when they were."""
    left_out = {"opened_at", "changed_at"}
    with state.reading() as connection:
        rows = connection.execute(select(alarms).order_by(alarms.c.id)).mappings().all()
    return [{name: value for name, value in row.items() if name not in left_out} for row in rows]


def usual(state: State) -> list[tuple[Any, ...]]:
    """Return what is usual, as it is kept."""
    with state.reading() as connection:
        return sorted(tuple(row) for row in connection.execute(select(baselines)))
