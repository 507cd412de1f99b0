"""Policies as an account has them, and who is granted what by which."""

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NewType

import msgspec

PolicyId = NewType("PolicyId", str)
"""What never changes of a policy: its number at Tencent Cloud, its ARN at AWS."""

GroupId = NewType("GroupId", str)
"""What never changes of a group of users."""

LARGEST_DOCUMENT = 256 * 1024
"""Characters of the longest policy document that is kept; a real one has at most some ten thousand."""

_QUARANTINE = re.compile(r"arn:aws[a-z-]*:iam::aws:policy/(?:.*/)?(AWSCompromisedKeyQuarantine[^/]*)")


class PolicyKind(StrEnum):
    """Who wrote a policy, and where it lives."""

    CUSTOM = "custom"
    """Somebody in the account."""
    PRESET = "preset"
    """The cloud."""
    INLINE = "inline"
    """Somebody in the account, inside one principal or group."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """One policy of an account."""

    id: PolicyId
    name: str
    kind: PolicyKind
    version: str
    """What changes when the document does: a time or a version, as the cloud gives it."""
    document: str | None
    """The document as JSON text; None when it can't be used."""
    fault: str | None = None
    """Why the document can't be used: it is not JSON, or it is too long."""
    updated_at: datetime | None = None


class GrantKind(StrEnum):
    """What a policy does for whoever it is attached to."""

    ATTACHED = "attached"
    """It allows and denies."""
    BOUNDARY = "boundary"
    """It says what may be allowed at most."""


class Grant(msgspec.Struct, frozen=True):
    """One policy at one principal or group."""

    policy: PolicyId
    kind: GrantKind = GrantKind.ATTACHED


def quarantine(grants: Sequence[Grant]) -> str | None:
    """Return the names of the policies by which AWS quarantines a user, or None for none.

    AWS attaches one to a user itself when it has seen a key of the user in public (AWS, Managed Policy
    Reference: AWSCompromisedKeyQuarantineV3). It denies some actions and leaves the keys working.
    """
    attached = (one.policy for one in grants if one.kind is GrantKind.ATTACHED)
    found = sorted(match[1] for match in map(_QUARANTINE.fullmatch, attached) if match)
    return ", ".join(found) or None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A group of users, with the policies that its members inherit."""

    id: GroupId
    name: str
    note: str = ""
    created_at: datetime | None = None
    grants: tuple[Grant, ...] | None
    """The policies attached to it; None where they can't be seen."""
