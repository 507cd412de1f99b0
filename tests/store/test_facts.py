from typing import Any

import pytest
from sqlalchemy import event, insert
from tests.store.databases import postgresql, state
from tests.store.rows import (
    NOW,
    add_account,
    add_address,
    add_blind_spot,
    add_group,
    add_key,
    add_leak,
    add_policy,
    add_principal,
    ago,
    attach,
    key_id,
)

from akwarden.model.access_key import KeyStatus, UnlistedGuess
from akwarden.model.facts import AccountFacts, HeldPolicy, PrincipalFact, TrailState
from akwarden.model.policy import GroupId, PolicyId, PolicyKind
from akwarden.model.principal import PrincipalType
from akwarden.store.facts import account_facts, principal_facts, unlisted_facts
from akwarden.store.state import State
from akwarden.store.tables import functions, leak_places, members, notes, people, trails

__all__ = ["postgresql", "state"]

DOCUMENT = '{"version":"2.0","statement":[]}'


def facts_of(state: State, account: int = 1) -> AccountFacts:
    """Give the facts of an account."""
    with state.reading() as connection:
        return account_facts(connection, account, NOW)


def person(state: State, name: str = "alice") -> PrincipalFact:
    """Give one principal of the first account."""
    return next(one for one in facts_of(state).principals if one.name == name)


def say(state: State, kind: str, subject: str, **values: str) -> None:
    """Write what people say."""
    row = {"kind": kind, "subject": subject, "tags": "[]", "changed_at": NOW, "changed_by": "a test"}
    with state.writing() as connection:
        connection.execute(insert(notes).values(row | values))


@pytest.fixture
def prod(state: State) -> State:
    """Give a state with one account, whose alice has a key."""
    with state.writing() as connection:
        account = add_account(connection, "prod", number="100000000001")
        alice = add_principal(connection, account, "alice", mfa=False, console_login=True, created_at=ago(50))
        add_key(connection, 1, account_id=account, principal_id=alice, note="laptop")
    return state


def test_a_principal_comes_with_its_keys(prod: State) -> None:
    alice = person(prod)

    assert (alice.id, alice.type, alice.mfa, alice.console_login) == (
        "id-alice",
        PrincipalType.USER,
        False,
        True,
    )
    (key,) = alice.keys or ()
    assert (key.id, key.status, key.created_at, key.last_used_at) == (
        key_id(1),
        KeyStatus.ACTIVE,
        ago(30),
        ago(1),
    )
    assert (key.cloud_note, key.remark, key.owner, key.open_leaks, key.function_places) == (
        "laptop",
        "",
        None,
        0,
        (),
    )


def test_what_is_gone_is_left_out(prod: State) -> None:
    with prod.writing() as connection:
        add_principal(connection, 1, "bob", deleted_at=ago(1))
        add_key(connection, 2, account_id=1, principal_id=1, status="deleted")

    facts = facts_of(prod)

    assert [one.name for one in facts.principals] == ["alice"]
    assert [key.id for key in facts.principals[0].keys or ()] == [key_id(1)]


def test_other_accounts_do_not_mix_in(prod: State) -> None:
    with prod.writing() as connection:
        other = add_account(connection, "dev")
        bob = add_principal(connection, other, "bob")
        add_policy(connection, other, "7", document="{}")
        attach(connection, bob, "7")

    assert [one.name for one in facts_of(prod).principals] == ["alice"]
    assert [one.name for one in facts_of(prod, 2).principals] == ["bob"]


def test_policies_are_there_directly_by_groups_and_as_boundary(prod: State) -> None:
    with prod.writing() as connection:
        for name in ("1", "2", "3"):
            add_policy(connection, 1, name, name=f"policy {name}", document=DOCUMENT, kind="preset")
        attach(connection, 1, "1")
        attach(connection, 1, "2", "boundary")
        add_group(connection, 1, 1, "ops", "3")

    alice = person(prod)

    held: dict[str, Any] = {"kind": PolicyKind.PRESET, "document": DOCUMENT}
    assert alice.policies == (
        HeldPolicy(id=PolicyId("1"), name="policy 1", **held),
        HeldPolicy(id=PolicyId("3"), name="policy 3", group=GroupId("group-ops"), **held),
    )
    assert alice.boundary == HeldPolicy(id=PolicyId("2"), name="policy 2", **held)
    assert alice.groups == ("group-ops",)
    assert facts_of(prod).groups == {"group-ops": "ops"}


