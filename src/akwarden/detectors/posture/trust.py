"""Judges of who may take a role.

- A statement that names everybody is as open as its conditions leave it: one on the account or the
  organisation closes it, one on an external id makes it less bad.
- A service of the cloud and an identity provider are no account.
"""

import re
from collections.abc import Iterator

import msgspec

from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.remedy_places import TRUST_POLICY
from akwarden.detectors.posture.shared_rights import rights_of
from akwarden.detectors.posture.uncertain import in_short
from akwarden.model.facts import PrincipalFact
from akwarden.model.posture import Seen
from akwarden.model.principal import PrincipalType
from akwarden.model.risk import Evidence
from akwarden.model.severity import Severity
from akwarden.policy.grammar import Effect, Statement

_EVERYBODY = re.compile(r"\*|qcs::cam::(?:anyone:anyone|anonymous:anonymous|uin/\*:.*|\*:\*)")
_ACCOUNT = re.compile(r"(?:qcs::cam::uin/|arn:[\w-]+:(?:iam|sts)::)?(\d{6,})(?::.*)?")
_NO_ACCOUNT = frozenset({"service", "federated", "canonicaluser"})
_EXTERNAL = frozenset({"sts:externalid", "sts:external_id"})
_CLOSING = frozenset(
    {
        *("aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount", "aws:principalarn"),
        *("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:userid"),
    }
)


class ForeignSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How bad it is where it is guarded."""

    guarded_severity: Severity
    """Where an external id is asked for."""


def role_trust_open(judging: Judging, settings: ForeignSettings) -> Iterator[Seen]:
    """Yield roles that anybody who has an account at the cloud may take."""
    for role, statement in _trusting(judging):
        named = [one for one in _values(statement) if _EVERYBODY.fullmatch(one)]
        keys = {one.key.lower() for one in statement.conditions}
        if (named or statement.not_principals is not None) and not keys & _CLOSING:
            guard = ", but one on an external id" if keys & _EXTERNAL else ""
            yield Seen(
                principal=role.id,
                detail=f"its trust policy names everybody, with no condition on the account{guard}",
                evidence=(_evidence(role, statement, ", ".join(named) or "all but those that are named"),),
                subject=str(statement.number + 1),
                severity=settings.guarded_severity if keys & _EXTERNAL else None,
            )


def role_trust_foreign(judging: Judging, settings: ForeignSettings) -> Iterator[Seen]:
    """Yield roles that an account may take that is not ours."""
    ours = {str(one) for one in (judging.facts.number, *judging.facts.own_accounts)}
    for role, statement in _trusting(judging):
        named = {found[1]: one for one in _values(statement) if (found := _ACCOUNT.fullmatch(one))}
        guarded = any(one.key.lower() in _EXTERNAL for one in statement.conditions)
        for number in sorted(named.keys() - ours):
            yield Seen(
                principal=role.id,
                detail=f"account {number}, which is none of ours, may take it"
                f"{' with an external id' if guarded else ''}",
                evidence=(_evidence(role, statement, named[number]),),
                subject=number,
                severity=settings.guarded_severity if guarded else None,
            )


def _trusting(judging: Judging) -> Iterator[tuple[PrincipalFact, Statement]]:
    """Yield the statements of each role's trust policy that let somebody take it."""
    rights = rights_of(judging)
    for principal in judging.facts.principals:
        parsed = rights.parsed(principal.trust) if principal.type is PrincipalType.ROLE else None
        for statement in parsed.statements if parsed else ():
            if statement.effect is Effect.ALLOW:
                yield principal, statement


def _values(statement: Statement) -> Iterator[str]:
    """Yield the accounts and identities that a statement names, not the services."""
    for kind, values in statement.principals.entries if statement.principals else ():
        if kind.lower() not in _NO_ACCOUNT:
            yield from values


def _evidence(role: PrincipalFact, statement: Statement, named: str) -> Evidence:
    return Evidence(
        policy=f"{TRUST_POLICY}{role.name}",
        statement=statement.number + 1,
        action=", ".join(statement.actions) or None,
        condition=in_short(statement.conditions),
        note=f"it names {named}",
    )
