"""Account groups: made, changed, taken away; for their accounts alone a person may have a role."""

from collections.abc import Sequence

from akwarden.errors import AccessError
from akwarden.query.tree import Holder
from akwarden.store.access import api_keys, groups, persons
from akwarden.store.access.groups import AccountGroup
from akwarden.store.audit_log import log
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.access import logins
from akwarden.workflows.access.acting import Acting

MOST = 5000
"""Accounts of one group."""
_LONGEST = 60


def account_groups(state: State) -> list[AccountGroup]:
    """Return every group by its name."""
    with state.reading() as connection:
        return groups.listed(connection)


def set_group(state: State, name: str, accounts: Sequence[Holder], acting: Acting) -> AccountGroup:
    """Let a group have these accounts and no others; it is made where there is none. Raises AccessError."""
    plain = logins.checked_group(name)
    _check(accounts)
    with state.writing() as connection:
        log.wait(connection)
        before = groups.accounts_of(connection, [plain])
        groups.keep(connection, plain, accounts, rounded(acting.now))
        after = groups.accounts_of(connection, [plain])
        event = acting.event("group.set", plain, accounts=len(after), added=len(after - before))
        log.append(connection, event)
        return next(one for one in groups.listed(connection) if one.name == plain)


def remove_group(state: State, name: str, acting: Acting) -> bool:
    """Take a group away; False where there is none.

    Raises AccessError while somebody has a role for it: a new group of the same name would give it back.
    """
    with state.writing() as connection:
        log.wait(connection)
        if name not in groups.names(connection):
            return False
        held = groups.persons_with(connection, name)
        logins_of = [one.person.login for number in held if (one := persons.by_id(connection, number))]
        tokens = [
            one.name
            for one in api_keys.listed(connection)
            if one.works_at(acting.now) and any(grant.group == name for grant in one.grants)
        ]
        if logins_of or tokens:
            raise AccessError(
                f"the account group {name!r} is in use",
                why=", ".join([*logins_of[:5], *(f"token {one!r}" for one in tokens[:5])]),
                mend="take the roles for it away, and revoke the tokens, first",
            )
        groups.remove(connection, name)
        log.append(connection, acting.event("group.remove", name))
        return True


def _check(accounts: Sequence[Holder]) -> None:
    if len(accounts) > MOST:
        raise AccessError(f"an account group has at most {MOST} accounts")
    for one in accounts:
        for text in (one.provider, one.number):
            if (
                not text.isascii()
                or not text.isprintable()
                or not 1 <= len(text.strip()) == len(text) <= _LONGEST
            ):
                raise AccessError(
                    "an account is named by its cloud and its number",
                    mend="write tencent and 100001234567, or aws and 123456789012",
                )
