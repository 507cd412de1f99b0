import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.workflows.reach.graphs import net, part, step

from akwarden.model.key_graph import EdgeKind, GraphLayer
from akwarden.model.severity import Severity
from akwarden.workflows.reach.net import Net
from akwarden.workflows.reach.view import A_TIME, MOST_SHOWN, view_of
from akwarden.workflows.reach.worst import worst_path

MANY = 300


def wide() -> Net:
    """Give an identity with hundreds of policies, the first of which allows hundreds of things."""
    names, things = ([f"{kind}-{at:03}" for at in range(MANY)] for kind in ("policy", "thing"))
    grave = part(names[7], "policy", Severity.HIGH)
    parts = [part(one, "policy") for one in names if one != grave.id]
    return net(
        (*parts, grave, *(part(one, "resource") for one in things)),
        (
            *(step("alice", one, EdgeKind.HAS) for one in names),
            *(step(grave.id, one) for one in things),
        ),
    )


WIDE = wide()
WORST = worst_path(WIDE)


def test_it_begins_with_the_worst_path_alone_and_counts_the_rest() -> None:
    view = view_of(WIDE, WORST)

    assert [node.id for node in view.nodes] == list(WORST)
    assert {one.layer: one.left_out for one in view.layers if one.left_out} == {
        GraphLayer.POLICY: MANY - 1,
        GraphLayer.RESOURCE: MANY - 1,
    }
    assert {node.id: node.hidden for node in view.nodes if node.hidden} == {
        "alice": MANY - 1,
        "policy-007": MANY - 1,
    }


def test_each_time_that_a_part_is_asked_for_a_dozen_more_are_shown() -> None:
    once, twice = (view_of(WIDE, WORST, ["alice"] * times) for times in (1, 2))

    assert len(once.nodes) == len(WORST) + A_TIME
    assert len(twice.nodes) == len(WORST) + 2 * A_TIME
    assert {node.id for node in once.nodes} < {node.id for node in twice.nodes}


def test_never_more_than_sixty_are_shown_and_that_is_said() -> None:
    view = view_of(WIDE, WORST, ["alice", "policy-007"] * 30)

    assert (len(view.nodes), view.is_full) == (MOST_SHOWN, True)
    assert set(WORST) <= {node.id for node in view.nodes}


def test_what_is_not_shown_can_not_be_expanded() -> None:
    assert view_of(WIDE, WORST, ["policy-200", "nobody"]) == view_of(WIDE, WORST)


def test_a_part_can_be_expanded_once_another_one_brought_it() -> None:
    found = net(
        (part("one", "policy", Severity.HIGH), part("two", "policy"), part("a", "resource")),
        (
            step("alice", "one", EdgeKind.HAS),
            step("alice", "two", EdgeKind.HAS),
            step("two", "a", EdgeKind.READS),
        ),
    )
    worst = ("key", "alice", "one")

    shown = {node.id for node in view_of(found, worst, ["alice", "two"]).nodes}

    assert shown == {*worst, "two", "a"}


def test_steps_are_shown_between_what_is_shown_and_those_of_the_worst_path_are_marked() -> None:
    view = view_of(WIDE, WORST, ["alice"])
    shown = {node.id for node in view.nodes}

    assert {one for edge in view.edges for one in (edge.source, edge.target)} <= shown
    assert [(one.source, one.target) for one in view.edges if one.is_worst] == [
        ("key", "alice"),
        ("alice", "policy-007"),
        ("policy-007", WORST[-1]),
    ]


def test_of_many_actions_the_first_are_shown_and_the_rest_counted() -> None:
    allows = step("one", "a")
    actions = tuple(f"cos:Put{at}" for at in range(9))
    found = net((part("one", "policy"), part("a", "resource")), [step("alice", "one", EdgeKind.HAS)])
    full = Net(
        key="key", parts=found.parts, steps=(*found.steps, msgspec.structs.replace(allows, actions=actions))
    )

    edge = view_of(full, worst_path(full)).edges[-1]

    assert (edge.actions, edge.more_actions) == (actions[:3], 6)


@given(st.lists(st.sampled_from(["key", "alice", "policy-007", "policy-001", "thing-001", "?"]), max_size=90))
def test_whatever_is_asked_for_the_sums_are_right(expand: list[str]) -> None:
    view = view_of(WIDE, WORST, expand)

    assert len(view.nodes) <= MOST_SHOWN
    assert len({node.id for node in view.nodes}) == len(view.nodes)
    assert sum(one.shown for one in view.layers) == len(view.nodes)
    assert sum(one.shown + one.left_out for one in view.layers) == len(WIDE.parts)
