"""Who can hold keys and rights in an account: its root, users, collaborators and roles."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import msgspec

from akwarden.model.account import AccountNumber
from akwarden.model.blind_spot import BlindSpot
from akwarden.model.principal import Principal, PrincipalId, PrincipalType
from akwarden.providers.tencent.answer import flag, moment, number
from akwarden.providers.tencent.client import Client
from akwarden.providers.tencent.documents import fault_of
from akwarden.providers.tencent.pages import batches, by_offset, numbered
from akwarden.providers.tencent.rights import Rights

_MOST_ASKED = 50
"""Sub-accounts that one call of DescribeSubAccounts takes."""
_COLLABORATORS_A_PAGE = 100
_NOT_USERS = frozenset({"4", "5"})
"""UserType of DescribeSubAccounts: collaborators, and receivers of messages, which can hold nothing."""
_OF_SERVICES = frozenset({"service_linked", "service-linked", "system"})
"""RoleType of roles that only a service can take."""


class _User(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of ListUsers and ListCollaborators."""

    uin: str = ""
    name: str = ""
    remark: str = ""
    console_login: str = ""
    create_time: str = ""


class _Users(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="TotalNum", default="")
    rows: tuple[_User, ...] = msgspec.field(name="Data", default=())


class _Login(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of DescribeSubAccounts."""

    uin: str = ""
    user_type: str = ""
    last_login_ip: str = ""
    last_login_time: str = ""


class _Logins(msgspec.Struct, frozen=True):
    rows: tuple[_Login, ...] = msgspec.field(name="SubAccounts", default=())


class _Role(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of DescribeRoleList."""

    role_id: str = ""
    role_name: str = ""
    policy_document: str = ""
    description: str = ""
    add_time: str = ""
    console_login: str = ""
    role_type: str = ""
    session_duration: str = ""
    role_arn: str = ""


class _Roles(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="TotalNum", default="")
    rows: tuple[_Role, ...] = msgspec.field(name="List", default=())


def root_of(account: AccountNumber) -> Principal:
    """Return the account itself; it has no name but its number."""
    arn = f"qcs::cam::uin/{account}:root"
    return Principal(id=PrincipalId(account), type=PrincipalType.ROOT, name="root", arn=arn)


class People:
    """The principals of one account."""

    def __init__(self, client: Client, rights: Rights, account: AccountNumber) -> None:
        """Take how the account is read."""
        self._client = client
        self._rights = rights
        self._account = account

    def users(self) -> Iterator[Principal]:
        """Yield the sub-users."""
        rows = self._client.ask("cam", "ListUsers", _Users).rows
        return self._with_logins(rows, PrincipalType.USER)

    def collaborators(self) -> Iterator[Principal]:
        """Yield the main accounts of others that work in this one."""
        ask = partial(self._client.ask, "cam", "ListCollaborators", _Users)
        rows = [*by_offset(ask, _COLLABORATORS_A_PAGE)]
        return self._with_logins(rows, PrincipalType.COLLABORATOR)

    def roles(self) -> Iterator[Principal]:
        """Yield the roles, those of services among them."""
        rows = numbered(partial(self._client.ask, "cam", "DescribeRoleList", _Roles))
        found = {row.role_id: row for row in rows if row.role_id}
        for one in sorted(found):
            yield self._role(found[one])

    def _with_logins(self, rows: Iterable[_User], kind: PrincipalType) -> Iterator[Principal]:
        """Yield users in the order of their uins, with when they signed in the last time."""
        rows = list(rows)
        self._check(rows, kind)
        found = {row.uin: row for row in rows if number(row.uin) and row.uin != self._account}
        for uins in batches(sorted(found), _MOST_ASKED):
            logins = self._logins(uins)
            for uin in uins:
                login = logins.get(uin, _Login())
                if kind is PrincipalType.COLLABORATOR or login.user_type not in _NOT_USERS:
                    yield self._user(found[uin], login, kind)

    def _check(self, rows: Sequence[_User], kind: PrincipalType) -> None:
        """Remember those who can't be told from others, and so can't be looked at."""
        odd = sum(not number(row.uin) for row in rows)
        if odd:
            self._client.tally.cut_short(
                BlindSpot(
                    right=f"{kind} without a number",
                    unseen=f"{kind}s whose number can't be read",
                    reason=f"the cloud lists {odd} of them",
                    mend="look at the list in the cloud's console, and report it",
                )
            )

    def _logins(self, uins: Sequence[str]) -> dict[str, _Login]:
        asked = {"FilterSubAccountUin": [int(uin) for uin in uins]}
        ask = partial(self._client.ask, "cam", "DescribeSubAccounts", _Logins, asked)
        answer = self._rights.attempt("cam", "DescribeSubAccounts", ask)
        return {row.uin: row for row in answer.rows} if answer is not None else {}

    def _user(self, row: _User, login: _Login, kind: PrincipalType) -> Principal:
        return Principal(
            id=PrincipalId(row.uin),
            type=kind,
            name=row.name or row.uin,
            arn=f"qcs::cam::uin/{self._account}:uin/{row.uin}",
            note=row.remark,
            created_at=moment(row.create_time),
            console_login=flag(row.console_login),
            last_login_at=moment(login.last_login_time),
            last_login_ip=login.last_login_ip or None,
        )

    def _role(self, row: _Role) -> Principal:
        name, fault = row.role_name or row.role_id, fault_of(row.policy_document)
        if fault is not None:
            self._client.tally.blind(
                BlindSpot(
                    right=f"role {row.role_id}",
                    unseen=f"who may take the role {name}",
                    reason=fault,
                    mend="look at its trust policy in the console",
                )
            )
        arn = row.role_arn or f"qcs::cam::uin/{self._account}:roleName/{row.role_name}"
        kind = PrincipalType.SERVICE if row.role_type in _OF_SERVICES else PrincipalType.ROLE
        return Principal(
            id=PrincipalId(row.role_id),
            type=kind,
            name=name,
            arn=arn,
            note=row.description,
            created_at=moment(row.add_time),
            console_login=flag(row.console_login),
            trust=row.policy_document if fault is None else None,
            session_seconds=number(row.session_duration) or None,
        )
