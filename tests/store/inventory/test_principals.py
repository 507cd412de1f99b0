from typing import Any

from sqlalchemy import Connection, select
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_key, ago

from akwarden.model.access_key import KeyStatus
from akwarden.model.principal import Principal, PrincipalId, PrincipalType
from akwarden.store.inventory.change import Change
from akwarden.store.inventory.principals import mark_gone, merge_principals, rows_of
from akwarden.store.state import State
from akwarden.store.tables import access_keys, principals

__all__ = ["postgresql", "state"]

USER, ROLE, SERVICE = PrincipalType.USER, PrincipalType.ROLE, PrincipalType.SERVICE


def _one(id_: str, type_: PrincipalType = USER, **other: Any) -> Principal:
    return Principal(id=PrincipalId(id_), type=type_, name=other.pop("name", f"name of {id_}"), **other)


def _deleted(connection: Connection) -> dict[str, bool]:
    query = select(principals.c.cloud_id, principals.c.deleted_at)
    return {row[0]: row[1] is not None for row in connection.execute(query)}


def test_who_is_not_listed_any_more_is_gone_and_so_are_the_keys(state: State) -> None:
    with state.writing() as connection:
        account = add_account(connection)
        merge_principals(connection, account, USER, [_one("1"), _one("2")], NOW)
        owner = rows_of(connection, account, ["2"])["2"]["id"]
        key = add_key(connection, account_id=account, principal_id=owner)

        change = merge_principals(connection, account, USER, [_one("1")], NOW)

        assert change == Change(gone=2)
        assert _deleted(connection) == {"1": False, "2": True}
        found = connection.execute(select(access_keys).where(access_keys.c.key_id == key)).one()
    assert (found.status, found.deleted_at) == (KeyStatus.DELETED, NOW)


def test_who_is_listed_again_is_there_again(state: State) -> None:
    with state.writing() as connection:
        account = add_account(connection)
        merge_principals(connection, account, USER, [_one("1")], NOW)
        merge_principals(connection, account, USER, [], NOW)

        change = merge_principals(connection, account, USER, [_one("1")], NOW)

        assert change == Change(changed=1)
        assert _deleted(connection) == {"1": False}


def test_a_list_of_one_type_says_nothing_of_others(state: State) -> None:
    with state.writing() as connection:
        account, other = add_account(connection), add_account(connection, "other")
        merge_principals(connection, account, USER, [_one("1")], NOW)
        merge_principals(connection, other, USER, [_one("1")], NOW)
        merge_principals(connection, account, ROLE, [_one("2", ROLE), _one("3", SERVICE)], NOW)

        merge_principals(connection, account, ROLE, [_one("2", ROLE)], NOW)

        gone = connection.execute(select(principals.c.cloud_id).where(principals.c.deleted_at.is_not(None)))
        assert gone.scalars().all() == ["3"]


def test_what_listing_does_not_tell_is_kept(state: State) -> None:
    with state.writing() as connection:
        account = add_account(connection)
        merge_principals(connection, account, USER, [_one("1", mfa=True, console_login=False)], NOW)

        change = merge_principals(connection, account, USER, [_one("1")], NOW)

        assert not change
        assert connection.execute(select(principals.c.mfa, principals.c.console_login)).all() == [
            (True, False)
        ]


def test_the_same_list_again_changes_nothing(state: State) -> None:
    listed = [_one(str(number), created_at=ago(number), note="备注") for number in range(1200)]
    with state.writing() as connection:
        account = add_account(connection)
        first = merge_principals(connection, account, USER, listed, NOW)

        second = merge_principals(connection, account, USER, listed, NOW)

    assert (first, second) == (Change(added=1200), Change())


def test_nobody_is_marked_for_an_empty_list(state: State) -> None:
    with state.writing() as connection:
        assert mark_gone(connection, [], NOW) == 0
