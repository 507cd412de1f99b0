"""`/api/v1/accounts`: cloud accounts; added after the cloud was asked, tried again, forgotten."""

import secrets
from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Router, delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta
from sqlalchemy import Connection

from akwarden.access.roles import Right
from akwarden.errors import AccountError
from akwarden.frontends.api.given import GivenCaller, GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.problems import missing
from akwarden.model.account import Account, FromRole, FromVault
from akwarden.providers.registry import load
from akwarden.reports.account_rows import AccountRow, ProbeRow
from akwarden.store import account_rows
from akwarden.store.account_rows import StoredAccount
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.accounts.add import UNKNOWN, add_account, remove_account
from akwarden.workflows.accounts.address import read_endpoints
from akwarden.workflows.accounts.listing import account_list, named
from akwarden.workflows.accounts.probed import probed_row, row_of
from akwarden.workflows.accounts.sheet import read_site
from akwarden.workflows.accounts.source import read_source, spelled
from akwarden.workflows.accounts.template.checking import new_external_id
from akwarden.workflows.accounts.template.making import make
from akwarden.workflows.accounts.template.wanted import Kind, Wanted
from akwarden.workflows.vault.access_key import checked
from akwarden.workflows.vault.keeping import ready_kek
from akwarden.workflows.vault.secrets import Vault, put

_Text = Annotated[str, Meta(min_length=1, max_length=300)]


class GivenKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An access key to read an account with; once it works it goes into the vault, and nowhere else."""

    key_id: Annotated[str, Meta(min_length=8, max_length=128)]
    """Its id."""
    secret: Annotated[str, Meta(min_length=8, max_length=200)]
    """Its secret."""

    def __repr__(self) -> str:
        """Show the id alone."""
        return f"GivenKey({self.key_id!r})"


class NewAccount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account to add."""

    provider: Annotated[str, Meta(pattern="^(tencent|aws)$")]
    """The cloud."""
    name: _Text
    """What people call it."""
    source: _Text = "env"
    """Where its key is: `env`, `profile:NAME`, `vault:NAME`, `role:ARN`, `instance`."""
    key: GivenKey | None = None
    """Else, a key; it is put into the vault under the name of the account."""
    via: _Text | None = None
    """Whose key takes the role."""
    external_id: _Text | None = None
    """What the trust policy of the role asks for."""
    endpoints: Annotated[tuple[_Text, ...], Meta(max_length=20)] = ()
    """Where it is called, as inside a VPC."""
    site: _Text | None = None
    """Site or partition."""
    department: _Text | None = None
    """Whose the account is."""


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """What an account needs so that it can be read."""

    text: str
    """The policy, the configuration or the commands."""
    external_id: str | None
    """What whoever takes the role has to know; null for a policy alone."""


class AccountList(msgspec.Struct, frozen=True):
    """Cloud accounts by their names."""

    rows: tuple[AccountRow, ...]
    """All that the caller may see."""
    as_of: datetime
    """When this was read."""


@get("/", opt=needs(Right.READ), sync_to_thread=True)
def accounts(server: GivenServer, within: Within, now: Now) -> AccountList:
    """List accounts, with what can't be seen of each."""
    with server.state.reading() as connection:
        rows = [row for row in account_list(connection) if within.has(row.provider, row.account)]
    return AccountList(tuple(rows), now)


@post("/", opt=needs(Right.ADMINISTER), sync_to_thread=True)
def add(server: GivenServer, caller: GivenCaller, data: JSONBody[NewAccount]) -> ProbeRow:
    """Add an account after asking the cloud whose its key is, and show what can be read of it.

    A key that does not work is not kept.
    """
    source, key, leases = data.source, None, server.leases(caller.login)
    if data.key is not None:
        with server.state.reading() as connection:
            _check_unused(connection, data.name)
        key = checked(data.key.key_id, data.key.secret, None)
        source, leases = f"vault:{data.name}", leases.with_key(data.name, key)

    def keep_key() -> None:
        if key is not None:
            now = server.clock()
            kek = ready_kek(server.state, server.home, server.passphrase, actor=caller.login, now=now)
            put(Vault(server.state, kek, caller.login), data.name, key, now)

    account = Account(
        provider=data.provider,
        number=UNKNOWN,
        name=data.name,
        site=read_site(data.provider, data.site),
        source=read_source(source, via=data.via, external_id=data.external_id),
        endpoints=read_endpoints(data.endpoints),
        department=data.department,
        manages=False,
    )
    added = add_account(
        server.state, account, leases, now=server.clock, actor=caller.login, keep_key=keep_key
    )
    return row_of(added.account, added.probe, added=True, policy=True)


@post("/{name:str}/test", opt=needs(Right.RUN), sync_to_thread=True, status_code=200)
def test(server: GivenServer, caller: GivenCaller, within: Within, name: FromPath[str]) -> ProbeRow:
    """Try what can be read of an account now."""
    with server.state.reading() as connection:
        stored = _one(connection, within, name)
    return probed_row(stored.account, server.leases(caller.login), added=True, policy=True)


@delete("/{name:str}", opt=needs(Right.ADMINISTER), sync_to_thread=True)
def remove(server: GivenServer, caller: GivenCaller, within: Within, name: FromPath[str]) -> None:
    """Forget an account and what was listed of it; the cloud is not touched."""
    with server.state.reading() as connection:
        stored = _one(connection, within, name)
    remove_account(server.state, stored, now=server.clock, actor=caller.login)


@get("/template/{provider:str}", opt=needs(Right.READ), sync_to_thread=True)
def template(
    provider: FromPath[str],
    kind: FromQuery[Kind] = Kind.POLICY,
    trust: FromQuery[str | None] = None,
    site: FromQuery[str | None] = None,
) -> Template:
    """Make the policy or the role that an account needs."""
    if provider not in ("tencent", "aws"):
        raise missing("cloud")
    external_id = None if kind is Kind.POLICY else new_external_id(secrets.token_urlsafe)
    wanted = Wanted(kind=kind, site=read_site(provider, site), trust=trust, external_id=external_id)
    return Template(text=make(load(provider), wanted), external_id=external_id)


def _check_unused(connection: Connection, name: str) -> None:
    """Raise AccountError where a key kept under this name would take the place of another account's key."""
    for stored in account_rows.listed(connection):
        source = stored.account.source
        base = source.via if isinstance(source, FromRole) else source
        if stored.account.name == name or base == FromVault(name):
            raise AccountError(
                f"the name is in use: {stored.account.name} is {stored.account.provider}"
                f" {stored.account.number}, read with {spelled(source)}",
                why="the key is kept in the vault under the name of its account",
                mend="take another name",
            )


def _one(connection: Connection, within: Scope, name: str) -> StoredAccount:
    try:
        (found,) = named(connection, (name,))
    except AccountError:
        raise missing("account") from None
    if not within.has(found.account.provider, found.account.number):
        raise missing("account")
    return found


ROUTES = Router("/accounts", route_handlers=[accounts, template, add, test, remove], tags=["accounts"])
