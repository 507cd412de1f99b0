"""Every sample of every rule says what its rule finds; a new rule needs nothing here."""

import pytest
from tests.detectors.secrets.scanning import rules

from akwarden.model.rule import Rule
from akwarden.workflows.rule_check import check_rules, expand

COMPILED = rules()
RULES = {rule.id: rule for rule in COMPILED.ruleset.rules}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_sample_holds(rule: Rule) -> None:
    assert not list(check_rules(COMPILED, seeds=range(25), only={rule.id}))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_rule_says_why_it_matters_and_what_to_do(rule: Rule) -> None:
    assert rule.title
    assert len(rule.why) > len(rule.title)
    assert rule.remediation.endswith(".")
    assert rule.references


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_part_can_be_found(rule: Rule) -> None:
    anchored = [part for part in (rule.key_id, rule.secret, rule.token) if part and part.anchors]

    assert anchored


def test_template_expands_to_as_many_characters_of_its_alphabet() -> None:
    expanded = expand("AKID{32*A}-{16*B}-{8*h}")

    head, base32, digits = expanded.split("-")
    assert len(head) == len("AKID") + 32
    assert head.isalnum()
    assert set(base32) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    assert int(digits, 16) >= 0


def test_template_expands_alike_for_one_seed_and_differently_for_another() -> None:
    assert expand("{32*A}", 1) == expand("{32*A}", 1)
    assert expand("{32*A}", 1) != expand("{32*A}", 2)
