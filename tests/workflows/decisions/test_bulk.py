from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from tests.store.databases import postgresql, state
from tests.store.raised import of_key, put, signal
from tests.store.rows import NOW, add_account, add_key, add_leak, add_risk, key_id

from akwarden.errors import UsageError
from akwarden.model.decision import Decided, DecisionKind
from akwarden.risk.alarms import alarm_id
from akwarden.store import decisions
from akwarden.store.audit_log import log
from akwarden.store.state import State
from akwarden.store.tables import alarms, leaks, risk_decisions
from akwarden.workflows.access.scope import EVERYWHERE, Scope
from akwarden.workflows.decisions import bulk
from akwarden.workflows.decisions.bulk import NAMES, Wanted
from akwarden.workflows.detection import deciding
from akwarden.workflows.keys.listing import Asked

__all__ = ["postgresql", "state"]

ALARMS, LEAKS, RISKS = DecisionKind
OF_PROD = Scope(everywhere=False, accounts=frozenset({("tencent", "100000000001")}))
SAID: dict[DecisionKind, dict[str, Any]] = {
    ALARMS: {"decision": "ignore", "ground": "test"},
    LEAKS: {"decision": "close", "ground": "ignored", "reason": "ticket 1"},
    RISKS: {"decision": "ignore", "reason": "ticket 1"},
}


@pytest.fixture
def filled(state: State) -> State:
    """Give a state with two alarms, leaks and risks, one of each in another account."""
    with state.writing() as connection:
        prod = add_account(connection, "prod", number="100000000001")
        lab = add_account(connection, "lab", number="200000000002")
        put(connection, signal("a", 1), of_key(2, "b", 2, account="200000000002"))
        for number, account in ((1, prod), (2, lab)):
            add_leak(connection, add_key(connection, number, account_id=account))
            add_risk(connection, f"{number}" * 64, account)
    return state


def ids(kind: DecisionKind) -> list[str]:
    """Give the ids of what there is of a kind, that of the first account before the other."""
    match kind:
        case DecisionKind.ALARMS:
            return [alarm_id(signal("a", 1)), alarm_id(of_key(2, "b", 2, account="200000000002"))]
        case DecisionKind.LEAKS:
            return [f"leak-{key_id(1)}", f"leak-{key_id(2)}"]
        case DecisionKind.RISKS:
            return ["1" * 64, "2" * 64]


def done(state: State, kind: DecisionKind) -> set[str]:
    """Give what people are done with."""
    with state.reading() as connection:
        query = {
            ALARMS: select(alarms.c.id).where(alarms.c.status != "open"),
            LEAKS: select(leaks.c.id).where(leaks.c.status != "open"),
            RISKS: select(risk_decisions.c.risk_id),
        }[kind]
        return set(connection.execute(query).scalars())


def in_shares(state: State, kind: DecisionKind, q: str, scope: Scope = EVERYWHERE) -> Decided:
    """Decide about all that fit a query."""
    asked = Asked(where=q, now=NOW + timedelta(hours=1), scope=scope)
    return bulk.decide_in_shares(state, Wanted(kind=kind, **SAID[kind]), asked, actor="bob")


@pytest.mark.parametrize("kind", DecisionKind)
def test_what_is_named_is_decided_about_together_or_not_at_all(filled: State, kind: DecisionKind) -> None:
    def decided(names: list[str], scope: Scope) -> Decided | None:
        wanted = Wanted(kind=kind, **SAID[kind])
        return bulk.decide_ids(filled, wanted, names, scope=scope, actor="bob", now=NOW)

    assert decided(ids(kind), OF_PROD) is None
    assert decided([*ids(kind), "0" * 64], EVERYWHERE) is None
    assert done(filled, kind) == set()
    whole = decided(ids(kind), EVERYWHERE)
    again = decided(ids(kind), EVERYWHERE)

    assert (whole and whole.changed, again) == (2, Decided())
    assert done(filled, kind) == set(ids(kind))


