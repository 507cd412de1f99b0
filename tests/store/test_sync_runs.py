from datetime import timedelta

import pytest
from tests.store.databases import postgresql, state
from tests.store.rows import NOW

from akwarden.model.account import Account, AccountNumber, AccountSite, FromEnvironment
from akwarden.model.own_address import AddressKind, OwnAddress
from akwarden.model.principal import Principal, PrincipalId, PrincipalType
from akwarden.store import account_rows, sync_runs
from akwarden.store.inventory.belongings import merge_addresses
from akwarden.store.inventory.principals import merge_principals
from akwarden.store.state import State
from akwarden.store.sync_runs import STALE, Counts, RunState

__all__ = ["postgresql", "state"]


def _account(state: State) -> int:
    account = Account(
        provider="tencent",
        number=AccountNumber("100"),
        name="one",
        site=AccountSite.MAINLAND,
        source=FromEnvironment(),
    )
    with state.writing() as connection:
        return account_rows.add(connection, account, NOW).id


@pytest.mark.parametrize("error", [None, "no answer"], ids=["cut off", "failed"])
def test_a_run_that_came_somewhere_is_gone_on_with_from_there(state: State, error: str | None) -> None:
    account = _account(state)
    with state.writing() as connection:
        run = sync_runs.begin(connection, account, NOW)
        sync_runs.reach(connection, run, NOW, stage="user", cursor="107", spots=())
        if error:
            sync_runs.end(connection, run, Counts(), NOW, error)

    with state.writing() as connection:
        again = sync_runs.begin(connection, account, NOW + timedelta(hours=1))
        kept = sync_runs.latest(connection, account)

    assert (again.id, again.stage, again.cursor) == (run.id, "user", "107")
    assert kept is not None
    assert (kept.state, kept.error) == (RunState.RUNNING, None)


def test_a_run_that_failed_before_it_came_anywhere_stays_as_history(state: State) -> None:
    account = _account(state)
    with state.writing() as connection:
        run = sync_runs.begin(connection, account, NOW)
        sync_runs.end(connection, run, Counts(), NOW, "wrong secret")

        again = sync_runs.begin(connection, account, NOW)

    assert again.id != run.id


def test_a_run_that_is_too_old_is_not_gone_on_with(state: State) -> None:
    account = _account(state)
    with state.writing() as connection:
        run = sync_runs.begin(connection, account, NOW)
        sync_runs.reach(connection, run, NOW, stage="user", cursor="107", spots=())

        again = sync_runs.begin(connection, account, NOW + STALE)

    assert (again.id != run.id, again.stage) == (True, "")


@pytest.mark.parametrize("whole", [True, False])
def test_who_is_not_in_a_list_is_gone_only_when_the_list_is_whole(state: State, whole: bool) -> None:  # noqa: FBT001
    account = _account(state)
    users = [Principal(id=PrincipalId(n), type=PrincipalType.USER, name=n) for n in ("101", "102")]
    addresses = [
        OwnAddress(network=f"203.0.113.{n}/32", kind=AddressKind.EIP, resource=f"eip-{n}") for n in (1, 2)
    ]

    with state.writing() as connection:
        merge_principals(connection, account, PrincipalType.USER, users, NOW)
        merge_addresses(connection, account, addresses)
        people = merge_principals(connection, account, PrincipalType.USER, users[:1], NOW, whole=whole)
        places = merge_addresses(connection, account, addresses[:1], whole=whole)

    assert (people.gone, places.gone) == ((1, 1) if whole else (0, 0))
