from typing import Any

import pytest
from sqlalchemy import insert
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_key, add_principal, add_risk, ago, ignore, key_id

from akwarden.errors import UsageError
from akwarden.model.risk import Decision, RiskStatus, Target, TargetKind
from akwarden.model.severity import Severity
from akwarden.query.parse import parse
from akwarden.store import risk_groups, risk_listing
from akwarden.store.risk_columns import RISK_VOCABULARY
from akwarden.store.risk_listing import RiskCounts, RiskQuestion
from akwarden.store.state import State
from akwarden.store.tables import notes

__all__ = ["postgresql", "state"]

GROUP = '{"kind":"group","id":"7","name":"ops"}'
POLICY = '{"kind":"policy","id":"9","name":"shop-default"}'


def ask(query: str = "", **values: Any) -> RiskQuestion:
    """Give a question about risks."""
    return RiskQuestion(query=parse(query, RISK_VOCABULARY), now=NOW, **values)


def ids(state: State, query: str = "", **values: Any) -> list[str]:
    """Give the ids of the risks that fit a query, in the order of the list."""
    with state.reading() as connection:
        return [one.row.id for one in risk_listing.listed(connection, ask(query, **values))]


@pytest.fixture
def judged(state: State) -> State:
    """Give a state with six risks in two accounts and one of a key that no account lists."""
    with state.writing() as connection:
        prod = add_account(connection, "prod", number="100000000001", department="retail")
        dev = add_account(connection, "dev", number="100000000002")
        alice = add_principal(connection, prod, "alice")
        root = add_principal(connection, dev, "root", type="root")
        add_key(connection, 1, account_id=prod, principal_id=alice)
        add_key(connection, 2, account_id=dev, principal_id=root, status="inactive")
        of_alice = {"principal_id": alice, "key_id": key_id(1)}
        add_risk(connection, "a" * 12, prod, **of_alice, first_seen_at=ago(9))
        add_risk(connection, "b" * 12, prod, principal_id=alice, rule="admin-user", severity="high")
        add_risk(
            connection, "c" * 12, dev, principal_id=root, key_id=key_id(2), rule="root-key", severity="medium"
        )
        add_risk(connection, "d" * 12, dev, rule="trail-off", severity="medium", first_seen_at=ago(3))
        add_risk(connection, "e" * 12, prod, **of_alice, rule="gone", status="converged", changed_at=ago(5))
        add_risk(connection, "f" * 12, prod, **of_alice, rule="key-idle", title="Idle", severity="critical")
        leaked = {"rule": "leaked-key-unlisted", "severity": "high", "key_id": key_id(9)}
        add_risk(connection, "9" * 12, None, **leaked, first_seen_at=ago(2))
        ignore(connection, "f" * 12, ago(-30))
        for kind, subject, owner in (
            ("key", key_id(1), "team-pay"),
            ("principal", "mainland/100000000002/id-root", "li.wei"),
        ):
            row = {"kind": kind, "subject": subject, "owner": owner, "tags": "[]"}
            connection.execute(insert(notes).values(**row, changed_at=NOW, changed_by="a test"))
    return state


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "9bdca"),
        ("severity:high", "9b"),
        ("level:high,medium account:dev", "dc"),
        ("account:100000000001", "ba"),
        ("account:none", "9"),
        ("department:retail", "ba"),
        ("rule:root-*", "c"),
        ("principal:alice", "ba"),
        ("type:root", "c"),
        ("key:none", "bd"),
        (f"key:{key_id(9)}", "9"),
        ("key_status:inactive", "c"),
        ("owner:team-pay", "a"),
        ("owner:li.wei", "c"),
        ("owner:none", "9bd"),
        ("first>5d", "a"),
        ("advice:harden", "9bdc"),
        ("advice:fine", "a"),
        ("advice:act_now status:ignored", "f"),
        ("status:ignored", "f"),
        ("status:converged", "e"),
        ("status:open severity:low", "a"),
        ("trail", "d"),
        ("provider:aws", ""),
    ],
)
def test_a_query_finds_the_risks_that_it_means(judged: State, query: str, expected: str) -> None:
    hidden = "status:" in query

    found = ids(judged, query, with_hidden=hidden)

    assert [one[0] for one in found] == list(expected)


def test_what_is_ignored_or_no_more_is_left_out_and_counted(judged: State) -> None:
    with judged.reading() as connection:
        left_out = risk_listing.counts(connection, ask("account:prod"))
        everything = risk_listing.counts(connection, ask("account:prod", with_hidden=True))

    assert left_out == RiskCounts(shown=2, ignored=1, converged=1)
    assert everything == RiskCounts(shown=4)


def test_a_risk_that_was_ignored_for_a_while_comes_back_by_itself(judged: State) -> None:
    with judged.writing() as connection:
        connection.exec_driver_sql("UPDATE risk_decisions SET until = until - 3456000000")

    assert ids(judged, "severity:critical") == ["f" * 12]


