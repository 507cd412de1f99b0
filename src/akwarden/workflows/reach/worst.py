"""The worst path through the graph of a key: from where it leaked to the worst that can be done with it.

Nothing is reckoned anew. Of two ways that one is worse

- which leads to everything, on no condition;
- then which the worse open risk is told of, at the policy or at what it allows;
- then which ends at what is known to be allowed, and not at a policy that can't be read;
- then which changes something and not only reads;
- then which depends on no condition;
- then which is shorter.

Of places the first is the worst: those of leaks that are open come before others, and then the worst.
"""

from collections.abc import Iterator

from akwarden.model.key_graph import EdgeKind, GraphLayer, NodeKind
from akwarden.workflows.reach.net import Net, Step, layer_at, rank, worse

Danger = tuple[bool, int, bool, bool, bool, int]


def danger(net: Net, step: Step, hops: int = 0) -> Danger:
    """Return how bad it is to go a step, in a form that is greater for what is worse."""
    target = net.parts[step.target]
    # What is wrong with a resource may come from another policy, so there the step alone tells.
    at_end = step.sign if target.layer is GraphLayer.RESOURCE else target.sign
    sign = worse(at_end, net.parts[step.source].sign)
    is_all = target.kind is NodeKind.EVERYTHING and step.kind is not EdgeKind.READS
    return (
        is_all and not step.is_conditional,
        rank(sign),
        target.layer is GraphLayer.RESOURCE,
        step.kind is EdgeKind.CHANGES,
        not step.is_conditional,
        -hops,
    )


def worst_path(net: Net) -> tuple[str, ...]:
    """Return the ids of the parts of the worst path, from left to right."""
    place = next((step.source for step in net.before.get(net.key, ())), None)
    came = dict(_came_by(net))
    ends = [step for step in net.steps if step.source in came and _is_end(net, step)]
    way = [net.key]
    if ends:
        last = max(ends, key=lambda step: (_depth(net, step), danger(net, step, _hops(came, step.source))))
        way = [*_way_to(came, last.source), last.target]
    return (place, *way) if place else tuple(way)


def _is_end(net: Net, step: Step) -> bool:
    """Say whether nothing comes after a step; a boundary by itself allows nothing."""
    return step.kind is not EdgeKind.LIMITED_BY and not net.after.get(step.target)


def _depth(net: Net, step: Step) -> bool:
    """Say whether a step leads to something that can be used, and not to an identity that holds nothing."""
    return layer_at(net.parts[step.target].layer) > layer_at(GraphLayer.IDENTITY)


def _came_by(net: Net) -> Iterator[tuple[str, str | None]]:
    """Yield each part that is reached from the key with the one before it, on the shortest way."""
    seen, line = {net.key}, [net.key]
    yield net.key, None
    for part in line:
        for step in net.after.get(part, ()):
            if step.target not in seen:
                seen.add(step.target)
                line.append(step.target)
                yield step.target, part


def _way_to(came: dict[str, str | None], part: str) -> list[str]:
    way: list[str] = []
    at: str | None = part
    while at is not None:
        way.append(at)
        at = came[at]
    return way[::-1]


def _hops(came: dict[str, str | None], part: str) -> int:
    return len(_way_to(came, part))
