"""Makes a state with many keys and many alarms, as detection keeps them, for benchmarks of lists.

The alarms are about the keys of `keys_list.py`, a few keys much more often than most, over 90 days; six of
ten are open. They are written by the store's own functions. While that runs, the tables of alarms have no
indexes beside their keys, and SQLite may keep a gigabyte of pages in memory.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, insert

from akwarden.model.alarm import AlarmStatus, GatheredAlarm, Reason, Signal, SignalEvent
from akwarden.model.behavior_rule import BehaviorRule
from akwarden.risk.alarms import Standing, alarm_of, gathered
from akwarden.store import alarms
from akwarden.store.alarms import KeptAlarm, Written
from akwarden.store.key_alarms import FOLLOWER
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import alarm_mentions, lake_followers
from akwarden.store.tables import alarms as table
from akwarden.workflows.detection.ruleset import load_behavior
from keys_list import ACCOUNTS, NOW, fill, key_id

DAYS: Final = 90
_SHARE: Final = 20_000
_ADDRESSES: Final = 5_000
_STATUSES: Final = (AlarmStatus.OPEN, AlarmStatus.HANDLED, AlarmStatus.IGNORED)


def opened(home: Path, url: str | None, *, keys: int, many: int) -> State:
    """Return a state with so many keys and alarms; one that was made before is taken as it is.

    What the indexes of a state are is not looked at: one of another version is to be made anew.
    """
    done = home / f"made-{keys}-{many}"
    state = open_state(home, url)
    if not done.exists():
        _make(state, keys, many)
        if not state.is_sqlite:  # as the server does by itself after a minute
            with state.apart() as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
        home.mkdir(parents=True, exist_ok=True)  # a state on PostgreSQL needs none by itself
    done.touch()
    return state


def _make(state: State, keys: int, many: int) -> None:
    indexes = [*table.indexes, *alarm_mentions.indexes]
    with state.writing() as connection:
        if state.is_sqlite:
            connection.exec_driver_sql("PRAGMA cache_size=-1000000")
        fill(connection, keys)
        connection.execute(insert(lake_followers), [{"name": FOLLOWER, "position": 1, "moved_at": NOW}])
        for index in indexes:
            index.drop(connection)
        _write(connection, keys, many)
        for index in indexes:
            index.create(connection)


def _write(connection: Connection, keys: int, many: int) -> None:
    rows = _alarms(keys)
    for _ in range(0, many, _SHARE):
        alarms.write(connection, tuple(islice(rows, min(_SHARE, many))), ())


def _alarms(keys: int) -> Iterator[Written]:
    """Yield alarms without end, each of another subject, story and day."""
    chance = random.Random(2)  # noqa: S311  the same alarms in each run, no secrets
    rules = [one.rule for one in load_behavior().rules if not one.rule.quiet]
    seen: set[str] = set()
    while True:
        signal = _signal(chance, rules, keys)
        ((id_, one),) = gathered([signal]).items()
        if id_ not in seen:
            seen.add(id_)
            yield _written(chance, one)


def _signal(chance: random.Random, rules: Sequence[BehaviorRule], keys: int) -> Signal:
    # The cube of an even chance: a thousandth of the keys has a tenth of the alarms.
    number = int(keys * chance.random() ** 3)
    holders = max(keys // 2, ACCOUNTS)
    holder = number // 2 % holders
    rule = rules[int(len(rules) * chance.random() ** 2)]
    at = NOW - timedelta(seconds=chance.randrange(DAYS * 86_400))
    address = chance.randrange(_ADDRESSES)
    return Signal(
        rule=rule.id,
        title=rule.title,
        story=rule.story,
        type=rule.type,
        severity=rule.severity,
        provider="tencent",
        account=f"{100_000_000_000 + min(holder // (holders // ACCOUNTS), ACCOUNTS - 1)}",
        kind=rule.subject,
        subject=f"key:{key_id(number)}",
        key_ids=(key_id(number),),
        principals=(f"user-{holder}",),
        source_ips=(f"198.51.{address >> 8}.{address & 255}",),
        events=(_event(chance, at), _event(chance, at + timedelta(minutes=1))),
        reasons=(Reason(text=f"{rule.title}, which it never did before", weight=rule.weight),),
        techniques=rule.techniques,
        next_action=f"akwarden keys show {key_id(number)}",
    )


def _event(chance: random.Random, at: datetime) -> SignalEvent:
    number = chance.getrandbits(62)
    return SignalEvent(at, number, f"event-{number}")


def _written(chance: random.Random, one: GatheredAlarm) -> Written:
    status = chance.choices(_STATUSES, (6, 3, 1))[0]
    is_open = status is AlarmStatus.OPEN
    decided = one.last_at + timedelta(hours=chance.uniform(0, 240))
    about: dict[str, Any] = {
        "count": chance.randrange(1, 400),
        "status": status,
        "reason": None if is_open else "ticket 123",
        "changed_at": one.last_at if is_open else decided,
        "changed_by": None if is_open else "bench",
    }
    kept = KeptAlarm(gathered=one, raised=True, opened_at=one.first_at, **about)
    return Written(kept, alarm_of(one, Standing(**about)))
