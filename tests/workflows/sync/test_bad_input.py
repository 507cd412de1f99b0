"""What clouds say that they should not, and what they say no more: nothing of it is mistaken for "none"."""

import threading
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Table, func, select
from tests.e2e.clouds import user_with
from tests.emulator.tencent.cloud import ask, client
from tests.providers.tencent.saying import WHO, Raw, Said, Saying, error
from tests.providers.tencent.shop import READING
from tests.store.databases import postgresql, state
from tests.store.rows import NOW
from tests.workflows.sync.cloud import acme, added, cloud_account, contents, leases_of, now, read, root_key

from akwarden.emulator.tencent.faults import Fault
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.state import Key, Status
from akwarden.errors import CredentialError, UnreachableError
from akwarden.model.access_key import KeyStatus, UnlistedGuess
from akwarden.model.account import Account, AccountNumber, AccountSite, FromEnvironment
from akwarden.providers.tencent.permissions import policy
from akwarden.store import account_rows, sync_runs
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import access_keys, blind_spots, policies, principals
from akwarden.store.tables import sync_runs as runs

__all__ = ["acme", "postgresql", "state"]

_KEY = Key("AKID" + "A" * 32, "B" * 32, 100, 101, 0)
_EMPTY: Mapping[str, Said] = {
    "GetCallerIdentity": WHO,
    "ListUsers": {"Data": [{"Uin": 101, "Uid": 1, "Name": "ann", "CreateTime": "2026-01-02 03:04:05"}]},
    "ListAccessKeys": {"AccessKeys": []},
    "ListPolicies": {"TotalNum": 1, "List": [{"PolicyId": 7, "PolicyName": "p", "Type": 1, "AddTime": "x"}]},
    "GetPolicy": {"PolicyName": "p", "PolicyDocument": "{}", "Type": 1},
    "ListGroups": {"TotalNum": 0, "GroupInfo": []},
    "DescribeRoleList": {"TotalNum": 0, "List": []},
    "ListCollaborators": {"TotalNum": 0, "Data": []},
    "DescribeRegions": {"TotalCount": 0, "RegionSet": []},
}
"""An account of one user and one policy, as far as it is asked for."""


def _said(state: State, other: Mapping[str, Said]) -> Any:
    """Read an account whose cloud says these things."""
    with Saying({**_EMPTY, **other, "*": error("InternalServer.Strange")}) as server:
        account = Account(
            provider="tencent",
            number=AccountNumber("100"),
            name="said",
            site=AccountSite.MAINLAND,
            source=FromEnvironment(),
            endpoints={"*": server.endpoint},
        )
        with state.writing() as connection:
            stored = account_rows.by_name(connection, "said") or account_rows.add(connection, account, now())
            account_rows.change(connection, stored, account)
        return read(state, msgspec.structs.replace(stored, account=account), leases_of(_KEY))


def _count(state: State, table: Table) -> int:
    with state.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


@pytest.mark.parametrize(
    "document",
    [
        pytest.param("no JSON {", id="no JSON"),
        pytest.param("[" * 100_000, id="deep"),
        pytest.param('{"version":"2.0","statement":[]}' + " " * (2 << 20), id="2 MB"),
    ],
)
def test_a_document_that_is_none_is_kept_as_a_fault(state: State, document: str) -> None:
    said = {"PolicyName": "p", "PolicyDocument": document, "Type": 1}

    outcome = _said(state, {"GetPolicy": said})

    assert outcome.error is None
    with state.reading() as connection:
        (row,) = connection.execute(select(policies.c.document, policies.c.fault))
    assert row.document is None
    assert row.fault


def test_markup_and_control_characters_in_a_name_are_kept_as_they_are(state: State) -> None:
    name = "\x1b[31m<script>\u202e'; DROP TABLE principals; --\r\n中文"

    outcome = _said(state, {"ListUsers": {"Data": [{"Uin": 101, "Uid": 1, "Name": name}]}})

    assert outcome.error is None
    with state.reading() as connection:
        names = connection.execute(select(principals.c.name).where(principals.c.type == "user")).scalars()
        assert names.all() == [name]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Raw(b"<html>sign in</html>", content_type="text/html"), id="portal"),
        pytest.param({"Data": "none"}, id="another shape"),
        pytest.param({"Data": [{"Uin": "somebody", "Uid": 1, "Name": "ann"}]}, id="no number"),
        pytest.param(error("InternalError"), id="failing"),
    ],
)
def test_a_list_that_cannot_be_read_marks_nobody_as_gone(state: State, answer: Said) -> None:
    _said(state, {})
    before = contents(state)["principals"]

    outcome = _said(state, {"ListUsers": answer})

    assert len(before) == 2
    assert contents(state)["principals"] == before
    assert outcome.error is not None or outcome.blind_spots


def test_a_name_with_a_nul_stops_no_sync(state: State) -> None:
    outcome = _said(state, {"ListUsers": {"Data": [{"Uin": 101, "Uid": 1, "Name": "a\x00b"}]}})

    assert outcome.error is None
    assert _count(state, principals) == 2


# Rights that go, and what is gone


def _collector(acme: Emulator, *without: str) -> Key:
    calls = tuple(call for call in READING if call.action not in without)
    return user_with(acme, policy(calls), "acme-pay", f"collector-{len(without)}")


def _keys(state: State) -> dict[str, str]:
    with state.reading() as connection:
        return {
            row[0]: row[1] for row in connection.execute(select(access_keys.c.key_id, access_keys.c.status))
        }


