from typing import Any

import msgspec
from sqlalchemy import Connection, select
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_counted_calls, add_key, ago, key_id

from akwarden.model.access_key import AccessKey, AccessKeyId, KeyStatus, LastUse
from akwarden.model.policy import Grant, GrantKind, GroupId, PolicyId
from akwarden.model.principal import Holdings, Principal, PrincipalId, PrincipalType
from akwarden.store.inventory.change import Change
from akwarden.store.inventory.holdings import forget, merge_holdings, merge_uses
from akwarden.store.inventory.principals import merge_principals
from akwarden.store.state import State
from akwarden.store.tables import access_keys, memberships, principal_grants, principals

__all__ = ["postgresql", "state"]

ANN = Principal(id=PrincipalId("1"), type=PrincipalType.USER, name="ann")
BOB = Principal(id=PrincipalId("2"), type=PrincipalType.USER, name="bob")
GRANT = Grant(policy=PolicyId("7"), kind=GrantKind.ATTACHED)


def _key(number: int = 1, **other: Any) -> AccessKey:
    fields = {"status": KeyStatus.ACTIVE, "created_at": ago(9), **other}
    return AccessKey(id=AccessKeyId(key_id(number)), **fields)


def _held(principal: Principal = ANN, **other: Any) -> Holdings:
    fields = {"keys": (_key(),), "grants": (GRANT,), "groups": (GroupId("g"),), **other}
    return Holdings(principal=principal, **fields)


def _account(connection: Connection) -> int:
    account = add_account(connection)
    merge_principals(connection, account, PrincipalType.USER, [ANN, BOB], NOW)
    return account


def _merge(connection: Connection, account: int, *held: Holdings) -> Change:
    return merge_holdings(connection, "tencent", account, held, NOW)


def _rows(connection: Connection) -> dict[str, Any]:
    return {row.key_id: row for row in connection.execute(select(access_keys))}


def test_what_is_held_is_written_once(state: State) -> None:
    with state.writing() as connection:
        account = _account(connection)

        first, second = _merge(connection, account, _held()), _merge(connection, account, _held())

        assert (first, second) == (Change(added=3), Change())
        assert connection.execute(select(memberships.c.group_id)).scalars().all() == ["g"]
        assert connection.execute(select(principal_grants.c.policy)).scalars().all() == ["7"]


def test_what_could_not_be_seen_is_left_as_it_is(state: State) -> None:
    with state.writing() as connection:
        account = _account(connection)
        _merge(connection, account, _held())

        change = _merge(connection, account, _held(keys=None, grants=None, groups=None))

        assert not change
        assert _rows(connection)[key_id()].status == KeyStatus.ACTIVE
        assert len(connection.execute(select(principal_grants)).all()) == 1


def test_what_is_held_no_more_goes_and_keys_stay_as_history(state: State) -> None:
    with state.writing() as connection:
        account = _account(connection)
        _merge(connection, account, _held(keys=(_key(1), _key(2))), _held(BOB, keys=(_key(3),)))

        change = _merge(connection, account, _held(keys=(_key(2),), grants=(), groups=()))

        assert change == Change(gone=3)
        statuses = {key: row.status for key, row in _rows(connection).items()}
        assert statuses == {key_id(1): "deleted", key_id(2): "active", key_id(3): "active"}
        assert len(connection.execute(select(memberships)).all()) == 1


def test_a_last_use_that_is_not_told_is_kept(state: State) -> None:
    used = msgspec.structs.replace(_key(), last_use=LastUse(at=ago(3), service="cvm"))
    with state.writing() as connection:
        account = _account(connection)
        _merge(connection, account, _held(keys=(used,)))

        change = _merge(connection, account, _held())

        assert not change
        row = _rows(connection)[key_id()]
    assert (row.last_used_at, row.last_used_service, row.last_use_known) == (ago(3), "cvm", True)


def test_never_used_is_known_and_not_told_is_not(state: State) -> None:
    never = msgspec.structs.replace(_key(1), last_use=LastUse(at=None))
    with state.writing() as connection:
        account = _account(connection)

        _merge(connection, account, _held(keys=(never, _key(2))))

        rows = _rows(connection)
    assert [(rows[key_id(n)].last_used_at, rows[key_id(n)].last_use_known) for n in (1, 2)] == [
        (None, True),
        (None, False),
    ]


def test_a_key_that_no_account_listed_finds_its_owner(state: State) -> None:
    with state.writing() as connection:
        account = _account(connection)
        add_key(connection, status="unlisted", guess="root", last_use_known=False, last_used_at=None)

        change = _merge(connection, account, _held(grants=(), groups=()))

        row = _rows(connection)[key_id()]
    assert change == Change(changed=1)
    assert (row.status, row.guess, row.account_id) == ("active", None, account)
    assert row.first_seen_at == ago(1)


def test_who_went_between_two_calls_is_gone_with_the_keys(state: State) -> None:
    with state.writing() as connection:
        account = _account(connection)
        _merge(connection, account, _held())

        change = forget(connection, account, ["1", "unknown"], NOW)
        again = forget(connection, account, ["1"], NOW)

        gone = select(principals.c.cloud_id).where(principals.c.deleted_at.is_not(None))
        assert connection.execute(gone).scalars().all() == ["1"]
    assert (change, again) == (Change(gone=2), Change())


def test_a_quarantine_is_known_until_its_policy_is_seen_to_be_gone(state: State) -> None:
    quarantine = Grant(policy=PolicyId("arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"))
    told: list[str | None] = []
    with state.writing() as connection:
        account = _account(connection)

        # The second look could not see the policies.
        for grants in ((GRANT, quarantine), None, (GRANT,)):
            _merge(connection, account, _held(grants=grants))
            query = select(principals.c.quarantine).where(principals.c.name == "ann")
            told.append(connection.execute(query).scalar_one())

    assert told == ["AWSCompromisedKeyQuarantineV3", "AWSCompromisedKeyQuarantineV3", None]


def test_a_last_use_that_the_cloud_does_not_know_yet_stays(state: State) -> None:
    with state.writing() as connection:
        account = _account(connection)
        add_key(connection, last_used_at=ago(0.1))

        _merge(connection, account, _held(keys=(_key(last_use=LastUse(at=None)),)))
        merge_uses(connection, {AccessKeyId(key_id()): LastUse(at=ago(3), service="cvm")})

        row = _rows(connection)[key_id()]
    assert (row.last_used_at, row.last_used_service, row.last_use_known) == (ago(0.1), "cvm", True)


def test_a_key_that_is_listed_later_than_its_calls_were_counted_is_known_to_be_used(state: State) -> None:
    at = ago(0.1)
    with state.writing() as connection:
        account = _account(connection)
        add_counted_calls(connection, key_id(), at)

        _merge(connection, account, _held(keys=(_key(last_use=LastUse(at=None)),)))

        assert _rows(connection)[key_id()].last_used_at == at
