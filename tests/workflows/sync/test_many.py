from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime

import pytest
from sqlalchemy import Connection, select
from tests.store.databases import postgresql, state
from tests.workflows.sync.cloud import acme, added, leases_of, now, root_key

from akwarden.emulator.tencent.faults import Fault
from akwarden.emulator.tencent.server import Emulator
from akwarden.errors import AccountError
from akwarden.model.account import Account
from akwarden.model.function import CloudFunction
from akwarden.store.state import State
from akwarden.store.tables import sync_runs
from akwarden.store.turn import turn
from akwarden.workflows.sync.account import Outcome
from akwarden.workflows.sync.many import sync_accounts

__all__ = ["acme", "postgresql", "state"]

_Keep = Callable[[Connection], int]


def _nothing(_account: Account, _function: CloudFunction, _at: datetime) -> _Keep:
    return lambda _: 0


def test_one_failed_account_stops_no_other(state: State, acme: Emulator) -> None:
    names = ("acme-data", "acme-pay", "acme")
    stored = [added(state, acme, name) for name in names]
    leases = leases_of(root_key(acme, "acme-pay"))

    outcomes = list(sync_accounts(state, stored, leases, now=now, tell=lambda *_: None, look=_nothing))

    failed = {one.account.account.name: one.error for one in outcomes}
    assert failed.keys() == set(names)
    assert failed["acme-pay"] is None
    assert isinstance(failed["acme"], AccountError)
    assert isinstance(failed["acme-data"], AccountError)


def test_a_defect_in_one_run_comes_out_when_the_others_have_ended(state: State, acme: Emulator) -> None:
    good, bad = added(state, acme, "acme-pay"), added(state, acme, "acme-shop")

    def tell(account: str, _words: str) -> None:
        if account == "acme-shop":
            raise ZeroDivisionError

    outcomes: list[Outcome] = []
    results = sync_accounts(
        state, [bad, good], leases_of(root_key(acme, "acme-shop")), now=now, tell=tell, look=_nothing
    )
    with pytest.raises(ZeroDivisionError):
        outcomes.extend(results)

    assert [one.account.account.name for one in outcomes] == ["acme-pay"]


def test_a_run_is_stopped_where_it_can_go_on_when_its_caller_ends(state: State, acme: Emulator) -> None:
    stored, leases = added(state, acme, "acme-shop"), leases_of(root_key(acme, "acme-shop"))
    acme.faults.add(Fault(kind="slow", action="GetSecurityLastUsed", seconds=0.3))
    results = sync_accounts(state, [stored, stored], leases, now=now, tell=lambda *_: None, look=_nothing)

    # One of two runs over the same account is told at once that the other has the turn.
    first = next(results)
    results.close()
    acme.faults.clear()
    (last,) = sync_accounts(state, [stored], leases, now=now, tell=lambda *_: None, look=_nothing)

    assert isinstance(first.error, AccountError)
    assert last.error is None
    with state.reading() as connection:
        assert connection.execute(select(sync_runs.c.state)).scalars().all() == ["done"]


def test_more_accounts_are_read_at_once_than_the_database_has_connections(state: State) -> None:
    # The pool holds 15 at most: whoever waits for one while it has a turn would wait for ever.
    with ExitStack() as turns:
        ours = [turns.enter_context(turn(state, f"account {number}")) for number in range(20)]
        with state.writing() as connection:
            found = connection.execute(select(sync_runs)).all()
        with turn(state, "account 7") as second:
            pass

    assert all(ours)
    assert not second
    assert found == []
    with turn(state, "account 7") as after:
        assert after
