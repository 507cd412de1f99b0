import pytest
from tests.workflows.reach.graphs import net, part, step

from akwarden.model.key_graph import EdgeKind, NodeKind
from akwarden.model.severity import Severity
from akwarden.workflows.reach.net import Part, Step
from akwarden.workflows.reach.worst import worst_path

HAS, READS, CHANGES = EdgeKind.HAS, EdgeKind.READS, EdgeKind.CHANGES
WAYS = (part("one", "policy"), part("two", "policy"), part("a", "resource"), part("b", "resource"))
HELD = (step("alice", "one", HAS), step("alice", "two", HAS))


def end(*steps: Step, parts: tuple[Part, ...] = ()) -> str:
    """Give where the worst path ends; `parts` stand in place of those of their names."""
    return worst_path(net((*WAYS, *parts), (*HELD, *steps)))[-1]


def test_everything_is_worse_than_what_the_worse_risk_is_told_of() -> None:
    every = part("b", "resource", kind=NodeKind.EVERYTHING)

    assert end(step("one", "a", severity=Severity.HIGH), step("two", "b"), parts=(every,)) == "b"


def test_everything_that_is_only_read_or_hangs_on_conditions_is_not_everything() -> None:
    every = part("b", "resource", kind=NodeKind.EVERYTHING)
    low = step("one", "a", severity=Severity.LOW)

    assert end(low, step("two", "b", READS), parts=(every,)) == "a"
    assert end(low, step("two", "b", is_conditional=True), parts=(every,)) == "a"


def test_of_two_the_one_with_the_worse_risk_is_worse_be_it_told_of_the_step_or_of_the_policy() -> None:
    policy = part("two", "policy", Severity.MEDIUM)

    assert end(step("one", "a", severity=Severity.LOW), step("two", "b", severity=Severity.HIGH)) == "b"
    assert end(step("one", "a", severity=Severity.LOW), step("two", "b"), parts=(policy,)) == "b"


def test_a_risk_that_another_policy_brings_to_a_resource_does_not_count() -> None:
    marked = part("b", "resource", Severity.CRITICAL)

    assert end(step("one", "a", severity=Severity.LOW), step("two", "b", READS), parts=(marked,)) == "a"


def test_changing_is_worse_than_reading_and_no_condition_worse_than_one() -> None:
    assert end(step("one", "a", READS), step("two", "b", CHANGES)) == "b"
    assert end(step("one", "a", is_conditional=True), step("two", "b")) == "b"


def test_of_ways_that_are_alike_the_shortest_is_the_worst() -> None:
    found = net(
        (part("role", "identity", kind=NodeKind.ROLE), *WAYS),
        (
            step("alice", "role", EdgeKind.TAKES),
            step("role", "two", HAS),
            step("alice", "one", HAS),
            step("two", "b"),
            step("one", "a"),
        ),
    )

    assert worst_path(found) == ("key", "alice", "one", "a")


def test_a_way_through_a_role_is_the_worst_where_it_leads_to_worse() -> None:
    found = net(
        (part("role", "identity", kind=NodeKind.ROLE), *WAYS),
        (
            step("alice", "role", EdgeKind.TAKES),
            step("role", "two", HAS),
            step("alice", "one", HAS),
            step("two", "b", severity=Severity.LOW),
            step("one", "a"),
        ),
    )

    assert worst_path(found) == ("key", "alice", "role", "two", "b")


def test_a_boundary_and_a_group_that_holds_nothing_are_no_end() -> None:
    found = net(
        (
            part("ops", "identity", kind=NodeKind.GROUP),
            part("fence", "policy", Severity.CRITICAL, kind=NodeKind.BOUNDARY),
            part("one", "policy"),
        ),
        (
            step("alice", "ops", EdgeKind.IS_IN),
            step("alice", "fence", EdgeKind.LIMITED_BY),
            step("alice", "one", HAS),
        ),
    )

    assert worst_path(found)[-1] == "one"


@pytest.mark.parametrize("places", [(), ("first", "second")])
def test_it_begins_at_the_first_place_where_there_is_one(places: tuple[str, ...]) -> None:
    leaked = [step(one, "key", EdgeKind.HOLDS_KEY) for one in places]

    found = worst_path(net([part(one, "place") for one in places], leaked))

    assert found == (*places[:1], "key", "alice")
