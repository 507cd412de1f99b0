"""What to do first: the fixes that close the worst risks, and of those the ones that close the most."""

import msgspec
from sqlalchemy import Connection

from akwarden.model.fix import Fix
from akwarden.store import risk_groups
from akwarden.store.risk_groups import Group
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.posture.listing import question_of

MOST_FIXES = 7
"""Fixes that a person can take in at once."""


class Fixes(msgspec.Struct, frozen=True):
    """What to do first."""

    fixes: tuple[Fix, ...]
    total: int
    """How many fixes there are in all."""


def first_fixes(connection: Connection, asked: Asked) -> Fixes:
    """Return the fixes that close the worst risks, and of those the ones that close the most."""
    question = question_of(asked)
    found = risk_groups.groups(connection, question, min(asked.limit or MOST_FIXES, MOST_FIXES))
    return Fixes(tuple(map(_fix, found)), risk_groups.group_count(connection, question))


def worst_fixes(connection: Connection, asked: Asked, most: int) -> tuple[Fix, ...]:
    """Return the same, at most so many, and not how many there are, which takes as long."""
    return tuple(map(_fix, risk_groups.groups(connection, question_of(asked), most)))


def _fix(group: Group) -> Fix:
    return Fix(
        fix=group.fix,
        title=group.fix,
        target_kind=group.target.kind,
        target=group.target.name,
        target_id=group.target.id,
        provider=group.provider,
        account=group.account,
        account_name=group.account_name,
        severity=group.severity,
        closes=len(group.ids),
        owners=group.owners,
        rules=group.rules,
        principals=group.principals,
        keys=group.keys,
        risks=group.ids,
    )
