"""The member accounts of the organization that an account manages."""

from collections.abc import Iterator
from functools import partial

import msgspec

from akwarden.model.account import AccountNumber
from akwarden.model.member import Member
from akwarden.providers.tencent.answer import moment, number
from akwarden.providers.tencent.client import Client
from akwarden.providers.tencent.pages import by_offset
from akwarden.providers.tencent.refusal import RefusedError

_MOST_ASKED = 50
_NO_MANAGER = ("OrganizationNotExist", "OrganizationMemberNotManager")
"""How the codes end that say: the account is in no organization, or not the one that manages it."""


class _Row(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of DescribeOrganizationMembers."""

    member_uin: str = ""
    name: str = ""
    nick_name: str = ""
    node_name: str = ""
    create_time: str = ""


class _Rows(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="Total", default="")
    rows: tuple[_Row, ...] = msgspec.field(name="Items", default=())


def members_of(client: Client, account: AccountNumber) -> Iterator[Member]:
    """Yield the members, the account itself left out; none for an account that manages no organization."""
    ask = partial(client.ask, "organization", "DescribeOrganizationMembers", _Rows)
    try:
        for row in by_offset(ask, _MOST_ASKED):
            if number(row.member_uin) and row.member_uin != account:
                yield Member(
                    number=AccountNumber(row.member_uin),
                    name=row.name or row.nick_name or row.member_uin,
                    department=row.node_name or None,
                    joined_at=moment(row.create_time),
                )
    except RefusedError as error:
        if not error.refusal.endswith(_NO_MANAGER):
            raise
