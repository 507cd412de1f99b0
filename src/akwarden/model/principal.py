"""A principal: who can hold keys and rights in an account."""

from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

import msgspec

from akwarden.model.access_key import AccessKey
from akwarden.model.policy import Grant, GroupId

PrincipalId = NewType("PrincipalId", str)
"""What never changes of a principal: a UIN or the id of a role at Tencent Cloud, a unique id at AWS."""


class PrincipalType(StrEnum):
    """What kind of identity it is."""

    ROOT = "root"
    """The account itself."""
    USER = "user"
    ROLE = "role"
    """An identity that others take: what issues temporary keys."""
    COLLABORATOR = "collaborator"
    """Somebody of another account who works in this one."""
    SERVICE = "service"
    """A role that belongs to a service of the cloud and that only it can take."""


COVERED = MappingProxyType(
    {
        PrincipalType.ROOT: frozenset({PrincipalType.ROOT}),
        PrincipalType.USER: frozenset({PrincipalType.USER}),
        PrincipalType.COLLABORATOR: frozenset({PrincipalType.COLLABORATOR}),
        PrincipalType.ROLE: frozenset({PrincipalType.ROLE, PrincipalType.SERVICE}),
    }
)
"""What may be listed, and which types come with it: who is not in a whole list of these is gone."""


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """One identity of an account. None stands for what the cloud does not say or may not be asked for."""

    id: PrincipalId
    type: PrincipalType
    name: str
    """Its name, which may hold anything that a person can type."""
    arn: str | None = None
    """How policies and audit records name it."""
    note: str = ""
    """What people wrote beside it at the cloud."""
    created_at: datetime | None = None
    console_login: bool | None = None
    """Whether it may sign in with a password."""
    mfa: bool | None = None
    """Whether signing in asks for a second factor."""
    last_login_at: datetime | None = None
    last_login_ip: str | None = None
    trust: str | None = None
    """Who may take a role: its trust policy as JSON text."""
    session_seconds: int | None = None
    """For an issuer of temporary keys: how long one may live."""


class Holdings(msgspec.Struct, frozen=True, kw_only=True):
    """What one principal has. None stands for what the rights at hand do not let us see."""

    principal: Principal
    """The principal itself, with what only a closer look tells."""
    keys: tuple[AccessKey, ...] | None
    """Its permanent access keys."""
    grants: tuple[Grant, ...] | None
    """The policies attached to it, its inline policies and its boundary; not those of its groups."""
    groups: tuple[GroupId, ...] | None
    """The groups that it belongs to."""
