"""What is asked of a template: its kind, what is to be seen, and who is let in."""

from enum import StrEnum

import msgspec

from akwarden.model.account import AccountSite
from akwarden.providers.inventory import Purpose

ROLE_NAME = "akwarden-reader"
"""What the role and its policy are called where nothing else is said."""

ALWAYS = frozenset({Purpose.IDENTITY, Purpose.INVENTORY})
"""What every template lets akwarden see."""
OPTIONAL = (Purpose.FUNCTIONS, Purpose.ADDRESSES, Purpose.TRAIL, Purpose.EVENTS)
"""What a template may leave out."""


class Kind(StrEnum):
    """What is made."""

    POLICY = "policy"
    """The policy alone, to be attached to an identity that has a key."""
    ROLE = "role"
    """A trust policy and a permission policy in one JSON document."""
    TERRAFORM = "terraform"
    """A configuration that makes the role."""
    CLOUDFORMATION = "cloudformation"
    """A template of AWS that makes the role; also for stack sets."""
    TCCLI = "tccli"
    """Commands of Tencent Cloud's command line that make the role."""
    AWSCLI = "awscli"
    """Commands of AWS's command line that make the role."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """One template that is asked for."""

    kind: Kind
    site: AccountSite
    purposes: frozenset[Purpose] = ALWAYS | frozenset(OPTIONAL)
    """What akwarden is to see."""
    role_name: str = ROLE_NAME
    """What the role is called, and its policy."""
    trust: str | None = None
    """The number of the account whose identities may take the role."""
    external_id: str | None = None
    """What they have to know for it."""
    members: tuple[str, ...] = ()
    """The numbers of accounts that a holder of the policy enters, by the role of that name in each."""
