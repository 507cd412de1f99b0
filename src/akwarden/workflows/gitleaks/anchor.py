"""Makes anchors for the fast pass out of the tree of an expression.

An anchor may match too much and must not match too little: it is the part of the expression before the
value that is within reach, and the first bytes of the value. What repeats without a bound gets one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2

from akwarden.workflows.gitleaks.pattern import Byte, Choice, Group, Node, PatternError, Repeat, Series

_CAPS = (128, 32, 8)
"""How often something may repeat at most; the next is tried where the fast pass takes no more of the last."""
_REACH = 480
"""Bytes that an anchor may match: a value is looked for that far before its end."""
_COPIES = 32
_LEAST_WEIGHT = 14.0
"""Bits: what is less rare would be found in nearly every line."""
_TEXT = frozenset(b"\t\n\r" + bytes(range(32, 127)))


@dataclass(frozen=True, slots=True)
class _Target:
    """The value inside an expression."""

    before: tuple[Node, ...]
    value: Node


def anchors(tree: Node, group: int | None) -> Iterator[str]:
    """Yield anchors for the value in `group`, or that is the whole match, the most exact first.

    Raises PatternError where there is none.
    """
    target = _target(tree, group)
    if target is None or width(target.value)[0] == 0:
        raise PatternError("the value in it may be empty")
    found = list(dict.fromkeys(_candidates(target)))
    if not found:
        raise PatternError("it has nothing in it that is rare enough to look for")
    yield from found


def _candidates(target: _Target) -> Iterator[str]:
    for cap in _CAPS:
        for head in (_lead(target.value)[0], target.value):
            high = width(head, cap)[1]
            if high is None or high > _REACH:
                continue
            whole = Series((*_within(target.before, _REACH - high, cap), head))
            if _weight(whole) >= _LEAST_WEIGHT:
                yield _written(whole, cap)


def _target(node: Node, group: int | None) -> _Target | None:
    """Return the value, and what stands before it on the way to it; None where it is not in `node`."""
    if group is None or (isinstance(node, Group) and node.number == group):
        return _Target((), node)
    match node:
        case Byte():
            return None
        case Group(node=inner):
            return _target(inner, group)
        case Repeat(node=inner, high=high):
            inside = _target(inner, group)
            if inside and high != 1:
                raise PatternError("the value in it stands in a repetition")
            return inside
        case Choice(branches=branches):
            return next((found for each in branches if (found := _target(each, group))), None)
        case Series(items=items):
            for at, item in enumerate(items):
                inside = _target(item, group)
                if inside:
                    return _Target((*items[:at], *inside.before), inside.value)
            return None


def _within(before: Sequence[Node], room: int, cap: int) -> Sequence[Node]:
    """Return the last of these for which there is room, without what may be absent in front."""
    kept = list(before)
    while kept and (width(kept[0])[0] == 0 or sum(width(each, cap)[1] or 0 for each in kept) > room):
        kept.pop(0)
    return kept


def _lead(node: Node) -> tuple[Node, bool]:
    """Return the beginning of every match of `node`, and whether that is not all of it."""
    match node:
        case Byte():
            return node, False
        case Group(node=inner):
            return _lead(inner)
        case Series(items=items):
            kept: list[Node] = []
            for item in items:
                part, ends = _lead(item)
                kept.append(part)
                if ends:
                    return Series(tuple(kept)), True
            return Series(tuple(kept)), False
        case Choice(branches=branches):
            low, high = width(node)
            return (node, False) if low == high else (Choice(tuple(_lead(b)[0] for b in branches)), True)
        case Repeat(node=inner, low=low, high=high):
            if low == 0 or (low == high and low <= _COPIES):
                return node, False
            copies = min(low, _COPIES)
            return Repeat(inner, copies, copies), True


def width(node: Node, cap: int | None = None) -> tuple[int, int | None]:
    """Return how many bytes a match has at least and at most; None is no limit."""
    match node:
        case Byte():
            return 1, 1
        case Group(node=inner):
            return width(inner, cap)
        case Series(items=items):
            each = [width(item, cap) for item in items]
            highs = [high for _, high in each if high is not None]
            return sum(low for low, _ in each), sum(highs) if len(highs) == len(each) else None
        case Choice(branches=branches):
            each = [width(branch, cap) for branch in branches]
            highs = [high for _, high in each if high is not None]
            return min(low for low, _ in each), max(highs) if len(highs) == len(each) else None
        case Repeat(node=inner, low=low):
            least, most = width(inner, cap)
            times = _most_times(node, cap)
            return low * least, None if times is None or most is None else times * most


def _most_times(node: Repeat, cap: int | None) -> int | None:
    """Return how often something may stand there once repetitions have a bound."""
    if cap is None:
        return node.high
    return max(node.low, cap if node.high is None else min(node.high, cap))


def _weight(node: Node) -> float:
    """Return how rare a match is in text, in bits."""
    match node:
        case Byte(values=values):
            return max(0.0, log2(len(_TEXT) / max(1, len(values & _TEXT))))
        case Group(node=inner):
            return _weight(inner)
        case Series(items=items):
            return sum(map(_weight, items))
        case Choice(branches=branches):
            return min(map(_weight, branches))
        case Repeat(node=inner, low=low):
            return low * _weight(inner)


def _written(node: Node, cap: int) -> str:
    """Return the expression, with bounds."""
    match node:
        case Byte(values=values):
            return _class(values)
        case Group(node=inner):
            return _written(inner, cap)
        case Series(items=items):
            return "".join(_written(item, cap) for item in items)
        case Choice(branches=branches):
            return f"(?:{'|'.join(_written(branch, cap) for branch in branches)})"
        case Repeat(node=inner, low=low):
            text = _written(inner, cap)
            one = text if isinstance(inner, Byte) else f"(?:{text})"
            return f"{one}{{{low},{_most_times(node, cap)}}}" if text else ""


def _class(values: frozenset[int]) -> str:
    """Return a class of bytes; of none, one that nothing matches."""
    if len(values) == 1:
        return _byte(*values)
    ranges: list[list[int]] = []
    for value in sorted(values):
        if ranges and ranges[-1][1] == value - 1:
            ranges[-1][1] = value
        else:
            ranges.append([value, value])
    inside = "".join(_byte(a) if a == b else f"{_byte(a)}-{_byte(b)}" for a, b in ranges)
    return f"[{inside}]" if inside else r"[^\x00-\xff]"


def _byte(value: int) -> str:
    return chr(value) if chr(value).isalnum() and value < 128 else f"\\x{value:02x}"  # noqa: PLR2004  ASCII
