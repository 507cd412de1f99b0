"""An access key as its cloud knows it. Its id is no secret; its secret is never here."""

from datetime import datetime
from enum import StrEnum
from typing import NewType

import msgspec

AccessKeyId = NewType("AccessKeyId", str)


class KeyStatus(StrEnum):
    """What a cloud does with a call that is signed with the key."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    """It was disabled, and can be enabled again."""
    DELETED = "deleted"
    """It was in the account and is no more; kept as history."""
    UNLISTED = "unlisted"
    """It was seen elsewhere, and no account that is known lists it."""


class UnlistedGuess(StrEnum):
    """What a key may be that no account lists."""

    ROOT = "root"
    """A root key of one of the accounts: they can't be listed with the rights of a collector."""
    PROJECT = "project"
    """A project key, which the cloud's interface does not list."""
    GATEWAY = "gateway"
    """A key of an API gateway."""
    OTHER_ACCOUNT = "other_account"
    """A key of an account that was not added."""
    TEMPORARY = "temporary"
    """A temporary key, which no account lists."""


class LastUse(msgspec.Struct, frozen=True, kw_only=True):
    """When a key signed a call the last time, as far as its cloud tells."""

    at: datetime | None
    """None for a key that was never used."""
    service: str | None = None
    region: str | None = None


class AccessKey(msgspec.Struct, frozen=True, kw_only=True):
    """One permanent key that a principal has."""

    id: AccessKeyId
    status: KeyStatus
    created_at: datetime | None
    note: str = ""
    """What people wrote beside it at the cloud."""
    last_use: LastUse | None = None
    """None where the cloud was not asked or may not be."""
