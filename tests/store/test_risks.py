from typing import Any

import msgspec
import pytest
from sqlalchemy import event, select
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_key, add_principal, add_risk, ago, key_id

from akwarden.model.advice import AdviceLevel
from akwarden.model.risk import Decision, Evidence, Risk, RiskStatus, Target, TargetKind
from akwarden.model.severity import Severity
from akwarden.store import risks
from akwarden.store.inventory.change import Change
from akwarden.store.risks import Plan
from akwarden.store.state import State
from akwarden.store.tables import risk_decisions
from akwarden.store.tables import risks as table

__all__ = ["postgresql", "state"]

RISK = Risk(
    id="r1",
    rule="key-old",
    severity=Severity.LOW,
    advice=AdviceLevel.FINE,
    title="Old key",
    provider="tencent",
    account="100000000001",
    principal="alice",
    key_id=key_id(1),
    owner=None,
    evidence=(Evidence(note="made 400 days ago"),),
    status=RiskStatus.OPEN,
    remediation="Rotate the key",
    detail="made 400 days ago and never replaced",
    principal_id="id-alice",
    target=Target(kind=TargetKind.PRINCIPAL, id="id-alice", name="alice"),
)


def risk(id_: str = "r1", **values: Any) -> Risk:
    """Give a risk that a look saw."""
    return msgspec.structs.replace(RISK, id=id_, **values)


def judge(state: State, *judged: Risk, days: float = 0) -> Change:
    """Keep what a look saw of the account, so many days ago."""
    with state.writing() as connection:
        return risks.write(connection, risks.plan_account(connection, 1, judged), ago(days))


def kept(state: State) -> dict[str, Any]:
    """Give the rows by their ids."""
    with state.reading() as connection:
        return {row.id: row for row in connection.execute(select(table))}


@pytest.fixture
def prod(state: State) -> State:
    """Give a state with one account, whose alice has a key."""
    with state.writing() as connection:
        alice = add_principal(connection, add_account(connection, "prod"), "alice")
        add_key(connection, 1, account_id=1, principal_id=alice)
    return state


def test_what_is_new_is_opened_with_whom_it_is_about(prod: State) -> None:
    change = judge(prod, risk(), risk("r2", principal=None, principal_id=None, key_id=None))

    rows = kept(prod)
    assert change == Change(added=2)
    assert (rows["r1"].status, rows["r1"].principal_id, rows["r1"].first_seen_at) == ("open", 1, ago(0))
    assert msgspec.json.decode(rows["r1"].evidence) == [{"note": "made 400 days ago"}]
    assert rows["r2"].principal_id is None


