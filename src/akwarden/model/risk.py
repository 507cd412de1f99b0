"""A risk: something that is wrong with a key or a principal, and what mends it."""

from enum import StrEnum

import msgspec

from akwarden.model.access_key import KeyStatus, UnlistedGuess
from akwarden.model.leak import LeakPlace, LeakStatus
from akwarden.model.severity import Severity

RISK_SCHEMA = "akwarden.risk/1"


class RiskStatus(StrEnum):
    """How far a risk is dealt with."""

    OPEN = "open"
    IGNORED = "ignored"
    """Somebody said that it does not matter, and why."""
    CONVERGED = "converged"
    """What was wrong is no more."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that a risk can be seen by: a permission, or a place. Only what belongs to it is there."""

    policy: str | None = None
    """The policy that allows it."""
    action: str | None = None
    resource: str | None = None
    source: str | None = None
    """The target that the place lies in."""
    vpath: str | None = None
    """Path inside the source."""
    line: int | None = None
    commit: str | None = None


class Risk(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag=RISK_SCHEMA):
    """One thing that is wrong, judged from facts. It holds no secret value."""

    id: str
    """SHA-256 over rule, provider and what it is about: the same as long as it is wrong."""
    rule: str
    """The id of the rule that found it."""
    severity: Severity
    title: str
    """What is wrong, in words."""
    provider: str
    account: str | None
    """The number of the account, as far as it is known."""
    principal: str | None
    """Whose name the key bears."""
    key_id: str | None
    owner: str | None
    """Whose it is, as people noted it."""
    evidence: tuple[Evidence, ...]
    """By what it can be seen."""
    status: RiskStatus
    remediation: str
    """What to do about it, in words."""


class LeakedKey(msgspec.Struct, frozen=True, kw_only=True):
    """What the state knows of a key that leaked: the facts that its risk is judged by."""

    key_id: str
    provider: str
    status: KeyStatus
    guess: UnlistedGuess | None
    """What it may be, for a key that no account lists."""
    account: str | None
    """The number of its account."""
    account_name: str | None
    principal: str | None
    owner: str | None
    leaks: tuple[str, ...]
    """The ids of its leaks."""
    statuses: tuple[LeakStatus, ...]
    """How far each of them is dealt with, in the same order."""
    places: tuple[LeakPlace, ...]
