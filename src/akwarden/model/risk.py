"""A risk: something that is wrong with a key or a principal, and what mends it."""

from datetime import datetime
from enum import StrEnum

import msgspec

from akwarden.model.access_key import KeyStatus, UnlistedGuess
from akwarden.model.advice import AdviceLevel
from akwarden.model.leak import LeakPlace, LeakStatus
from akwarden.model.said import Said
from akwarden.model.severity import Severity

RISK_SCHEMA = "akwarden.risk/1"
LEAKED_RULES = ("leaked-key-active", "leaked-key-unlisted", "leaked-key-disabled")
"""The rules that judge keys that leaked; all others judge an account."""
SIGN_IN_RULES = ("console-without-mfa", "dormant-console", "idle-user", "root-no-mfa")
"""Rules about how a principal signs in, which says nothing of its keys."""


class RiskStatus(StrEnum):
    """How far a risk is dealt with."""

    OPEN = "open"
    IGNORED = "ignored"
    """Somebody said that it does not matter, and why."""
    CONVERGED = "converged"
    """What was wrong is no more."""


class Evidence(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One thing that a risk can be seen by: a permission, or a place. Only what belongs to it is there."""

    policy: str | None = None
    """The policy that allows it."""
    statement: int | None = None
    """Which statement of the policy, counted from 1."""
    action: str | None = None
    resource: str | None = None
    condition: str | None = None
    """The conditions of the statement, in short."""
    conditional: bool = False
    """Whether it depends on the request, such as on its address, whether it is allowed."""
    note: Said | None = None
    """What else shows it, in words: `made 400 days ago`."""
    source: str | None = None
    """The target that the place lies in."""
    vpath: str | None = None
    """Path inside the source."""
    line: int | None = None
    commit: str | None = None


class TargetKind(StrEnum):
    """What a fix changes."""

    KEY = "key"
    PRINCIPAL = "principal"
    GROUP = "group"
    """A group, through which several principals hold what is wrong."""
    POLICY = "policy"
    """A policy of the account's own, which several principals hold."""
    ACCOUNT = "account"


class Target(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Where one fix is made: risks with one fix at one target are closed together."""

    kind: TargetKind
    id: str
    """What never changes of it at its cloud."""
    name: str
    """What people call it."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody ignores a risk."""

    reason: str
    """Why."""
    until: datetime | None
    """When it counts again; None for never."""
    decided_at: datetime
    """When it was decided."""
    decided_by: str
    """By whom."""


class Risk(msgspec.Struct, frozen=True, gc=False, kw_only=True, tag_field="schema", tag=RISK_SCHEMA):
    """One thing that is wrong, judged from facts. It holds no secret value."""

    id: str
    """SHA-256 over rule, provider and what it is about: the same as long as it is wrong."""
    rule: str
    """The id of the rule that found it."""
    severity: Severity
    advice: AdviceLevel
    """How soon something is to be done about it, as long as it is open."""
    title: Said
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
    remediation: Said
    """What to do about it, in words."""
    detail: Said = ""
    """What is wrong in this case, in one sentence."""
    account_name: str | None = None
    """What people call the account."""
    principal_id: str | None = None
    """What never changes of the principal at its cloud."""
    subject: str = ""
    """What else tells it from another one of the same rule and principal, such as the id of a policy."""
    target: Target | None = None
    """Where the fix is made."""
    first_seen_at: datetime | None = None
    """When it was seen first; None for one that is not kept."""
    changed_at: datetime | None = None
    """When it was opened, changed or converged the last time."""
    decision: Decision | None = None
    """Who ignores it and why, as far as that still holds."""


class KeyRisk(msgspec.Struct, frozen=True, kw_only=True):
    """An open risk that counts for a key: its own, or one of its principal that is about what it may do."""

    rule: str
    severity: Severity
    advice: AdviceLevel
    detail: str
    """What is wrong, in one sentence."""


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
    works: bool
    """Whether its cloud was asked about a leak of it that is open, and took the key."""
    places: tuple[LeakPlace, ...]
