"""What each role may do.

- A right that no role is given is nobody's.
- A role for an account group holds for the accounts of the group alone; what is about akwarden itself
  (people, settings, the audit log) takes a role for all accounts.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from akwarden.model.person import Caller, Grant, Role


class Right(StrEnum):
    """One kind of thing that can be done."""

    READ = "read"
    """See keys, alarms, leaks, risks, calls, and what is blind."""
    NOTE = "note"
    """Write remarks, owners and tags, and take them back."""
    DECIDE = "decide"
    """Handle, ignore, snooze and assign; close leaks; trust addresses."""
    RUN = "run"
    """Start scans, imports, reads of accounts, rechecks and reports."""
    RESPOND = "respond"
    """Disable keys that leaked."""
    ROTATE = "rotate"
    """Replace keys, and use the vault."""
    APPROVE = "approve"
    """Say yes to what somebody else asked for."""
    AUDIT = "audit"
    """Read the audit log, and who the people are."""
    ADMINISTER = "administer"
    """Add accounts, people, tokens of others, rules, settings."""


_SEES = frozenset({Right.READ})
_WORKS = _SEES | {Right.NOTE, Right.DECIDE, Right.RUN}

RIGHTS: Final = MappingProxyType(
    {
        Role.VIEWER: _SEES,
        Role.ANALYST: _WORKS,
        Role.RESPONDER: _WORKS | {Right.RESPOND},
        Role.ROTATOR: _SEES | {Right.NOTE, Right.ROTATE},
        Role.APPROVER: _SEES | {Right.APPROVE},
        Role.AUDITOR: _SEES | {Right.AUDIT},
        Role.ADMIN: frozenset(Right),
    }
)
"""What each role may do."""

WHOLE: Final = frozenset({Right.AUDIT, Right.ADMINISTER})
"""What is about akwarden itself: a grant for an account group does not give it."""


class Reach(msgspec.Struct, frozen=True):
    """Where somebody may do something."""

    everywhere: bool
    """Whether for all accounts, and for what belongs to none."""
    groups: frozenset[str]
    """Else, for the accounts of these groups; without any, nowhere."""

    def __bool__(self) -> bool:
        """Say whether anywhere."""
        return self.everywhere or bool(self.groups)


def reach(caller: Caller, right: Right) -> Reach:
    """Return where a caller has a right."""
    given = [grant for grant in caller.grants if right in RIGHTS[grant.role]]
    everywhere = any(grant.group is None for grant in given)
    groups = frozenset() if right in WHOLE else frozenset(_groups(given))
    return Reach(everywhere, groups)


def administrates(grants: Iterable[Grant]) -> bool:
    """Say whether one of some grants is of a role that may administer, if only for an account group."""
    return any(Right.ADMINISTER in RIGHTS[grant.role] for grant in grants)


def _groups(grants: list[Grant]) -> list[str]:
    return [grant.group for grant in grants if grant.group is not None]


def narrowed(wanted: Iterable[Grant], held: Sequence[Grant]) -> tuple[Grant, ...]:
    """Return what of some grants is covered by those that somebody holds.

    A role that is not covered comes down to the roles that both have; of two different account groups nothing
    is left, since what lies in both is no group.
    """
    found = {
        Grant(role, group)
        for one in wanted
        for other in held
        if (group := _common_group(one, other)) != _NOTHING
        for role in _common_roles(one.role, other.role)
    }
    return tuple(sorted(found, key=lambda grant: (grant.role, grant.group or "")))


_NOTHING: Final = ""
"""No account at all; no group has such a name."""


def _common_group(one: Grant, other: Grant) -> str | None:
    if one.group == other.group or other.group is None:
        return one.group
    return other.group if one.group is None else _NOTHING


def _common_roles(one: Role, other: Role) -> set[Role]:
    """Return the largest roles that do no more than either."""
    both = RIGHTS[one] & RIGHTS[other]
    fitting = [role for role in Role if RIGHTS[role] <= both]
    return {role for role in fitting if not any(RIGHTS[role] < RIGHTS[more] for more in fitting)}
