from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analytics.lake import PROPERTY, START, Row, event
from tests.detectors.behavior.sigma.rules import (
    compile_all,
    compiled,
    correlation,
    fault,
    fired,
    rule,
    text,
)

from akwarden.detectors.behavior.sigma.compiled import CompiledRule
from akwarden.detectors.behavior.sigma.times import SECOND

WINDOW = 10 * SECOND
ORIGIN = 1_772_409_600 * SECOND
"""Where the clock of these tests begins: `START` in microseconds since 1970."""
Step = tuple[int, str, str | None, str | None]
"""Microseconds, action, region as the group, resource as the value."""


def parts(*actions: str) -> list[dict[str, Any]]:
    """Give a rule for each action, called by it."""
    return [rule({"action": action}, name=action) for action in actions]


def counted(kind: str, condition: Mapping[str, Any], *actions: str) -> CompiledRule:
    """Give a correlation by region over some actions."""
    return _counted(kind, tuple(sorted(condition.items())), actions)


@cache
def _counted(kind: str, condition: tuple[tuple[str, Any], ...], actions: tuple[str, ...]) -> CompiledRule:
    keys: dict[str, Any] = {"group_by": ["region"]} | ({"condition": dict(condition)} if condition else {})
    return compiled(*parts(*actions), correlation(kind, actions, **keys))


def events(steps: Sequence[Step]) -> list[Row]:
    """Give events, with their places as hashes."""
    return [
        event(
            event_hash=at,
            time=START + timedelta(microseconds=step[0]),
            action=step[1],
            region=step[2],
            resource=step[3],
        )
        for at, step in enumerate(steps)
    ]


def closed(one: CompiledRule, steps: Sequence[Step], closing_from: int | None = None) -> list[int]:
    """Give the places of the events that close a correlation."""
    return fired(one, events(steps), None if closing_from is None else ORIGIN + closing_from)


# Edges


@pytest.mark.parametrize(("gap", "expected"), [(WINDOW, [1]), (WINDOW + 1, []), (0, [0, 1]), (1, [1])])
@pytest.mark.parametrize("kind", ["event_count", "value_count", "temporal"])
def test_the_timespan_itself_is_within_and_a_microsecond_more_is_not(
    kind: str, gap: int, expected: list[int]
) -> None:
    condition: dict[str, Any] = {"gte": 2} | ({"field": "resource"} if kind == "value_count" else {})
    one = counted(kind, condition, "a", "b")

    assert closed(one, [(0, "a", "r", "v"), (gap, "b", "r", "w")]) == expected


@pytest.mark.parametrize(("gap", "expected"), [(WINDOW, [1]), (WINDOW + 1, []), (0, [1]), (-1, [])])
def test_an_order_holds_within_the_timespan_and_at_one_time(gap: int, expected: list[int]) -> None:
    one = counted("temporal_ordered", {}, "a", "b")

    assert closed(one, [(20 * SECOND, "a", "r", None), (20 * SECOND + gap, "b", "r", None)]) == expected


def test_groups_are_apart_and_events_without_a_group_are_in_none() -> None:
    one = counted("event_count", {"gte": 2}, "a")

    found = closed(
        one, [(0, "a", "r", None), (1, "a", "q", None), (2, "a", None, None), (3, "a", None, None)]
    )

    assert found == []


def test_without_groups_all_events_count_together() -> None:
    one = compiled(*parts("a"), correlation("event_count", ["a"], condition={"gte": 2}))

    assert closed(one, [(0, "a", "r", None), (1, "a", None, None)]) == [1]


def test_an_event_without_the_counted_value_adds_none_and_may_close() -> None:
    one = counted("value_count", {"gte": 2, "field": "resource"}, "a")

    found = closed(one, [(0, "a", "r", "v"), (1, "a", "r", None), (2, "a", "r", "w"), (3, "a", "r", None)])

    assert found == [2, 3]


def test_an_event_of_several_rules_counts_once_and_is_every_step() -> None:
    documents = [rule({"action": "a"}, name="one"), rule({"region": "r"}, name="two")]
    count = compiled(*documents, correlation("event_count", ["one", "two"], condition={"gte": 2}))
    order = compiled(*documents, correlation("temporal_ordered", ["one", "two"]))

    assert closed(count, [(0, "a", "r", None)]) == []
    assert closed(order, [(0, "a", "r", None)]) == [0]


def test_a_field_may_have_another_name_in_another_rule() -> None:
    one = compiled(
        *parts("create", "use"),
        correlation(
            "temporal_ordered",
            ["create", "use"],
            group_by=["key"],
            aliases={"key": {"create": "resource", "use": "session_name"}},
        ),
    )
    rows = [
        event(event_hash=0, action="create", resource="k", session_name="x"),
        event(event_hash=1, action="use", resource="x", session_name="k"),
        event(event_hash=2, action="use", resource="k", session_name="x"),
    ]

    assert fired(one, rows) == [1]


