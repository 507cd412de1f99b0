"""What each policy document says at a glance, worked out once a text, before anything is evaluated."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.rights import Rights
from akwarden.detectors.posture.shared_rights import rights_of
from akwarden.model.facts import HeldPolicy
from akwarden.policy import globs
from akwarden.policy.grammar import Effect, Language, Policy, Statement

_ALL = frozenset({"*", "*:*"})
_SERVICE = re.compile(r"([\w-]+):\*")
_ANY = "*"


class Glance(NamedTuple):
    """What one document says."""

    patterns: tuple[str, ...]
    """The actions of its allowing statements as they are written; all but some count as all."""
    named: frozenset[str]
    """The services of these, in lower case, as they are written."""
    star: Statement | None
    """The first statement that allows everything on all resources, or everything but some actions."""
    services: Mapping[str, Statement]
    """The services of which everything is allowed on all resources, by the statement that does so."""


class Wanted:
    """Actions that a judge looks for, by their service."""

    def __init__(self, actions: tuple[str, ...], language: Language) -> None:
        """Take actions such as `cam:CreateAccessKey`."""
        self._folds = language is Language.IAM
        self.actions = actions
        self._places: dict[str, list[str]] = {}
        for action in actions:
            self._places.setdefault(self.folded(action).partition(":")[0], []).append(action)

    def folded(self, text: str) -> str:
        """Return a text as the language compares it."""
        return text.lower() if self._folds else text

    def matched(self, patterns: Sequence[str]) -> frozenset[str]:
        """Return the actions that one of the patterns means."""
        return frozenset(action for pattern in patterns for action in self._meant(self.folded(pattern)))

    def _meant(self, pattern: str) -> Iterator[str]:
        service, colon, _ = pattern.partition(":")
        is_plain = colon and not re.search(r"[*?]", service)
        actions = self._places.get(service, ()) if is_plain else self.actions
        fits = globs.compiled(pattern, single=self._folds)
        return (action for action in actions if fits(self.folded(action)))


class Glances:
    """The documents of one account at a glance."""

    def __init__(self, rights: Rights) -> None:
        """Take what reads documents."""
        self._rights = rights
        self._found: dict[str | None, Glance] = {}
        self._maybe: dict[tuple[str | None, tuple[str, ...]], frozenset[str]] = {}
        self._wanted: dict[tuple[str, ...], Wanted] = {}

    def of(self, policy: HeldPolicy) -> Glance:
        """Return what a policy says; nothing where it can't be read."""
        found = self._found.get(policy.document)
        if found is None:
            found = self._found[policy.document] = _glance(self._rights.parsed(policy.document))
        return found

    def maybe(self, policies: Sequence[HeldPolicy], actions: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of `actions` that the policies may allow: quick, and never one too few."""
        wanted = self._wanted.get(actions)
        if wanted is None:
            wanted = self._wanted[actions] = Wanted(actions, self._rights.language)
        found = frozenset[str]().union(*(self._matched(policy, wanted) for policy in policies))
        return tuple(action for action in actions if action in found) if found else ()

    def _matched(self, policy: HeldPolicy, wanted: Wanted) -> frozenset[str]:
        key = (policy.document, wanted.actions)
        found = self._maybe.get(key)
        if found is None:
            found = self._maybe[key] = wanted.matched(self.of(policy).patterns)
        return found


def glances_of(judging: Judging) -> Glances:
    """Return the documents of an account at a glance; they are looked at once for all judges."""
    return judging.derived(_glances)


def _glances(judging: Judging) -> Glances:
    return Glances(rights_of(judging))


def _glance(policy: Policy | None) -> Glance:
    allows = [one for one in policy.statements if one.effect is Effect.ALLOW] if policy else []
    wide = [one for one in allows if "*" in one.resources]
    patterns = tuple(dict.fromkeys(pattern for one in allows for pattern in _patterns(one)))
    return Glance(
        patterns,
        frozenset(one.partition(":")[0].lower() for one in patterns),
        next((one for one in wide if one.not_actions or _ALL.intersection(_patterns(one))), None),
        {
            found[1].lower(): one
            for one in reversed(wide)
            for pattern in _patterns(one)
            if (found := _SERVICE.fullmatch(pattern))
        },
    )


def _patterns(statement: Statement) -> Iterator[str]:
    """Yield the actions that an allowing statement means."""
    yield from (one.removeprefix("name/") for one in statement.actions)
    if statement.not_actions:
        yield _ANY
