"""What a call that failed means for a person, after "Common errors" in the API references of AWS.

Whatever the other side wrote is cut short, loses its control characters, and has the key of the call hidden.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError  # noqa: A004
from botocore.parsers import ResponseParserError

from akwarden.errors import CloudError, CredentialError, MissingRightError, ThrottledError, UnreachableError
from akwarden.model.credential import Credential
from akwarden.providers.inventory import CloudCall

LONGEST_TEXT = 300
_SERVER_ERROR = 500
_TOO_MANY = 429
_NOTABLE_SKEW = 60
_UNNAMED = "with no code"

_THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded",
        "PriorRequestNotComplete",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "TooManyRequestsException",
    }
)
_DENIED = frozenset({"UnauthorizedOperation", "NotAuthorized", "UnauthorizedAccess"})
_GONE = frozenset({"NoSuchEntity", "NoSuchEntityException", "ResourceNotFoundException"})
_CLOCK = re.compile(r"signature (expired|not yet current)", re.IGNORECASE)
_EC2_EXPIRED = "RequestExpired"
"""What EC2 says of a call whose time is too far off, and of a temporary key that has expired."""
_CLOCK_CODES = frozenset({"RequestTimeTooSkewed", _EC2_EXPIRED, "RequestInTheFuture"})
_CREDENTIAL: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ExpiredToken": ("the temporary key has expired", "get a new temporary key"),
        "InvalidClientTokenId": (
            "the id is unknown: the key is deleted, inactive, or of another partition",
            "give a key that is active, or name the partition that it is of",
        ),
        "SignatureDoesNotMatch": (
            "the id exists, but this is not its secret",
            "give the id and the secret of one key",
        ),
        "AuthFailure": (
            "the key is not taken: it is deleted or inactive, or this is not its secret",
            "give a key that is active, or enable the region",
        ),
        "OptInRequired": ("the account does not use this service or region", "enable it"),
    }
)
_SAME_AS = MappingProxyType(
    {
        "ExpiredTokenException": "ExpiredToken",
        "UnrecognizedClientException": "InvalidClientTokenId",
        "InvalidAccessKeyId": "InvalidClientTokenId",
        "InvalidSignatureException": "SignatureDoesNotMatch",
        "IncompleteSignature": "SignatureDoesNotMatch",
        "IncompleteSignatureException": "SignatureDoesNotMatch",
        "SubscriptionRequiredException": "OptInRequired",
    }
)


class CodedError(CloudError):
    """AWS refused a call with a code that says nothing about the key or its rights."""

    def __init__(self, code: str, what: str, *, why: str | None) -> None:
        """Take the code and the sentences."""
        super().__init__(what, why=why, mend="look the code up in the API reference of AWS")
        self.aws_code = code

    @property
    def is_gone(self) -> bool:
        """Say whether what was asked about is not there."""
        return self.aws_code in _GONE


def code_of(error: Exception) -> str:
    """Return the code of a refusal; empty where there is none."""
    if not isinstance(error, ClientError):
        return ""
    return str(error.response.get("Error", {}).get("Code") or "").removeprefix("Client.")


def is_throttled(error: Exception) -> bool:
    """Say whether there were too many calls."""
    code = code_of(error)
    return code.startswith("Throttl") or code in _THROTTLED or _status(error) == _TOO_MANY


def may_pass(error: Exception) -> bool:
    """Say whether the same call may work a moment later."""
    is_page = isinstance(error, ResponseParserError)  # what a server between gives when it is overloaded
    return is_page or is_network(error) or is_throttled(error) or _status(error) >= _SERVER_ERROR


def is_network(error: Exception) -> bool:
    """Say whether no answer came."""
    return isinstance(error, HTTPClientError | ConnectionError)


def explain(error: Exception, call: CloudCall, credential: Credential, now: datetime) -> CloudError:
    """Return what a failure of a call means."""
    name = f"{call.service}:{call.action}"
    if is_network(error):
        return UnreachableError(
            f"AWS does not answer to {name}",
            why=f"the connection failed ({type(error).__name__})",
            mend="check the address, the proxy (HTTPS_PROXY) and the network",
        )
    if not isinstance(error, ClientError):
        return _unreadable(error, name)
    code, words = code_of(error), _message(error, credential)
    shown = cleaned(code, credential) or _UNNAMED
    if is_throttled(error):
        return ThrottledError(f"AWS allows no more calls of {name}", why=words, mend="run it again later")
    skew = _skew(error, now)
    if code == _EC2_EXPIRED and credential.token is not None and abs(skew) <= _NOTABLE_SKEW:
        code = "ExpiredToken"
    if code in _CLOCK_CODES or _CLOCK.search(words):
        return _clock(skew)
    known = _CREDENTIAL.get(_SAME_AS.get(code, code))
    if known is not None:
        return CredentialError(f"AWS does not take the key ({shown})", why=known[0], mend=known[1])
    if code.startswith("AccessDenied") or code in _DENIED:
        return MissingRightError(call.right or name, words)
    return CodedError(code, f"AWS refused {name}: {shown}", why=words or None)


def cleaned(text: str, credential: Credential) -> str:
    """Return foreign text with no control characters, no secret of the key, and not too long."""
    shown = credential.hidden("".join(char if char.isprintable() else " " for char in text))
    return shown if len(shown) <= LONGEST_TEXT else shown[: LONGEST_TEXT - 1] + "…"


def _message(error: ClientError, credential: Credential) -> str:
    """Return what AWS wrote."""
    return cleaned(str(error.response.get("Error", {}).get("Message") or ""), credential)


def _status(error: Exception) -> int:
    """Return the HTTP status of a refusal; 0 where there is none."""
    if not isinstance(error, ClientError):
        return 0
    return int(_metadata(error).get("HTTPStatusCode") or 0)


def _metadata(error: ClientError) -> Mapping[str, Any]:
    """Return what botocore noted of the answer."""
    found: Mapping[str, Any] = error.response.get("ResponseMetadata", {})
    return found


def _unreadable(error: Exception, name: str) -> CloudError:
    """Return what it means that a call could not be written or its answer not be read."""
    if isinstance(error, BotoCoreError):
        why = f"the call can't be made ({type(error).__name__})"
    else:
        why = f"the answer can't be read ({type(error).__name__}): a proxy may have given it"
    return CloudError(f"{name} failed", why=why, mend="check the address and the proxy (HTTPS_PROXY)")


def _clock(skew: int) -> CredentialError:
    """Return that the clock is wrong, and by how much where that is known."""
    why = "the clock of this machine is wrong"
    if abs(skew) > _NOTABLE_SKEW:
        why = f"the clock of this machine is {abs(skew)} s {'ahead' if skew > 0 else 'behind'}"
    return CredentialError("AWS does not take the time of the call", why=why, mend="set the clock")


def _skew(error: ClientError, now: datetime) -> int:
    """Return the seconds that this machine is ahead of what the answer tells; 0 where it tells none."""
    try:
        told = parsedate_to_datetime(str(_metadata(error).get("HTTPHeaders", {}).get("date", "")))
    except ValueError:
        return 0
    return round((now - told).total_seconds()) if told.tzinfo else 0