def test_a_window_reaches_behind_the_time_from_which_is_told() -> None:
    one = counted("event_count", {"gte": 2}, "a")
    steps: list[Step] = [(0, "a", "r", None), (5, "a", "r", None), (WINDOW, "a", "r", None)]

    assert closed(one, steps) == [1, 2]
    assert closed(one, steps, closing_from=6) == [2]
    assert closed(one, steps, closing_from=WINDOW + 1) == []
    assert one.look_back_us == WINDOW


# Against counting by hand


def in_window(steps: Sequence[Step], at: int) -> list[Step]:
    """Give what an event sees: its group, its time and the timespan before it."""
    time, _, group, _ = steps[at]
    return [step for step in steps if step[2] == group and time - WINDOW <= step[0] <= time]


def ordered(steps: Sequence[Step], at: int, actions: Sequence[str]) -> bool:
    """Say whether a chain of actions ends with an event, each at the time of the one before or later."""
    seen, last = in_window(steps, at), steps[at]

    def reached(left: Sequence[str], until: int) -> bool:
        return not left or any(
            step[1] == left[-1] and step[0] <= until and reached(left[:-1], step[0]) for step in seen
        )

    return last[1] == actions[-1] and reached(actions[:-1], last[0])


ACTIONS = ("a", "b", "c")
OPERATORS: Mapping[str, Callable[[int, int], bool]] = {
    "gte": lambda number, count: number >= count,
    "gt": lambda number, count: number > count,
    "eq": lambda number, count: number == count,
    "neq": lambda number, count: number != count,
    "lte": lambda number, count: number <= count,
    "lt": lambda number, count: number < count,
}


def histories() -> st.SearchStrategy[list[Step]]:
    """Give events that meet in their times, at the edges of windows and in their groups."""
    near = st.sampled_from((0, 1, WINDOW - 1, WINDOW, WINDOW + 1))
    times = st.builds(lambda whole, by: whole * 4 * SECOND + by, st.integers(0, 6), near)
    group = st.sampled_from(("r", "r", "q", None))
    return st.lists(
        st.tuples(times, st.sampled_from((*ACTIONS, "other")), group, st.sampled_from(("v", "w", "x", None))),
        max_size=20,
    )


def by_hand(
    steps: Sequence[Step], actions: Sequence[str], holds: Callable[[list[Step], int], bool]
) -> list[int]:
    """Give the events of a group, of one of the actions, that something holds for."""
    kept = [step for step in steps if step[1] in actions and step[2] is not None]
    return [
        at for at, step in enumerate(steps) if step in kept and holds(in_window(kept, kept.index(step)), at)
    ]


@PROPERTY
@given(histories(), st.sampled_from(sorted(OPERATORS)), st.integers(2, 4))
def test_events_are_counted_as_by_hand(steps: list[Step], operator: str, count: int) -> None:
    one = counted("event_count", {operator: count}, "a", "b")

    expected = by_hand(steps, ("a", "b"), lambda seen, _: OPERATORS[operator](len(seen), count))

    assert closed(one, steps) == expected


@PROPERTY
@given(histories(), st.sampled_from(sorted(OPERATORS)), st.integers(1, 3))
def test_distinct_values_are_counted_as_by_hand(steps: list[Step], operator: str, count: int) -> None:
    one = counted("value_count", {operator: count, "field": "resource"}, "a", "b")

    def holds(seen: list[Step], _: int) -> bool:
        return OPERATORS[operator](len({step[3] for step in seen} - {None}), count)

    assert closed(one, steps) == by_hand(steps, ("a", "b"), holds)


@PROPERTY
@given(histories(), st.integers(2, 3))
def test_rules_that_meet_are_found_as_by_hand(steps: list[Step], count: int) -> None:
    one = counted("temporal", {"gte": count}, *ACTIONS)

    expected = by_hand(steps, ACTIONS, lambda seen, _: len({step[1] for step in seen}) >= count)

    assert closed(one, steps) == expected


@PROPERTY
@given(histories())
def test_rules_in_order_are_found_as_by_hand(steps: list[Step]) -> None:
    one = counted("temporal_ordered", {}, *ACTIONS)

    expected = [at for at, step in enumerate(steps) if step[2] and ordered(steps, at, ACTIONS)]

    assert closed(one, steps) == expected


