"""What one document of a file is: a record, a digest, or what records lie in; and what a line of a log is."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Final

import msgspec

from akwarden.sources.audit.brackets import ENVELOPE, LIST_NAMES

FIRST_KEY: Final = re.compile(rb'[{\[]\s*(?:\{\s*)?("[^"\\\x00-\x1f]{1,60}")\s*:').match
"""The first key of a record, or of the first of the objects that a row of a query's result is made of."""
LOG_LINE: Final = re.compile(rb'[^\s"{}\[\]]+ \S+ \S+ \[?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S* ').match
"""One of a COS access log: version, bucket, region and time come first (COS, "Access log fields")."""

_DIGEST: Final = "digest"
_DIGEST_KEY: Final = "digestStartTime"

_Keys = msgspec.defstruct(
    "_Keys",
    [
        (f"field_{number}", msgspec.Raw | msgspec.UnsetType, msgspec.field(name=name, default=msgspec.UNSET))
        for number, name in enumerate((*LIST_NAMES, ENVELOPE))
    ]
    + [(_DIGEST, msgspec.Raw | msgspec.UnsetType, msgspec.field(name=_DIGEST_KEY, default=msgspec.UNSET))],
    gc=False,
)
"""The keys by which a document is told from a record; reading it checks the rest of the JSON on the way."""
_NONE_OF_THEM: Final = _Keys()
_ONE: Final = msgspec.json.Decoder(_Keys)
_MANY: Final = msgspec.json.Decoder(list[_Keys])  # type: ignore[valid-type]  # made at run time
_VALUES: Final = msgspec.json.Decoder(list[msgspec.Raw])
_VALUE: Final = msgspec.json.Decoder(msgspec.Raw)


_BEHIND: Final = re.compile(r"JSON is malformed: trailing characters \(byte (\d+)\)").fullmatch
"""What msgspec says of bytes behind a value."""
_SPACES: Final = b" \t\r\n"


class Document(Enum):
    """What one whole JSON value is."""

    RECORD = "record"
    HOLDER = "holder"
    """Perhaps: one of its keys is that of a list of records."""
    DIGEST = "digest"
    """A digest file of CloudTrail, which holds hashes of log files."""
    BROKEN = "broken"
    """No JSON, or nested deeper than anything that a cloud writes."""


def end_of(data: bytes, at: int) -> int | None:
    """Return the index behind the JSON value that begins at `at`; None where this way does not tell."""
    rest = memoryview(data)[at:]
    try:
        return at + len(bytes(_VALUE.decode(rest)))
    except msgspec.DecodeError as error:
        # Whoever relies on the value reads it again, so other words of msgspec would cost time and no more.
        behind = _BEHIND(str(error))
    except RecursionError:
        return None
    if behind is None:
        return None
    # The byte is that behind the first one that is too much.
    end = at + int(behind[1]) - 1
    while end > at and data[end - 1] in _SPACES:
        end -= 1
    return end


def document_of(value: bytes) -> Document:
    """Say what a value is that was found to be an object or a list by its brackets."""
    try:
        if value[0] != ord("{"):
            _VALUE.decode(value)
            return Document.RECORD
        keys = _ONE.decode(value)
    except (msgspec.DecodeError, RecursionError):
        return Document.BROKEN
    if keys == _NONE_OF_THEM:
        return Document.RECORD
    has_digest = getattr(keys, _DIGEST) is not msgspec.UNSET
    return Document.DIGEST if has_digest else Document.HOLDER


def are_records(lines: bytes, count: int) -> bool:
    """Say whether these are so many JSON objects, and each one a record."""
    try:
        keys = _ONE.decode_lines(lines)
    except (msgspec.DecodeError, RecursionError):
        return False
    return len(keys) == count and keys.count(_NONE_OF_THEM) == count


def elements_of(inside: bytes, *, of_holder: bool) -> Sequence[bytes]:
    """Return the records that these whole elements of a list are; empty where they are not so.

    `of_holder` says that the list is known to hold records alone.
    """
    whole = b"".join((b"[", inside, b"]"))
    try:
        values = _VALUES.decode(whole)
        if not of_holder and any(keys != _NONE_OF_THEM for keys in _MANY.decode(whole)):
            return ()
    except (msgspec.DecodeError, RecursionError):
        return ()
    return [bytes(value) for value in values]
