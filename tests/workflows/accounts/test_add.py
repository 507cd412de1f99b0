from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select
from tests.e2e.clouds import running
from tests.store.databases import postgresql, state
from tests.workflows.accounts.places import (
    BLIND,
    DISABLED,
    NAMES,
    SCENARIO,
    WRONG,
    collectors,
    leases,
    now,
    sheet,
)
from tests.workflows.sync.cloud import account_for, acme, leases_of, root_key

from akwarden.emulator.tencent.server import Emulator
from akwarden.errors import AccountError, CredentialError
from akwarden.model.account import AccountNumber, FromEnvironment, FromProfile, FromRole
from akwarden.model.member import Member
from akwarden.providers.registry import load
from akwarden.store import account_rows
from akwarden.store.state import State
from akwarden.store.tables import accounts, audit_records
from akwarden.workflows.accounts.add import (
    UNKNOWN,
    Added,
    Refused,
    add_account,
    add_accounts,
    former_members,
    member_accounts,
    remove_account,
)
from akwarden.workflows.accounts.sheet import read_sheet

__all__ = ["acme", "postgresql", "state"]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """Give seventy-two accounts that know nothing of each other."""
    with running(tmp_path_factory.mktemp("cloud"), SCENARIO) as emulator:
        yield emulator


# On one database: what takes its time is the cloud.
@pytest.mark.parametrize("state", ["sqlite"], indirect=True)
def test_seventy_two_accounts_of_a_file_are_added_at_once_and_again(
    state: State, many: Emulator, tmp_path: Path
) -> None:
    places = leases(tmp_path, collectors(many))
    wanted = read_sheet(sheet(tmp_path, many))

    first = list(add_accounts(state, wanted, places, now=now, actor="a test"))
    again = list(add_accounts(state, wanted[:32], places, now=now, actor="a test"))

    refused = {one.account.name: one.error for one in first if isinstance(one, Refused)}
    added = {one.account.name: one for one in first if isinstance(one, Added)}
    assert [one.account.name for one in first] == list(NAMES)
    assert refused.keys() == {DISABLED, WRONG}
    assert "disabled" in str(refused[DISABLED].why)
    assert "secret is not the one" in str(refused[WRONG].why)
    assert all(isinstance(error, CredentialError) and error.mend for error in refused.values())
    spots = {name: {spot.right for spot in one.probe.blind_spots} for name, one in added.items()}
    assert len(spots.pop(BLIND)) > 5
    assert all(len(rights) == 1 for rights in spots.values())
    assert [isinstance(one, Added) and one.known for one in again] == [
        name not in {DISABLED, WRONG} for name in NAMES[:32]
    ]
    with state.reading() as connection:
        assert len(account_rows.listed(connection)) == len(NAMES) - 2


def test_a_key_that_does_not_work_adds_nothing(state: State, acme: Emulator) -> None:
    key = root_key(acme, "acme-pay")
    key.secret_key = key.secret_key[::-1]
    wanted = msgspec.structs.replace(account_for(acme, "acme-pay"), number=UNKNOWN)
    right = leases_of(key)
    key.secret_key = key.secret_key[::-1]

    with pytest.raises(CredentialError):
        add_account(state, wanted, right, now=now, actor="a test")

    with state.reading() as connection:
        assert connection.execute(select(accounts)).all() == []
        assert connection.execute(select(audit_records)).all() == []


def test_a_number_that_is_another_one_is_refused(state: State, acme: Emulator) -> None:
    wanted = msgspec.structs.replace(account_for(acme, "acme-pay"), number=AccountNumber("100000000999"))

    with pytest.raises(AccountError, match="belongs to account"):
        add_account(state, wanted, leases_of(root_key(acme, "acme-pay")), now=now, actor="a test")


def test_a_taken_name_is_refused_before_a_call_is_made(state: State, acme: Emulator) -> None:
    wanted = account_for(acme, "acme-pay")
    add_account(state, wanted, leases_of(root_key(acme, "acme-pay")), now=now, actor="a test")
    elsewhere = msgspec.structs.replace(wanted, endpoints={"*": "http://127.0.0.1:1"})

    with pytest.raises(AccountError, match="the name is there already"):
        add_account(state, elsewhere, leases_of(root_key(acme, "acme-pay")), now=now, actor="a test")


