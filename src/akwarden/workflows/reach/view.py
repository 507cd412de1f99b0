"""What is shown of the graph of a key: the worst path, and what somebody asked to see beside it.

Each time that a part is asked for, a dozen more of what is beside it are shown, the worst first; all together
at most 60. What is not shown is counted.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from akwarden.model.key_graph import GraphEdge, GraphLayer, GraphNode, LayerCount
from akwarden.workflows.reach.net import Net, Part, Step, layer_at
from akwarden.workflows.reach.worst import danger

MOST_SHOWN: Final = 60
A_TIME: Final = 12
"""How many more are shown each time."""
_MOST_ACTIONS: Final = 3


class View(msgspec.Struct, frozen=True):
    """What is shown."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    layers: tuple[LayerCount, ...]
    is_full: bool


def view_of(net: Net, worst: Sequence[str], expand: Sequence[str] = ()) -> View:
    """Return what is shown once these parts were asked for; one that is not shown changes nothing."""
    shown = dict.fromkeys(worst)
    for part, times in Counter(expand).items():
        if part in shown:
            shown |= dict.fromkeys(_beside(net, part, shown)[: times * A_TIME])
    kept = list(shown)[:MOST_SHOWN]
    is_kept = frozenset(kept)
    steps = [step for step in net.steps if step.source in is_kept and step.target in is_kept]
    on_worst = set(pairwise(worst))
    return View(
        nodes=tuple(_node(net, net.parts[one], kept, worst) for one in _in_order(net, kept, worst)),
        edges=tuple(_edge(step, is_worst=(step.source, step.target) in on_worst) for step in steps),
        layers=tuple(_layers(net, kept)),
        is_full=len(kept) == MOST_SHOWN,
    )


def _beside(net: Net, part: str, shown: dict[str, None]) -> list[str]:
    """Return what is beside a part and is not shown, the worst first; places in the order of leaks."""
    steps = sorted(net.ways_on(part), key=lambda step: _worst_first(net, step))
    ends = (step.source if step.target == part else step.target for step in steps)
    return [one for one in dict.fromkeys(ends) if one not in shown]


def _worst_first(net: Net, step: Step) -> tuple[int | str, ...]:
    target = net.parts[step.target]
    if net.parts[step.source].layer is GraphLayer.PLACE:
        return (0,)
    return (1, *(-int(one) for one in danger(net, step)), layer_at(target.layer), target.name, target.id)


def _in_order(net: Net, kept: Sequence[str], worst: Sequence[str]) -> list[str]:
    """Return the ids of what is shown by layer, those of the worst path first."""
    return sorted(kept, key=lambda one: (layer_at(net.parts[one].layer), one not in worst, kept.index(one)))


def _node(net: Net, part: Part, kept: Sequence[str], worst: Sequence[str]) -> GraphNode:
    beside = {step.source if step.target == part.id else step.target for step in net.ways_on(part.id)}
    return GraphNode(
        id=part.id,
        layer=part.layer,
        kind=part.kind,
        name=part.name,
        detail=part.detail,
        severity=None if part.sign is None else part.sign.severity,
        why="" if part.sign is None else part.sign.why,
        link=part.link,
        is_worst=part.id in worst,
        hidden=len(beside.difference(kept)),
    )


def _edge(step: Step, *, is_worst: bool) -> GraphEdge:
    return GraphEdge(
        source=step.source,
        target=step.target,
        kind=step.kind,
        actions=step.actions[:_MOST_ACTIONS],
        more_actions=max(0, len(step.actions) - _MOST_ACTIONS),
        is_conditional=step.is_conditional,
        is_worst=is_worst,
    )


def _layers(net: Net, kept: Sequence[str]) -> Iterator[LayerCount]:
    every = Counter(part.layer for part in net.parts.values())
    seen = Counter(net.parts[one].layer for one in kept)
    for layer in GraphLayer:
        left_out = every[layer] - seen[layer]
        yield LayerCount(layer=layer, shown=seen[layer], left_out=left_out, is_more=layer in net.cut)
