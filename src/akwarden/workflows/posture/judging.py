"""Judges accounts by the posture rules, and keeps what they see.

The rules that this module keeps:

- Judging is done outside of transactions; what it comes to is written in short ones, and only what changed.
- A risk has the same id as long as the same is wrong with the same principal, key or policy.
- Whoever calls has the turn of the account, so that nobody else judges it at the same time.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from akwarden.detectors.posture.judging import judge
from akwarden.detectors.posture.protocol import Judging
from akwarden.model.facts import AccountFacts, HeldPolicy, PrincipalFact
from akwarden.model.policy import PolicyKind
from akwarden.model.posture import PostureRule, Seen
from akwarden.model.risk import Risk, RiskStatus, Target, TargetKind
from akwarden.risk.advice import advice_of
from akwarden.store import risks
from akwarden.store.inventory.change import Change
from akwarden.store.state import State
from akwarden.workflows.posture.gathering import CallsOf, gathered, with_calls


def judge_account(facts: AccountFacts, rules: Sequence[PostureRule], now: datetime) -> tuple[Risk, ...]:
    """Return everything that is wrong in an account, each once, in the order of the rules."""
    people: dict[str | None, PrincipalFact] = {one.id: one for one in facts.principals}
    found: dict[str, Risk] = {}
    judging = Judging(facts, now)
    for rule in rules:
        for seen in judge(rule, judging):
            risk = _risk(facts, people.get(seen.principal), rule, seen)
            found.setdefault(risk.id, risk)
    return tuple(found.values())


def judge_stored(
    state: State,
    account: int,
    rules: Sequence[PostureRule],
    now: datetime,
    calls_of: CallsOf | None = None,
) -> Change:
    """Judge an account by the number of its row, as the state knows it; return how many risks changed.

    `calls_of` reads audit records. Raises LakeError where it can't; then nothing is judged.
    """
    with state.reading() as connection:
        facts = gathered(connection, account, now)
    judged = judge_account(with_calls(facts, calls_of), rules, now)
    with state.reading() as connection:
        plan = risks.plan_account(connection, account, judged)
    for part in plan.parts():
        with state.writing() as connection:
            risks.write(connection, part, now)
    return plan.change


def _risk(facts: AccountFacts, principal: PrincipalFact | None, rule: PostureRule, seen: Seen) -> Risk:
    name = "\0".join(
        (rule.id, facts.provider, facts.number, seen.principal or "", seen.key or "", seen.subject)
    )
    severity = seen.severity or rule.severity
    return Risk(
        id=hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest(),
        rule=rule.id,
        severity=severity,
        advice=advice_of(severity),
        title=rule.title,
        provider=facts.provider,
        account=facts.number,
        principal=None if principal is None else principal.name,
        key_id=seen.key,
        owner=_owner(facts, principal, seen),
        evidence=seen.evidence,
        status=RiskStatus.OPEN,
        remediation=rule.fix,
        detail=seen.detail,
        account_name=facts.name,
        principal_id=seen.principal,
        subject=seen.subject,
        target=target_of(facts, principal, seen),
    )


def _owner(facts: AccountFacts, principal: PrincipalFact | None, seen: Seen) -> str | None:
    """Return the owner of the key, else that of the principal."""
    keys = facts.unlisted if principal is None else principal.keys or ()
    own = next((key.owner for key in keys if key.id == seen.key), None)
    return own or (None if principal is None else principal.owner)


def target_of(facts: AccountFacts, principal: PrincipalFact | None, seen: Seen) -> Target:
    """Return where the fix is made.

    That is the policy, where one of the account's own is what is wrong; the group, where a policy of the
    cloud comes through one alone; else the principal, the key that nobody has, or the account.
    """
    held = _named(facts.principals if principal is None else (principal,), seen.subject)
    if held and held[0].kind is PolicyKind.CUSTOM:
        return Target(kind=TargetKind.POLICY, id=held[0].id, name=held[0].name)
    if principal is None:
        if seen.key is not None:
            return Target(kind=TargetKind.KEY, id=seen.key, name=seen.key)
        return Target(kind=TargetKind.ACCOUNT, id=facts.number, name=facts.name)
    groups = {one.group for one in held}
    if len(groups) == 1 and (group := groups.pop()) is not None:
        return Target(kind=TargetKind.GROUP, id=group, name=facts.groups.get(group, group))
    return Target(kind=TargetKind.PRINCIPAL, id=principal.id, name=principal.name)


def _named(principals: Sequence[PrincipalFact], policy: str) -> list[HeldPolicy]:
    """Return a policy by its id as these principals hold it; nothing where a judge names none."""
    if not policy:
        return []
    return [one for principal in principals for one in principal.policies or () if one.id == policy]
