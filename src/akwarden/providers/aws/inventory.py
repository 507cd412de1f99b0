"""One account of AWS, open for reading: what `providers/inventory.py` promises, put together."""

import threading
from collections.abc import Iterator, Mapping, Sequence

from akwarden.model.access_key import AccessKeyId, LastUse
from akwarden.model.account import AccountNumber
from akwarden.model.bucket import Bucket
from akwarden.model.function import CloudFunction, FunctionId
from akwarden.model.identity import Identity
from akwarden.model.member import Member
from akwarden.model.own_address import OwnAddress
from akwarden.model.policy import Group, Policy, PolicyId
from akwarden.model.principal import Holdings, Principal, PrincipalType
from akwarden.model.trail import Trail
from akwarden.providers.aws.addresses import list_addresses
from akwarden.providers.aws.buckets import list_buckets
from akwarden.providers.aws.caller import identify_caller
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.details import Details, load_details
from akwarden.providers.aws.functions import list_functions
from akwarden.providers.aws.members import list_members
from akwarden.providers.aws.once import Once
from akwarden.providers.aws.people import People
from akwarden.providers.aws.trails import list_trails
from akwarden.providers.inventory import Tally


class AwsInventory:
    """One account; safe to share between threads."""

    def __init__(self, client: Client) -> None:
        """Take what calls."""
        self._client = client
        self._account = Once(self._own_number)
        self._details: Once[Details] = Once(lambda: load_details(client))
        self._people = People(client, self._details, self._account)
        self._lock = threading.Lock()
        self._seen: set[PolicyId] = set()

    @property
    def tally(self) -> Tally:
        """What was called, and what can't be seen."""
        return self._client.tally

    def identity(self) -> Identity:
        """Return who calls. Raises CredentialError for a key that does not work."""
        return identify_caller(self._client)

    def principals(self, kind: PrincipalType) -> Iterator[Principal]:
        """Yield all principals of the types that a listing of `kind` covers, in the order of their ids."""
        return self._people.listed(kind)

    def inspect(self, principal: Principal) -> Holdings | None:
        """Return what a principal has, or None when it is gone by now."""
        return self._people.inspect(principal)

    def keys(self, principal: Principal) -> Holdings | None:
        """Return a principal with its keys alone; None when it is gone by now."""
        return self._people.keys(principal)

    def last_uses(self, keys: Sequence[AccessKeyId]) -> Mapping[AccessKeyId, LastUse]:
        """Return when keys were used."""
        return self._people.last_uses(keys)

    def groups(self) -> Iterator[Group]:
        """Yield all groups with the policies attached to them."""
        groups = self._details.get().groups
        yield from sorted(groups.values(), key=lambda group: group.id)

    def policies(self, known: Mapping[PolicyId, str]) -> Iterator[Policy]:
        """Yield the policies that somebody has or that were written here, and whose version is not known."""
        for policy in self._details.get().policies.values():
            with self._lock:
                self._seen.add(policy.id)
            if known.get(policy.id) == policy.version:
                self.tally.spared()
            else:
                yield policy

    def policies_seen(self) -> frozenset[PolicyId]:
        """Return all policies that `policies` came by."""
        with self._lock:
            return frozenset(self._seen)

    def functions(self, known: Mapping[FunctionId, str]) -> Iterator[CloudFunction]:
        """Yield all functions of all regions; with variables only where the version is not known."""
        return list_functions(self._client, known)

    def addresses(self) -> Iterator[OwnAddress]:
        """Yield the public addresses of all kinds and regions."""
        return list_addresses(self._client)

    def trails(self) -> Iterator[Trail]:
        """Yield the trails of all regions."""
        return list_trails(self._client)

    def buckets(self) -> Iterator[Bucket]:
        """Yield all buckets with where their access logs go."""
        return list_buckets(self._client)

    def members(self) -> Iterator[Member]:
        """Yield the member accounts of the organisation that this account manages."""
        yield from list_members(self._client, self._account.get())

    def _own_number(self) -> AccountNumber:
        """Return the account's number, which is asked for where it is not known."""
        return self._client.access.account or self.identity().account
