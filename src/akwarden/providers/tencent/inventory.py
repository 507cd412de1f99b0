"""One account of Tencent Cloud, open for reading: each list is made by the file that is named after it."""

import threading
from collections.abc import Iterator, Mapping, Sequence

from akwarden.model.access_key import AccessKeyId, LastUse
from akwarden.model.bucket import Bucket
from akwarden.model.function import CloudFunction, FunctionId
from akwarden.model.identity import Identity
from akwarden.model.member import Member
from akwarden.model.own_address import OwnAddress
from akwarden.model.policy import Grant, Group, Policy, PolicyId
from akwarden.model.principal import Holdings, Principal, PrincipalType
from akwarden.model.trail import Trail
from akwarden.providers.audit_pull import BucketAddress
from akwarden.providers.inventory import Access, Tally
from akwarden.providers.tencent.addresses import Addresses
from akwarden.providers.tencent.audit.objects import CosBucket
from akwarden.providers.tencent.buckets import buckets_of
from akwarden.providers.tencent.client import Client, Timing
from akwarden.providers.tencent.functions import Functions
from akwarden.providers.tencent.groups import Groups
from akwarden.providers.tencent.holdings import Inspector
from akwarden.providers.tencent.keys import last_uses
from akwarden.providers.tencent.members import members_of
from akwarden.providers.tencent.people import People, root_of
from akwarden.providers.tencent.policies import Policies
from akwarden.providers.tencent.regions import Regions
from akwarden.providers.tencent.rights import Rights
from akwarden.providers.tencent.trails import trails_of
from akwarden.providers.tencent.whose import identity_of


class TencentInventory:
    """The contract of `providers/inventory.py` for Tencent Cloud. Safe to share between threads."""

    def __init__(self, access: Access, timing: Timing | None = None) -> None:
        """Take how the account is reached; no call is made yet."""
        self._tally = Tally()
        self._timing = timing or Timing()
        self._client = Client(access, self._tally, self._timing)
        self._rights = Rights(self._tally)
        self._groups = Groups(self._client, self._rights)
        self._inspector = Inspector(self._client, self._rights, self._groups)
        self._regions = Regions(self._client, self._rights)
        self._policies = Policies(self._client, self._rights, self._granted)
        self._seen_at_somebody: set[PolicyId] = set()
        self._lock = threading.Lock()
        self._identity: Identity | None = None

    @property
    def tally(self) -> Tally:
        """What was called, and what can't be seen."""
        return self._tally

    def identity(self) -> Identity:
        """Return who calls; asked for once."""
        with self._lock:
            if self._identity is None:
                self._identity = identity_of(self._client)
            return self._identity

    def principals(self, kind: PrincipalType) -> Iterator[Principal]:
        """Yield all principals of one of the types that COVERED lists, in the order of their ids."""
        account = self.identity().account
        people = People(self._client, self._rights, account)
        match kind:
            case PrincipalType.ROOT:
                yield root_of(account)
            case PrincipalType.USER:
                yield from people.users()
            case PrincipalType.COLLABORATOR:
                yield from people.collaborators()
            case PrincipalType.ROLE:
                yield from people.roles()
            case PrincipalType.SERVICE:
                yield from (one for one in people.roles() if one.type is PrincipalType.SERVICE)

    def inspect(self, principal: Principal) -> Holdings | None:
        """Return what a principal has, or None when it is gone by now."""
        found = self._inspector.look(principal, by_root=self._by_root(principal))
        if found is not None:
            self._remember(found.grants)
        return found

    def keys(self, principal: Principal) -> Holdings | None:
        """Return a principal with its keys alone; None when it is gone by now."""
        return self._inspector.keys(principal, by_root=self._by_root(principal))

    def last_uses(self, keys: Sequence[AccessKeyId]) -> Mapping[AccessKeyId, LastUse]:
        """Return when keys were used, ten a call."""
        return last_uses(self._client, self._rights, keys)

    def groups(self) -> Iterator[Group]:
        """Yield all groups with the policies attached to them."""
        for group in self._groups.all():
            self._remember(group.grants)
            yield group

    def policies(self, known: Mapping[PolicyId, str]) -> Iterator[Policy]:
        """Yield the policies that are attached somewhere or written here, and whose version is not known."""
        return self._policies.all(known)

    def policies_seen(self) -> frozenset[PolicyId]:
        """Return all policies that `policies` came by, known or not."""
        return self._policies.seen

    def functions(self, known: Mapping[FunctionId, str]) -> Iterator[CloudFunction]:
        """Yield all functions of all regions."""
        return Functions(self._client, self._rights, self._regions).all(known)

    def addresses(self) -> Iterator[OwnAddress]:
        """Yield the public addresses of the account, of all kinds and regions."""
        return Addresses(self._client, self._regions).all()

    def trails(self) -> Iterator[Trail]:
        """Yield the tracks of the account."""
        return trails_of(self._client)

    def buckets(self) -> Iterator[Bucket]:
        """Yield the buckets of all regions with where their access logs go."""
        return buckets_of(self._rights, self._bucket)

    def members(self) -> Iterator[Member]:
        """Yield the member accounts of the organisation that this account manages."""
        return members_of(self._client, self.identity().account)

    def _bucket(self, address: BucketAddress) -> CosBucket:
        return CosBucket(self._client.access, self._tally, address, self._timing)

    def _by_root(self, principal: Principal) -> bool:
        """Say whether a principal is the root and asks about itself."""
        return principal.type is PrincipalType.ROOT and self.identity().type is PrincipalType.ROOT

    def _remember(self, grants: Sequence[Grant] | None) -> None:
        with self._lock:
            self._seen_at_somebody.update(grant.policy for grant in grants or ())

    def _granted(self) -> frozenset[PolicyId]:
        """Return the policies that were seen at somebody so far."""
        with self._lock:
            return frozenset(self._seen_at_somebody)
