"""Risks are asked about again at an emulated cloud, which a test changes, and the calls are counted."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.emulator.tencent.cloud import ask, client
from tests.providers.tencent.shop import put_track, shop_cloud
from tests.store.databases import postgresql, state
from tests.store.rows import add_key, add_risk
from tests.workflows.sync.cloud import added, cloud_account, leases_of, now, read, root_key

from akwarden.emulator.tencent.server import Emulator
from akwarden.errors import AccountError, UsageError
from akwarden.model.account import AccountNumber
from akwarden.model.facts import CallFacts, ServiceCalls
from akwarden.model.risk import RiskStatus
from akwarden.store import account_rows
from akwarden.store.state import State
from akwarden.store.tables import access_keys, principals, risks
from akwarden.store.turn import turn
from akwarden.workflows.posture.gathering import CallsOf
from akwarden.workflows.posture.looks import Look
from akwarden.workflows.posture.recheck import Rechecked, recheck_risk
from akwarden.workflows.posture.ruleset import load_posture

__all__ = ["postgresql", "state"]

SHOP = """
accounts:
  - name: shop
    age: 900
    root_keys: [{age: 800, used: 3}]
    policies:
      - name: everything
        document: {version: "2.0", statement: [{effect: allow, action: "*", resource: "*"}]}
      - name: network
        document: {version: "2.0", statement: [{effect: allow, action: ["cvm:*", "vpc:*"], resource: "*"}]}
    users:
      - {name: old, keys: [{age: 700, used: 1}]}
      - {name: idle, keys: [{age: 300, used: 200}]}
      - {name: wide, policies: [everything], keys: [{age: 5, used: 1}]}
      - {name: narrow, policies: [network], age: 400, keys: [{age: 300, used: 1}]}
      - {name: person, console: true, mfa: false, login: 2}
