"""People who use akwarden, and whoever calls it for them."""

from datetime import datetime
from enum import StrEnum

import msgspec


class Role(StrEnum):
    """What a person is there for; `access/roles.py` says what each may do."""

    VIEWER = "viewer"
    """Sees everything."""
    ANALYST = "analyst"
    """Also writes remarks, decides about alarms, risks and leaks, and starts scans and imports."""
    RESPONDER = "responder"
    """Also disables keys that leaked."""
    ROTATOR = "rotator"
    """Replaces keys, and uses the vault."""
    APPROVER = "approver"
    """Says yes to what needs a second person."""
    AUDITOR = "auditor"
    """Reads also who did what in akwarden."""
    ADMIN = "admin"
    """Does everything: accounts, people, rules."""


class Grant(msgspec.Struct, frozen=True):
    """A role, for all accounts or for those of one account group."""

    role: Role
    """What the person may do."""
    group: str | None = None
    """The name of an account group; None for all accounts, and for what belongs to none."""


class Via(StrEnum):
    """How somebody came in."""

    SESSION = "session"
    """A browser after a login."""
    TOKEN = "token"  # noqa: S105  no password
    """An API token."""
    TERMINAL = "terminal"
    """A command on the machine itself, with the rights of its user on the home folder."""


class Person(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.access-person/1"):
    """One person with an account in akwarden."""

    id: int
    """The number of the row."""
    login: str
    """The name to log in with; small letters."""
    name: str
    """How people call them."""
    email: str | None
    """Where they are reached."""
    single_sign_on: bool
    """Whether they come from an identity provider, and have no password here."""
    active: bool
    """Whether they may log in."""
    grants: tuple[Grant, ...]
    """What they may do."""
    one_time_codes: bool
    """Whether a login asks for a one-time code."""
    passkeys: int
    """How many passkeys they have."""
    created_at: datetime
    """When they were added."""
    last_seen_at: datetime | None
    """When they were last here; None for never."""


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever a request comes from, known and let in."""

    person_id: int
    """The number of the person."""
    login: str
    """The name for the audit log."""
    name: str
    """How people call them."""
    grants: tuple[Grant, ...]
    """What they may do; of a token, no more than its person may, and no more than it was made for."""
    via: Via
    """How they came in."""
    pass_id: str
    """Which session or token: its public id, which is no secret."""
    csrf: str | None
    """What a request that changes something must repeat in `X-CSRF-Token`; None where no cookie is used."""
    expires_at: datetime | None
    """When this session or token ends; None for a token without an end."""
    second_factor: bool = False
    """Whether this session showed a second factor."""
