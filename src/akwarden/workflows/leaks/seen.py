"""Turns findings into leaks: one for each key or secret, with all its places, wherever it was found.

What does not count is left out: examples, and what is allowed or known from a baseline.
"""

import hashlib
from collections.abc import Callable, Iterable

import msgspec

from akwarden.model.finding import Finding, KeyType
from akwarden.model.leak import LeakCase, SeenLeak, SeenPlace, Validity
from akwarden.model.location import Location
from akwarden.model.verification import Active, Inactive, Unverified, Verification
from akwarden.reports.visible import visible
from akwarden.workflows.leaks.target_name import STREAM


def seen_leaks(
    findings: Iterable[Finding],
    *,
    named: Callable[[str], str] = str,
    case_of: Callable[[str], LeakCase] | None = None,
) -> tuple[SeenLeak, ...]:
    """Return the leaks in the order in which they were found first.

    `named` returns how a source is called in the state; `case_of` says by what kind of thing something leaked
    that stands in a source of such a name.
    """
    found: dict[str, SeenLeak] = {}
    for finding in findings:
        if finding.example or finding.allowed is not None:
            continue
        one = _leak(finding, named, case_of or case_of_target)
        if one is not None:
            found[one.id] = both(found[one.id], one) if one.id in found else one
    return tuple(found.values())


def case_of_target(source: str) -> LeakCase:
    """Return the case of what was found in a target of a scan; a stream is most often a log."""
    return LeakCase.LOG_OR_SNAPSHOT if source == STREAM else LeakCase.CODE


def leak_id(provider: str, key_id: str | None, fingerprint: str | None) -> str:
    """Return the id of a leak, which tells nothing of a secret."""
    about = f"key\0{provider}\0{key_id}" if key_id is not None else f"value\0{fingerprint}"
    return _digest(about)


def _leak(
    finding: Finding, named: Callable[[str], str], case_of: Callable[[str], LeakCase]
) -> SeenLeak | None:
    """Return the leak of one finding, or None for one that tells neither a key nor a value."""
    secret = finding.secret
    if finding.key_id is None and secret is None:
        return None
    fingerprint = None if secret is None else secret.fingerprint
    is_temporary = finding.key_type is KeyType.TEMPORARY
    return SeenLeak(
        id=leak_id(finding.provider, finding.key_id, fingerprint),
        provider=finding.provider,
        rule=finding.rule,
        key_id=finding.key_id and visible(finding.key_id),
        is_temporary=is_temporary,
        fingerprint=fingerprint,
        mask=None if secret is None else visible(secret.mask),
        case=LeakCase.TEMPORARY if is_temporary else case_of(named(finding.location.source)),
        severity=finding.severity,
        title=visible(finding.title),
        validity=_validity(finding.verification),
        places=tuple(_place(finding, at, named) for at in (finding.location, *finding.related)),
    )


def _place(finding: Finding, at: Location, named: Callable[[str], str]) -> SeenPlace:
    """Return one place; what could not be seen, or not be kept by every database, as an escape."""
    source, vpath = visible(named(at.source)), visible(at.vpath)
    return SeenPlace(
        id=_digest("\0".join((source, vpath, str(at.line), at.commit or "", finding.id))),
        finding_id=finding.id,
        source=source,
        vpath=vpath,
        line=at.line,
        column=at.column,
        commit=at.commit,
        author=at.author and visible(at.author),
        committed_at=at.committed_at,
    )


def both(one: SeenLeak, other: SeenLeak) -> SeenLeak:
    """Return two sightings of one leak as one: the worse words, and the places of both."""
    told = max(one, other, key=lambda leak: leak.severity.rank)
    masked = one if one.fingerprint is not None else other
    places = {place.id: place for place in (*one.places, *other.places)}
    return msgspec.structs.replace(
        told,
        is_temporary=one.is_temporary or other.is_temporary,
        fingerprint=masked.fingerprint,
        mask=masked.mask,
        case=min(one.case, other.case, key=lambda case: case.rank),
        # The members stand in the order in which they are to be believed.
        validity=min(one.validity, other.validity, key=list(Validity).index),
        places=tuple(places.values()),
    )


def _validity(verification: Verification) -> Validity:
    match verification:
        case Active():
            return Validity.ACTIVE
        case Inactive():
            return Validity.INACTIVE
        case Unverified():
            return Validity.UNKNOWN


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
