"""Every sample of every rule about calls is judged as it says; a new rule needs nothing here."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
import yaml
from tests.detectors.behavior.known_calls import unknown_beginnings, unknown_calls

from akwarden.analytics.calls import CALL_VOCABULARY
from akwarden.query.parse import parse
from akwarden.store.risk_columns import RISK_VOCABULARY
from akwarden.workflows.detection.ruleset import DetectionRules, behavior_names, check_behavior, load_behavior

NAMES = list(behavior_names())
CLOUDS = {"tencent", "aws"}
LEAST = 45


@cache
def loaded() -> DetectionRules:
    """Give all rules; compiling them takes seconds."""
    return load_behavior()


@cache
def written(name: str) -> list[dict[str, Any]]:
    """Give the documents of a rule's file."""
    text = (files("akwarden.rules") / "behavior" / f"{name}.yml").read_text()
    return list(yaml.load_all(text, Loader=yaml.CSafeLoader))


def selections(value: object) -> Iterator[dict[str, Any]]:
    """Yield every mapping of columns in a detection."""
    if isinstance(value, dict):
        if all(not isinstance(one, dict) for one in value.values()):
            yield value
        for one in value.values():
            yield from selections(one)
    elif isinstance(value, list):
        for one in value:
            yield from selections(one)


def listed(value: object) -> set[str]:
    """Give one value or several as a set."""
    return set(map(str, value)) if isinstance(value, list) else {str(value)}


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_holds(name: str) -> None:
    problems = list(check_behavior(loaded(), only={name}))

    assert problems == []


@pytest.mark.parametrize("name", NAMES)
def test_rule_says_why_it_matters_and_when_it_is_wrong(name: str) -> None:
    [rule] = [one.rule for one in loaded().rules if one.rule.id == name]

    assert rule.providers
    assert set(rule.providers) <= CLOUDS
    assert len(rule.description) > len(rule.title)
    assert rule.description.endswith(".")
    assert not rule.title.endswith(".")
    assert not rule.reason.endswith(".")
    assert rule.extra["false positives"]
    assert all("https://" in one for one in rule.references)


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_for_a_cloud_has_samples_of_it(name: str) -> None:
    [rule] = [one.rule for one in loaded().rules if one.rule.id == name]
    assert rule.samples is not None

    events = [
        event for sample in rule.samples.match for event in (sample if isinstance(sample, list) else [sample])
    ]

    # Refused keys are in no record of AWS, so a rule about them alone is for both and shown for one.
    if name != "key-guessing":
        assert {event["provider"] for event in events} == set(rule.providers)


@pytest.mark.parametrize("name", NAMES)
def test_every_call_that_a_rule_names_exists(name: str) -> None:
    unknown: dict[str, set[str]] = {}
    for detection in (one["detection"] for one in written(name) if "detection" in one):
        for selection in selections(detection):
            if "provider" not in selection or "service" not in selection:
                continue
            provider, services = selection["provider"], listed(selection["service"])
            if "action" in selection:
                wrong = [unknown_calls(provider, one, listed(selection["action"])) for one in services]
                unknown[str(services)] = set.intersection(*wrong)
            if "action|startswith" in selection:
                beginnings = listed(selection["action|startswith"])
                wrong = [unknown_beginnings(provider, one, beginnings) for one in services]
                unknown[f"{services} begin"] = set.intersection(*wrong)

    assert {service: calls for service, calls in unknown.items() if calls} == {}


def test_there_are_enough_rules_and_all_of_them_run() -> None:
    assert len(NAMES) >= LEAST
    assert loaded().faults == ()
    assert [one.rule.id for one in loaded().rules] == NAMES


def test_quiet_rules_of_a_story_never_stand_alone() -> None:
    rules = [one.rule for one in loaded().rules]

    loud = {rule.story for rule in rules if not rule.quiet}

    assert {rule.story for rule in rules if rule.quiet} <= loud


@pytest.mark.parametrize("name", NAMES)
def test_the_next_command_asks_what_can_be_asked(name: str) -> None:
    [rule] = [one.rule for one in loaded().rules if one.rule.id == name]
    vocabularies = {"calls": CALL_VOCABULARY, "risks": RISK_VOCABULARY}

    _, command, *words = shlex.split(re.sub(r"\{\w+\}", "7", rule.next))

    if "--where" in words:
        assert parse(words[words.index("--where") + 1], vocabularies[command]) is not None
