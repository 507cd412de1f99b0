"""The whole graph of one key before it is cut to what is shown: its parts, and the steps between them."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

import msgspec

from akwarden.model.key_graph import EdgeKind, GraphLayer, NodeKind, NodeLink
from akwarden.model.severity import Severity

_DIGITS: Final = 12
_ORDER: Final = tuple(GraphLayer)


class Sign(msgspec.Struct, frozen=True):
    """What is wrong at a part or a step: the worst open risk that shows there."""

    severity: Severity
    why: str
    risk: str | None = None
    """The id of the risk, where it is kept."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of the graph."""

    id: str
    layer: GraphLayer
    kind: NodeKind
    name: str
    detail: str = ""
    sign: Sign | None = None
    link: NodeLink | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What leads from one part to the next."""

    source: str
    target: str
    kind: EdgeKind
    actions: tuple[str, ...] = ()
    is_conditional: bool = False
    sign: Sign | None = None


class Net(msgspec.Struct, frozen=True, dict=True):
    """All parts and steps; a step always leads away from the places, so that nothing goes round."""

    key: str
    """The id of the part that is the key."""
    parts: Mapping[str, Part]
    steps: Sequence[Step]
    cut: frozenset[GraphLayer] = frozenset()
    """The layers of which not all was looked at."""

    @cached_property
    def after(self) -> Mapping[str, Sequence[Step]]:
        """Return the steps that lead away from each part."""
        found: dict[str, list[Step]] = defaultdict(list)
        for step in self.steps:
            found[step.source].append(step)
        return found

    @cached_property
    def before(self) -> Mapping[str, Sequence[Step]]:
        """Return the steps that lead to each part."""
        found: dict[str, list[Step]] = defaultdict(list)
        for step in self.steps:
            found[step.target].append(step)
        return found

    def ways_on(self, part: str) -> Iterator[Step]:
        """Yield the steps to what is beside a part: what lies behind it and, of the key, its places."""
        if part == self.key:
            yield from self.before.get(part, ())
        yield from self.after.get(part, ())


def part_id(layer: GraphLayer, *names: str) -> str:
    """Return the id of a part by what never changes of it; whatever a name holds, it is short and plain."""
    told = hashlib.sha256("\0".join((layer, *names)).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{layer}-{told[:_DIGITS]}"


def worse(one: Sign | None, other: Sign | None) -> Sign | None:
    """Return the worse of two signs, the first where they are alike."""
    if one is None or other is None:
        return one or other
    return other if other.severity.rank > one.severity.rank else one


def rank(sign: Sign | None) -> int:
    """Return how bad a sign is: -1 for none."""
    return -1 if sign is None else sign.severity.rank


def layer_at(layer: GraphLayer) -> int:
    """Return where a layer stands, 0 on the left."""
    return _ORDER.index(layer)
