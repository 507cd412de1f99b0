import os
import subprocess
import sys
from typing import Any

import pytest
from tests.analytics.lake import event
from tests.detectors.behavior.sigma.rules import (
    OWN,
    compile_all,
    compiled,
    correlation,
    fault,
    fired,
    rule,
    text,
)

from akwarden.detectors.behavior.sigma.fields import LogSource
from akwarden.model.severity import Severity

HEAD = "title: t\nlogsource: {product: akwarden}\n"
GOOD = "detection: {a: {region: x}, condition: a}\n"
ID = "0f3a1c5e-7c3b-4a51-9d7a-111111111111"


def test_a_rule_keeps_what_its_file_says_of_it() -> None:
    one = compiled(
        rule(
            {"region": "x"},
            id=ID,
            description="what it is\n",
            author="A. Person",
            license="DRL 1.1",
            level="high",
            status="test",
            tags=["attack.t1078.004", "attack.persistence", "attack.T1098"],
            references=["https://example.com/a"],
            akwarden={"story": "recon"},
        )
    )

    assert (one.id, one.title, one.description) == (ID, "a rule", "what it is")
    assert (one.author, one.licence, one.level, one.status) == ("A. Person", "DRL 1.1", Severity.HIGH, "test")
    assert one.techniques == ("T1078.004", "T1098")
    assert one.references == ("https://example.com/a",)
    assert one.logsource == LogSource("akwarden", "calls")
    assert one.custom == {"akwarden": {"story": "recon"}}
    assert one.look_back_us == 0


def test_a_rule_that_says_little_has_the_name_of_its_text_and_a_medium_level() -> None:
    one = compiled(rule({"region": "x"}))

    assert (one.id, one.origin, one.level) == ("0", "0", Severity.MEDIUM)
    assert (one.author, one.licence, one.status, one.techniques, one.references) == ("", "", "", (), ())


def test_an_id_may_be_a_name() -> None:
    assert compiled(rule({"region": "x"}, id="root-key-in-use")).id == "root-key-in-use"


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        ("informational", Severity.INFO),
        ("low", Severity.LOW),
        ("medium", Severity.MEDIUM),
        ("high", Severity.HIGH),
        ("critical", Severity.CRITICAL),
    ],
)
def test_levels_are_severities(level: str, severity: Severity) -> None:
    assert compiled(rule({"region": "x"}, level=level)).level is severity


def test_one_wrong_rule_stops_no_other() -> None:
    good = text(rule({"region": "x"}, id="good"))
    wrong = ["a: [", "- 1", "", "{}", text({"title": "no detection", "logsource": OWN}), "\x00", "a: 1\na: 2"]

    found = compile_all(*wrong, good, text(rule({"nowhere": 1}, id="bad"), rule({"region": "y"}, id="too")))

    assert [one.id for one in found.rules] == ["good", "too"]
    assert sorted(one.origin for one in found.faults) == ["0", "1", "2", "3", "4", "5", "6", "8"]
    assert str(found.faults[-1]) == "8: bad: unknown field `nowhere`"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "the text holds no rule"),
        ("- 1", "a rule is a mapping of keys"),
        ("a: 1\na: 2", "Duplicate key 'a'"),
        ("[" * 2000, "while increasing flow level"),
        (
            "x: &x [1]\n" + "".join(f"k{at}: &k{at} [*x, *x]\n" for at in range(3)) + "action: global",
            "`action`",
        ),
        ("#" * (1 << 20) + "##", "the text is longer than a million characters"),
        ("title: t\nfilter: {}\n", "`action` and `filter` are not known"),
        (
            HEAD + "detection: {timeframe: 5m, a: {region: x}, condition: a}",
            "`t",
        ),
        (
            HEAD + "detection: {a: {region: x}, condition: a | count() > 5}",
            "`|`",
        ),
        (
            HEAD + "detection: {a: {region: x}, condition: b}",
            "Detection 'b' not",
        ),
        (HEAD + "detection: {a: {}, condition: a}", "Detection is empty"),
        (
            HEAD + "detection: {a: {region: {b: 1}}, condition: a}",
            "Unsupported",
        ),
        (
            HEAD + "detection: 7",
            "Sigma detection must be a valid YAML map",
        ),
        (
            f"level: huge\n{HEAD}{GOOD}",
            "'huge'",
        ),
        (
            f"title: 7\n{HEAD[9:]}{GOOD}",
            "Sigma rule title",
        ),
    ],
)
def test_a_text_that_is_no_rule_is_told_in_words(written: str, reason: str) -> None:
    found = compile_all(written)

    assert not found.rules
    assert [one.reason[: len(reason)] for one in found.faults] == [reason]


def test_a_condition_of_too_many_levels_is_refused() -> None:
    one = rule({"region": "x"}, condition=f"{'not ' * 40}selection")

    assert fault(one) == "the condition has more than 32 levels"


def test_a_list_may_have_thousands_of_patterns() -> None:
    one = compiled(rule({"region|contains": [f"x{at}-" for at in range(1000)]}))

    assert fired(one, [event(event_hash=at, region=f"ax{at * 500}-b") for at in range(3)]) == [0, 1]