@pytest.mark.parametrize(
    "right",
    [
        "ListAccessKeys",
        "ListUsers",
        "DescribeRoleList",
        "ListPolicies",
        "ListGroups",
        "ListAttachedUserAllPolicies",
        "ListUsersForGroup",
        "ListFunctions",
        "DescribeInstances",
    ],
)
def test_what_may_not_be_seen_any_more_stays_as_it_was(acme: Emulator, tmp_path: Path, right: str) -> None:
    stored_at = open_state(tmp_path / "home", None)
    with closing(stored_at) as state:
        stored = added(state, acme, "acme-pay")
        blind, seeing = _collector(acme, right), _collector(acme)
        read(state, stored, leases_of(seeing))
        before = _without_uses(state)

        outcome = read(state, stored, leases_of(blind))

        assert outcome.error is None
        assert any(spot.right.endswith(right) for spot in outcome.blind_spots)
        assert _without_uses(state) == before


def _without_uses(state: State) -> Mapping[str, Any]:
    """Give what is kept, but for when keys were used and for blind spots."""
    found = {name: rows for name, rows in contents(state).items() if name != "blind_spots"}
    for row in found["access_keys"]:
        for name in [name for name in row if name.startswith("last_use")]:
            del row[name]
    return found


def test_a_user_who_was_deleted_takes_the_keys_along(state: State, acme: Emulator) -> None:
    stored, key = added(state, acme, "acme-pay"), root_key(acme, "acme-pay")
    cloud = cloud_account(acme, "acme-pay")
    name, uin = next((user.name, uin) for uin, user in cloud.users.items() if cloud.keys_of(uin))
    held = {one.secret_id for one in cloud.keys_of(uin)}
    read(state, stored, leases_of(key))
    ask(client("cam", acme, key.secret_id, key.secret_key), "DeleteUser", Name=name, Force=1)

    outcome = read(state, stored, leases_of(key))

    assert outcome.counts.gone >= 1 + len(held)
    kept = _keys(state)
    assert {kept[one] for one in held} == {KeyStatus.DELETED}
    assert list(kept.values()).count(KeyStatus.DELETED) == len(held)


def test_a_key_that_leaked_first_finds_its_account(state: State, acme: Emulator) -> None:
    key = root_key(acme, "acme-pay")
    row = {"key_id": key.secret_id, "provider": "tencent", "key_type": "permanent", "note": ""}
    guess = {"status": KeyStatus.UNLISTED.value, "guess": UnlistedGuess.OTHER_ACCOUNT.value}
    with state.writing() as connection:
        values = {**row, **guess, "last_use_known": False, "first_seen_at": NOW}
        connection.execute(access_keys.insert().values(values))
    stored = added(state, acme, "acme-pay")

    read(state, stored, leases_of(key))

    with state.reading() as connection:
        found = connection.execute(select(access_keys).where(access_keys.c.key_id == key.secret_id)).one()
    assert (found.status, found.guess, found.account_id) == (KeyStatus.ACTIVE, None, stored.id)
    assert found.principal_id is not None
    assert found.first_seen_at == NOW


def test_a_run_that_goes_on_keeps_the_blind_spots_of_before(state: State, acme: Emulator) -> None:
    stored, key = added(state, acme, "acme-pay"), _collector(acme, "ListGroups")
    stop = threading.Event()
    first = read(
        state, stored, leases_of(key), stop=stop, tell=lambda words: stop.set() if words == "role" else None
    )

    second = read(state, stored, leases_of(key))

    assert (first.stopped, second.resumed) == (True, True)
    assert "cam:ListGroups" in {spot.right for spot in second.blind_spots}
    with state.reading() as connection:
        kept = connection.execute(select(blind_spots.c.right)).scalars().all()
    assert "cam:ListGroups" in kept


def test_a_run_that_was_cut_off_long_ago_begins_anew(state: State, acme: Emulator) -> None:
    stored, key = added(state, acme, "acme-pay"), root_key(acme, "acme-pay")
    stop = threading.Event()
    read(state, stored, leases_of(key), stop=stop, tell=lambda words: stop.set() if words == "role" else None)
    with state.writing() as connection:
        connection.execute(runs.update().values(touched_at=now() - sync_runs.STALE))

    outcome = read(state, stored, leases_of(key))

    assert not outcome.resumed
    assert outcome.error is None


def test_a_key_that_is_disabled_in_the_middle_ends_the_run_and_marks_nothing(
    state: State, acme: Emulator
) -> None:
    stored, key = added(state, acme, "acme-shop"), root_key(acme, "acme-shop")
    read(state, stored, leases_of(key))
    before = contents(state)

    def tell(words: str) -> None:
        if words.startswith("users: 64"):
            key.status = Status.INACTIVE

    outcome = read(state, stored, leases_of(key), tell=tell)

    assert isinstance(outcome.error, CredentialError)
    assert outcome.error.mend
    assert contents(state) == before


def test_a_network_that_goes_in_the_middle_ends_the_run_and_marks_nothing(
    state: State, acme: Emulator
) -> None:
    stored, key = added(state, acme, "acme-pay"), root_key(acme, "acme-pay")
    read(state, stored, leases_of(key))
    before = contents(state)

    def tell(words: str) -> None:
        if words == "role":
            acme.faults.add(Fault(kind="outage"))

    outcome = read(state, stored, leases_of(key), tell=tell)

    assert isinstance(outcome.error, UnreachableError)
    assert contents(state) == before