def test_a_policy_that_many_hold_is_one_value(prod: State) -> None:
    with prod.writing() as connection:
        bob = add_principal(connection, 1, "bob")
        add_policy(connection, 1, "1", document=DOCUMENT)
        attach(connection, 1, "1")
        attach(connection, bob, "1")

    first, second = ((one.policies or ())[0] for one in facts_of(prod).principals)

    assert first is second


@pytest.mark.parametrize(
    ("policy", "name", "kind"),
    [
        ("arn:aws:iam::aws:policy/job/ReadOnlyAccess", "ReadOnlyAccess", PolicyKind.PRESET),
        ("17", "17", PolicyKind.CUSTOM),
    ],
)
def test_a_policy_that_was_not_read_is_there_without_its_document(
    prod: State, policy: str, name: str, kind: PolicyKind
) -> None:
    with prod.writing() as connection:
        attach(connection, 1, policy)

    (held,) = person(prod).policies or ()

    assert (held.name, held.kind, held.document) == (name, kind, None)


@pytest.mark.parametrize(
    ("right", "unseen", "field"),
    [
        ("cam:ListAccessKeys", "the access keys of users", "keys"),
        ("cam:ListAttachedUserAllPolicies", "the policies attached to users", "policies"),
        ("iam:GetAccountAuthorizationDetails", "users, groups, roles and policies", "policies"),
        ("cam:ListUsersForGroup", "who is in which group", "groups"),
        ("user id-bob", "keys and policies of bob", "keys"),
        ("user id-bob", "keys and policies of bob", "policies"),
    ],
)
def test_what_can_not_be_seen_is_not_known_and_not_none(
    prod: State, right: str, unseen: str, field: str
) -> None:
    with prod.writing() as connection:
        add_principal(connection, 1, "bob")
        add_blind_spot(connection, 1, right, unseen)

    facts = facts_of(prod)

    assert getattr(person(prod, "bob"), field) is None
    assert facts.blind_rights == {right}
    assert person(prod, "alice").keys, "what was seen before stays"


def test_root_keys_that_can_not_be_seen_are_not_known(prod: State) -> None:
    with prod.writing() as connection:
        add_principal(connection, 1, "root", type="root")
        add_principal(connection, 1, "role", type="role")
        add_blind_spot(connection, 1, "root identity", "the keys of the account itself (root)")

    assert person(prod, "root").keys is None
    assert person(prod, "role").keys == ()
    assert person(prod, "root").policies == ()


def test_the_owner_of_a_key_is_noted_at_the_key_or_at_its_leak(prod: State) -> None:
    with prod.writing() as connection:
        add_leak(connection, key_id(1), owner="pay")

    assert [key.owner for key in person(prod).keys or ()] == ["pay"]
    say(prod, "key", key_id(1), owner="ops", remark="deploys", tags='["prod"]')
    (key,) = person(prod).keys or ()
    assert (key.owner, key.remark, key.tags) == ("ops", "deploys", ("prod",))


def test_the_owner_of_a_principal_is_its_own_else_that_of_all_its_keys(prod: State) -> None:
    with prod.writing() as connection:
        add_key(connection, 2, account_id=1, principal_id=1)
    say(prod, "key", key_id(1), owner="ops")
    assert person(prod).owner is None
    say(prod, "key", key_id(2), owner="ops")
    assert person(prod).owner == "ops"

    say(prod, "principal", "mainland/100000000001/id-alice", owner="li.wei")

    assert person(prod).owner == "li.wei"


@pytest.mark.parametrize(
    ("status", "leak", "count"),
    [
        ("active", "open", 1),
        ("active", "fixed", 1),
        ("inactive", "open", 1),
        ("inactive", "fixed", 0),
        ("active", "ignored", 0),
    ],
)
def test_leaks_count_that_nobody_closed_or_whose_key_works(
    state: State, status: str, leak: str, count: int
) -> None:
    with state.writing() as connection:
        account = add_account(connection)
        alice = add_principal(connection, account)
        add_leak(connection, add_key(connection, account_id=account, principal_id=alice, status=status))
        connection.exec_driver_sql(f"UPDATE leaks SET status = '{leak}'")  # noqa: S608  a word of this test

    assert [key.open_leaks for key in person(state).keys or ()] == [count]