def test_the_same_name_with_another_source_is_another_account(state: State, acme: Emulator) -> None:
    wanted = account_for(acme, "acme-pay")
    places = leases_of(root_key(acme, "acme-pay"))
    add_account(state, wanted, places, now=now, actor="a test")
    other = msgspec.structs.replace(wanted, number=UNKNOWN, source=FromProfile("else"))

    (result,) = add_accounts(state, [other], places, now=now, actor="a test")

    assert isinstance(result, Refused)
    assert not result.known
    assert "the name is there already" in result.error.what


def test_a_known_account_becomes_the_manager_of_its_organisation(state: State, acme: Emulator) -> None:
    wanted = msgspec.structs.replace(account_for(acme, "acme"), number=UNKNOWN)
    places = leases_of(root_key(acme, "acme"))
    add_account(state, wanted, places, now=now, actor="a test")

    (result,) = add_accounts(
        state, [msgspec.structs.replace(wanted, manages=True)], places, now=now, actor="a test"
    )

    assert isinstance(result, Added)
    assert result.known
    with state.reading() as connection:
        stored = account_rows.by_name(connection, "acme")
        assert stored is not None
        assert stored.account.manages
        assert len(connection.execute(select(audit_records)).all()) == 2


def test_a_known_account_that_cannot_be_read_stays(state: State, acme: Emulator) -> None:
    wanted = msgspec.structs.replace(account_for(acme, "acme-pay"), number=UNKNOWN)
    key = root_key(acme, "acme-pay")
    add_account(state, wanted, leases_of(key), now=now, actor="a test")
    key.secret_key = key.secret_key[::-1]
    wrong = leases_of(key)
    key.secret_key = key.secret_key[::-1]

    (result,) = add_accounts(state, [wanted], wrong, now=now, actor="a test")

    assert isinstance(result, Refused)
    assert result.known


def _member(number: str, name: str, *, active: bool = True) -> Member:
    return Member(number=AccountNumber(number), name=name, department="研发", joined_at=None, active=active)


def test_members_are_reached_by_a_role_and_told_apart_by_their_numbers(acme: Emulator) -> None:
    manager = msgspec.structs.replace(account_for(acme, "acme"), manages=True)
    members = [_member("1", "shop"), _member("2", "shop"), _member("3", "acme"), _member("4", "\x1b\n")]

    found = list(member_accounts(load("tencent"), manager, members, role="reader", external_id="id"))

    assert [one.name for one in found] == ["shop 1", "shop 2", "acme 3", "member 4"]
    assert found[0].source == FromRole("qcs::cam::uin/1:roleName/reader", FromEnvironment(), "id")
    assert {one.organization for one in found} == {manager.number}


def test_members_of_a_manager_with_a_role_are_refused(acme: Emulator) -> None:
    by_role = FromRole("qcs::cam::uin/1:roleName/x", FromProfile("p"))
    manager = msgspec.structs.replace(account_for(acme, "acme"), source=by_role)

    with pytest.raises(AccountError, match="so is the account that manages them"):
        list(member_accounts(load("tencent"), manager, [], role="reader", external_id=None))


def test_who_is_no_member_any_more_is_found(state: State, acme: Emulator) -> None:
    manager = account_for(acme, "acme")
    with state.writing() as connection:
        for name in ("acme-pay", "acme-data"):
            one = msgspec.structs.replace(account_for(acme, name), organization=manager.number)
            account_rows.add(connection, one, now())
    here = [_member(account_for(acme, "acme-pay").number, "acme-pay")]

    assert [one.name for one in former_members(state, manager, here)] == ["acme-data"]


def test_a_removed_account_is_on_record(state: State, acme: Emulator) -> None:
    wanted = account_for(acme, "acme-pay")
    add_account(state, wanted, leases_of(root_key(acme, "acme-pay")), now=now, actor="a test")
    with state.reading() as connection:
        (stored,) = account_rows.listed(connection)

    remove_account(state, stored, now=now, actor="a test")

    with state.reading() as connection:
        assert account_rows.listed(connection) == []
        texts = [row[0] for row in connection.execute(select(audit_records.c.canonical))]
    assert [b"account.add" in texts[0], b"account.remove" in texts[1]] == [True, True]
