from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from akwarden.detectors.behavior.columns import ENRICHED
from akwarden.detectors.behavior.sigma.compiled import CompiledRule
from akwarden.detectors.behavior.sigma.load import compile_rules
from akwarden.model.behavior_rule import BehaviorSamples
from akwarden.workflows.detection.samples import SampleError, events_of, sample_problems

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
CONSOLE = """
title: Console
logsource: {product: akwarden, service: calls}
detection: {console: {channel: console}, condition: console}
"""
BURST = """
title: A denial
name: denial
logsource: {product: akwarden, service: calls}
detection: {denied: {error_class: denied}, condition: denied}
---
title: Denials
correlation:
  type: event_count
  rules: [denial]
  group-by: [subject]
  timespan: 1m
  condition: {gte: 3}
"""


def compiled(text: str) -> CompiledRule:
    """Give a rule that is ready to run."""
    [rule] = compile_rules([("rule", text)], ENRICHED).rules
    return rule


def judged(text: str, match: list[Any], no_match: list[Any]) -> list[str]:
    """Give what is wrong with samples of a rule."""
    samples = BehaviorSamples(match=tuple(match), no_match=tuple(no_match))
    return [problem for _, problem in sample_problems([(compiled(text), samples)])]


def test_an_event_that_says_little_is_an_ordinary_call_of_a_known_key() -> None:
    [row] = events_of({"provider": "tencent", "service": "cam", "action": "ListUsers"}, BEGIN)

    assert set(row) == set(ENRICHED)
    assert (row["action"], row["action_name"]) == ("listusers", "ListUsers")
    assert (row["error_class"], row["key_type"], row["channel"]) == ("none", "permanent", "api")
    assert (row["network"], row["ip_family"], row["ip_high"]) == ("203.0.113.0/24", 4, 0)
    assert row["time"] == BEGIN
    assert [name for name, kind in ENRICHED.items() if not kind.nullable and row[name] is None] == []


def test_an_address_of_ipv6_has_its_network_and_its_numbers() -> None:
    [row] = events_of({"provider": "aws", "source_ip": "2001:DB8:1:2::3"}, BEGIN)

    assert (row["source_ip"], row["network"]) == ("2001:db8:1:2::3", "2001:db8:1::/48")
    assert (row["ip_high"], row["ip_low"]) == (0x20010DB800010002 - (1 << 63), 3 - (1 << 63))


def test_copies_come_apart_with_their_numbers_and_take_lists_in_turn() -> None:
    sample = {"provider": "aws", "at": 10, "count": 3, "every": 5, "resource": "s-{n}", "action": ["A", "B"]}

    rows = events_of([sample], BEGIN, first_hash=7)

    assert [row["time"] - BEGIN for row in rows] == [timedelta(seconds=one) for one in (10, 15, 20)]
    assert [row["resource"] for row in rows] == ["s-0", "s-1", "s-2"]
    assert [row["action_name"] for row in rows] == ["A", "B", "A"]
    assert [row["event_hash"] for row in rows] == [7, 8, 9]


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        ([], "no event"),
        ("text", "mapping"),
        ({"service": "cam"}, "no `provider`"),
        ({"provider": "aws", "servce": "s3"}, "no column `servce`"),
        ({"provider": "aws", "count": 0}, "`count` is from 1"),
        ({"provider": "aws", "every": "5"}, "`every` is a number"),
        ({"provider": "aws", "new_ip": 1}, "`new_ip` is a boolean"),
        ({"provider": "aws", "new_ip": None}, "`new_ip` is never null"),
        ({"provider": "aws", "ip_asn": "AS1"}, "`ip_asn` is a number"),
        ({"provider": "aws", "source_ip": "here"}, "is no address"),
        ({"provider": "aws", "key_leaked_at": "soon"}, "is a time"),
        ({"provider": "aws", "region": 7}, "`region` is a string"),
    ],
)
def test_a_sample_that_is_none_is_refused(sample: object, said: str) -> None:
    with pytest.raises(SampleError, match=said):
        events_of(sample, BEGIN)


def test_samples_that_are_judged_as_they_say_are_no_problem() -> None:
    console, api = {"provider": "aws", "channel": "console"}, {"provider": "aws"}

    assert judged(CONSOLE, [console, [api, console]], [api]) == []


def test_samples_that_are_judged_otherwise_are_named() -> None:
    console, api = {"provider": "aws", "channel": "console"}, {"provider": "aws"}

    found = judged(CONSOLE, [console, api], [api, api, console])

    assert found == ["match sample 2: the rule does not fire", "no_match sample 3: the rule fires"]


def test_a_wrong_sample_is_named_and_the_others_are_tried() -> None:
    found = judged(CONSOLE, [{"provider": "aws"}, {"chanel": "console"}], [])

    assert found == ["match sample 2: it says no `provider`", "match sample 1: the rule does not fire"]


def test_samples_of_a_correlation_do_not_see_each_other() -> None:
    pair = [{"provider": "aws", "count": 2, "error_class": "denied"}]
    three = [{"provider": "aws", "count": 3, "every": 30, "error_class": "denied"}]
    slow = [{"provider": "aws", "count": 3, "every": 31, "error_class": "denied"}]

    assert judged(BURST, [three], [pair, pair, slow, pair]) == []


def test_rules_that_are_tried_together_judge_their_own_samples_alone() -> None:
    console, api = {"provider": "aws", "channel": "console"}, {"provider": "aws"}
    rules = [
        (compiled(CONSOLE), BehaviorSamples(match=(console,), no_match=(api,))),
        (compiled(CONSOLE.replace("console", "service")), BehaviorSamples(match=(), no_match=(console,))),
    ]

    assert list(sample_problems(rules)) == []


def test_no_rules_have_no_problems() -> None:
    assert list(sample_problems([])) == []