def put_into_function(state: State, **values: Any) -> None:
    """Let the key of alice stand in a variable of a function."""
    row = {
        "account_id": 1,
        "cloud_id": "ap-guangzhou/default/hook",
        "name": "hook",
        "region": "ap-guangzhou",
        "version": "1",
        "role": "Runner",
        "variables": '["SECRET_ID"]',
    }
    with state.writing() as connection:
        connection.execute(insert(functions).values(row | values))
        add_leak(connection, key_id(1))
        place = {"vpath": "scf:ap-guangzhou/default/hook#environment/SECRET_ID", "line": 1}
        connection.execute(leak_places.update().values(source="tencent:100000000001", **place))


def test_a_key_in_a_function_names_the_variable(prod: State) -> None:
    put_into_function(prod)

    (key,) = person(prod).keys or ()

    assert key.function_places == ("scf:ap-guangzhou/default/hook#environment/SECRET_ID",)
    (function,) = facts_of(prod).functions
    assert (function.name, function.role) == ("hook", "Runner")


def test_a_variable_that_its_function_has_no_more_is_no_place(prod: State) -> None:
    put_into_function(prod, variables='["OTHER"]')

    assert [key.function_places for key in person(prod).keys or ()] == [()]


@pytest.mark.parametrize(
    ("states", "blind", "expected"),
    [
        ([], None, TrailState.OFF),
        (["off"], None, TrailState.OFF),
        (["off", "partly"], None, TrailState.PARTLY),
        (["partly", "on"], None, TrailState.ON),
        ([], "cloudaudit:DescribeAuditTracks", None),
        (["partly"], "cloudtrail:GetTrailStatus", None),
        (["on"], "cloudtrail:GetTrailStatus", TrailState.ON),
        ([], "trails", None),
    ],
)
def test_the_trails_of_an_account_come_to_one_word(
    prod: State, states: list[str], blind: str | None, expected: TrailState | None
) -> None:
    with prod.writing() as connection:
        for number, one in enumerate(states):
            row = {"account_id": 1, "name": f"trail-{number}", "state": one, "detail": ""}
            connection.execute(insert(trails).values(row))
        if blind:
            add_blind_spot(connection, 1, blind, "whether calls are recorded")

    assert facts_of(prod).trail is expected


def test_what_is_ours_is_that_of_all_accounts(prod: State) -> None:
    with prod.writing() as connection:
        other = add_account(connection, "dev", number="100000000002")
        row = {"account_id": other, "number": "100000000003", "name": "branch", "active": True}
        connection.execute(insert(members).values(row))
        add_address(connection, other, "203.0.113.9/32")
        add_address(connection, None, "198.51.100.0/24")

    facts = facts_of(prod)

    assert facts.own_accounts == {"100000000001", "100000000002", "100000000003"}
    assert facts.own_networks == ("198.51.100.0/24", "203.0.113.9/32")


def test_people_count_as_gone_once_they_left(prod: State) -> None:
    rows = [("Qian Feng", ago(3)), ("Li Wei", ago(-3)), ("Zhao Yun", None)]
    with prod.writing() as connection:
        for name, left in rows:
            connection.execute(insert(people).values(name=name, left_at=left, changed_at=NOW))

    assert facts_of(prod).gone_people == {"qian feng"}


def test_keys_that_no_account_lists_are_told_by_cloud(prod: State) -> None:
    with prod.writing() as connection:
        unlisted = {"status": "unlisted", "created_at": None, "last_used_at": None, "last_use_known": False}
        add_leak(connection, add_key(connection, 5, guess="root", **unlisted))
        add_key(connection, 6, provider="aws", **unlisted)

    with prod.reading() as connection:
        (key,) = unlisted_facts(connection, "tencent")

    assert (key.id, key.guess, key.open_leaks) == (key_id(5), UnlistedGuess.ROOT, 1)


def test_one_principal_alone_has_the_same_facts(prod: State) -> None:
    with prod.writing() as connection:
        add_principal(connection, 1, "bob")
        add_policy(connection, 1, "1", document=DOCUMENT)
        attach(connection, 1, "1")

    with prod.reading() as connection:
        alone = principal_facts(connection, 1, 1, NOW)

    assert alone.principals == (person(prod),)


def test_the_number_of_queries_does_not_grow_with_principals(prod: State) -> None:
    queries: list[str] = []
    event.listen(prod.engine, "before_cursor_execute", lambda *call: queries.append(call[2]))
    facts_of(prod)
    few = len(queries)
    with prod.writing() as connection:
        for number in range(2, 40):
            row = add_principal(connection, 1, f"user-{number}")
            add_key(connection, number, account_id=1, principal_id=row)
    queries.clear()

    facts_of(prod)

    assert len(queries) == few
