"""Accounts in the short form of samples, judged by one rule."""

from functools import cache
from typing import Any

import msgspec
from tests.detectors.secrets.scanning import NO_FOLDER

from akwarden.detectors.posture.judging import judge
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.samples import named
from akwarden.detectors.posture.short_facts import NOW, ShortAccount, expand
from akwarden.model.facts import AccountFacts
from akwarden.model.posture import PostureRule, Seen
from akwarden.workflows.posture.ruleset import load_posture


@cache
def rules() -> dict[str, PostureRule]:
    """Give all rules by their ids, read from their files."""
    return {rule.id: rule for rule in load_posture(cache=NO_FOLDER)}


def account(**short: Any) -> AccountFacts:
    """Give the facts of an account."""
    return expand(msgspec.convert(short, ShortAccount))


def seen(rule: str, facts: AccountFacts) -> list[Seen]:
    """Give what a rule sees."""
    return list(judge(rules()[rule], Judging(facts, NOW)))


def names(rule: str, facts: AccountFacts) -> list[str]:
    """Give what a rule names, in order."""
    return [named(facts, one) for one in seen(rule, facts)]


def allowing(*actions: str, resource: str = "*", provider: str = "tencent", **more: Any) -> dict[str, Any]:
    """Give a document that allows some actions."""
    if provider == "tencent":
        statement = {"effect": "allow", "action": list(actions), "resource": resource, **more}
        return {"version": "2.0", "statement": [statement]}
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}
    return {"Version": "2012-10-17", "Statement": [statement]}
