from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import update
from tests.store.databases import home_state
from tests.store.raised import put, signal
from tests.store.rows import NOW, add_account, key_id

from akwarden.errors import EditError, QueryError, UsageError
from akwarden.model.allow_entry import AllowEntry, AllowStatus
from akwarden.model.severity import Severity
from akwarden.model.watch_policy import Watched
from akwarden.query.tree import Op, Test, Text
from akwarden.store import allow_entries, tables, watch_policies
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Record
from akwarden.store.state import State
from akwarden.store.watch_policies import NewWatchPolicy
from akwarden.workflows.detection import allowing
from akwarden.workflows.detection.allowing import (
    ADDED,
    REMOVED,
    Allowing,
    add_entry,
    allowed,
    remove_entry,
    silencing,
)

SECRET = "zQ7" * 13 + "x"
"""What looks like one."""
ASKED = Allowing(
    query=f"key:{key_id(1)} ip:203.0.113.0/24",
    rule=None,
    reason="nightly backup, ticket 12",
    owner="team-ops",
    until=NOW + timedelta(days=90),
    actor="bob",
    now=NOW,
)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """Give an empty state; the tests of the store hold both databases to the same."""
    opened = home_state(tmp_path / "home")
    yield opened
    opened.close()


def added(state: State, **values: Any) -> AllowEntry:
    """Add an entry that differs in some values."""
    return add_entry(state, msgspec.structs.replace(ASKED, **values))


def records(state: State, action: str) -> list[Record]:
    """Give what the audit log has of an action."""
    with state.reading() as connection:
        return list(log.records_of(connection, action))


def counting(state: State, at: datetime = NOW) -> list[int]:
    """Give the entries that count at a time."""
    with state.reading() as connection:
        return [number for number, _ in allowed(connection, at).queries]


def test_an_entry_is_kept_with_reason_owner_and_end_and_is_in_the_audit_log(state: State) -> None:
    entry = added(state, rule="root-key-call")

    assert (entry.query, entry.rule, entry.reason, entry.owner, entry.status) == (
        ASKED.query,
        "root-key-call",
        "nightly backup, ticket 12",
        "team-ops",
        AllowStatus.IN_FORCE,
    )
    (record,) = records(state, ADDED)
    assert (record.actor, record.object, record.details["query"], record.details["until"]) == (
        "bob",
        str(entry.id),
        ASKED.query,
        "2026-08-30T12:00:00Z",
    )


def test_the_same_entry_is_not_kept_twice(state: State) -> None:
    first = added(state)

    assert added(state) == first
    assert len(records(state, ADDED)) == 1


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"query": ""}, "too wide"),
        ({"query": "provider:tencent,aws"}, "too wide"),
        ({"query": "key:AKID*"}, "too wide"),
        ({"reason": "  "}, "reason is missing"),
        ({"reason": "x" * 201}, "at most 200"),
        ({"reason": "a\nb"}, "one line"),
        ({"owner": " "}, "owner is missing"),
        ({"until": NOW}, "within 400 days"),
        ({"until": NOW + timedelta(days=400, milliseconds=1)}, "within 400 days"),
        ({"rule": " "}, "named by its id"),
        ({"rule": "no-such-thing-at-all"}, "no rule 'no-such-thing-at-all'"),
    ],
)
def test_an_entry_that_is_too_wide_or_lacks_something_is_refused(
    values: dict[str, Any], what: str, state: State
) -> None:
    with pytest.raises(UsageError, match=what):
        added(state, **values)

    assert (counting(state), records(state, ADDED)) == ([], [])


def test_an_entry_for_400_days_is_taken(state: State) -> None:
    assert added(state, until=NOW + timedelta(days=400)).status is AllowStatus.IN_FORCE


def test_what_is_no_query_and_a_secret_are_refused(state: State) -> None:
    with pytest.raises(QueryError):
        added(state, query="remark:none")
    with pytest.raises(EditError):
        added(state, owner=SECRET)
    with pytest.raises(EditError, match="secret of a key"):
        added(state, query=f"key:{SECRET}")


def test_a_reason_that_holds_a_key_is_masked(state: State) -> None:
    entry = added(state, reason=f"moved from {SECRET}")

    assert entry.reason == "moved from ****"
    assert SECRET not in str(records(state, ADDED))


