"""Graphs of keys for tests: from a state with a few rows, and from a few parts by hand."""

from collections.abc import Sequence

from tests.store.rows import NOW

from akwarden.model.key_graph import EdgeKind, GraphLayer, GraphNode, KeyGraph, NodeKind
from akwarden.model.severity import Severity
from akwarden.store.state import State
from akwarden.workflows.reach.key_graph import key_graph
from akwarden.workflows.reach.net import Net, Part, Sign, Step

_KINDS = {
    "place": NodeKind.CODE,
    "key": NodeKind.KEY,
    "identity": NodeKind.USER,
    "policy": NodeKind.CUSTOM,
    "resource": NodeKind.SERVICE,
}


def graph(state: State, key: str, *expand: str) -> KeyGraph:
    """Give the graph of a key."""
    with state.reading() as connection:
        return key_graph(connection, key, NOW, expand)


def worst_names(found: KeyGraph) -> list[str]:
    """Give the names on the worst path, from left to right."""
    by_id = {node.id: node.name for node in found.nodes}
    return [by_id[one] for one in found.worst]


def named(found: KeyGraph, name: str) -> GraphNode:
    """Give the first node of this name."""
    return next(node for node in found.nodes if node.name == name)


def part(name: str, layer: str, severity: Severity | None = None, *, kind: NodeKind | None = None) -> Part:
    """Give a part whose id is its name."""
    sign = None if severity is None else Sign(severity, "it is bad")
    return Part(id=name, layer=GraphLayer(layer), kind=kind or _KINDS[layer], name=name, sign=sign)


def step(
    source: str,
    target: str,
    kind: EdgeKind = EdgeKind.CHANGES,
    severity: Severity | None = None,
    *,
    is_conditional: bool = False,
) -> Step:
    """Give a step between two parts."""
    sign = None if severity is None else Sign(severity, "it is bad")
    return Step(source=source, target=target, kind=kind, sign=sign, is_conditional=is_conditional)


def net(parts: Sequence[Part], steps: Sequence[Step]) -> Net:
    """Give a graph of these, with the key and alice, whose it is, before them."""
    begins = (part("key", "key"), part("alice", "identity"))
    every = {one.id: one for one in (*begins, *parts)}
    return Net(key="key", parts=every, steps=(step("key", "alice", EdgeKind.ACTS_AS), *steps))
