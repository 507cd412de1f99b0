from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from tests.workflows.posture.draft import NOW
from tests.workflows.posture.organisation import ROUNDS, Organisation, organisation
from tests.workflows.posture.wanted import Found, Subject, missing, unexpected

from akwarden.model.risk import Risk
from akwarden.workflows.posture.judging import judge_account
from akwarden.workflows.posture.ruleset import load_posture

_SEEDS = (1, 20260615)


@dataclass(frozen=True)
class Look:
    """An organisation with what the rules see in it."""

    organisation: Organisation
    found: Sequence[Found]


@pytest.fixture(scope="module", params=_SEEDS)
def look(request: pytest.FixtureRequest) -> Look:
    """Give an organisation of each seed, judged."""
    made = organisation(request.param)
    rules = load_posture()
    risks = [risk for facts in made.accounts for risk in judge_account(facts, rules, NOW)]
    return Look(made, [_found(risk) for risk in risks])


def test_every_planted_trouble_is_found_in_both_clouds(look: Look) -> None:
    assert list(missing(look.organisation.wanted, look.found)) == []


def test_nothing_that_is_not_planted_matters_in_either_cloud(look: Look) -> None:
    assert list(unexpected(look.organisation.wanted, look.found)) == []


def test_a_near_miss_is_not_reported_however_mildly_by_the_rule_that_it_nearly_meets(look: Look) -> None:
    found = {one.subject.without_key(): one.detail for one in look.found}

    assert look.organisation.near
    assert {one: found[one] for one in look.organisation.near if one in found} == {}


def test_it_is_large(look: Look) -> None:
    accounts = look.organisation.accounts

    assert len(accounts) >= 20
    assert sum(len(one.principals) for one in accounts) >= 2000


def test_a_seed_makes_the_same_organisation_again_and_another_one_another() -> None:
    first, second = _SEEDS

    assert organisation(first) == organisation(first)
    assert organisation(first) != organisation(second)


def test_every_rule_has_planted_troubles_in_each_of_its_clouds(look: Look) -> None:
    clouds = {str(one.number): one.provider for one in look.organisation.accounts}
    planted = Counter(
        (one.subject.rule, clouds[one.subject.account])
        for one in look.organisation.wanted
        if one.level != "allowed"
    )
    once = {
        "root-key-used",
        "root-key-active",
        "root-key-disabled",
        "root-no-mfa",
        "trail-off",
        "trail-partly",
    }

    for rule in load_posture():
        for provider in rule.providers:
            assert planted[rule.id, provider] >= (1 if rule.id in once else ROUNDS), (rule.id, provider)


def _found(risk: Risk) -> Found:
    subject = Subject(
        rule=risk.rule, account=str(risk.account), principal=risk.principal or "", key=risk.key_id or ""
    )
    return Found(subject=subject, severity=risk.severity, detail=risk.detail)
