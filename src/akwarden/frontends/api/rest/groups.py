"""`/api/v1/account-groups`: named sets of accounts, for which a person may have a role."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Router, delete, get, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from akwarden.access.roles import Right
from akwarden.frontends.api.given import GivenCaller, GivenServer, Now
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.login.me import of_session
from akwarden.frontends.api.problems import missing
from akwarden.query.tree import Holder
from akwarden.store.access.groups import AccountGroup
from akwarden.workflows.access.account_groups import MOST, account_groups, remove_group, set_group
from akwarden.workflows.access.acting import Acting

_Short = Annotated[str, Meta(min_length=1, max_length=60)]


class HeldAccount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account of a group."""

    provider: _Short
    """The cloud."""
    number: _Short
    """The number of the account."""


class GroupAccounts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The accounts of a group from now on, and no others."""

    accounts: Annotated[tuple[HeldAccount, ...], Meta(max_length=MOST)]
    """All of them; also such as are not added yet."""


class GroupRow(msgspec.Struct, frozen=True, kw_only=True):
    """One account group."""

    name: str
    """What it is called."""
    accounts: tuple[HeldAccount, ...]
    """The accounts in it."""
    created_at: datetime
    """When it was made."""


class GroupList(msgspec.Struct, frozen=True, kw_only=True):
    """Account groups by their names."""

    rows: tuple[GroupRow, ...]
    """All of them."""
    total: int
    """How many there are."""


@get("/", opt=needs(Right.AUDIT), sync_to_thread=True)
def list_groups(server: GivenServer) -> GroupList:
    """List account groups."""
    found = tuple(_row(one) for one in account_groups(server.state))
    return GroupList(rows=found, total=len(found))


@put("/{name:str}", opt=needs(Right.ADMINISTER), sync_to_thread=True)
def put_group(
    server: GivenServer, caller: GivenCaller, now: Now, name: FromPath[str], data: JSONBody[GroupAccounts]
) -> GroupRow:
    """Let a group have these accounts and no others; it is made where there is none."""
    of_session(caller)
    held = [Holder(one.provider, one.number) for one in data.accounts]
    return _row(set_group(server.state, name, held, Acting(actor=caller.login, now=now)))


@delete("/{name:str}", opt=needs(Right.ADMINISTER), sync_to_thread=True)
def delete_group(server: GivenServer, caller: GivenCaller, now: Now, name: FromPath[str]) -> None:
    """Take a group away that nobody has a role for."""
    of_session(caller)
    if not remove_group(server.state, name, Acting(actor=caller.login, now=now)):
        raise missing("account group")


def _row(group: AccountGroup) -> GroupRow:
    held = tuple(HeldAccount(provider=one.provider, number=one.number) for one in group.accounts)
    return GroupRow(name=group.name, accounts=held, created_at=group.created_at)


ROUTES = Router("/account-groups", route_handlers=[list_groups, put_group, delete_group], tags=["people"])
