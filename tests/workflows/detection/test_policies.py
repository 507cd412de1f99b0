from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from tests.analytics.lake import NOW as AT
from tests.analytics.lake import event, executed, numbered, table
from tests.store.databases import home_state
from tests.store.rows import NOW, add_account, add_address, key_id

from akwarden.analytics.matching import matching
from akwarden.errors import EditError, QueryError, UsageError
from akwarden.model.severity import Severity
from akwarden.model.watch_policy import Watched, WatchPolicy
from akwarden.store import tables, watch_policies
from akwarden.store.audit_log import log
from akwarden.store.state import State
from akwarden.workflows.detection.looking_back import LookBack
from akwarden.workflows.detection.policies import (
    ADDED,
    REMOVED,
    SWITCHED,
    Watching,
    add_policy,
    find_policy,
    query_of,
    remove_policy,
    switch_policy,
    watched_now,
)

NOTHING = LookBack(days=30, total=1000, calls=1000, keys=1, alarms=1, subjects=1, most=())


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """Give an empty state; the tests of the store hold both databases to the same."""
    opened = home_state(tmp_path / "home")
    yield opened
    opened.close()


def added(
    state: State, name: str = "cam-from-abroad", found: LookBack | None = None, **watched: Any
) -> WatchPolicy:
    """Add a policy."""
    wanted = Watched(**(watched or {"where": "service:cam trust:foreign"}))
    asked = Watching(name=name, watched=wanted, severity=Severity.HIGH, actor="bob", now=NOW)
    return add_policy(state, asked, found)


def actions(state: State) -> list[tuple[str, str, str]]:
    """Give what the audit log has of policies."""
    with state.reading() as connection:
        records = [one for action in (ADDED, SWITCHED, REMOVED) for one in log.records_of(connection, action)]
    return [(one.action, one.object, one.actor) for one in sorted(records, key=lambda one: one.number)]


def fitting(state: State, policy: WatchPolicy, *rows: dict[str, Any]) -> list[int]:
    """Give the places of the events that a policy finds."""
    events = numbered(rows)
    with state.reading() as connection:
        query = query_of(connection, policy)
    found = {row["event_hash"] for row in executed(matching(table(events), [("p", query)], AT)).to_pylist()}
    return [at for at, row in enumerate(events) if row["event_hash"] in found]


def test_a_policy_is_kept_switched_on_and_in_the_audit_log(state: State) -> None:
    policy = added(state)

    assert (policy.name, policy.query, policy.severity, policy.enabled, policy.created_by) == (
        "cam-from-abroad",
        "service:cam trust:foreign",
        Severity.HIGH,
        True,
        "bob",
    )
    assert actions(state) == [(ADDED, "cam-from-abroad", "bob")]


def test_a_policy_is_switched_off_and_on_and_removed(state: State) -> None:
    name = added(state).name

    off = switch_policy(state, name, enabled=False, actor="eve", now=NOW)
    switch_policy(state, name, enabled=False, actor="eve", now=NOW)
    with state.reading() as connection:
        while_off = watched_now(connection)
    on = switch_policy(state, name, enabled=True, actor="eve", now=NOW)
    remove_policy(state, name, actor="eve", now=NOW)

    assert (off.enabled, while_off.policies, on.enabled) == (False, (), True)
    with state.reading() as connection:
        assert watch_policies.listed(connection) == []
    assert [action for action, _, _ in actions(state)] == [ADDED, SWITCHED, SWITCHED, REMOVED]


@pytest.mark.parametrize("watched", [{"where": ""}, {"where": "provider:tencent,aws"}, {"where": "action:*"}])
def test_a_policy_that_every_call_fits_is_refused(watched: dict[str, Any], state: State) -> None:
    with pytest.raises(UsageError, match="every call would fit"):
        added(state, **watched)

    assert actions(state) == []


def test_a_policy_that_found_every_call_of_the_last_days_is_refused(state: State) -> None:
    with pytest.raises(UsageError, match="every call would fit") as told:
        added(state, found=NOTHING, where="service:cam or -service:cam")

    assert told.value.why == "it finds all 1,000 calls of the last 30 days"


def test_a_few_calls_say_nothing_of_how_wide_a_policy_is(state: State) -> None:
    few = LookBack(days=30, total=99, calls=99, keys=1, alarms=1, subjects=1, most=())

    assert added(state, found=few).enabled


