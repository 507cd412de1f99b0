"""Says of each finding whether it is meant to be there, and why: one ground after the other is asked."""

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from akwarden.detectors.secrets.forms import compile_pattern
from akwarden.model.finding import Allowed, AllowedBy
from akwarden.model.rule import RuleId
from akwarden.reports.visible import visible
from akwarden.reports.wording import counted
from akwarden.workflows.allow_comment import AllowComment
from akwarden.workflows.findings import Group, Sighting
from akwarden.workflows.gitleaks.positions import path_for_gitleaks
from akwarden.workflows.masking import masked

_SLIPS_SHOWN = 5


class Ground(Protocol):
    """One thing that allows findings: comments, an ignore file, an allowlist."""

    def allows(self, one: Group) -> Allowed | None:
        """Return why a finding is meant to be there, or None where this ground does not say so."""
        ...

    def remarks(self, *, whole: bool = True) -> Iterator[str]:
        """Yield what a person should know about this ground after the scan.

        `whole` says that all of the targets was read: only then is what was of no use of no use at all.
        """
        ...


@dataclass(frozen=True, slots=True, order=True)
class _Slip:
    """A comment that does not count."""

    vpath: str
    line: int
    why: str


class Inline:
    """What comments beside a value allow, wherever the value stands."""

    def __init__(self, rules: Collection[str] = ()) -> None:
        """Take the ids of all rules of the scan, for what is told of comments about others."""
        self._rules = rules
        self._slips: set[_Slip] = set()

    def allows(self, one: Group) -> Allowed | None:
        """Return the reason in the oldest place, where each place has one."""
        reasons = [sighting.match.allowed for sighting in one.sightings]
        if reasons[0] and all(reasons):
            return Allowed(AllowedBy.INLINE, reasons[0])
        if not one.best.example:
            self._slips.update(slip for seen in one.sightings for slip in self._slips_at(seen))
        return None

    def remarks(self, *, whole: bool = True) -> Iterator[str]:  # noqa: ARG002  true of any part
        """Yield which comments beside findings do not count and why, the first of them one by one."""
        for slip in sorted(self._slips)[:_SLIPS_SHOWN]:
            yield f"{visible(slip.vpath)}:{slip.line}: {slip.why}"
        more = len(self._slips) - _SLIPS_SHOWN
        if more > 0:
            do = "does" if more == 1 else "do"
            yield f"and {counted(more, 'more akwarden:allow comment')} that {do} not count"

    def _slips_at(self, seen: Sighting) -> Iterator[_Slip]:
        """Yield what is wrong with the comments at one place; an old version of a file is left in peace."""
        if seen.place.commit is not None and not seen.place.in_head:
            return
        for comment in seen.comments:
            if why := self._why_not(comment):
                yield _Slip(seen.place.vpath, comment.line, why)

    def _why_not(self, comment: AllowComment) -> str | None:
        if not comment.rule:
            return "akwarden:allow does not count: write the rule and a reason behind it"
        if self._rules and comment.rule not in self._rules:
            near = difflib.get_close_matches(comment.rule.lower(), self._rules, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            shown = masked(comment.rule)
            return f"akwarden:allow does not count: no rule of this scan is called {shown!r}{hint}"
        return None if comment.has_reason else "akwarden:allow without a reason does not count"


@dataclass(frozen=True, slots=True)
class OfTarget:
    """A ground that lies in one target and says nothing about others."""

    source: str
    """The name of the target's sources."""
    ground: Ground

    def allows(self, one: Group) -> Allowed | None:
        """Return what the ground says of a finding in its own target."""
        return self.ground.allows(one) if one.sightings[0].source == self.source else None

    def remarks(self, *, whole: bool = True) -> Iterator[str]:
        """Yield what the ground remarks."""
        return self.ground.remarks(whole=whole)


@dataclass(frozen=True, slots=True)
class Unless:
    """A ground that was written by others, and so says nothing of some keys: those of one's own accounts."""

    ground: Ground
    is_own: Callable[[str], bool]
    """Says of a key id whether it is one."""

    def allows(self, one: Group) -> Allowed | None:
        """Return what the ground says of a finding of any other key."""
        why = self.ground.allows(one)
        key_id = one.best.key_id
        return None if why is None or (key_id is not None and self.is_own(key_id)) else why

    def remarks(self, *, whole: bool = True) -> Iterator[str]:
        """Yield what the ground remarks."""
        return self.ground.remarks(whole=whole)


@dataclass(frozen=True, slots=True)
class Allowing:
    """All grounds of one scan, the first that allows a finding first."""

    grounds: Sequence[Ground] = field(default_factory=lambda: (Inline(),))
    paths: Mapping[RuleId, str] = field(default_factory=dict)
    """The pattern of the paths that a rule looks at, for rules that do not look everywhere."""

    def but(self, is_own: Callable[[str], bool]) -> "Allowing":
        """Return the same, in which no file that was scanned allows a key of one's own."""
        grounds = [Unless(one, is_own) if isinstance(one, Inline | OfTarget) else one for one in self.grounds]
        return replace(self, grounds=grounds)

    def is_looked_at(self, sighting: Sighting) -> bool:
        """Say whether the rule of a sighting looks at such paths at all."""
        pattern = self.paths.get(sighting.match.rule)
        if pattern is None:
            return True
        path = path_for_gitleaks(sighting.place.vpath).encode("utf-8", "surrogateescape")
        return compile_pattern(pattern).search(path) is not None

    def why(self, one: Group) -> Allowed | None:
        """Return why a finding is meant to be there, or None for one that counts."""
        return next((why for ground in self.grounds if (why := ground.allows(one))), None)

    def remarks(self, *, whole: bool = True) -> Iterator[str]:
        """Yield what a person should know after the scan, once; `whole` as for one ground."""
        return iter(dict.fromkeys(words for one in self.grounds for words in one.remarks(whole=whole)))
