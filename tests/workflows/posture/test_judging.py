from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import event, select, update
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_key, add_policy, add_principal, ago, attach, key_id

from akwarden.model.access_key import AccessKeyId, KeyStatus
from akwarden.model.account import AccountNumber, AccountSite
from akwarden.model.facts import AccountFacts, HeldPolicy, KeyFact, PrincipalFact, TrailState
from akwarden.model.policy import GroupId, PolicyId, PolicyKind
from akwarden.model.posture import Seen
from akwarden.model.principal import PrincipalId, PrincipalType
from akwarden.model.risk import RiskStatus, Target, TargetKind
from akwarden.store.state import State
from akwarden.store.tables import access_keys, risks
from akwarden.workflows.posture.judging import judge_account, judge_stored, target_of
from akwarden.workflows.posture.ruleset import load_posture

__all__ = ["postgresql", "state"]

OLD = next(rule for rule in load_posture() if rule.id == "key-old")
OWN = HeldPolicy(id=PolicyId("9"), name="shop-default", kind=PolicyKind.CUSTOM, document="{}")
PRESET = HeldPolicy(
    id=PolicyId("1"),
    name="AdministratorAccess",
    kind=PolicyKind.PRESET,
    document="{}",
    group=GroupId("7"),
)


def principal(**values: Any) -> PrincipalFact:
    """Give a user with one key that is old."""
    key = KeyFact(
        id=AccessKeyId(key_id(1)),
        status=KeyStatus.ACTIVE,
        created_at=ago(900),
        last_used_at=ago(1),
        last_use_known=True,
        owner="team-pay",
    )
    alice = PrincipalFact(
        id=PrincipalId("id-alice"),
        type=PrincipalType.USER,
        name="alice",
        arn=None,
        note="",
        created_at=ago(400),
        console_login=False,
        mfa=None,
        last_login_at=None,
        trust=None,
        session_seconds=None,
        keys=(key,),
        policies=(OWN, PRESET),
        owner="li.wei",
    )
    return msgspec.structs.replace(alice, **values)


def account(*principals: PrincipalFact, **values: Any) -> AccountFacts:
    """Give an account with these principals."""
    facts = AccountFacts(
        provider="tencent",
        number=AccountNumber("100000000001"),
        name="prod",
        site=AccountSite.MAINLAND,
        principals=principals,
        groups={GroupId("7"): "admins"},
        trail=TrailState.ON,
    )
    return msgspec.structs.replace(facts, **values)


def test_a_risk_says_what_is_wrong_with_whom_and_what_to_do() -> None:
    (risk,) = judge_account(account(principal()), [OLD], NOW)

    assert (risk.rule, risk.severity, risk.title, risk.remediation) == (
        "key-old",
        OLD.severity,
        OLD.title,
        OLD.fix,
    )
    assert (risk.account, risk.account_name, risk.principal, risk.principal_id, risk.key_id) == (
        "100000000001",
        "prod",
        "alice",
        "id-alice",
        key_id(1),
    )
    assert (risk.status, risk.owner) == (RiskStatus.OPEN, "team-pay")
    assert risk.detail == "made on 2023-12-14 and never replaced"


def test_a_risk_has_the_same_id_as_long_as_the_same_is_wrong() -> None:
    (first,) = judge_account(account(principal()), [OLD], NOW)

    (later,) = judge_account(account(principal(name="renamed", owner=None)), [OLD], NOW + timedelta(days=9))

    assert later.id == first.id
    assert later.detail == first.detail
    assert later.principal != first.principal


@pytest.mark.parametrize(
    "other",
    [
        account(principal(), number=AccountNumber("100000000002")),
        account(principal(id=PrincipalId("id-bob"))),
    ],
)
def test_what_is_wrong_elsewhere_is_another_risk(other: AccountFacts) -> None:
    (first,) = judge_account(account(principal()), [OLD], NOW)

    (second,) = judge_account(other, [OLD], NOW)

    assert second.id != first.id


def test_a_rule_for_another_cloud_is_silent() -> None:
    rule = msgspec.structs.replace(OLD, providers=("aws",))

    assert judge_account(account(principal()), [rule], NOW) == ()


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("", Target(kind=TargetKind.PRINCIPAL, id="id-alice", name="alice")),
        ("9", Target(kind=TargetKind.POLICY, id="9", name="shop-default")),
        ("1", Target(kind=TargetKind.GROUP, id="7", name="admins")),
        ("something else", Target(kind=TargetKind.PRINCIPAL, id="id-alice", name="alice")),
    ],
)
def test_the_fix_is_made_where_it_helps_most(subject: str, expected: Target) -> None:
    alice = principal()
    seen = Seen(principal=alice.id, detail="", subject=subject)

    assert target_of(account(alice), alice, seen) == expected


def test_a_policy_of_the_cloud_that_is_held_directly_too_is_mended_at_the_principal() -> None:
    alice = principal(policies=(PRESET, msgspec.structs.replace(PRESET, group=None)))
    seen = Seen(principal=alice.id, detail="", subject="1")

    assert target_of(account(alice), alice, seen).kind is TargetKind.PRINCIPAL


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (Seen(principal=None, detail=""), Target(kind=TargetKind.ACCOUNT, id="100000000001", name="prod")),
        (
            Seen(principal=None, key=AccessKeyId(key_id(5)), detail=""),
            Target(kind=TargetKind.KEY, id=key_id(5), name=key_id(5)),
        ),
        (
            Seen(principal=None, detail="", subject="9"),
            Target(kind=TargetKind.POLICY, id="9", name="shop-default"),
        ),
    ],
)
def test_what_nobody_has_is_mended_at_the_key_the_policy_or_the_account(seen: Seen, expected: Target) -> None:
    assert target_of(account(principal()), None, seen) == expected


@pytest.fixture
def prod(state: State) -> State:
    """Give a state with an account whose alice has an old key and wide rights."""
    with state.writing() as connection:
        number = add_account(connection, "prod")
        alice = add_principal(connection, number, "alice")
        add_key(connection, 1, account_id=number, principal_id=alice, created_at=ago(900))
        add_policy(connection, number, "9")
        attach(connection, alice, "9")
    return state


def kept(state: State) -> list[tuple[str, str]]:
    """Give the risks of the state."""
    with state.reading() as connection:
        return [(row.rule, row.status) for row in connection.execute(select(risks))]


def test_an_account_is_judged_as_the_state_knows_it_and_what_converged_stays(prod: State) -> None:
    change = judge_stored(prod, 1, [OLD], NOW)

    assert (change.added, kept(prod)) == (1, [("key-old", "open")])
    with prod.writing() as connection:
        connection.execute(update(access_keys).values(created_at=ago(3)))
    judge_stored(prod, 1, [OLD], NOW)
    assert kept(prod) == [("key-old", "converged")]


def test_nothing_is_written_when_nothing_changed_not_even_a_transaction_begun(prod: State) -> None:
    judge_stored(prod, 1, [OLD], NOW)
    statements: list[str] = []
    event.listen(prod.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    assert not judge_stored(prod, 1, [OLD], NOW)

    assert [one for one in statements if "risks" in one and not one.startswith("SELECT")] == []
