"""The steps that mend one thing that a rule saw, with the names filled in."""

import re
import shlex
from collections.abc import Iterator, Mapping

from akwarden.model.facts import AccountFacts, HeldPolicy, PrincipalFact
from akwarden.model.policy import PolicyKind
from akwarden.model.posture import PostureRule, Remediation, RemedyCase, Seen
from akwarden.model.principal import PrincipalId, PrincipalType

PLACES = ("principal", "principal_id", "key", "account", "policy", "policy_id", "group", "group_id")
"""What is filled in, as `{principal}`."""
_PLACE = re.compile(rf"\{{({'|'.join(PLACES)})\}}")
_NOTHING = Remediation(console=())


def steps(rule: PostureRule, facts: AccountFacts, seen: Seen) -> Remediation:
    """Return what mends it in the cloud of the account; a place that is not known stays as it is.

    Names go into commands quoted for a shell, since they may hold anything that a person can type.
    """
    mend = rule.remediation.get(facts.provider, _NOTHING)
    principal = principal_of(facts, seen.principal)
    policy = _policy_of(facts, principal, seen)
    known = _known(facts, principal, policy, seen)
    quoted = {name: shlex.quote(text) for name, text in known.items()}
    case = _case(principal, policy)
    commands = mend.cli if case is None else mend.instead.get(case, mend.cli)
    return Remediation(
        console=tuple(_filled(line, known) for line in mend.console),
        cli=tuple(_filled(line, quoted) for line in commands),
    )


def commands_of(mend: Remediation) -> Iterator[str]:
    """Yield all commands, those of special cases too."""
    yield from mend.cli
    for commands in mend.instead.values():
        yield from commands


def principal_of(facts: AccountFacts, wanted: PrincipalId | None) -> PrincipalFact | None:
    """Return the principal with an id."""
    return next((one for one in facts.principals if one.id == wanted), None)


def _policy_of(facts: AccountFacts, principal: PrincipalFact | None, seen: Seen) -> HeldPolicy | None:
    """Return the policy that it is about: its subject, else the first in the evidence."""
    people = facts.principals if principal is None else (principal,)
    held = [one for person in people for one in (*(person.policies or ()), *_boundary(person))]
    names = [one.policy for one in seen.evidence if one.policy]
    by_id = (one for one in held if one.id == seen.subject)
    by_name = (one for name in names[:1] for one in held if one.name == name)
    return next(by_id, None) or next(by_name, None)


def _boundary(principal: PrincipalFact) -> tuple[HeldPolicy, ...]:
    return (principal.boundary,) if principal.boundary else ()


def _case(principal: PrincipalFact | None, policy: HeldPolicy | None) -> RemedyCase | None:
    """Return what makes other commands necessary."""
    is_role = principal is not None and principal.type in (PrincipalType.ROLE, PrincipalType.SERVICE)
    if policy is not None and policy.kind is PolicyKind.INLINE and policy.group is None:
        return RemedyCase.ROLE_INLINE if is_role else RemedyCase.INLINE
    if policy is not None and policy.group is not None:
        return RemedyCase.GROUP
    return RemedyCase.ROLE if is_role else None


def _known(
    facts: AccountFacts, principal: PrincipalFact | None, policy: HeldPolicy | None, seen: Seen
) -> dict[str, str]:
    """Return what can be filled in, by place."""
    group = policy.group if policy else None
    found = {
        "principal": principal.name if principal else None,
        "principal_id": seen.principal,
        "key": seen.key,
        "account": facts.number,
        "policy": policy.name if policy else None,
        "policy_id": policy.id if policy else None,
        "group": facts.groups.get(group, group) if group else None,
        "group_id": group,
    }
    return {name: text for name, text in found.items() if text}


def _filled(line: str, known: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: known.get(place[1], place[0]), line)
