from datetime import timedelta

import ibis
from tests.analytics.lake import START, arrow, event, executed, registered
from tests.detectors.behavior.sigma.rules import compiled, correlation, fired, rule

from akwarden.detectors.behavior.sigma.compiled import RuleFault
from akwarden.detectors.behavior.sigma.times import SECOND

ORIGIN = 1_772_409_600 * SECOND


def test_hits_are_hashes_and_times_in_microseconds() -> None:
    one = compiled(rule({"action": "run"}))
    rows = [event(event_hash=7, time=START + timedelta(microseconds=1), action="run"), event(event_hash=8)]

    found = executed(one.hits(registered(arrow(rows))))

    assert found.to_pylist() == [{"event_hash": 7, "time": ORIGIN + 1}]


def test_only_events_from_a_time_on_are_told() -> None:
    rows = [event(event_hash=at, time=START + timedelta(microseconds=at), region="x") for at in range(3)]

    assert fired(compiled(rule({"region": "x"})), rows, ORIGIN + 1) == [1, 2]


def test_a_rule_runs_over_a_table_with_more_columns() -> None:
    one = compiled(
        rule({"region": "x"}, name="base"), correlation("event_count", ["base"], condition={"gte": 2})
    )
    events = registered(arrow([event(event_hash=at, region="x") for at in range(2)]))
    wider = events.mutate(score=ibis.literal(1.5)).filter(lambda row: row.event_hash >= 0)

    assert executed(one.hits(wider)).num_rows == 2
    assert executed(compiled(rule({"region": "x"})).hits(wider)).num_rows == 2


def test_the_condition_of_a_correlation_is_none_of_single_events() -> None:
    one = compiled(
        rule({"region": "x"}, name="base"), correlation("event_count", ["base"], condition={"gte": 2})
    )

    assert one.condition(one.table) is None
    assert one.look_back_us == 10 * SECOND


def test_a_fault_is_one_line() -> None:
    assert str(RuleFault(origin="a.yml", rule="one", reason="it is wrong")) == "a.yml: one: it is wrong"
    assert str(RuleFault(origin="a.yml", rule="", reason="it is wrong")) == "a.yml: it is wrong"
