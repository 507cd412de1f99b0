from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_blind_spot, add_key, add_principal, add_run

from akwarden.errors import AccountError
from akwarden.model.account import (
    Account,
    AccountNumber,
    AccountSite,
    CredentialSource,
    FromEnvironment,
    FromInstance,
    FromProfile,
    FromRole,
    FromVault,
)
from akwarden.store import account_rows
from akwarden.store.state import State
from akwarden.store.tables import METADATA, access_keys, accounts

__all__ = ["postgresql", "state"]


def _account(name: str = "prod", number: str = "100", **other: Any) -> Account:
    fields = {"site": AccountSite.MAINLAND, "source": FromEnvironment(), "provider": "tencent", **other}
    return Account(number=AccountNumber(number), name=name, **fields)


@pytest.mark.parametrize(
    "source",
    [
        FromEnvironment(),
        FromInstance(),
        FromProfile("p q"),
        FromVault("v"),
        FromRole("qcs::cam::uin/1:roleName/r", FromVault("v"), "an id"),
    ],
)
def test_an_account_comes_back_as_it_was_kept(state: State, source: CredentialSource) -> None:
    account = _account(
        "支付 'x'", source=source, endpoints={"*": "https://a", "cam": "https://b"}, department="D",
        manages=True, organization=AccountNumber("7"),
    )  # fmt: skip

    with state.writing() as connection:
        kept = account_rows.add(connection, account, NOW)

    with state.reading() as connection:
        assert account_rows.listed(connection) == [kept]
        assert account_rows.by_number(connection, account) == kept
    assert kept.account == account


def test_a_name_and_a_number_can_be_taken_once(state: State) -> None:
    with state.writing() as connection:
        account_rows.add(connection, _account(), NOW)

    for other in (_account(number="101"), _account("other")):
        with state.writing() as connection, pytest.raises(AccountError, match="there already"):
            account_rows.add(connection, other, NOW)


def test_the_same_number_at_another_cloud_or_site_is_another_account(state: State) -> None:
    others = [
        _account("aws", provider="aws", site=AccountSite.AWS),
        _account("global", site=AccountSite.INTERNATIONAL),
    ]
    with state.writing() as connection:
        account_rows.add(connection, _account(), NOW)
        for one in others:
            account_rows.check_free(connection, one)
            account_rows.add(connection, one, NOW)

        assert len(account_rows.listed(connection)) == 3


def test_a_change_keeps_the_row(state: State) -> None:
    with state.writing() as connection:
        kept = account_rows.add(connection, _account(), NOW)

        account_rows.change(connection, kept, msgspec.structs.replace(kept.account, manages=True))

        (found,) = account_rows.listed(connection)
    assert (found.id, found.account.manages) == (kept.id, True)


def test_a_removed_account_takes_along_all_that_was_listed_of_it(state: State) -> None:
    with state.writing() as connection:
        kept = account_rows.add(connection, _account(), NOW)
        owner = add_principal(connection, kept.id)
        add_key(connection, 1, account_id=kept.id, principal_id=owner)
        add_key(connection, 2)
        add_blind_spot(connection, kept.id, "r", "u")
        add_run(connection, kept.id, NOW)

        account_rows.remove(connection, kept)

        left = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in METADATA.sorted_tables
        }
        keys = connection.execute(select(access_keys.c.account_id)).scalars().all()
    assert {name for name, count in left.items() if count} == {"access_keys"}
    assert keys == [None]


def test_no_column_of_an_account_holds_a_secret() -> None:
    assert not {column.name for column in accounts.columns} & {"secret", "key", "token", "password"}
