"""Findings grouped by the key they show: one key, one story, however many places it lies in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from akwarden.model.finding import Allowed, Finding
from akwarden.model.location import Location
from akwarden.model.secret import Fingerprint
from akwarden.model.severity import Severity
from akwarden.model.verification import Active, Verification, surest

_HEAD, _TAIL = 6, 11


@dataclass(frozen=True, slots=True)
class LeakedKey:
    """One key, or one secret without an id, and every finding that shows it."""

    findings: tuple[Finding, ...]
    """At least one; the worst first."""
    places: tuple[Location, ...]
    """Every known place once: the primary ones first, no working copy of what HEAD has."""
    occurrences: int
    """In how many places it stands, also those that a finding counts but does not list."""

    @property
    def worst(self) -> Finding:
        """Return the finding that speaks for the key."""
        return self.findings[0]

    @property
    def severity(self) -> Severity:
        """Return the worst severity."""
        return self.worst.severity

    @property
    def allowed(self) -> Allowed | None:
        """Return why it does not count; None for one that counts. All its findings are of one kind."""
        return self.worst.allowed

    @property
    def key_id(self) -> str | None:
        """Return the id; None when only secrets were found."""
        return next((each.key_id for each in self.findings if each.key_id), None)

    @property
    def account(self) -> str | None:
        """Return the account that it opens, where a finding tells it and no other disagrees."""
        told = {each.account for each in self.findings if each.account}
        return told.pop() if len(told) == 1 else None

    @property
    def verification(self) -> Verification:
        """Return the surest word on whether the key works: that it does, that it does not, or why unknown."""
        return surest(each.verification for each in self.findings)

    @property
    def works(self) -> bool:
        """Say whether the cloud has told that the key still works."""
        return isinstance(self.verification, Active)

    @property
    def masks(self) -> tuple[str, ...]:
        """Return the masks of the different secrets seen with it."""
        return tuple(dict.fromkeys(each.secret.mask for each in self.findings if each.secret))

    @property
    def remediations(self) -> tuple[str, ...]:
        """Return what to do, each advice once."""
        return tuple(dict.fromkeys(each.remediation for each in self.findings if each.remediation))


def group_by_key(findings: Iterable[Finding]) -> tuple[LeakedKey, ...]:
    """Return the keys that `findings` show: those that still work first, then the worst, else in their order.

    A secret without an id joins the key that the same secret was found with elsewhere. What is allowed
    stands apart, behind what counts.
    """
    listed = list(findings)
    owners = {each.secret.fingerprint: each.key_id for each in listed if each.secret and each.key_id}
    groups: dict[tuple[tuple[str, str], bool], list[Finding]] = {}
    for each in listed:
        groups.setdefault((_identity(each, owners), each.allowed is None), []).append(each)
    keys = [_leaked_key(sorted(group, key=_badness, reverse=True)) for group in groups.values()]
    return tuple(sorted(keys, key=_urgency, reverse=True))


def counting(keys: Iterable[LeakedKey]) -> tuple[LeakedKey, ...]:
    """Return the keys that count: those that are not allowed."""
    return tuple(key for key in keys if key.allowed is None)


def _identity(finding: Finding, owners: Mapping[Fingerprint, str]) -> tuple[str, str]:
    """Return what makes two findings show the same key."""
    if finding.key_id:
        return "key", finding.key_id
    if finding.secret and finding.secret.fingerprint in owners:
        return "key", owners[finding.secret.fingerprint]
    if finding.secret:
        return "secret", finding.secret.fingerprint
    return "finding", finding.id


def _badness(finding: Finding) -> tuple[int, int]:
    """Return a number pair that is greater for what should be read earlier."""
    return finding.severity.rank, finding.confidence.rank


def _urgency(key: LeakedKey) -> tuple[bool, bool, int, int]:
    """Return what is greater for a key that should be read earlier."""
    return (key.allowed is None, key.works, *_badness(key.worst))


def _leaked_key(findings: Sequence[Finding]) -> LeakedKey:
    """Return the key that `findings`, sorted, show."""
    primary = dict.fromkeys(each.location for each in findings)
    listed = primary | dict.fromkeys(place for each in findings for place in each.related)
    in_head = {_spot(place) for place in listed if place.in_head}
    # What stands in HEAD and just so in the working tree is one place for a person.
    copies = {
        place for place in listed if place.commit is None and place not in primary and _spot(place) in in_head
    }
    places = tuple(place for place in listed if place not in copies)
    counted = sum(each.occurrences for each in findings) - len(copies)
    return LeakedKey(tuple(findings), places, max(len(places), counted))


def _spot(place: Location) -> Location:
    """Return the place without its history."""
    return Location(place.source, place.vpath, place.line, place.column, place.offset)


def count_by_severity(keys: Sequence[LeakedKey]) -> dict[Severity, int]:
    """Return how many keys there are of each severity, the worst severity first."""
    return {level: sum(key.severity is level for key in keys) for level in Severity}


def short_key_id(key_id: str) -> str:
    """Return the first 6 and last 11 characters, or fewer of a short one: never the whole id."""
    third = len(key_id) // 3
    head, tail = (_HEAD, _TAIL) if len(key_id) > _HEAD + _TAIL else (third, third)
    return f"{key_id[:head]}…{key_id[len(key_id) - tail :]}"