@PROPERTY
@given(
    histories(),
    st.sampled_from(("event_count", "value_count", "temporal", "temporal_ordered")),
    st.sampled_from((1, 8 * SECOND, 16 * SECOND + 1)),
)
def test_a_history_cut_anywhere_closes_as_the_whole(steps: list[Step], kind: str, cut: int) -> None:
    field = {"field": "resource"} if kind == "value_count" else {}
    one = counted(kind, {} if kind == "temporal_ordered" else {"gte": 2} | field, "a", "b")
    late = [step if step[0] >= cut - one.look_back_us else (step[0], "other", None, None) for step in steps]

    whole = closed(one, steps)

    assert closed(one, late, closing_from=cut) == [at for at in whole if steps[at][0] >= cut]


def test_a_burst_of_one_key_is_counted_in_time_that_grows_with_it_alone() -> None:
    one = counted("value_count", {"gte": 3000, "field": "resource"}, "a")
    steps: list[Step] = [(at, "a", "r", str(at)) for at in range(3000)]

    assert closed(one, steps) == [2999]


# Refusals


@pytest.mark.parametrize(
    ("kind", "keys", "reason"),
    [
        (
            "value_sum",
            {"condition": {"gte": 2, "field": "ip_asn"}},
            "correlations of the type value_sum are not",
        ),
        (
            "value_avg",
            {"condition": {"gte": 2, "field": "ip_asn"}},
            "correlations of the type value_avg are not",
        ),
        (
            "value_percentile",
            {"condition": {"gte": 2, "field": "ip_asn", "percentile": 90}},
            "correlations of the type value_percentile are not known",
        ),
        (
            "value_median",
            {"condition": {"gte": 2, "field": "ip_asn"}},
            "correlations of the type value_median",
        ),
        (
            "temporal",
            {"condition": "a and not b"},
            "correlations of the type temporal with a condition of words",
        ),
        ("temporal_ordered", {"condition": "a and b"}, "correlations of the type temporal_ordered with a"),
        ("temporal_ordered", {"condition": {"gte": 1}}, "temporal_ordered takes all of its rules"),
        (
            "event_count",
            {"condition": {"gte": 1}},
            "the condition `gte: 1` holds for every event of its rules",
        ),
        ("event_count", {"condition": {"lt": 1}}, "the condition `lt: 1` can never hold"),
        ("temporal", {"condition": {"gte": 3}}, "the condition `gte: 3` can never hold"),
        ("value_count", {"condition": {"gte": 2}}, "Value count correlation rule without field reference"),
        (
            "value_count",
            {"condition": {"gte": 2, "field": ["region", "issuer"]}},
            "value_count takes one field",
        ),
        ("event_count", {"condition": {"gte": 2}, "group_by": ["regoin"]}, "unknown field `regoin`; near to"),
        ("event_count", {"condition": {"gte": 2}, "timespan": "2y"}, "the timespan 2y is longer than a year"),
        ("event_count", {"condition": {"gte": 2}, "timespan": "5x"}, "Timespan '5x' is invalid"),
        ("event_count", {"condition": {"gte": 2}, "rules": ["a", "bb"]}, "unknown rule `bb`"),
        ("event_count", {"condition": {"gte": 2}, "rules": []}, "the correlation names no rules"),
        ("no_such", {"condition": {"gte": 2}}, "'no_such' is no valid Sigma correlation type"),
    ],
)
def test_correlations_that_are_not_known_are_refused(kind: str, keys: dict[str, Any], reason: str) -> None:
    names = keys.pop("rules", ["a", "b"])
    extra = {"generate": False} if names == ["a", "b"] else {}

    told = fault(*_named(names), correlation(kind, names, **(keys | extra)))

    assert told.startswith(reason)


def _named(names: Sequence[str]) -> list[dict[str, Any]]:
    """Give the rules that a correlation names, as far as they are those of these tests."""
    return parts(*(name for name in names if name in ("a", "b")))


def test_a_correlation_of_correlations_is_refused() -> None:
    inner = correlation("event_count", ["a"], condition={"gte": 2}) | {"name": "many"}
    outer = correlation("event_count", ["many"], condition={"gte": 2})

    found = compile_all(text(*parts("a"), inner, outer))

    assert [one.title for one in found.rules] == ["a correlation"]
    assert [one.reason for one in found.faults] == [
        "`many` is a correlation itself; only rules can be correlated"
    ]


def test_a_field_of_two_types_is_refused() -> None:
    two = correlation(
        "temporal", ["a", "b"], group_by=["key"], aliases={"key": {"a": "ip_asn", "b": "region"}}
    )

    assert fault(*parts("a", "b"), two).startswith("a field of the correlation is of another type")


def test_an_alias_that_leaves_a_rule_out_is_refused() -> None:
    one = correlation("temporal", ["a", "b"], group_by=["key"], aliases={"key": {"a": "region"}})

    assert fault(*parts("a", "b"), one) == "the alias `key` says nothing about the rule `b`"
