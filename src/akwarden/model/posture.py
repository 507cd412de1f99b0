"""A posture rule, and what it saw: the contract between the rule files, the judges and the list of risks."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec

from akwarden.model.access_key import AccessKeyId
from akwarden.model.principal import PrincipalId
from akwarden.model.risk import Evidence
from akwarden.model.rule import Reference
from akwarden.model.severity import Severity


class RemedyCase(StrEnum):
    """What makes other commands necessary."""

    ROLE = "role"
    """It is about a role and not about a user."""
    GROUP = "group"
    """The policy comes through a group."""
    INLINE = "inline"
    """The policy lives inside a user."""
    ROLE_INLINE = "role_inline"
    """The policy lives inside a role."""
    GROUP_INLINE = "group_inline"
    """The policy lives inside a group."""
    PRESET = "preset"
    """The policy is the cloud's own and attached to a user: nobody can rewrite it."""
    ROLE_PRESET = "role_preset"
    """The policy is the cloud's own and attached to a role."""
    GROUP_PRESET = "group_preset"
    """The policy is the cloud's own and comes through a group."""


class Remediation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it is mended."""

    console: tuple[str, ...]
    """Steps in the cloud's console."""
    cli: tuple[str, ...] = ()
    """Commands of the cloud's own tool; a line that begins with `#` says what to do between two of them.

    `{principal}` (its name), `{principal_id}`, `{principal_arn}`, `{kind}` (user, role), `{key}` and
    `{account}` (its number) are filled in, quoted for a shell. Lines with `{policy}` or `{group}` (the
    names), `{policy_id}` or `{group_id}` are there once for each policy that it is about. In the same way
    there may be several of `{each_key}`, `{older_key}`, `{each_group}`, `{trusting_role}`, and of functions,
    with `{function}`, `{region}` and `{namespace}`.
    """
    instead: Mapping[RemedyCase, tuple[str, ...]] = {}
    """Other commands for a case in which those do not fit."""


class PostureSample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Facts in a short form, and what a rule says of them; `samples.py` of the judges reads it."""

    title: str
    """What the sample shows."""
    account: dict[str, Any]
    """Fields of AccountFacts, with defaults for what is left out and ages in days in the place of times."""
    seen: tuple[str, ...] = ()
    """What the rule names: a key by its id, a principal or the account by its name; none for a near miss."""
    severity: Severity | None = None
    """How bad each of them is, where that is not what the rule says."""


class PostureRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule as its file says it."""

    id: str
    """The file's name."""
    title: str
    """What is wrong, in a few words: `Root key that works`."""
    providers: tuple[str, ...]
    """The clouds that it is for."""
    severity: Severity
    judge: str
    """Which judge looks for it: a name in `detectors/posture/registry.py`."""
    settings: Mapping[str, Any] = {}
    """What the judge takes: days, names of policies, lists of actions."""
    why: str
    """Why it matters."""
    careful: str = ""
    """What stops or changes besides when it is mended, and how that is taken back."""
    fix: str
    """What one fix is that closes it, in the imperative: risks with one fix at one principal are one card."""
    remediation: dict[str, Remediation]
    """By provider."""
    references: tuple[Reference, ...] = ()
    samples: tuple[PostureSample, ...]


class Seen(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One thing that a judge saw."""

    principal: PrincipalId | None
    """Whom it is about; None for the account itself or a key that nobody is known to have."""
    key: AccessKeyId | None = None
    """The key that it is about, where it is about one."""
    detail: str
    """What is wrong in this case, in one sentence: `not used for 120 days`."""
    evidence: tuple[Evidence, ...] = ()
    subject: str = ""
    """What else tells two risks of one rule at one principal apart, such as a policy's id."""
    severity: Severity | None = None
    """How bad this case is, where it is worse or less bad than the rule says."""