def test_aliases_that_grow_without_end_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 10)}]" for at in range(1, 9)]

    (told,) = compile_all("\n".join(lines)).faults

    assert "billion laughs" in told.reason


def test_two_rules_of_one_id_are_told() -> None:
    found = compile_all(text(rule({"region": "x"}, id="one")), text(rule({"region": "y"}, id="one")))

    assert [one.origin for one in found.rules] == ["0"]
    assert [str(one) for one in found.faults] == ["1: one: the id `one` is taken by a rule of 0"]


# Correlations and their rules


def test_a_rule_that_a_correlation_names_is_not_run_by_itself() -> None:
    found = compile_all(text(*_counting()))

    assert [one.title for one in found.rules] == ["a correlation"]
    assert found.rules[0].logsource == LogSource("akwarden", "calls")


def test_a_rule_is_run_too_where_its_correlation_says_so() -> None:
    found = compile_all(text(*_counting(generate=True, condition={"gte": 2})))

    assert [one.title for one in found.rules] == ["a rule", "a correlation"]


@pytest.mark.parametrize(
    "keys", [{"timespan": "soon"}, {"group_by": ["nowhere"]}, {"rules": ["base", "gone"]}]
)
def test_a_part_of_a_correlation_that_is_wrong_says_nothing_alone(keys: dict[str, Any]) -> None:
    found = compile_all(text(*_counting(**keys)))

    assert not found.rules
    assert len(found.faults) == 1


def test_a_correlation_of_a_rule_that_is_wrong_is_told() -> None:
    base = rule({"nowhere": "x"}, name="base")

    found = compile_all(text(base, correlation("event_count", ["base"], condition={"gte": 2})))

    assert not found.rules
    assert [one.reason for one in found.faults] == [
        "unknown field `nowhere`",
        "the rule `base` that it names is wrong",
    ]


def test_a_part_may_fit_every_event() -> None:
    base = rule({"action": "*"}, name="base")
    count = correlation(
        "value_count", ["base"], group_by=["region"], condition={"gte": 2, "field": "service"}
    )
    rows = [event(event_hash=at, region="r", service=name) for at, name in enumerate("aab")]

    assert fired(compiled(base, count), rows)[-1:] == [2]


def test_a_correlation_names_rules_of_other_texts_by_id_too() -> None:
    count = correlation("event_count", [ID, "other"], condition={"gte": 2})

    found = compile_all(
        text(rule({"region": "x"}, id=ID)), text(count), text(rule({"region": "y"}, id="other"))
    )

    assert [one.title for one in found.rules] == ["a correlation"]
    assert not found.faults


def test_a_name_means_the_rule_of_its_own_text() -> None:
    found = compile_all(text(*_counting()), text(*_counting()))

    assert [one.origin for one in found.rules] == ["0", "1"]
    assert not found.faults


def test_a_name_that_several_rules_have_is_refused() -> None:
    base = rule({"region": "x"}, name="base")

    told = compile_all(text(base), text(base), text(_counting()[1])).faults

    assert [one.reason for one in told] == ["several rules are called `base`"]


def _counting(**keys: Any) -> list[dict[str, Any]]:
    rules = keys.pop("rules", ["base"])
    made = correlation("event_count", rules, **({"condition": {"gte": 2}} | keys))
    return [rule({"region": "x"}, name="base", id="base"), made]


# What must not happen


_ALONE = """
import socket
import sys

def refused(*_, **__):
    raise AssertionError("the network was touched")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = refused

import ibis
from akwarden.detectors.behavior.sigma.load import compile_rules
from akwarden.store.lake.schema import LAKE_SCHEMA

text = sys.stdin.read()
found = compile_rules([("0", text)], ibis.Schema.from_pyarrow(LAKE_SCHEMA))
print(len(found.rules), len(found.faults))
print(sorted(name for name in sys.modules if name.startswith("sigma.") and "mitre" in name))
print(sorted(name for name in sys.modules if name in ("requests", "diskcache")))
"""


def test_loading_touches_no_network_and_prints_nothing() -> None:
    tags = ["attack.t1078.004", "attack.initial_access", "d3fend.d3-am", "cve.2024-1"]
    wrong = rule({"region|re": "a(?=b)[z-a"}, tags=tags, id="wrong")

    done = subprocess.run(
        [sys.executable, "-c", _ALONE],
        input=text(rule({"region|re": "a+"}, tags=tags, id="right"), wrong),
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["1 1", "[]", "[]"]


def test_a_pattern_that_is_wrong_is_told_and_not_printed(capfd: pytest.CaptureFixture[str]) -> None:
    assert fault(rule({"region|re": "a[z-a]"})).startswith("the pattern `a[z-a]` is wrong")
    assert fault(rule({"region|re|i|contains": "a(?=b)"})).startswith("the pattern `a(?=b)` is wrong")

    assert capfd.readouterr() == ("", "")
