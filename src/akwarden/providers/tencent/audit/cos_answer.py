"""What COS answers: its XML, and what a refusal means.

After "Error Codes" (COS API documents).
"""

from typing import BinaryIO, Final
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import msgspec

from akwarden.errors import CloudError, CredentialError, MissingRightError, ThrottledError, UnreachableError
from akwarden.model.credential import Credential
from akwarden.providers.audit_pull import GoneObjectError
from akwarden.providers.inventory import CloudCall
from akwarden.providers.protocol import NoReply
from akwarden.providers.tencent.permissions import right_of
from akwarden.providers.tencent.refusal import words
from akwarden.providers.transport import Fetched

_MOST_ERROR: Final = 1 << 16
_SERVER_FAILS, _TOO_MANY = 500, 429
_THROTTLES: Final = frozenset({"SlowDown", "RequestLimitExceeded", "TooManyRequests"})
_KEY_CODES: Final = frozenset({"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSecurity"})
_CLOCK: Final = "RequestTimeTooSkewed"
_DENIED: Final = "AccessDenied"
_EXPIRED: Final = "expired"
_ENCODED: Final = frozenset({"Key", "Prefix", "NextMarker"})
"""Fields of a list that are percent-encoded."""


class NoBucketError(CloudError):
    """There is no such bucket in that region."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What was called."""

    bucket: str
    region: str
    host: str


class Fault(msgspec.Struct, frozen=True):
    """What went wrong with a call."""

    code: str
    """Of COS; empty where it did not answer."""
    message: str
    may_pass: bool
    """Whether the same call may work a little later."""

    @property
    def is_throttle(self) -> bool:
        """Say whether there were too many calls."""
        return self.code in _THROTTLES


def parsed(text: bytes) -> ET.Element | None:
    """Return an answer as XML, names without their space; None for what is none."""
    # A document that declares entities could grow without end.
    if b"<!" in text:
        return None
    try:
        found = ET.fromstring(text)  # noqa: S314  without declarations nothing is expanded
    except ET.ParseError:
        return None
    for one in found.iter():
        one.tag = one.tag.rpartition("}")[2]
    return found


def text_in(found: ET.Element, name: str) -> str:
    """Return the text of a field, decoded where it is percent-encoded; empty where it is missing."""
    text = found.findtext(name) or ""
    return unquote(text) if name in _ENCODED else text


def fault_of(reply: Fetched | NoReply, into: BinaryIO) -> Fault:
    """Return what went wrong; `into` holds what was answered."""
    if isinstance(reply, NoReply):
        return Fault("", reply.reason, may_pass=True)
    if reply.broken:
        return Fault("", reply.broken, may_pass=True)
    into.seek(0)
    page = parsed(into.read(_MOST_ERROR))
    code = text_in(page, "Code") if page is not None else ""
    passes = reply.status >= _SERVER_FAILS or reply.status == _TOO_MANY or code in _THROTTLES
    if page is None or not code:
        return Fault(
            "", f"a proxy or another server answered, not COS (HTTP {reply.status})", may_pass=passes
        )
    return Fault(code[:100], text_in(page, "Message"), may_pass=passes)


def error_of(call: CloudCall, fault: Fault, place: Place, credential: Credential) -> CloudError:
    """Return what a failure means for a person."""
    code, reason = fault.code, words(fault.message, credential)
    if not code:
        return UnreachableError(
            f"COS did not answer for {place.bucket}", why=reason, mend=f"check {place.host}"
        )
    if fault.is_throttle:
        return ThrottledError(
            f"Tencent Cloud allows no more calls of cos {call.action}",
            why=f"all tries were refused with {code}",
            mend="run the command again later",
        )
    if code == _CLOCK or (code == _DENIED and _EXPIRED in reason):
        why = "the clock of this machine is wrong, or a temporary key has ended"
        return CredentialError(
            f"COS does not take the signature ({code})", why=why, mend="set the clock of this machine"
        )
    if code in _KEY_CODES:
        return CredentialError(
            f"COS does not take the key ({code})", why=reason, mend="give a key that is active"
        )
    return _other(call, code, reason, place)


def _other(call: CloudCall, code: str, reason: str, place: Place) -> CloudError:
    match code:
        case "AccessDenied":
            return MissingRightError(right_of(call), reason or code)
        case "NoSuchKey":
            return GoneObjectError(f"an object of {place.bucket} is not there any more")
        case "NoSuchBucket":
            return NoBucketError(
                f"there is no bucket {place.bucket} in {place.region}",
                mend=f"name its region: cos://{place.bucket}/PREFIX?region=REGION",
            )
        case _:
            return CloudError(f"cos {call.action} was refused with {code}", why=reason or None)
