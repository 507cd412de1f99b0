"""Policies that take effect together, and what was found about them once for all who hold them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar, cast

from akwarden.detectors.posture.uncertain import reading
from akwarden.policy.evaluate import Attached, Grants
from akwarden.policy.grammar import Statement

_T = TypeVar("_T")
_PERSONAL = frozenset({"aws:username", "aws:userid", "aws:principalarn", "aws:principaltype"})


@dataclass(slots=True)
class PolicySet:
    """Policies that take effect together, with what was found about them."""

    grants: Grants
    is_known: bool
    """Whether it can be judged: a boundary that can't be read hides all."""
    memo: dict[object, object] = field(default_factory=dict)
    """What holds for all who hold the set."""
    _own_memos: dict[str, dict[object, object]] = field(default_factory=dict)
    _readings: dict[tuple[frozenset[str], bool], Grants] = field(default_factory=dict)

    def remembered(self, key: object, make: Callable[[], _T]) -> _T:
        """Return what is kept for all holders under a key, made when it is first asked for."""
        if key not in self.memo:
            self.memo[key] = make()
        return cast(_T, self.memo[key])

    @property
    def is_personal(self) -> bool:
        """Say whether what the set allows depends on who asks."""
        return self.remembered("personal", lambda: any(map(_is_personal, self.statements())))

    @property
    def is_open(self) -> bool:
        """Say whether the set has more than one reading: whether it has conditions or variables."""
        return self.remembered("open", lambda: any(map(_is_open, self.statements())))

    def memo_of(self, holder: str) -> dict[object, object]:
        """Return where is kept what holds for one holder: the memory of all, unless the set is personal."""
        if not self.is_personal:
            return self.memo
        return self._own_memos.setdefault(holder, {})

    def statements(self) -> Iterator[Statement]:
        """Yield all statements, those of the boundary among them."""
        for attached in (*self.grants.identity, *(self.grants.boundary or ())):
            yield from attached.policy.statements

    def read(self, known: frozenset[str], *, generous: bool) -> Grants:
        """Return the set in one of the two readings; the set itself where they are the same."""
        if not self.is_open:
            return self.grants
        found = self._readings.get((known, generous))
        if found is None:
            read = partial(_read, known=known, generous=generous)
            own, limit = self.grants.identity, self.grants.boundary
            found = Grants(
                tuple(map(read, own)),
                boundary=None if limit is None else tuple(map(read, limit)),
                is_root=self.grants.is_root,
            )
            self._readings[known, generous] = found
        return found

    def of_service(self, service: str, known: frozenset[str], *, generous: bool) -> Grants:
        """Return one of the two readings without the policies that say nothing of a service."""
        key = ("service", service, *((known, generous) if self.is_open else ()))
        return self.remembered(key, partial(self._of_service, service, known, generous=generous))

    def _of_service(self, service: str, known: frozenset[str], *, generous: bool) -> Grants:
        full, name = self.read(known, generous=generous), service.lower()
        limit = None if full.boundary is None else _about(name, full.boundary)
        return Grants(_about(name, full.identity), boundary=limit, is_root=full.is_root)


def _about(service: str, policies: tuple[Attached, ...]) -> tuple[Attached, ...]:
    """Return the policies that may say something of a service; its name is in lower case."""
    return tuple(one for one in policies if any(_names(service, part) for part in one.policy.statements))


def _names(service: str, statement: Statement) -> bool:
    """Say whether a statement may be about a service: it names it, or actions of any, or all but some."""
    if statement.not_actions:
        return True
    services = (one.removeprefix("name/").partition(":")[0].lower() for one in statement.actions)
    return any(one == service or "*" in one or "?" in one for one in services)


def _is_open(statement: Statement) -> bool:
    return bool(statement.conditions) or any("${" in text for text in statement.resources)


def _is_personal(statement: Statement) -> bool:
    texts = (*statement.resources, *statement.not_resources)
    return any("${" in text for text in texts) or any(
        one.key.lower() in _PERSONAL or any("${" in value for value in one.values)
        for one in statement.conditions
    )


def _read(attached: Attached, known: frozenset[str], *, generous: bool) -> Attached:
    return Attached(reading(attached.policy, known, generous=generous), attached.name, attached.via)
