"""Things of one kind that an action may be allowed on, and the quick answer on which of them it is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

import msgspec

from akwarden.detectors.posture.holding import Context, Holding
from akwarden.detectors.posture.scope import EVERYTHING
from akwarden.model.risk import Evidence
from akwarden.policy import globs


class Thing(NamedTuple):
    """One user, role, group, policy or function."""

    key: str
    """What never changes of it."""
    names: tuple[str, ...]
    """How policies name it."""


class Candidates:
    """Things of one kind, found by the patterns of policies."""

    def __init__(self, kind: str, things: Iterable[Thing]) -> None:
        """Take the things; `kind` is different for different ones."""
        self.kind = kind
        self.things = {thing.key: thing for thing in things}
        self.keys = frozenset(self.things)
        self._by_tail: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for thing in self.things.values():
            for name in thing.names:
                self._by_tail[_tail(name)].append((name, thing.key))

    def matching(self, pattern: str, *, single: bool) -> Iterator[str]:
        """Yield the keys of what a pattern may mean; `single` says whether `?` is a wildcard in it."""
        if pattern == EVERYTHING:
            yield from self.things
            return
        fits = globs.compiled(pattern, single=single) if single else _anything
        tail = _tail(pattern)
        places = self._by_tail.values() if "*" in tail or "?" in tail else (self._by_tail.get(tail, ()),)
        for place in places:
            yield from (key for name, key in place if fits(name))


def _tail(name: str) -> str:
    """Return what stands behind the last slash or colon."""
    return name.replace(":", "/").rpartition("/")[2]


def _anything(_: str) -> bool:
    """Leave the segments of CAM to the one who decides."""
    return True


class Reached(msgspec.Struct, frozen=True):
    """On what an action is allowed."""

    keys: frozenset[str]
    evidence: Mapping[str, Evidence]
    """By key, for those that were asked for one by one."""
    shared: Evidence | None = None
    """For all others."""
    parts: tuple["Reached", ...] = ()
    """What several actions reach each, where it is of several; then the first that reaches a thing counts."""

    def by(self, key: str) -> Evidence:
        """Return what allows it on one thing."""
        for part in self.parts:
            if key in part.keys:
                return part.by(key)
        return self.evidence.get(key) or self.shared or Evidence()

    def without(self, keys: frozenset[str]) -> "Reached":
        """Return it without some things."""
        return self if self.keys.isdisjoint(keys) else self._of(self.keys - keys)

    def within(self, keys: frozenset[str]) -> "Reached":
        """Return it for some things only."""
        return self if self.keys <= keys else self._of(self.keys & keys)

    def _of(self, keys: frozenset[str]) -> "Reached":
        return Reached(keys, self.evidence, self.shared, self.parts)


NOWHERE = Reached(frozenset(), {})


def reached(holding: Holding, action: str, candidates: Candidates, context: Context) -> Reached:
    """Return the things on which an action is allowed; worked out once for all who hold the same."""
    if not candidates.keys:
        return NOWHERE
    key = (action, candidates.kind, tuple(context.items()))
    return holding.remembered(key, partial(_reached, holding, action, candidates, context))


def _reached(holding: Holding, action: str, candidates: Candidates, context: Context) -> Reached:
    scope = holding.scope(action, context)
    if not scope.patterns:
        return NOWHERE
    wide = scope.is_uniform or (EVERYTHING in scope.patterns and not scope.has_limits)
    if wide or not holding.has_resource_level(action):
        shared = holding.allows(action, EVERYTHING, context)
        return Reached(candidates.keys, {}, shared) if shared else NOWHERE
    meant = dict.fromkeys(
        key
        for pattern in scope.patterns
        for key in candidates.matching(pattern, single=holding.has_single_wildcards)
    )
    answers = {
        key: evidence
        for key in meant
        for name in candidates.things[key].names
        if (evidence := holding.allows(action, name, context))
    }
    return Reached(frozenset(answers), answers)
