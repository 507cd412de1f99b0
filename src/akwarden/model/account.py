"""A cloud account: whose keys are looked after, where it is called, and as whom."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NewType

import msgspec

AccountNumber = NewType("AccountNumber", str)
"""The number that the cloud gave the account: a UIN of Tencent Cloud, twelve digits of AWS."""


class AccountSite(StrEnum):
    """Which of the separate clouds of one name an account is in: keys of one are unknown in the others."""

    MAINLAND = "mainland"
    """Tencent Cloud in mainland China."""
    INTERNATIONAL = "international"
    """Tencent Cloud International."""
    FINANCE = "finance"
    """Tencent Cloud's regions for financial institutions."""
    AWS = "aws"
    """The commercial partition of AWS."""
    AWS_CN = "aws-cn"
    """AWS in China."""
    AWS_US_GOV = "aws-us-gov"
    """AWS GovCloud."""


class FromEnvironment(msgspec.Struct, frozen=True, tag_field="from", tag="env"):
    """A key in the environment names that the cloud's own tools read."""


class FromProfile(msgspec.Struct, frozen=True, tag_field="from", tag="profile"):
    """A key in the profile files that the cloud's own tools write."""

    name: str
    """The profile."""


class FromInstance(msgspec.Struct, frozen=True, tag_field="from", tag="instance"):
    """The role of the machine that akwarden runs on, from its metadata service."""


class FromVault(msgspec.Struct, frozen=True, tag_field="from", tag="vault"):
    """A key in akwarden's own vault."""

    name: str
    """What it is called there."""


BaseSource = FromEnvironment | FromProfile | FromInstance | FromVault


class FromRole(msgspec.Struct, frozen=True, tag_field="from", tag="role"):
    """Temporary keys of a role that another identity takes."""

    arn: str
    """The role, as its cloud writes it."""
    via: BaseSource
    """Who takes it."""
    external_id: str | None = None
    """What the role's trust policy may ask for; it is no secret."""


CredentialSource = BaseSource | FromRole
"""Where the key comes from that an account is read with. It names the place and holds no secret."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One account as it was added."""

    provider: str
    """The cloud: `tencent` or `aws`."""
    number: AccountNumber
    """What the cloud calls it."""
    name: str
    """What people call it; unique."""
    site: AccountSite
    """Which of the clouds of one name."""
    source: CredentialSource
    """How it is read."""
    endpoints: Mapping[str, str] = {}
    """Service to address, `*` for every other service; empty for the public addresses."""
    department: str | None = None
    """Whose it is inside the organisation."""
    manages: bool = False
    """Whether it manages an organisation whose members are listed with it."""
    organization: AccountNumber | None = None
    """The account that it was found through, for a member of an organisation."""
