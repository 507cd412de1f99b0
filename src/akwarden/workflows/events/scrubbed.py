"""Secrets that were taken out of audit records, as leaks: one a key or value, with the files it stood in."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from akwarden.detectors.records.names import is_session_token
from akwarden.model.finding import KeyType
from akwarden.model.leak import LeakCase, SeenLeak, SeenPlace, Validity
from akwarden.model.severity import Severity
from akwarden.reports.visible import visible
from akwarden.workflows.events.reading import SecretPlace
from akwarden.workflows.leaks.seen import both, leak_id


def leaks_of(places: Iterable[SecretPlace], source: str, fingerprint_key: bytes) -> tuple[SeenLeak, ...]:
    """Return the leaks; of one that stands in many records of a file the first place is told.

    The token of a session is none without the secret key of the session beside it: nobody can sign with it,
    and CloudAudit writes one into every record of a temporary key.

    `source` is what the state calls the place: a folder or file, or a cloud and the number of an account.
    """
    found: dict[str, SeenLeak] = {}
    files: set[tuple[str, str, str]] = set()
    for place in _without_lone_tokens(list(places)):
        leak = _leak(place, source, fingerprint_key)
        file = leak.id, place.vpath, place.secret.field
        if file in files:
            continue
        files.add(file)
        found[leak.id] = both(found[leak.id], leak) if leak.id in found else leak
    return tuple(found.values())


def _without_lone_tokens(places: Sequence[SecretPlace]) -> Iterator[SecretPlace]:
    tokens = [is_session_token(place.secret.field, place.secret.key_id) for place in places]
    signing = {
        (place.vpath, place.line, place.secret.key_id)
        for place, is_token in zip(places, tokens, strict=True)
        if not is_token and place.secret.key_id
    }
    for place, is_token in zip(places, tokens, strict=True):
        if not is_token or (place.vpath, place.line, place.secret.key_id) in signing:
            yield place


def _leak(place: SecretPlace, source: str, fingerprint_key: bytes) -> SeenLeak:
    one = place.secret
    fingerprint = one.secret.fingerprint(fingerprint_key)
    is_temporary = one.key_type is KeyType.TEMPORARY
    identity = leak_id(one.provider, one.key_id, fingerprint)
    return SeenLeak(
        id=identity,
        provider=one.provider,
        rule=one.rule,
        key_id=one.key_id and visible(one.key_id),
        is_temporary=is_temporary,
        fingerprint=fingerprint,
        mask=visible(one.secret.mask),
        case=LeakCase.TEMPORARY if is_temporary else LeakCase.LOG_OR_SNAPSHOT,
        # A temporary key dies by itself, most often before anybody reads the log.
        severity=Severity.MEDIUM if is_temporary else Severity.HIGH,
        title=visible(one.title),
        validity=Validity.UNKNOWN,
        places=(_place(place, source, identity),),
    )


def _place(place: SecretPlace, source: str, leak: str) -> SeenPlace:
    vpath = visible(f"{place.vpath}#{place.secret.field}")
    finding = _digest(leak, vpath)
    return SeenPlace(
        id=_digest(visible(source), vpath, finding),
        finding_id=finding,
        source=visible(source),
        vpath=vpath,
        line=place.line,
        column=None,
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