@pytest.mark.parametrize("kind", DecisionKind)
def test_all_that_fit_are_decided_about_within_the_scope(filled: State, kind: DecisionKind) -> None:
    some = in_shares(filled, kind, "first<9999d", OF_PROD)
    rest = in_shares(filled, kind, "first<9999d")

    assert (some.changed, rest.changed) == (1, 1)
    with filled.reading() as connection:
        rows = [decisions.rows(connection, one.undo or 0, after="", most=9) for one in (some, rest)]
        assert len(list(log.entries(connection))) == 2
    assert [[row.object for row in some] for some in rows] == [[name] for name in ids(kind)]


@pytest.mark.parametrize("kind", DecisionKind)
def test_a_query_without_words_is_refused(filled: State, kind: DecisionKind) -> None:
    with pytest.raises(UsageError, match="fits every"):
        in_shares(filled, kind, " ")


@pytest.mark.parametrize("kind", DecisionKind)
def test_every_decision_that_is_named_can_be_made(kind: DecisionKind) -> None:
    for name in NAMES[kind]:
        ground = {"close": "fixed", "ignore": "test" if kind is ALARMS else None}.get(name)
        until = NOW + timedelta(days=1)
        bulk.check(Wanted(kind=kind, decision=name, ground=ground, reason="x", until=until), NOW)


@pytest.mark.parametrize("kind", DecisionKind)
def test_a_decision_that_there_is_not_tells_the_nearest(kind: DecisionKind) -> None:
    with pytest.raises(UsageError) as refused:
        bulk.check(Wanted(kind=kind, decision=f"{NAMES[kind][0]}x"), NOW)

    assert refused.value.mend == f"did you mean {NAMES[kind][0]}?"


def test_many_are_decided_about_in_shares_and_the_rest_by_a_second_run(filled: State) -> None:
    with filled.writing() as connection:
        put(connection, *(of_key(number, "many", 3) for number in range(10, 460)))
    wanted = Wanted(kind=ALARMS, **SAID[ALARMS])
    asked = Asked(where="rule:many", now=NOW + timedelta(hours=1))
    told: list[int] = []

    def stop_after_two(looked: int) -> bool:
        told.append(looked)
        return len(told) < 2

    cut = bulk.decide_in_shares(filled, wanted, asked, actor="bob", progress=stop_after_two)
    with filled.reading() as connection:
        left = bulk.count(connection, wanted, asked)
    rest = bulk.decide_in_shares(filled, wanted, asked, actor="bob")

    assert (told, cut.changed, left, rest.changed) == ([200, 400], 400, 50, 50)
    with filled.reading() as connection:
        assert decisions.count(connection, cut.undo or 0) == 400


def test_what_is_newer_than_the_question_is_left(filled: State) -> None:
    late = NOW + timedelta(hours=2)
    with filled.writing() as connection:
        connection.execute(update(alarms).where(alarms.c.rule == "b").values(opened_at=late))
        connection.execute(update(leaks).where(leaks.c.key_id == key_id(2)).values(first_seen_at=late))

    assert [in_shares(filled, kind, "last<9999d").changed for kind in (ALARMS, LEAKS)] == [1, 1]


def test_what_stops_to_fit_before_its_turn_is_left(filled: State) -> None:
    with filled.writing() as connection:
        put(connection, *(of_key(number, "many", 3) for number in range(10, 260)))

    def meanwhile(_: int) -> bool:
        with filled.writing() as connection:
            connection.execute(update(alarms).where(alarms.c.status == "open").values(severity="critical"))
        return True

    asked = Asked(where="level:medium rule:many", now=NOW + timedelta(hours=1))
    wanted = Wanted(kind=ALARMS, **SAID[ALARMS])
    assert (
        bulk.decide_in_shares(filled, wanted, asked, actor="bob", progress=meanwhile).changed
        == deciding.SHARE
    )
