import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, ago

from akwarden.model.account import AccountNumber
from akwarden.model.blind_spot import BlindSpot
from akwarden.model.function import CloudFunction, FunctionId, Variable
from akwarden.model.member import Member
from akwarden.model.own_address import AddressKind, OwnAddress
from akwarden.model.policy import Grant, Group, GroupId, Policy, PolicyId, PolicyKind
from akwarden.model.secret import Secret
from akwarden.store.inventory.belongings import (
    address_values,
    drop_functions,
    drop_policies,
    hex_of,
    known_functions,
    known_policies,
    merge_addresses,
    merge_blind_spots,
    merge_function,
    merge_groups,
    merge_members,
    merge_policies,
)
from akwarden.store.inventory.change import Change
from akwarden.store.state import State
from akwarden.store.tables import addresses, blind_spots, functions, group_grants, members, policies

__all__ = ["postgresql", "state"]


def _policy(id_: str, version: str = "1", **other: Any) -> Policy:
    fields = {"name": f"p{id_}", "kind": PolicyKind.CUSTOM, "document": "{}", **other}
    return Policy(id=PolicyId(id_), version=version, **fields)


def _function(version: str = "1") -> CloudFunction:
    return CloudFunction(
        id=FunctionId("ap-guangzhou/default/f"),
        name="f",
        region="ap-guangzhou",
        version=version,
        variables=(Variable("DB_PASSWORD", Secret(b"not to be kept")),),
    )


def test_a_group_whose_policies_cannot_be_seen_keeps_them(state: State) -> None:
    group = Group(id=GroupId("1"), name="g", note="", created_at=None, grants=(Grant(PolicyId("7")),))
    unseen = Group(id=GroupId("1"), name="g2", note="", created_at=None, grants=None)
    with state.writing() as connection:
        account = add_account(connection)
        merge_groups(connection, account, [group])

        change = merge_groups(connection, account, [unseen])

        assert connection.execute(select(group_grants.c.policy)).scalars().all() == ["7"]
    assert change == Change(changed=1)


def test_policies_that_are_known_stay_and_those_that_are_gone_are_dropped(state: State) -> None:
    with state.writing() as connection:
        account = add_account(connection)
        merge_policies(connection, account, [_policy("1"), _policy("2"), _policy("3")])

        change = merge_policies(connection, account, [_policy("1", "2"), _policy("3")])
        dropped = drop_policies(connection, account, {"1", "3"})

        assert known_policies(connection, account) == {"1": "2", "3": "1"}
    assert (change, dropped) == (Change(changed=1), Change(gone=1))


def test_a_document_that_became_a_fault_is_not_kept(state: State) -> None:
    with state.writing() as connection:
        account = add_account(connection)
        merge_policies(connection, account, [_policy("1")])

        merge_policies(connection, account, [_policy("1", "2", document=None, fault="it is too long")])

        found = connection.execute(select(policies.c.document, policies.c.fault)).all()
    assert found == [(None, "it is too long")]


def test_of_a_functions_variables_only_the_names_are_kept(state: State) -> None:
    with state.writing() as connection:
        account = add_account(connection)
        merge_function(connection, account, _function())

        changes = [merge_function(connection, account, _function(version)) for version in ("1", "2")]
        kept = str(connection.execute(select(functions)).all())

        assert known_functions(connection, account) == {"ap-guangzhou/default/f": "2"}
        assert drop_functions(connection, account, ()) == Change(gone=1)
    assert changes == [Change(), Change(changed=1)]
    assert "DB_PASSWORD" in kept
    assert "not to be kept" not in kept


def test_addresses_and_members_become_those_that_were_listed(state: State) -> None:
    first = OwnAddress(network="203.0.113.9", kind=AddressKind.INSTANCE, resource="ins-1", label="web")
    member = Member(number=AccountNumber("7"), name="shop", joined_at=ago(3))
    with state.writing() as connection:
        account = add_account(connection)
        added = merge_addresses(connection, account, [first, first]) + merge_members(
            connection, account, [member]
        )

        same = merge_addresses(connection, account, [first]) + merge_members(connection, account, [member])
        gone = merge_addresses(connection, account, []) + merge_members(connection, account, [])

        assert connection.execute(select(addresses)).all() == connection.execute(select(members)).all() == []
    assert (added, same, gone) == (Change(added=2), Change(), Change(gone=2))


def test_a_blind_spot_keeps_the_time_since_when(state: State) -> None:
    spot = BlindSpot(right="r", unseen="u", reason="no", mend="allow r")
    other = BlindSpot(right="r", unseen="u", reason="still no", mend="allow r")
    with state.writing() as connection:
        account = add_account(connection)
        merge_blind_spots(connection, account, [spot], ago(9))
        merge_blind_spots(connection, account, [other], NOW)

        rows = connection.execute(select(blind_spots.c.reason, blind_spots.c.since)).all()
        gone = merge_blind_spots(connection, account, [], NOW)

        assert connection.execute(select(blind_spots)).all() == []
    assert rows == [("still no", ago(9))]
    assert gone == Change(gone=1)


@given(one=st.ip_addresses(), other=st.ip_addresses())
def test_written_addresses_sort_as_addresses_do(one: Any, other: Any) -> None:
    if one.version == other.version:
        assert (hex_of(one) < hex_of(other)) == (one < other)
    assert len(hex_of(one)) == 32
    assert (hex_of(one) == hex_of(other)) == (one == other or _mapped(one) == _mapped(other))


def _mapped(address: Any) -> Any:
    """Give an IPv4 address as its IPv6 form."""
    if address.version == 4:
        return ipaddress.IPv6Address(f"::ffff:{address}")
    return address


def test_a_network_has_its_two_ends() -> None:
    values = address_values(OwnAddress(network="10.0.0.0/8", kind=AddressKind.NAT, resource="n"))

    assert (values["low"][-8:], values["high"][-8:]) == ("0a000000", "0affffff")


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(ValueError, match="does not appear"):
        address_values(OwnAddress(network="web-1", kind=AddressKind.INSTANCE, resource="i"))
