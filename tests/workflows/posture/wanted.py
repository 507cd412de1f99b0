"""What must be found and what was found, compared both ways."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import msgspec

from akwarden.model.severity import Severity

MATTERS = frozenset({Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL})
Level = Literal["medium", "low", "any", "allowed"]
"""Found at medium or above, found below it, found at all; or may be said, and need not be."""


class Subject(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """What one risk is about."""

    rule: str
    account: str
    principal: str
    """Empty for the account itself."""
    key: str = ""
    """Its id; empty where no key is named, or any will do."""

    def without_key(self) -> "Subject":
        """Give the same without its key."""
        return msgspec.structs.replace(self, key="")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """One risk that must be found, or may be, and why."""

    subject: Subject
    level: Level
    why: str


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One risk that was found."""

    subject: Subject
    severity: Severity
    detail: str


def missing(wanted: Iterable[Wanted], found: Iterable[Found]) -> Iterator[str]:
    """Yield what was not found, or at another level than it should be."""
    severities = _severities(found)
    for one in wanted:
        seen = severities.get(one.subject, frozenset())
        if one.level == "allowed":
            continue
        if not seen:
            yield f"not found: {_words(one.subject)}: {one.why}"
        elif one.level != "any" and (one.level == "medium") != bool(seen & MATTERS):
            yield f"wanted as {one.level}, found as {max(seen, key=_rank)}: {_words(one.subject)}: {one.why}"


def unexpected(wanted: Iterable[Wanted], found: Iterable[Found]) -> Iterator[str]:
    """Yield what was found at medium or above, and nobody planted."""
    known = {one.subject for one in wanted if one.level != "low"}
    for one in found:
        if one.severity in MATTERS and not known & {one.subject, one.subject.without_key()}:
            yield f"unexpected: {one.severity} {_words(one.subject)}: {one.detail}"


def _severities(found: Iterable[Found]) -> Mapping[Subject, frozenset[Severity]]:
    """Give how severe each subject is, with its key and without."""
    severities: defaultdict[Subject, set[Severity]] = defaultdict(set)
    for one in found:
        severities[one.subject].add(one.severity)
        severities[one.subject.without_key()].add(one.severity)
    return {subject: frozenset(all_of) for subject, all_of in severities.items()}


def _words(subject: Subject) -> str:
    return " ".join((subject.rule, subject.account, subject.principal or "itself", subject.key[-6:]))


def _rank(severity: Severity) -> int:
    return severity.rank