def test_an_entry_ends_by_itself(state: State) -> None:
    entry = added(state)

    assert counting(state, NOW + timedelta(days=90, milliseconds=-1)) == [entry.id]
    assert counting(state, NOW + timedelta(days=90)) == []
    with state.reading() as connection:
        (held,) = allow_entries.listed(connection, NOW + timedelta(days=91))
    assert held.status is AllowStatus.ENDED


def test_an_entry_is_taken_back_once_and_stays_in_the_list(state: State) -> None:
    entry = added(state)

    gone = remove_entry(state, entry.id, actor="eve", now=NOW)
    again = remove_entry(state, entry.id, actor="bob", now=NOW + timedelta(days=1))

    assert (gone.status, gone.removed_by, gone.removed_at) == (AllowStatus.REMOVED, "eve", NOW)
    assert again == gone
    assert counting(state) == []
    (record,) = records(state, REMOVED)
    assert (record.actor, record.object) == ("eve", str(entry.id))


def test_an_entry_that_is_not_there_is_an_error(state: State) -> None:
    with pytest.raises(UsageError, match="no allow-list entry 7"):
        remove_entry(state, 7, actor="bob", now=NOW)


def test_the_name_of_an_account_stands_for_its_number_as_it_is_now(state: State) -> None:
    entry = added(state, query="account:prod")
    with state.writing() as connection:
        add_account(connection, "prod", number="100000000001")

    with state.reading() as connection:
        ((number, query),) = allowed(connection, NOW).queries

    assert (number, query) == (
        entry.id,
        Test("account", Op.EQ, (Text("prod"), Text("100000000001"))),
    )


def test_an_entry_that_can_not_be_read_any_more_does_not_count_and_is_named(state: State) -> None:
    entry = added(state)
    other = added(state, query="principal:alice")
    with state.writing() as connection:
        changed = update(tables.allow_entries).where(tables.allow_entries.c.id == entry.id)
        connection.execute(changed.values(query="gone:1"))

    with state.reading() as connection:
        found = allowed(connection, NOW)

    assert [one.id for one in found.entries] == [other.id]
    assert [(one.name, one.reason) for one in found.unreadable] == [
        (f"allow-list entry {entry.id}", "the query is wrong: there is no field 'gone'")
    ]


def test_an_entry_silences_its_rule_alone_or_all(state: State) -> None:
    one_rule, all_rules = added(state, rule="root-key-call"), added(state, owner="team-pay")

    with state.reading() as connection:
        found = allowed(connection, NOW)

    both = [one_rule.id, all_rules.id]
    assert [one.id for one in silencing(found, both, "root-key-call")] == both
    assert [one.id for one in silencing(found, both, "trail-stopped")] == [all_rules.id]
    assert silencing(found, [one_rule.id], "trail-stopped") == ()


def test_what_is_checked_is_not_kept(state: State) -> None:
    with state.reading() as connection:
        entry, _ = allowing.checked(connection, ASKED)

    assert entry.query == ASKED.query
    assert counting(state) == []


def test_a_rule_that_is_spelt_wrong_is_led_to_the_nearest(state: State) -> None:
    with pytest.raises(UsageError) as refused:
        added(state, rule="root-key-cal")

    assert refused.value.mend is not None
    assert refused.value.mend.startswith("did you mean root-key-call")


def test_a_rule_of_somebody_counts_once_it_fired_or_when_it_is_named(state: State) -> None:
    with state.writing() as connection:
        put(connection, signal("their-rule", 1, quiet=True))

    fired = added(state, rule="their-rule")
    named = added(state, rule="their-other", own_rules=("their-other",))

    assert (fired.rule, named.rule) == ("their-rule", "their-other")


def test_an_entry_may_be_for_a_policy_of_ones_own(state: State) -> None:
    with state.writing() as connection:
        policy = NewWatchPolicy(
            name="abroad",
            watched=Watched(where="service:cam"),
            severity=Severity.LOW,
            created_at=NOW,
            created_by="bob",
        )
        watch_policies.add(connection, policy)

    assert added(state, rule="watch:abroad").rule == "watch:abroad"