"""
RULES = load_posture()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Emulator]:
    """Give a running cloud with one account."""
    with Emulator(shop_cloud(tmp_path, SHOP), rate_scale=0) as running:
        yield running


@pytest.fixture
def known(state: State, shop: Emulator) -> State:
    """Give a state that has read it."""
    read(state, added(state, shop, "shop"), leases_of(root_key(shop, "shop")))
    return state


def risk_id(state: State, rule: str, principal: str | None = None) -> str:
    """Give the id of the one risk of a rule at a principal."""
    query = select(risks.c.id).outerjoin(principals).where(risks.c.rule == rule)
    if principal is not None:
        query = query.where(principals.c.name == principal)
    with state.reading() as connection:
        return str(connection.execute(query).scalars().one())


def recheck(state: State, shop: Emulator, risk: str, *services: str) -> Rechecked:
    """Ask again about a risk; records tell that `narrow` called these services."""
    leases = leases_of(root_key(shop, "shop"))
    return recheck_risk(state, risk, leases, RULES, now, calls_of=records(shop, *services))


def records(shop: Emulator, *services: str) -> CallsOf:
    """Give what records of a year tell: that `narrow` called these services yesterday, and nobody another."""
    since, yesterday = now() - timedelta(days=365), now() - timedelta(days=1)
    called = {name: ServiceCalls(calls=1, last_at=yesterday) for name in services}
    facts = CallFacts(
        days=90,
        since=since,
        until=yesterday,
        recorded_since={"cvm": since, "vpc": since},
        by_caller={str(user(shop, "narrow")): called},
    )
    number = AccountNumber(str(cloud_account(shop, "shop").uin))
    return lambda provider, account: facts if (provider, account) == ("tencent", number) else None


def change(shop: Emulator, action: str, **parameters: object) -> None:
    """Change something in the cloud as its owner."""
    root = root_key(shop, "shop")
    ask(client("cam", shop, root.secret_id, root.secret_key), action, **parameters)


def user(shop: Emulator, name: str) -> int:
    """Give the number of a user."""
    return next(one.uin for one in cloud_account(shop, "shop").users.values() if one.name == name)


def test_a_risk_that_is_still_there_stays_open_and_costs_one_call(known: State, shop: Emulator) -> None:
    found = recheck(known, shop, risk_id(known, "key-old", "old"))

    assert found.risk.status is RiskStatus.OPEN
    assert (found.asked, found.calls) == ((Look.KEYS,), 1)


def test_a_key_that_was_disabled_converges_by_one_call(known: State, shop: Emulator) -> None:
    old = user(shop, "old")
    (key,) = cloud_account(shop, "shop").keys_of(old)
    change(shop, "UpdateAccessKey", TargetUin=old, AccessKeyId=key.secret_id, Status="Inactive")

    found = recheck(known, shop, risk_id(known, "key-old", "old"))

    assert found.risk.status is RiskStatus.CONVERGED
    assert found.calls == 1
    with known.reading() as connection:
        query = select(access_keys.c.status).where(access_keys.c.key_id == key.secret_id)
        assert connection.execute(query).scalar_one() == "inactive"


def test_the_last_use_is_asked_for_only_while_the_key_works(known: State, shop: Emulator) -> None:
    risk = risk_id(known, "key-idle", "idle")

    found = recheck(known, shop, risk)

    assert (found.risk.status, found.asked, found.calls) == (RiskStatus.OPEN, (Look.KEYS, Look.USES), 2)


def test_a_key_that_was_used_meanwhile_is_not_idle(known: State, shop: Emulator) -> None:
    (key,) = cloud_account(shop, "shop").keys_of(user(shop, "idle"))
    # What happened today is told tomorrow.
    key.last_used = shop.cloud.clock.now() - 2 * 86_400

    found = recheck(known, shop, risk_id(known, "key-idle", "idle"))

    assert found.risk.status is RiskStatus.CONVERGED


def test_a_user_that_is_gone_takes_its_risks_along(known: State, shop: Emulator) -> None:
    change(shop, "DeleteUser", Name="old", Force=1)

    found = recheck(known, shop, risk_id(known, "key-old", "old"))

    assert found.risk.status is RiskStatus.CONVERGED
    with known.reading() as connection:
        query = select(principals.c.deleted_at).where(principals.c.name == "old")
        assert connection.execute(query).scalar_one() is not None


def test_a_sync_and_a_recheck_go_by_the_same_records(known: State, shop: Emulator) -> None:
    with known.reading() as connection:
        (stored,) = account_rows.listed(connection)
    read(known, stored, leases_of(root_key(shop, "shop")), calls_of=records(shop, "cvm"))
    risk = risk_id(known, "rights-unused-service", "narrow")

    still = recheck(known, shop, risk, "cvm")
    called = recheck(known, shop, risk, "cvm", "vpc")

    assert (still.risk.status, still.asked) == (RiskStatus.OPEN, (Look.RIGHTS,))
    assert still.risk.evidence[0].note == "vpc: no call on record"
    assert called.risk.status is RiskStatus.CONVERGED


def test_without_records_nothing_is_said_of_services(known: State) -> None:
    with known.reading() as connection:
        query = select(risks.c.id).where(risks.c.rule == "rights-unused-service")
        assert connection.execute(query).all() == []


def test_rights_that_were_taken_away_converge(known: State, shop: Emulator) -> None:
    account = cloud_account(shop, "shop")
    policy = next(number for number, one in account.policies.items() if one.name == "everything")
    risk = risk_id(known, "policy-star-action", "wide")
    assert recheck(known, shop, risk).risk.status is RiskStatus.OPEN
    change(shop, "DetachUserPolicy", PolicyId=policy, DetachUin=user(shop, "wide"))

    assert recheck(known, shop, risk).risk.status is RiskStatus.CONVERGED


def test_a_policy_that_was_narrowed_converges(known: State, shop: Emulator) -> None:
    account = cloud_account(shop, "shop")
    policy = next(number for number, one in account.policies.items() if one.name == "everything")
    document = '{"version":"2.0","statement":[{"effect":"allow","action":["cvm:Describe*"],"resource":"*"}]}'
    shop.cloud.clock.advance(60)
    change(shop, "UpdatePolicy", PolicyId=policy, PolicyDocument=document)

    found = recheck(known, shop, risk_id(known, "policy-star-action", "wide"))

    assert found.risk.status is RiskStatus.CONVERGED


def test_a_second_factor_that_was_switched_on_converges(known: State, shop: Emulator) -> None:
    flag = {"Phone": 0, "Stoken": 1, "Wechat": 0}
    change(shop, "SetMfaFlag", OpUin=user(shop, "person"), LoginFlag=flag, ActionFlag=flag)

    found = recheck(known, shop, risk_id(known, "console-without-mfa", "person"))

    assert found.risk.status is RiskStatus.CONVERGED


def test_a_track_that_was_made_converges(known: State, shop: Emulator) -> None:
    put_track(shop.cloud, "all")

    found = recheck(known, shop, risk_id(known, "trail-off"))

    assert (found.risk.status, found.asked) == (RiskStatus.CONVERGED, (Look.TRAILS,))


def test_a_key_of_another_account_marks_nothing_as_gone(known: State, shop: Emulator, tmp_path: Path) -> None:
    foreign = shop_cloud(tmp_path, SHOP.replace("name: shop", "name: foreign"))
    risk = risk_id(known, "key-old", "old")
    with known.writing() as connection:
        number = next(iter(foreign.accounts))
        connection.exec_driver_sql(f"UPDATE accounts SET number = '{number}9'")  # noqa: S608  a number
        connection.exec_driver_sql("UPDATE principals SET cloud_id = '7' WHERE name = 'old'")

    with pytest.raises(AccountError, match="belongs to account"):
        recheck(known, shop, risk)

    with known.reading() as connection:
        assert set(connection.execute(select(principals.c.deleted_at)).scalars()) == {None}


def test_while_the_account_is_read_nobody_asks(known: State, shop: Emulator) -> None:
    risk = risk_id(known, "key-old", "old")

    with turn(known, "sync 1"), pytest.raises(AccountError, match="is being read"):
        recheck(known, shop, risk)


def test_a_key_that_no_account_lists_can_be_asked_about_nowhere(known: State, shop: Emulator) -> None:
    with known.writing() as connection:
        key = add_key(connection, 5, status="unlisted")
        add_risk(connection, "unlisted", None, key_id=key, rule="leaked-key-unlisted")

    with pytest.raises(UsageError, match="nobody can be asked"):
        recheck(known, shop, "unlisted")
