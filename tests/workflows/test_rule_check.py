import string

import msgspec
import pytest
from tests.detectors.secrets.scanning import rules

from akwarden.access.random_text import is_token
from akwarden.detectors.secrets.scanner import CompiledRules
from akwarden.model.rule import PartName, Rule, Sample, Samples
from akwarden.workflows.rule_check import RuleProblem, check_rules, expand

PAIR = "SecretId: AKID{32*A}\nSecretKey: {32*A}\n"
QUIET = ("nothing", "to see", "here")


def problems(match: tuple[Sample | str, ...], no_match: tuple[str, ...] = QUIET) -> list[str]:
    """Check one of our rules with samples of its own among all others."""
    ruleset = rules().ruleset
    changed: list[Rule] = [
        msgspec.structs.replace(rule, samples=Samples(match, no_match))
        if rule.id == "tencent-access-key"
        else rule
        for rule in ruleset.rules
    ]
    own = msgspec.structs.replace(ruleset, rules=tuple(changed))
    found = check_rules(CompiledRules(own, rules().anchors), only={"tencent-access-key"})
    return [p.problem for p in found]


def test_rule_whose_samples_hold_has_no_problem() -> None:
    parts = (PartName.KEY_ID, PartName.SECRET)

    assert problems((PAIR, Sample(PAIR, parts=parts), Sample(PAIR + "\n" * 11 + PAIR, count=2))) == []


def test_sample_that_is_not_found_is_a_problem_and_told_once() -> None:
    assert problems((PAIR, "no key here")) == ["match sample 2: 0 findings, not 1"]


def test_sample_that_is_found_too_often_is_a_problem() -> None:
    assert problems((PAIR + "\n" * 11 + PAIR, PAIR)) == ["match sample 1: 2 findings, not 1"]


def test_sample_with_other_parts_is_a_problem() -> None:
    assert problems((PAIR, Sample(PAIR, parts=(PartName.KEY_ID,)))) == [
        "match sample 2: found key_id, secret, not key_id"
    ]


def test_near_miss_that_any_rule_reports_is_a_problem() -> None:
    assert problems((PAIR, PAIR), (*QUIET, "AKIA{16*B}")) == ["no_match sample 4: aws-access-key reports it"]


def test_near_miss_may_be_an_example() -> None:
    assert problems((PAIR, PAIR), (*QUIET, "AKIDxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")) == []


def test_rule_with_too_few_samples_has_two_problems() -> None:
    assert problems((PAIR,), ("nothing",)) == [
        "has fewer than 2 matching samples",
        "has fewer than 3 near-miss samples",
    ]


@pytest.mark.parametrize("template", ["{32*Z}", "{32*}", "{99999*A}", "{5*C}"])
def test_template_of_no_known_form_is_a_problem(template: str) -> None:
    (problem,) = problems((PAIR, PAIR), (*QUIET, f"x {template}"))

    assert problem.startswith(f"template {template} in a sample: the alphabets are A, B,")


@pytest.mark.parametrize(
    ("letter", "alphabet"),
    [
        ("A", string.ascii_letters + string.digits),
        ("B", string.ascii_uppercase + "234567"),
        ("D", string.digits),
        ("H", "0123456789ABCDEF"),
        ("h", "0123456789abcdef"),
        ("L", string.ascii_lowercase),
        ("S", string.ascii_letters + string.digits + "+/"),
        ("U", string.ascii_uppercase + string.digits),
        ("W", string.ascii_letters + string.digits + "_-"),
    ],
)
def test_template_is_expanded_from_its_alphabet(letter: str, alphabet: str) -> None:
    expanded = expand(f"<{{5000*{letter}}}>")

    assert len(expanded) == 5002
    assert set(expanded[1:-1]) == set(alphabet)


def test_checksum_of_a_template_is_that_of_the_word_before_it() -> None:
    expanded = expand('"Bearer akw_{43*A}{6*C}"', 7)

    assert is_token(expanded[8:-1])
    assert expand("a {6*C}") == "a {6*C}", "of no word there is none"


def test_problem_names_its_rule() -> None:
    assert msgspec.to_builtins(RuleProblem("a", "b")) == {"rule": "a", "problem": "b"}
