"""What one principal has: keys, policies, boundary, groups, and whether it signs in with a second factor."""

from functools import partial

import msgspec

from akwarden.model.access_key import AccessKey
from akwarden.model.blind_spot import BlindSpot
from akwarden.model.policy import Grant
from akwarden.model.principal import Holdings, Principal, PrincipalType
from akwarden.providers.tencent import grants
from akwarden.providers.tencent.answer import number
from akwarden.providers.tencent.client import Client
from akwarden.providers.tencent.groups import Groups
from akwarden.providers.tencent.keys import keys_of
from akwarden.providers.tencent.refusal import GoneError
from akwarden.providers.tencent.rights import Rights

ROOT_KEYS = BlindSpot(
    right="root identity",
    unseen="the keys of the account itself (root)",
    reason="root keys can't be listed with these rights: only the account itself may",
    mend="look at them in the console of the account, under Access Keys",
)


class _Flags(msgspec.Struct, frozen=True):
    """The answer of DescribeSafeAuthFlagColl: what signing in asks for, way by way."""

    login: dict[str, str] = msgspec.field(name="LoginFlag", default_factory=dict)


class Inspector:
    """Looks at principals one by one; shared by threads."""

    def __init__(self, client: Client, rights: Rights, groups: Groups) -> None:
        """Take how the account is read."""
        self._client = client
        self._rights = rights
        self._groups = groups

    def look(self, principal: Principal, *, by_root: bool) -> Holdings | None:
        """Return what a principal has, or None when it is gone; `by_root` tells that the root asks."""
        try:
            return self._found(principal, by_root=by_root)
        except GoneError:
            return None

    def keys(self, principal: Principal, *, by_root: bool) -> Holdings | None:
        """Return a principal with its keys alone, or None when it is gone by now."""
        try:
            return Holdings(
                principal=principal, keys=self._keys_of(principal, by_root=by_root), grants=None, groups=None
            )
        except GoneError:
            return None

    def _keys_of(self, principal: Principal, *, by_root: bool) -> tuple[AccessKey, ...] | None:
        match principal.type:
            case PrincipalType.ROOT:
                return self._root(principal, by_root=by_root).keys
            case PrincipalType.USER | PrincipalType.COLLABORATOR:
                return self._keys(principal.id)
            case PrincipalType.ROLE | PrincipalType.SERVICE:
                return ()

    def _found(self, principal: Principal, *, by_root: bool) -> Holdings:
        match principal.type:
            case PrincipalType.ROOT:
                return self._root(principal, by_root=by_root)
            case PrincipalType.USER | PrincipalType.COLLABORATOR:
                return self._user(principal)
            case PrincipalType.ROLE | PrincipalType.SERVICE:
                return self._role(principal)

    def _root(self, principal: Principal, *, by_root: bool) -> Holdings:
        """Return what the account itself has: it needs no policy, and only itself sees its keys."""
        if not by_root:
            self._client.tally.blind(ROOT_KEYS)
        keys = self._keys(None) if by_root else None
        return Holdings(principal=principal, keys=keys, grants=(), groups=())

    def _user(self, principal: Principal) -> Holdings:
        uin = principal.id
        keys = self._keys(uin)
        flags = self._rights.attempt(
            "cam",
            "DescribeSafeAuthFlagColl",
            partial(self._client.ask, "cam", "DescribeSafeAuthFlagColl", _Flags, {"SubUin": int(uin)}),
        )
        return Holdings(
            principal=msgspec.structs.replace(principal, mfa=_asks(flags)),
            keys=keys,
            grants=grants.of_user(self._client, self._rights, uin),
            groups=self._groups.of(uin),
        )

    def _role(self, principal: Principal) -> Holdings:
        bounded = principal.type is PrincipalType.ROLE
        held: tuple[Grant, ...] | None = grants.of_role(
            self._client, self._rights, principal.id, bounded=bounded
        )
        return Holdings(principal=principal, keys=(), grants=held, groups=())

    def _keys(self, owner: str | None) -> tuple[AccessKey, ...] | None:
        return self._rights.attempt("cam", "ListAccessKeys", partial(keys_of, self._client, owner))


def _asks(flags: _Flags | None) -> bool | None:
    """Return whether signing in asks for a second factor of any kind."""
    if flags is None or not flags.login:
        return None
    return any(number(one) for one in flags.login.values())
