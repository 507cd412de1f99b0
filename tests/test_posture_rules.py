"""Every sample of every posture rule says what its rule sees; a new rule needs nothing here."""

import pytest
from docs import posture_pages
from tests.detectors.posture.commands import wrong_with
from tests.detectors.secrets.scanning import NO_FOLDER

from akwarden.detectors.posture.registry import JUDGES, load, settings_of
from akwarden.detectors.posture.remedy import commands_of
from akwarden.model.posture import PostureRule
from akwarden.workflows.posture.ruleset import check_posture, load_posture

RULES = {rule.id: rule for rule in load_posture(cache=NO_FOLDER)}
CLOUDS = {"tencent", "aws"}
LEAST = 40


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_sample_holds(rule: PostureRule) -> None:
    problems = list(check_posture([rule]))

    assert problems == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_rule_says_why_it_matters_and_how_it_is_mended(rule: PostureRule) -> None:
    steps = [line for mend in rule.remediation.values() for line in mend.console]

    assert rule.providers
    assert set(rule.providers) <= CLOUDS
    assert set(rule.remediation) == set(rule.providers)
    assert len(rule.why) > len(rule.title)
    assert rule.why.endswith(".")
    assert not rule.fix.endswith(".")
    assert rule.references
    assert all(mend.console and mend.cli for mend in rule.remediation.values())
    assert [line for line in steps if not line.endswith(".")] == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_commands_are_those_of_the_clouds_tools(rule: PostureRule) -> None:
    commands = [line for mend in rule.remediation.values() for line in commands_of(mend)]

    problems = [problem for command in commands for problem in wrong_with(command)]

    assert problems == []


def test_a_rule_for_both_clouds_has_samples_of_both() -> None:
    lacking = {
        rule.id: cloud
        for rule in RULES.values()
        for cloud in rule.providers
        if cloud not in {one.account.get("provider", "tencent") for one in rule.samples}
    }

    assert lacking == {}


def test_every_judge_has_a_rule_and_a_settings_type() -> None:
    used = {rule.judge for rule in RULES.values()}

    assert used == JUDGES.keys()
    assert [name for name in JUDGES if not load(name).__doc__ or not settings_of(name).__doc__] == []


def test_there_are_enough_rules_and_all_say_something_else() -> None:
    assert len(RULES) >= LEAST
    assert len({rule.title for rule in RULES.values()}) == len(RULES)


def test_every_rule_has_its_page() -> None:
    pages = dict(posture_pages.pages(list(RULES.values())))

    assert [
        rule for rule in RULES if f"{rule}.md" not in pages or f"]({rule}.md)" not in pages["README.md"]
    ] == []
    assert {"sensitive-actions.md", "high-privilege-policies.md"} <= pages.keys()
