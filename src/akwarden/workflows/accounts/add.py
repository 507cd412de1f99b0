"""Adds accounts: one, all members of an organisation, or all of a file; each only when its key works."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from akwarden.errors import AccountError, AkwardenError
from akwarden.model.account import Account, AccountNumber, BaseSource, FromRole
from akwarden.model.member import Member
from akwarden.providers.provider import Provider
from akwarden.providers.registry import load
from akwarden.store import account_rows
from akwarden.store.account_rows import StoredAccount
from akwarden.store.audit_log.chain import Event
from akwarden.store.audit_log.log import append
from akwarden.store.state import State
from akwarden.workflows.accounts.access import Leases
from akwarden.workflows.accounts.probe import Probe, probe
from akwarden.workflows.crew import Crew

UNKNOWN = AccountNumber("")
"""The number of an account that was not asked for it yet."""
_AT_ONCE = 8


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """An account that was added, and what can be read of it."""

    account: Account
    probe: Probe
    known: bool = False
    """Whether it was there already and was left as it is."""


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """An account that could not be read."""

    account: Account
    error: AkwardenError
    known: bool = False
    """Whether it was there already, and stays."""


def add_account(
    state: State,
    account: Account,
    leases: Leases,
    *,
    now: Callable[[], datetime],
    actor: str,
    keep_key: Callable[[], object] | None = None,
) -> Added:
    """Ask the cloud who the account's key belongs to and what it may read, and keep the account.

    `keep_key` keeps the key itself, once it is known to work. Raises CloudError for a key that does not work,
    AccountError for one of another account or a name that is taken; then nothing is kept.
    """
    check_name(account.name)
    with state.reading() as connection:
        account_rows.check_free(connection, account)
    found = _probed(account, leases)
    whole = msgspec.structs.replace(account, number=found.identity.account)
    if keep_key is not None:
        keep_key()
    with state.writing() as connection:
        account_rows.add(connection, whole, now())
        append(connection, _event("account.add", whole, now(), actor))
    return Added(account=whole, probe=found)


def remove_account(state: State, stored: StoredAccount, *, now: Callable[[], datetime], actor: str) -> None:
    """Forget an account and what was listed of it."""
    with state.writing() as connection:
        account_rows.remove(connection, stored)
        append(connection, _event("account.remove", stored.account, now(), actor))


def add_accounts(
    state: State, accounts: Iterable[Account], leases: Leases, *, now: Callable[[], datetime], actor: str
) -> Iterator[Added | Refused]:
    """Add many accounts, some at once, and yield how each went in their order.

    One that is there already is left as it is, so that a run can be repeated: by its name and where its key
    comes from, or as the member of an organisation by its number.
    """

    def one(account: Account) -> Added | Refused:
        try:
            return _added_once(state, account, leases, now=now, actor=actor)
        except AkwardenError as error:
            with state.reading() as connection:
                stored = _known(connection, account)
            kept = account if stored is None else stored.account
            return Refused(account=kept, error=error, known=stored is not None)

    crew = Crew(_AT_ONCE, "add")
    try:
        yield from crew.map(one, accounts)
    finally:
        crew.shutdown(wait=False, cancel_futures=True)


def _added_once(
    state: State, account: Account, leases: Leases, *, now: Callable[[], datetime], actor: str
) -> Added:
    """Add an account, or find it as it was added before; its place in an organisation may be new."""
    with state.reading() as connection:
        stored = _known(connection, account)
    if stored is None:
        return add_account(state, account, leases, now=now, actor=actor)
    whole = msgspec.structs.replace(
        stored.account,
        manages=stored.account.manages or account.manages,
        organization=account.organization or stored.account.organization,
    )
    found = _probed(whole, leases)
    if whole != stored.account:
        with state.writing() as connection:
            account_rows.change(connection, stored, whole)
            append(connection, _event("account.change", whole, now(), actor))
    return Added(account=whole, probe=found, known=True)


def _known(connection: Connection, account: Account) -> StoredAccount | None:
    """Return what is kept of an account that was added before."""
    if account.organization is not None:
        return account_rows.by_number(connection, account)
    stored = account_rows.by_name(connection, account.name)
    if stored is None:
        return None
    kept = msgspec.structs.replace(account, number=stored.account.number)
    same = account_rows.by_number(connection, kept)
    return stored if same == stored and stored.account.source == account.source else None


def member_accounts(
    provider: Provider, manager: Account, members: Sequence[Member], *, role: str, external_id: str | None
) -> Iterator[Account]:
    """Yield the members of an organisation as accounts, each reached by the role of that name in it.

    Raises AccountError when the manager itself is reached by a role.
    """
    via = key_of_manager(manager)
    for member in members:
        arn = provider.role_arn(member.number, role, manager.site)
        yield Account(
            provider=provider.name,
            number=member.number,
            name=_member_name(manager, member, members),
            site=manager.site,
            source=FromRole(arn, via, external_id),
            endpoints=manager.endpoints,
            department=member.department,
            organization=manager.number,
        )


def key_of_manager(manager: Account) -> BaseSource:
    """Return what takes the roles of members; raises AccountError for a role: a chain has one step."""
    if isinstance(manager.source, BaseSource):
        return manager.source
    raise AccountError(
        "the members are reached by a role, and so is the account that manages them",
        why="a role is taken with a key of its own, not with that of another role",
        mend="add the managing account with a key (--from env, profile, instance or vault)",
    )


def former_members(state: State, manager: Account, members: Sequence[Member]) -> list[Account]:
    """Return the accounts that were added as members of an organisation and are none any more."""
    here = {member.number for member in members}
    with state.reading() as connection:
        kept = [stored.account for stored in account_rows.listed(connection)]
    found = (one for one in kept if one.organization == manager.number and one.provider == manager.provider)
    return [one for one in found if one.number not in here]


def _member_name(manager: Account, member: Member, members: Sequence[Member]) -> str:
    """Return the member's name, with its number where that is not enough to tell it from others."""
    plain = "".join(one for one in member.name if one.isprintable()).strip()[:100]
    alone = sum(other.name == member.name for other in members) == 1 and plain != manager.name
    return plain if plain and alone else f"{plain or 'member'} {member.number}"


def check_name(name: str) -> None:
    """Raise AccountError for a name that can't be one."""
    if not 1 <= len(name) <= 128 or not name.isprintable() or name != name.strip():  # noqa: PLR2004  a readable width
        raise AccountError(
            "the name of an account has 1 to 128 characters that can be printed", mend="take another name"
        )


def _probed(account: Account, leases: Leases) -> Probe:
    provider = load(account.provider)
    found = probe(provider, leases.access(provider, account), manages=account.manages)
    if account.number not in {UNKNOWN, found.identity.account}:
        raise AccountError(
            f"the key belongs to account {found.identity.account}, not {account.number}",
            mend="correct the place that the key comes from",
        )
    return found


def _event(action: str, account: Account, now: datetime, actor: str) -> Event:
    details = {"provider": account.provider, "number": account.number, "site": account.site.value}
    return Event(at=now, actor=actor, action=action, object=account.name, details=details)
