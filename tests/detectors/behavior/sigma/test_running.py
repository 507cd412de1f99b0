from datetime import timedelta

import pytest
from tests.analytics.lake import START, arrow, event, executed, registered
from tests.detectors.behavior.sigma.rules import AWS, compile_all, correlation, fired, rule, text

from akwarden.detectors.behavior.sigma.running import every_hit
from akwarden.detectors.behavior.sigma.times import SECOND

ROWS = [
    event(
        event_hash=at,
        time=START + timedelta(seconds=at),
        provider="aws" if at % 2 else "tencent",
        action=("list", "get", "put")[at % 3],
        region=None if at % 5 == 0 else "r",
    )
    for at in range(12)
]
TEXTS = (
    text(rule({"action": "get"}, id="get")),
    text(rule({"eventName": "*"}, condition="not 1 of nothing*", logsource=AWS, id="wrong")),
    text(rule({"eventName": ["get", "list"]}, logsource=AWS, id="aws")),
    text(
        rule({"action": "list"}, name="list"),
        correlation("event_count", ["list"], group_by=["region"], condition={"gte": 2}) | {"id": "many"},
    ),
    text(rule({"region": None}, id="nowhere")),
    text(
        rule({"action": "list"}, name="list"),
        correlation("value_count", ["list"], condition={"gte": 1, "field": "region"}) | {"id": "values"},
    ),
)


@pytest.mark.parametrize("closing_from", [None, 5])
def test_all_rules_at_once_give_what_each_gives_alone(closing_from: int | None) -> None:
    rules = compile_all(*TEXTS).rules
    start = None if closing_from is None else (1_772_409_600 + closing_from) * SECOND
    events = registered(arrow(ROWS))

    found = executed(every_hit(rules, events, start)).to_pylist()

    alone = {(at, one) for at, single in enumerate(rules) for one in fired(single, ROWS, start)}
    assert [one.id for one in rules] == ["get", "aws", "many", "nowhere", "values"]
    assert {(row["rule"], row["event_hash"]) for row in found} == alone
    assert len(found) == len(alone) > 4
    assert all(row["time"] == (1_772_409_600 + row["event_hash"]) * SECOND for row in found)


def test_rules_of_one_kind_alone_are_run_too() -> None:
    rules = compile_all(*TEXTS).rules
    events = registered(arrow(ROWS))

    assert executed(every_hit(rules[2:3], events)).num_rows == len(fired(rules[2], ROWS))
    assert executed(every_hit(rules[:1], events)).num_rows == len(fired(rules[0], ROWS))


def test_no_rules_are_an_error() -> None:
    with pytest.raises(ValueError, match="there are no rules"):
        every_hit([], registered(arrow(ROWS)))
