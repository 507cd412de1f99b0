"""A cloud as the rest of akwarden knows it: its names, and what it can be asked for."""

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from akwarden.model.account import AccountSite, FromEnvironment, FromInstance, FromProfile
from akwarden.model.lease import Lease
from akwarden.providers.audit_pull import AuditPull
from akwarden.providers.inventory import Access, CloudCall, Inventory
from akwarden.providers.key_making import KeyMaking
from akwarden.providers.protocol import Identifier


class Surroundings(msgspec.Struct, frozen=True):
    """Where a key of this machine may lie."""

    env: Mapping[str, str]
    """The environment names."""
    user_home: Path
    """The folder that `~` stands for."""
    endpoints: Mapping[str, str] = {}
    """Addresses that replace public ones; `metadata` for that of the machine's metadata service."""


class RoleRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A role that is to be taken."""

    arn: str
    session_name: str
    """What the cloud's records show as the name of the session."""
    external_id: str | None = None


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """One cloud. Its functions import the cloud's SDK when they are called, not before."""

    name: str
    """What rules, tables and commands call it."""
    title: str
    """What people call it."""
    sites: tuple[AccountSite, ...]
    """Where its accounts may be; the first is the one meant when none is named."""
    calls: tuple[CloudCall, ...]
    """Every call that reading makes, but for those below."""
    delivery_calls: tuple[CloudCall, ...]
    """The calls that read delivered records; their rights are granted for a bucket, not for the account."""
    identifier: Callable[[], Identifier]
    """Makes what asks whose a found key is."""
    lease: Callable[[FromEnvironment | FromProfile | FromInstance, Surroundings], Lease]
    """Reads a key of this machine; raises CredentialError where there is none, naming the place."""
    assume: Callable[[RoleRequest, Access], Lease]
    """Takes a role with the access of another identity; raises CloudError."""
    inventory: Callable[[Access], Inventory]
    """Opens an account for reading."""
    audit_pull: Callable[[Access], AuditPull]
    """Opens an account for fetching its audit records."""
    key_making: KeyMaking
    """Makes users without rights and keys of them; its calls stand in no policy for reading."""
    role_arn: Callable[[str, str, AccountSite], str]
    """Writes the ARN of a role: account number, role name, site."""
    policy: Callable[[tuple[CloudCall, ...]], str]
    """Writes the smallest policy that allows these calls, as JSON text."""
