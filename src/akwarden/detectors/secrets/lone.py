"""What it takes to believe in a credential of which only a part was found."""

import re
from collections.abc import Collection, Iterator, Sequence

from akwarden.detectors.secrets.forms import compile_pattern
from akwarden.detectors.secrets.pair import Pair
from akwarden.detectors.secrets.region import Placed
from akwarden.detectors.secrets.shape import Shape
from akwarden.detectors.secrets.values import Reading
from akwarden.model.rule import PartName

_BY_GENERIC_NAME, _BY_ID, _BY_ITSELF, _BY_CONTEXT, _BY_BEGINNING = 1, 2, 3, 4, 5
_GENERIC = re.compile(
    rb"(?i)[^0-9a-z]*(?:secret[_-]?access[_-]?key|access[_-]?key[_-]?(?:id|secret)|secret[_-]?id)"
)


def lone(values: Sequence[Placed], known: Collection[str], used: set[int]) -> Iterator[Pair]:
    """Yield secrets and tokens that have no id, where their rule says what it takes to believe them.

    Where several rules believe one, that counts which knows its beginning, then which stands in its own
    surroundings, then one of whose provider an id is `known`, then one that is believed for a name that many
    clouds use.
    """
    for value in values:
        if value.offset in used or not value.anchored or value.value.shape is Shape.ORDINARY:
            continue
        ranked = [(_belief(value, r, known), r) for r in value.value.readings]
        believed = [(belief, reading) for belief, reading in ranked if belief]
        if believed:
            _, reading = max(believed, key=lambda one: one[0])
            used.add(value.offset)
            secret = value if reading.part is PartName.SECRET else None
            yield Pair(reading.rule, None, secret, None if secret else value, reading.named)


def _belief(value: Placed, reading: Reading, known: Collection[str]) -> int:
    """Return how much speaks for a lone value being what the reading says: 0 for too little."""
    described = reading.rule.part(reading.part)
    alone = described.alone if described else None
    if reading.part is PartName.KEY_ID or alone is None or (alone.named and not reading.named):
        return 0
    if alone.context is None:
        assert described is not None  # noqa: S101  `alone` is its
        return _BY_BEGINNING if value.value.text.startswith(described.prefixes) else _BY_ITSELF
    surroundings = value.value.name.encode() + b"\n" + value.context
    context = compile_pattern(alone.context).search(surroundings)
    if context and not _GENERIC.fullmatch(context.group()):
        return _BY_CONTEXT
    if reading.rule.provider in known:
        return _BY_ID
    return _BY_GENERIC_NAME if context else 0
