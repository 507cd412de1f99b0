"""What is told of a secret that was taken out: where it stood, what and whose it is, which key it is of."""

import re
from collections.abc import Iterator, Sequence
from string import ascii_letters, digits

from akwarden.detectors.records.names import RULE, Kind, is_session_token
from akwarden.detectors.records.prefilter import KEY_IDS
from akwarden.detectors.records.quick import Cut
from akwarden.model.audit_record import ScrubbedSecret
from akwarden.model.finding import KeyType
from akwarden.model.secret import Secret

_KEY_ID = re.compile(rf"{KEY_IDS}[0-9A-Za-z_-]*".encode())
_BEGINNINGS = (b"AKID", b"AKIA", b"ASIA", b"IKID", b"ABIA", b"ACCA")
_NEAR = 2500
"""Bytes that may lie between a secret and the id of the key that it belongs to."""
_BELONGS_TO_A_KEY = frozenset([Kind.TOKEN, Kind.KEY, Kind.SIGNATURE, Kind.HEADER, Kind.SECRET])
_OF_A_CLOUD = (
    ("aws", re.compile(rb"amazonaws\.com|\"awsRegion|arn:aws")),
    ("tencent", re.compile(rb"tencent|myqcloud|qcs::|\"eventRegion|q-sign-|x-cos-")),
)
_OTHER = "generic"
_NAME_CHARACTERS = (ascii_letters + digits + "_.@$:/-").encode()
_QUOTES = b' \n\t\\"'
_SESSION = "sessionContext."
_MOST_STEPS = 400


def told_quickly(record: bytes, index: int, found: Sequence[Cut]) -> Iterator[ScrubbedSecret]:
    """Yield what is told of secrets that stand in quotes under their names."""
    for cut in found:
        key_id = key_id_near(record, cut.start, cut.kind)
        yield told(
            record,
            index,
            field=f"{_path(record, cut.at)}{cut.name}",
            kind=cut.kind,
            key_id=key_id,
            value=record[cut.start : cut.end],
        )


def told(
    record: bytes, index: int, *, field: str, kind: Kind, key_id: str | None, value: bytes
) -> ScrubbedSecret:
    """Return what is told of a secret that its name gave away."""
    if kind is Kind.TOKEN and not is_session_token(field, key_id):
        key_id = None
    return ScrubbedSecret(
        record=index,
        field=field,
        rule=RULE,
        provider=provider_of(record, key_id),
        title=kind.value,
        key_id=key_id,
        key_type=_key_type(kind, key_id),
        secret=Secret(value),
    )


def key_id_near(text: bytes, at: int, kind: Kind) -> str | None:
    """Return the id of the key that a secret at this place belongs to, where its kind belongs to one."""
    if kind not in _BELONGS_TO_A_KEY:
        return None
    low = max(0, at - _NEAR)
    for find, start, stop in ((text.rfind, low, at), (text.find, at, at + _NEAR)):
        for beginning in _BEGINNINGS:
            place = find(beginning, start, stop)
            key_id = _KEY_ID.match(text, place) if place >= 0 else None
            if key_id:
                return key_id[0].decode()
    return None


def provider_of(record: bytes, key_id: str | None) -> str:
    """Return whose cloud a secret of a record opens."""
    if key_id:
        return "tencent" if key_id[1:4] == "KID" else "aws"
    return next((cloud for cloud, sign in _OF_A_CLOUD if sign.search(record)), _OTHER)


def _key_type(kind: Kind, key_id: str | None) -> KeyType:
    if key_id and (kind is Kind.TOKEN or key_id.startswith("ASIA")):
        return KeyType.TEMPORARY
    return KeyType.PERMANENT if kind is Kind.KEY and key_id else KeyType.UNKNOWN


def _path(record: bytes, at: int) -> str:
    """Return the names that lead to the name at this place, each with a dot behind it."""
    names: list[str] = []
    closed, opening, closing = 0, record.rfind(b"{", 0, at), record.rfind(b"}", 0, at)
    for _ in range(_MOST_STEPS):
        if opening < 0:
            break
        if closing > opening:
            closed += 1
            closing = record.rfind(b"}", 0, closing)
            continue
        if closed:
            closed -= 1
        else:
            names.append(_name_of(record, opening))
            if names == [_SESSION]:
                # Where it stands in every record of Tencent Cloud: the way there is long and taken often.
                return f"userIdentity.{_SESSION}"
        opening = record.rfind(b"{", 0, opening)
    return "".join(reversed(names))


def _name_of(record: bytes, at: int) -> str:
    """Return the name of the object that begins at this place."""
    before = record[max(0, at - 120) : at].rstrip(_QUOTES)
    if before[-1:] in {b"[", b","}:
        return "[]."
    before = before.removesuffix(b":").rstrip(_QUOTES)
    name = before[len(before.rstrip(_NAME_CHARACTERS)) :]
    return f"{name.decode('ascii', 'replace')}." if name else ""