def test_a_second_look_that_sees_the_same_writes_nothing(prod: State) -> None:
    judge(prod, risk(), risk("r2"), days=1)
    statements: list[str] = []
    event.listen(prod.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    change = judge(prod, risk("r2"), risk())

    assert not change
    assert [one for one in statements if not one.lstrip().startswith(("SELECT", "BEGIN"))] == []


def test_what_is_seen_no_more_converges_and_stays(prod: State) -> None:
    judge(prod, risk(), days=2)

    change = judge(prod, days=1)

    row = kept(prod)["r1"]
    assert change == Change(gone=1)
    assert (row.status, row.first_seen_at, row.changed_at) == ("converged", ago(2), ago(1))
    assert not judge(prod)


def test_what_comes_back_is_opened_again(prod: State) -> None:
    judge(prod, risk(), days=3)
    judge(prod, days=2)

    change = judge(prod, risk(), days=1)

    row = kept(prod)["r1"]
    assert change == Change(changed=1)
    assert (row.status, row.first_seen_at, row.changed_at) == ("open", ago(3), ago(1))


def test_what_is_otherwise_than_before_is_written(prod: State) -> None:
    judge(prod, risk(), days=1)

    worse = {"severity": Severity.HIGH, "advice": AdviceLevel.HARDEN}
    judge(prod, risk(**worse, detail="made 401 days ago and never replaced"))

    row = kept(prod)["r1"]
    assert (row.severity, row.advice, row.detail, row.changed_at) == (
        "high",
        "harden",
        "made 401 days ago and never replaced",
        ago(0),
    )


def test_a_look_at_one_account_leaves_the_others_alone(prod: State) -> None:
    with prod.writing() as connection:
        add_risk(connection, "other", add_account(connection, "dev"))
        add_risk(connection, "leaked", 1, rule="leaked-key-active", key_id=key_id(1))

    judge(prod)

    assert {row.status for row in kept(prod).values()} == {"open"}


def test_what_was_decided_outlives_a_risk_that_goes_and_comes_back(prod: State) -> None:
    judge(prod, risk(), days=3)
    decision = Decision(reason="ticket 1", until=None, decided_at=ago(2), decided_by="bob")
    with prod.writing() as connection:
        risks.decide(connection, "r1", decision)

    judge(prod, days=2)
    judge(prod, risk(), days=1)

    with prod.reading() as connection:
        assert connection.execute(select(risk_decisions.c.reason)).scalars().all() == ["ticket 1"]


def test_a_second_decision_takes_the_place_of_the_first(prod: State) -> None:
    decisions = [Decision(reason=word, until=None, decided_at=NOW, decided_by="bob") for word in ("a", "b")]
    with prod.writing() as connection:
        for one in decisions:
            risks.decide(connection, "r1", one)

    with prod.writing() as connection:
        assert connection.execute(select(risk_decisions.c.reason)).scalars().all() == ["b"]
        risks.forget_decision(connection, "r1")
        assert connection.execute(select(risk_decisions)).all() == []


def test_a_plan_is_written_in_parts_that_end_soon(prod: State) -> None:
    judge(prod, risk("old"))
    with prod.reading() as connection:
        plan = risks.plan_account(connection, 1, [risk(f"r{number}") for number in range(7)])

    parts = list(plan.parts(size=3))

    assert [(len(one.added), len(one.converged)) for one in parts] == [(3, 0), (3, 0), (1, 0), (0, 1)]
    assert plan.change == Change(added=7, gone=1)
    assert list(Plan().parts()) == []


LEAKED = risk("l1", rule="leaked-key-active", severity=Severity.CRITICAL, principal_id=None)


def follow(state: State, judged: list[Risk], keys: list[str]) -> Change:
    """Keep what was judged of leaked keys."""
    with state.writing() as connection:
        return risks.write(connection, risks.plan_leaked(connection, judged, keys), NOW)


def test_a_leaked_key_belongs_to_the_account_and_principal_that_have_it(prod: State) -> None:
    with prod.writing() as connection:
        add_key(connection, 2, status="unlisted")

    follow(prod, [LEAKED, risk("l2", rule="leaked-key-unlisted", key_id=key_id(2))], [key_id(1), key_id(2)])

    rows = kept(prod)
    assert (rows["l1"].account_id, rows["l1"].principal_id) == (1, 1)
    assert (rows["l2"].account_id, rows["l2"].principal_id) == (None, None)


def test_a_leaked_key_that_is_judged_otherwise_converges(prod: State) -> None:
    follow(prod, [LEAKED], [key_id(1)])
    disabled = msgspec.structs.replace(LEAKED, id="l2", rule="leaked-key-disabled", severity=Severity.LOW)

    follow(prod, [disabled], [key_id(1)])

    assert {id_: row.status for id_, row in kept(prod).items()} == {"l1": "converged", "l2": "open"}


def test_only_the_leaked_keys_that_were_judged_are_touched(prod: State) -> None:
    follow(prod, [LEAKED], [key_id(1)])
    judge(prod, risk())

    assert not follow(prod, [], [key_id(9)])
    assert {row.status for row in kept(prod).values()} == {"open"}


def test_a_leaked_key_whose_leak_is_closed_is_not_begun_with(prod: State) -> None:
    assert not follow(prod, [msgspec.structs.replace(LEAKED, status=RiskStatus.CONVERGED)], [key_id(1)])
