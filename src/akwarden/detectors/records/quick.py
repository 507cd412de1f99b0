"""The quick look at what the fast pass saw in one record: nothing, a value that is cut out at once, or doubt.

Most of what looks like the name of a secret is the name of an action, of a token of paging or of a field that
is empty or masked. And most of what is a secret is a session token that stands in quotes under its name: that
is cut out where it stands, without reading the record. Whatever else is seen is left to the exact look.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from string import ascii_letters, digits
from typing import NamedTuple

from akwarden.detectors.records.names import Kind, is_in_resource_name, is_secret, secret_kind
from akwarden.detectors.records.prefilter import KEY_IDS, SHORTEST_PARTNER, Hit, Sign
from akwarden.detectors.secrets.assignment import NEUTRAL, snake

_NAME_CHARACTERS = (ascii_letters + digits + "_.-").encode()
_LONGEST_NAME = 64
_REST_OF_NAME = re.compile(rb"[\w.-]{0,64}")
_VALUE = re.compile(rb"(\\*)\"\s{0,4}:\s{0,4}(?:\1\"([^\"\\]*)\1\"|\1(\")|(\S))")
_GIVEN = re.compile(rb"[\\\"'`\])]{0,9}\s{0,8}[:=(>]|\s{1,8}[\\\"'`]|[\\\"']{1,9}\s{1,8}value")
_NEXT = re.compile(rb"\\{0,8}\"\s{0,4},")
_LABEL = re.compile(
    rb"(?i)\"(?:key|name|k|field|header(?:_?name)?|(?:parameter|variable|env|option|attribute)_?(?:name|key)?)"
    rb"\\{0,8}\"\s{0,4}:\s{0,4}\\{0,8}\"[\w./:-]{0,80}\Z"
)
_LONGEST_LABEL = 160
PARTNER = re.compile(rb"(?<![0-9A-Za-z+/_-])[0-9A-Za-z+/]{28,90}(?![0-9A-Za-z+/_-])")
_FIELD = re.compile(rb"([A-Za-z0-9_.-]{1,64})\\*\"\s{0,4}:\s{0,4}\\*\"\Z")
_RUN = re.compile(rb"[0-9A-Za-z+/]{28,90}(?![0-9A-Za-z+/_.-])")
KEY_ID = re.compile(KEY_IDS.encode() + rb"[0-9A-Za-z_-]*")
_NEAR, _NEAR_IN_LINE = 1100, 120
"""Bytes around a key id in which its secret may stand; `detectors.secrets.matching` allows 1,024 unnamed."""
_NOT_QUICK = frozenset([Kind.HEADER, Kind.SIGNATURE])
"""What may be a secret in part only."""
_SHORT_NUMBER = re.compile(rb"\d{1,3}(?![\w.])")
"""Too short for a secret, which the exact look says too: `"signature":0` of CloudAudit is a state."""
_HOST = re.compile(r"(?:[A-Za-z0-9-]+\.){2,}(?:com|cn|net|org|io|dev)")
"""A host and no name: every record of a pipeline at GitHub says `token.actions.githubusercontent.com`."""
_WORDS = frozenset(b"tfn")
"""How `true`, `false` and `null` begin."""


class Cut(NamedTuple):
    """A value that is a secret by its name."""

    start: int
    end: int
    at: int
    """Where its name begins."""
    name: str
    kind: Kind


class DoubtError(Exception):
    """The quick look can't tell."""


def cuts(record: bytes, hits: Iterable[Hit]) -> Sequence[Cut]:
    """Return what is to be cut out of a record, in order; raises DoubtError where the exact look must tell.

    Escapes are not looked at: whoever asks undoes them and asks again.
    """
    found: list[Cut] = []
    others: list[Hit] = []
    for hit in hits:
        if hit.sign is Sign.NAME:
            cut = _named(record, hit.end)
            if cut and not (found and cut.start < found[-1].end):
                found.append(cut)
        elif hit.sign is not Sign.ESCAPE:
            others.append(hit)
    times = Counter(record[cut.start : cut.end] for cut in found)
    if any(record.count(value) > number for value, number in times.items()):
        raise DoubtError  # it stands somewhere else too
    for hit in others:
        if not any(cut.start < hit.end <= cut.end for cut in found):
            _other(record, hit)
    return found


def _other(record: bytes, hit: Hit) -> None:
    """Raise DoubtError for what is no name, unless it is clear at a glance that it is no secret."""
    if hit.sign is Sign.KEY_ID and not _has_partner(record, hit.end):
        return
    if hit.sign is Sign.RUN:
        run = _RUN.match(record, hit.end - SHORTEST_PARTNER)
        if run is None or KEY_ID.match(run[0]):
            return
    raise DoubtError


def _has_partner(record: bytes, end: int) -> bool:
    near = _NEAR if record[:1] in {b"{", b"["} else _NEAR_IN_LINE
    low = max(0, end - near)
    runs = PARTNER.finditer(record, low, end + near)
    return any(not KEY_ID.match(run[0]) and _may_be_partner(record, run.start()) for run in runs)


def _may_be_partner(record: bytes, start: int) -> bool:
    """Say whether what begins here may be found as a secret for standing beside an id: not under any name."""
    field = _FIELD.search(record, max(0, start - _LONGEST_LABEL), start)
    return field is None or bool(NEUTRAL.search(snake(field[1].decode())))


def _named(record: bytes, end: int) -> Cut | None:
    """Return the value of the name that a hit ended in or right behind, where it is a secret."""
    # What ends a name may be the end of the record.
    last = end if end <= len(record) and record[end - 1] in _NAME_CHARACTERS else end - 1
    before = record[max(0, last - _LONGEST_NAME) : last]
    start = last - len(before) + len(before.rstrip(_NAME_CHARACTERS))
    rest = _REST_OF_NAME.match(record, last)
    stop = rest.end() if rest else last
    name = record[start:stop].decode("ascii", "replace")
    kind = secret_kind(name)
    if kind is None or _HOST.fullmatch(name):
        return None
    value = _VALUE.match(record, stop)
    if value is not None:
        return _valued(Cut(*value.span(2), start, name, kind), value)
    is_flag = name[0] == "-" or (kind is Kind.HEADER and _NEXT.match(record, stop))
    is_label = _LABEL.search(record, max(0, stop - _LONGEST_LABEL), stop)
    if record[start - 1 : start] == b":" and is_in_resource_name(
        record[max(0, start - 128) : start].decode("latin-1")
    ):
        return None
    if is_flag or is_label or name[:2].lower() == "x-" or _GIVEN.match(record, stop):
        raise DoubtError
    return None


def _valued(cut: Cut, value: re.Match[bytes]) -> Cut | None:
    text = value[2]
    if text is None:
        # A number, a list, an object, or a text with quotes in it.
        if value[4] and (value[4][0] in _WORDS or _SHORT_NUMBER.match(value.string, value.start(4))):
            return None
        raise DoubtError
    if not is_secret(cut.kind, cut.name, text.decode("utf-8", "replace")):
        return None
    if cut.kind in _NOT_QUICK:
        raise DoubtError
    return cut