def test_a_name_is_taken_once_and_is_a_word(state: State) -> None:
    added(state)

    with pytest.raises(UsageError, match="there is a policy cam-from-abroad already"):
        added(state)
    for name in ("", "-x", "a b", "x" * 61, "a\n"):
        with pytest.raises(UsageError, match="can't be called so"):
            added(state, name)
    assert added(state, "凌晨调用").name == "凌晨调用"


def test_a_query_that_is_none_is_refused(state: State) -> None:
    with pytest.raises(QueryError):
        added(state, where="trust:maybe")


def test_a_secret_in_a_query_or_a_name_is_refused(state: State) -> None:
    secret = "zQ7" * 13 + "x"

    with pytest.raises(EditError, match="secret of a key"):
        added(state, where=f"key:{secret}")
    with pytest.raises(EditError, match="secret of a key"):
        added(state, secret)

    assert actions(state) == []


def test_a_name_that_is_mistyped_is_answered_with_the_nearest(state: State) -> None:
    added(state)

    with state.reading() as connection, pytest.raises(UsageError) as told:
        find_policy(connection, "cam-from-aboard")

    assert told.value.mend == "did you mean cam-from-abroad?"


def test_keys_and_networks_of_files_must_hold_with_the_query(state: State) -> None:
    policy = added(
        state,
        where="service:cvm",
        keys=("key-a", "key-b"),
        ips=("203.0.113.0/24",),
        except_ips=("203.0.113.8/32",),
    )

    assert fitting(
        state,
        policy,
        event(key_id="KEY-A", source_ip="203.0.113.7"),
        event(key_id="key-c", source_ip="203.0.113.7"),
        event(key_id="key-b", source_ip="198.51.100.1"),
        event(key_id="key-b", source_ip="203.0.113.8"),
        event(key_id="key-b", source_ip="203.0.113.9", service="cam"),
        event(key_id="key-b", source_ip=None),
        event(key_id="key-b", source_ip="203.0.113.9"),
    ) == [0, 6]


def test_a_file_alone_is_enough_for_a_policy(state: State) -> None:
    policy = added(state, except_ips=("203.0.113.0/24",))

    assert fitting(state, policy, event(source_ip="203.0.113.7"), event(source_ip="198.51.100.1")) == [1]


def test_a_thousand_keys_and_networks_come_back_as_they_were_given(state: State) -> None:
    keys = tuple(key_id(number) for number in range(1000))
    ips = tuple(f"10.{number // 200}.{number % 200}.0/25" for number in range(1000))

    added(state, "many", keys=keys, ips=ips, except_ips=ips[:1])

    with state.reading() as connection:
        held = find_policy(connection, "many")
    assert (held.keys, held.ips, held.except_ips) == (keys, ips, ips[:1])


def test_any_of_a_hundred_keys_and_networks_will_do(state: State) -> None:
    keys = tuple(key_id(number) for number in range(100))
    policy = added(state, keys=keys, ips=tuple(f"10.0.{number}.0/25" for number in range(100)))

    rows = (
        event(key_id=keys[7], source_ip="10.0.99.127"),
        event(key_id=keys[7], source_ip="10.0.99.128"),
        event(key_id=key_id(100), source_ip="10.0.99.127"),
    )
    assert fitting(state, policy, *rows) == [0]


def test_what_is_ours_is_as_the_state_says_now(state: State) -> None:
    policy = added(state)
    rows = (event(service="cam", source_ip="203.0.113.7"), event(service="cam", source_ip="203.0.113.8"))
    before = fitting(state, policy, *rows)
    with state.writing() as connection:
        add_address(connection, add_account(connection), "203.0.113.8/32")

    assert (before, fitting(state, policy, *rows)) == ([0, 1], [0])


def test_a_policy_that_can_not_be_read_any_more_does_not_count_and_is_named(state: State) -> None:
    added(state, "old")
    added(state, "other")
    with state.writing() as connection:
        changed = update(tables.watch_policies).where(tables.watch_policies.c.name == "old")
        connection.execute(changed.values(query='{"where":"gone:1"}'))

    with state.reading() as connection:
        found = watched_now(connection)

    assert [name for name, _ in found.queries] == [one.name for one in found.policies] == ["other"]
    assert [(one.name, one.reason) for one in found.unreadable] == [
        ("policy old", "the query is wrong: there is no field 'gone'")
    ]
