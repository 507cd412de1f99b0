"""How an account is reached: the key that its source gives, taken anew before it ends."""

import shlex
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from akwarden.errors import CloudError, CredentialError, ThrottledError, UnreachableError
from akwarden.model.account import Account, BaseSource, FromRole, FromVault
from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.providers.inventory import Access
from akwarden.providers.provider import Provider, RoleRequest, Surroundings

MARGIN = timedelta(minutes=5)
"""A key that ends sooner is not used any more."""
_SESSION = "akwarden"

ReadVault = Callable[[str], Credential]
"""Gives the access key that the vault has under a name; raises VaultError."""


class Leases:
    """Gives keys by their sources, each read once and again when it ends; shared by threads and accounts."""

    def __init__(
        self,
        surroundings: Surroundings,
        read_vault: ReadVault,
        now: Callable[[], datetime],
        *,
        rate: float = 1.0,
    ) -> None:
        """Take where keys may lie; `now` gives the time with its zone.

        `rate` is the share of the calls that a cloud allows a second; 0 for as many as can be made.
        """
        self._rate = rate
        self._surroundings = surroundings
        self._read_vault = read_vault
        self._now = now
        self._locks: dict[object, threading.Lock] = {}
        self._kept_leases: dict[object, Lease] = {}
        self._lock = threading.Lock()

    def with_key(self, name: str, key: Credential) -> "Leases":
        """Return the same, with a key that is not in the vault yet where its secret of this name is asked."""
        before = self._read_vault
        return Leases(
            self._surroundings,
            lambda asked: key if asked == name else before(asked),
            self._now,
            rate=self._rate,
        )

    def access(self, provider: Provider, account: Account) -> Access:
        """Return how an account is reached. Nothing is read before a key is needed."""
        return Access(
            site=account.site,
            lease=lambda: self._lease(provider, account),
            endpoints=account.endpoints,
            account=account.number or None,
            rate=self._rate,
        )

    def _lease(self, provider: Provider, account: Account) -> Lease:
        source = account.source
        if isinstance(source, FromRole):
            return self._kept(
                (provider.name, source, account.site), lambda: self._assumed(provider, account, source)
            )
        return self._base(provider, source)

    def _base(self, provider: Provider, source: BaseSource) -> Lease:
        if isinstance(source, FromVault):
            return self._kept(source, lambda: Lease(self._read_vault(source.name)))
        return self._kept((provider.name, source), lambda: provider.lease(source, self._surroundings))

    def _assumed(self, provider: Provider, account: Account, role: FromRole) -> Lease:
        """Take the role, with the key of whoever may."""
        via = Access(
            site=account.site, lease=lambda: self._base(provider, role.via), endpoints=account.endpoints
        )
        request = RoleRequest(arn=role.arn, session_name=_SESSION, external_id=role.external_id)
        try:
            return provider.assume(request, via)
        except (CredentialError, UnreachableError, ThrottledError):
            raise
        except CloudError as error:
            raise CredentialError(
                f"the role of {account.name} can't be taken",
                why=f"{error.what}: {error.why}" if error.why else error.what,
                mend="check that the role is there, that it trusts who takes it, and the external id;"
                f" if the account has left: akwarden accounts remove {shlex.quote(account.name)}",
            ) from error

    def _kept(self, place: object, read: Callable[[], Lease]) -> Lease:
        """Return the lease of a place, read anew where it ends soon; by one thread at a time."""
        with self._lock:
            lock = self._locks.setdefault(place, threading.Lock())
        with lock:
            lease = self._kept_leases.get(place)
            if lease is None or (lease.expires_at is not None and lease.expires_at - self._now() < MARGIN):
                lease = self._kept_leases[place] = read()
            return lease
