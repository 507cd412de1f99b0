"""How the graph of a key is written: the worst path as a sentence, then all as an indented tree."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from akwarden.model.key_graph import EdgeKind, GraphEdge, GraphLayer, GraphNode, KeyGraph, NodeKind
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import clipped, visible
from akwarden.reports.wording import counted

_EDGES: Final[Mapping[EdgeKind, str]] = {
    EdgeKind.HOLDS_KEY: "stands in",
    EdgeKind.ACTS_AS: "acts as",
    EdgeKind.IS_IN: "is in",
    EdgeKind.TAKES: "may take",
    EdgeKind.HAS: "holds",
    EdgeKind.LIMITED_BY: "is limited by",
    EdgeKind.CHANGES: "may change",
    EdgeKind.READS: "may read",
}
_MARK: Final = "* "
"""Before each step of the worst path."""


def graph_lines(graph: KeyGraph, form: str) -> Iterator[str]:
    """Yield the graph as JSON or for people."""
    lines = [encode(graph)] if form == "json" else _graph(graph)
    return (f"{line}\n" for line in lines)


def _graph(graph: KeyGraph) -> Iterator[str]:
    yield visible(graph.sentence)
    yield ""
    nodes = {node.id: node for node in graph.nodes}
    after: dict[str, list[GraphEdge]] = defaultdict(list)
    for edge in graph.edges:
        place = nodes[edge.source].layer is GraphLayer.PLACE
        after[edge.target if place else edge.source].append(edge)
    key = next(node for node in graph.nodes if node.kind is NodeKind.KEY)
    yield f"{_MARK}{visible(key.name)}{_level(key)}"
    yield from _tree(key, nodes, after, 1, {key.id})
    yield ""
    yield f"{_MARK.strip()} is the worst path"
    left = [one for one in graph.layers if one.left_out]
    if left:
        words = ", ".join(f"{_number(one.left_out, one.layer)}" for one in left)
        yield f"not shown: {words}"


def _number(count: int, layer: GraphLayer) -> str:
    if layer is GraphLayer.IDENTITY:
        return f"{count:,} {'identity' if count == 1 else 'identities'}"
    if layer is GraphLayer.POLICY:
        return f"{count:,} {'policy' if count == 1 else 'policies'}"
    return counted(count, layer.value)


def _tree(
    node: GraphNode,
    nodes: Mapping[str, GraphNode],
    after: Mapping[str, Sequence[GraphEdge]],
    depth: int,
    seen: set[str],
) -> Iterator[str]:
    """Yield what lies behind a node, the worst path first; what was told before is not told out again."""
    for edge in sorted(after.get(node.id, ()), key=lambda one: not one.is_worst):
        other = nodes[edge.source if edge.target == node.id else edge.target]
        mark = _MARK if edge.is_worst else "  "
        yield f"{mark}{'  ' * depth}{_EDGES[edge.kind]} {_named(other)}{_actions(edge)}{_level(other)}"
        if other.id not in seen:
            seen.add(other.id)
            yield from _tree(other, nodes, after, depth + 1, seen)


def _named(node: GraphNode) -> str:
    name = "everything" if node.kind is NodeKind.EVERYTHING else clipped(node.name, 120)
    is_told = node.layer in (GraphLayer.IDENTITY, GraphLayer.POLICY)
    return f"{name} ({node.kind.replace('_', ' ')})" if is_told else name


def _actions(edge: GraphEdge) -> str:
    if not edge.actions:
        return ""
    more = f" and {edge.more_actions} more" if edge.more_actions else ""
    limited = ", with conditions" if edge.is_conditional else ""
    return visible(f" by {', '.join(edge.actions)}{more}{limited}")


def _level(node: GraphNode) -> str:
    return f"  [{node.severity}] {clipped(node.why, 160)}" if node.severity else ""