def test_a_risk_that_is_no_more_is_converged_also_where_somebody_ignores_it(judged: State) -> None:
    with judged.writing() as connection:
        ignore(connection, "e" * 12)

    assert ids(judged, "status:converged", with_hidden=True) == ["e" * 12]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("severity", "9bdca"),
        ("-severity", "acdb9"),
        ("first", "ad9bc"),
        ("account", "cdba9"),
        ("principal", "bac9d"),
        ("owner", "ca9bd"),
        ("rule", "ba9cd"),
    ],
)
def test_risks_are_sorted_by_what_was_asked_for(judged: State, sort: str, expected: str) -> None:
    assert [one[0] for one in ids(judged, sort=sort)] == list(expected)


@pytest.mark.parametrize("sort", ["severity", "-severity", "first", "changed", "account", "owner", "rule"])
def test_pages_one_behind_the_other_are_the_whole_list(judged: State, sort: str) -> None:
    whole = ids(judged, sort=sort)
    pages: list[str] = []
    cursor = None

    for _ in whole:
        with judged.reading() as connection:
            (one,) = risk_listing.listed(connection, ask(sort=sort, limit=1, after=cursor))
        pages.append(one.row.id)
        cursor = one.cursor

    assert pages == whole
    assert ids(judged, sort=sort, after=cursor) == []


def test_a_sort_that_there_is_not_is_led_to_the_nearest(judged: State) -> None:
    with pytest.raises(UsageError) as refused:
        ids(judged, sort="severty")

    assert refused.value.mend == "--sort severity"


def test_a_row_says_whose_it_is_and_what_was_decided(judged: State) -> None:
    with judged.reading() as connection:
        (stored,) = risk_listing.begins(connection, "ffff", NOW)

    risk = stored.risk
    assert (stored.account_id, stored.principal_id) == (1, 1)
    assert (risk.account, risk.account_name, risk.principal, risk.principal_id, risk.key_id, risk.owner) == (
        "100000000001",
        "prod",
        "alice",
        "id-alice",
        key_id(1),
        "team-pay",
    )
    assert (risk.severity, risk.status) == (Severity.CRITICAL, RiskStatus.IGNORED)
    assert risk.decision == Decision(reason="ticket 123", until=ago(-30), decided_at=ago(1), decided_by="bob")
    assert risk.target == Target(kind=TargetKind.ACCOUNT, id="1", name="prod")


def test_a_percent_sign_begins_no_id(judged: State) -> None:
    with judged.reading() as connection:
        assert risk_listing.begins(connection, "%", NOW) == []


@pytest.fixture
def grouped(state: State) -> State:
    """Give a state whose risks are closed by four fixes."""
    with state.writing() as connection:
        prod, dev = add_account(connection, "prod"), add_account(connection, "dev")
        people = [add_principal(connection, prod, f"user-{number}") for number in range(3)]
        for number, principal in enumerate(people):
            held = {"principal_id": principal, "fix": "Narrow the policy", "target": POLICY}
            add_risk(connection, f"policy-{number}", prod, **held, severity="medium")
        add_risk(connection, "elsewhere", dev, fix="Narrow the policy", target=POLICY, severity="medium")
        of_group = {"fix": "Narrow the policy", "target": GROUP}
        add_risk(connection, "group-1", prod, **of_group, severity="high", principal_id=people[0])
        add_risk(connection, "group-2", prod, **of_group, rule="other", principal_id=people[0])
        add_risk(connection, "key", None, fix="Disable the key", key_id=key_id(1))
        add_risk(connection, "gone", prod, fix="Done", status="converged", severity="critical")
        ignore(connection, add_risk(connection, "ignored", prod, fix="Never", severity="critical"))
    return state


def test_one_fix_closes_what_it_is_the_same_for_at_one_place(grouped: State) -> None:
    with grouped.reading() as connection:
        found = risk_groups.groups(connection, ask(), 7)
        total = risk_groups.group_count(connection, ask())

    assert total == len(found)
    assert [(one.severity, one.account_name, one.ids) for one in found[:3]] == [
        (Severity.HIGH, "prod", ("group-1", "group-2")),
        (Severity.MEDIUM, "prod", ("policy-0", "policy-1", "policy-2")),
        (Severity.MEDIUM, "dev", ("elsewhere",)),
    ]
    assert found[0].rules == ("key-old", "other")
    assert found[1].target == Target(kind=TargetKind.POLICY, id="9", name="shop-default")
    assert found[1].principals == ("user-0", "user-1", "user-2")
    assert (found[3].account, found[3].keys) == (None, (key_id(1),))


def test_only_as_many_fixes_come_as_are_wanted_and_only_of_what_was_asked_for(grouped: State) -> None:
    with grouped.reading() as connection:
        (first,) = risk_groups.groups(connection, ask("account:prod"), 1)
        dev = risk_groups.groups(connection, ask("account:dev"), 7)

    assert first.severity is Severity.HIGH
    assert [one.ids for one in dev] == [("elsewhere",)]
