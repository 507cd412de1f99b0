"""Principals of an account, and what each of them has."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from akwarden.errors import MissingRightError
from akwarden.model.access_key import AccessKeyId, LastUse
from akwarden.model.account import AccountNumber
from akwarden.model.principal import COVERED, Holdings, Principal, PrincipalType
from akwarden.providers.aws.answers import Role, Roles
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.details import Details, Held
from akwarden.providers.aws.keys import Keys
from akwarden.providers.aws.once import Once
from akwarden.providers.aws.permissions import LIST_ROLES
from akwarden.providers.aws.refusal import CodedError
from akwarden.providers.aws.report import Row, report_or_blind
from akwarden.providers.aws.root import Root

_PAGE = 1000


class People:
    """Lists principals and looks at each; shared by threads."""

    def __init__(self, client: Client, details: Once[Details], account: Once[AccountNumber]) -> None:
        """Take what calls, and what is asked for once."""
        self._client = client
        self._details = details
        self._keys = Keys(client)
        self._report: Once[Mapping[str, Row] | None] = Once(lambda: report_or_blind(client))
        self._root = Root(account, client.access.site, self._report)
        self._roles: Once[Mapping[str, Role]] = Once(lambda: _load_roles(client))

    def listed(self, kind: PrincipalType) -> Iterator[Principal]:
        """Yield the principals of the types that a listing of `kind` covers, in the order of their ids."""
        match kind:
            case PrincipalType.ROOT:
                yield self._root.principal()
            case PrincipalType.USER:
                yield from map(self._with_report, _sorted(self._details.get().users.values()))
            case PrincipalType.ROLE | PrincipalType.SERVICE:
                covered = COVERED.get(kind, frozenset({kind}))
                roles = _sorted(self._details.get().roles.values())
                yield from (self._described(role) for role in roles if role.type in covered)
            case PrincipalType.COLLABORATOR:
                return

    def inspect(self, principal: Principal) -> Holdings | None:
        """Return what a principal has; None when it is gone."""
        match principal.type:
            case PrincipalType.ROOT:
                return self._root.holdings()
            case PrincipalType.USER:
                return self._user(principal)
            case PrincipalType.ROLE | PrincipalType.SERVICE:
                held = self._details.get().roles.get(principal.id)
                if held is None:
                    return None
                role = self._described(held.principal)
                return Holdings(principal=role, keys=(), grants=held.grants, groups=())
            case PrincipalType.COLLABORATOR:
                return None

    def keys(self, principal: Principal) -> Holdings | None:
        """Return a principal with its keys alone; None when it is gone."""
        if principal.type is PrincipalType.ROOT:
            return self._root.holdings()
        if principal.type is not PrincipalType.USER:
            return Holdings(principal=principal, keys=(), grants=None, groups=None)
        try:
            own = self._keys.of_user(principal.name)
        except CodedError as error:
            if error.is_gone:
                return None
            raise
        return Holdings(principal=principal, keys=own, grants=None, groups=None)

    def last_uses(self, keys: Sequence[AccessKeyId]) -> Mapping[AccessKeyId, LastUse]:
        """Return when keys were used: those of the account itself from the report, others one by one."""
        others = [key for key in keys if not self._root.has(key)]
        return {**self._root.last_uses(keys), **self._keys.last_uses(others)}

    def _user(self, principal: Principal) -> Holdings | None:
        """Return what a user has; None when it is gone."""
        try:
            keys = self._keys.of_user(principal.name)
        except CodedError as error:
            if error.is_gone:
                return None
            raise
        try:
            details = self._details.get()
        except MissingRightError:
            return Holdings(principal=self._with_report(principal), keys=keys, grants=None, groups=None)
        held = details.users.get(principal.id)
        if held is None:
            return None
        groups = tuple(details.group_ids[name] for name in held.groups if name in details.group_ids)
        seen = self._with_report(held.principal)
        return Holdings(principal=seen, keys=keys, grants=held.grants, groups=groups)

    def _with_report(self, principal: Principal) -> Principal:
        """Return a user with what the credential report tells."""
        row = (self._report.get() or {}).get(principal.arn or "")
        if row is None:
            return principal
        return msgspec.structs.replace(
            principal, console_login=row.console_login, mfa=row.mfa, last_login_at=row.last_login_at
        )

    def _described(self, role: Principal) -> Principal:
        """Return a role with what only the listing of roles tells."""
        told = self._roles.get().get(role.id)
        if told is None:
            return role
        return msgspec.structs.replace(role, note=told.description, session_seconds=told.max_session_duration)


def _sorted(held: Iterable[Held]) -> Iterator[Principal]:
    """Yield principals in the order of their ids."""
    return iter(sorted((one.principal for one in held), key=lambda principal: principal.id))


def _load_roles(client: Client) -> Mapping[str, Role]:
    """Return what the listing of roles tells, by id; nothing, and a blind spot, without the right."""
    try:
        pages = client.pages(LIST_ROLES, {"MaxItems": _PAGE}, Roles)
        return {role.role_id: role for page in pages for role in page.roles}
    except MissingRightError as error:
        client.blind(LIST_ROLES, error.reason)
        return {}
