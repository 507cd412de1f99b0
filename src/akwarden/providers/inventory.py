"""What a cloud must be able to do so that an account can be listed: the contract of `providers/*/inventory`.

The rules that every cloud keeps:

- Each call that is made stands in the cloud's table of calls (`CloudCall`), and no other call can be made.
- A right that is missing raises MissingRightError, never an empty answer: nothing may look like "none" that
  could not be seen.
- Foreign exceptions do not come out: CloudError and those below it do, without a value of the call.
- Values of the cloud are hostile: a document that is too long or no JSON comes back as a fault.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

import msgspec

from akwarden.model.access_key import AccessKeyId, LastUse
from akwarden.model.account import AccountNumber, AccountSite
from akwarden.model.blind_spot import BlindSpot
from akwarden.model.bucket import Bucket
from akwarden.model.function import CloudFunction, FunctionId
from akwarden.model.identity import Identity
from akwarden.model.lease import Lease
from akwarden.model.member import Member
from akwarden.model.own_address import OwnAddress
from akwarden.model.policy import Group, Policy, PolicyId
from akwarden.model.principal import Holdings, Principal, PrincipalType
from akwarden.model.trail import Trail


class Purpose(StrEnum):
    """What a call is made for."""

    IDENTITY = "identity"
    INVENTORY = "inventory"
    FUNCTIONS = "functions"
    ADDRESSES = "addresses"
    TRAIL = "trail"
    EVENTS = "events"
    DELIVERY = "delivery"
    """Reading the objects of a bucket: granted for that one, so no policy for a whole account has it."""
    ORGANIZATION = "organization"
    KEY_MAKING = "key_making"
    """Making users without rights and keys of them: no policy for reading an account has it."""


class CloudCall(msgspec.Struct, frozen=True, kw_only=True):
    """One call that akwarden makes to a cloud."""

    service: str
    """The service's short name in the cloud's interface."""
    action: str
    """The call's name there."""
    right: str | None
    """What a policy must allow for it; None for a call that needs no right."""
    purpose: Purpose
    unseen: str
    """What is not seen without it, in words: `the access keys of users`."""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """How an account is reached."""

    site: AccountSite
    lease: Callable[[], Lease]
    """Gives a key that works for some minutes more; called for every connection and again when it ends."""
    endpoints: Mapping[str, str] = {}
    """Service to address, `*` for every other one."""
    account: AccountNumber | None = None
    """The account, where it is known already."""
    rate: float = 1.0
    """Which share of the calls that the cloud allows a second are made; 0 for all that can be made."""


class Tally:
    """What the calls to one account came to; shared by threads."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._lock = threading.Lock()
        self._spots: dict[tuple[str, str], BlindSpot] = {}
        self._allowed: set[CloudCall] = set()
        self.calls = 0
        """Calls that were sent, tries again included."""
        self.saved = 0
        """Calls that were not needed: what they would tell was known, or another call told it."""
        self.refused = 0
        """How often something could not be seen, each time counted."""
        self.cut = 0
        """How often a list came without some of what it lists."""
        self.throttled = 0
        """Answers that said: too many calls."""

    def called(self) -> None:
        """Count one call."""
        with self._lock:
            self.calls += 1

    def was_allowed(self, call: CloudCall) -> None:
        """Remember that the cloud has answered a call."""
        with self._lock:
            self._allowed.add(call)

    @property
    def allowed(self) -> frozenset[CloudCall]:
        """Return the calls that the cloud has answered."""
        with self._lock:
            return frozenset(self._allowed)

    def was_throttled(self) -> None:
        """Count one answer that said: too many calls."""
        with self._lock:
            self.throttled += 1

    def spared(self, calls: int = 1) -> None:
        """Count calls that were not needed."""
        with self._lock:
            self.saved += calls

    def blind(self, spot: BlindSpot) -> None:
        """Remember a blind spot; one a right and a thing unseen."""
        with self._lock:
            self.refused += 1
            self._spots.setdefault((spot.right, spot.unseen), spot)

    def cut_short(self, spot: BlindSpot) -> None:
        """Remember that a list came without some of what it lists: who is not in it may still be there."""
        self.blind(spot)
        with self._lock:
            self.cut += 1

    @property
    def blind_spots(self) -> tuple[BlindSpot, ...]:
        """Return all that can't be seen, in order."""
        with self._lock:
            return tuple(sorted(self._spots.values()))


class Inventory(Protocol):
    """One account, open for reading. Safe to share between threads.

    Every method may raise CloudError; those that name a right raise MissingRightError without it.
    """

    @property
    def tally(self) -> Tally:
        """What was called, and what can't be seen."""

    def identity(self) -> Identity:
        """Return who calls. Raises CredentialError for a key that does not work."""

    def principals(self, kind: PrincipalType) -> Iterator[Principal]:
        """Yield all principals of one of the types that COVERED lists, in the order of their ids.

        With what listing tells, and no call for a single one of them.
        """

    def inspect(self, principal: Principal) -> Holdings | None:
        """Return what a principal has, or None when it is gone by now.

        A right that is missing becomes a blind spot and a None inside; it is not asked for in vain again and
        again. The keys come without their last use.
        """

    def keys(self, principal: Principal) -> Holdings | None:
        """Return a principal with its keys alone, in one call; None when it is gone by now.

        What else it has is None. A right that is missing becomes a blind spot and no keys (None).
        """

    def last_uses(self, keys: Sequence[AccessKeyId]) -> Mapping[AccessKeyId, LastUse]:
        """Return when keys were used, as many a call as the cloud takes; without what it does not know."""

    def groups(self) -> Iterator[Group]:
        """Yield all groups with the policies attached to them."""

    def policies(self, known: Mapping[PolicyId, str]) -> Iterator[Policy]:
        """Yield the policies that are attached somewhere or written here, and whose version is not `known`.

        A policy of the cloud's own that nobody has is left out. What is known is counted as saved;
        `policies_seen` tells which ones are still there.
        """

    def policies_seen(self) -> frozenset[PolicyId]:
        """Return all policies that `policies` came by, known or not; complete once it has ended."""

    def functions(self, known: Mapping[FunctionId, str]) -> Iterator[CloudFunction]:
        """Yield all functions of all regions; with variables only where the version is not `known`."""

    def addresses(self) -> Iterator[OwnAddress]:
        """Yield the public addresses of the account, of all kinds and regions."""

    def trails(self) -> Iterator[Trail]:
        """Yield what records the calls of the account, of all regions.

        What can't be told of one is a blind spot, and that one is left out.
        """

    def buckets(self) -> Iterator[Bucket]:
        """Yield the buckets of the account, of all regions, each with where its access logs go.

        Where that can't be told of one it comes without it, and there is a blind spot.
        """

    def members(self) -> Iterator[Member]:
        """Yield the member accounts of the organisation that this account manages, itself left out."""
