"""What a refusal of Tencent Cloud means: the error codes of its API documents, made errors of ours.

What the codes of a key mean is in "Common error codes"; which code says that something is gone or that a
right is missing differs from action to action.
"""

import re

from akwarden.errors import CloudError, CredentialError, MissingRightError
from akwarden.model.credential import Credential
from akwarden.providers.inventory import CloudCall
from akwarden.providers.tencent.permissions import right_of

LONGEST_WORDS = 300
_CLOCK = "AuthFailure.SignatureExpire"
_NO_RIGHT = ("UnauthorizedOperation", "AuthFailure.UnauthorizedOperation")
_NO_PERMISSION = re.compile(r"NoPermission|PermissionDenied|AccessDenied")
_AGAIN = ("RequestLimitExceeded", "InternalError")
_GONE = re.compile(
    r"(?:User|Users|Role|Policy|PolicyId|Group|Function|FunctionName|Namespace)(?:NotExists?|NotFound)"
    r"|ResourceNotFound(?:\.(?:NotFound|Function|FunctionName|Namespace))?"
)
_NO_ACTION = ("InvalidAction", "ActionOffline")
_NO_REGION = frozenset(
    ["UnsupportedRegion", "UnsupportedOperation.Region", "UnsupportedOperation.NotSupportRegion"]
)
_CAUSES = {
    "AuthFailure.SecretIdNotFound": (
        "its id is unknown: the key was deleted or disabled, has expired, or is of another site",
        "give a key that is active, and the site that the account is in",
    ),
    "AuthFailure.InvalidSecretId": (
        "its id is not one of a CAM key of this site",
        "give a key that was made in Access Management, and the site that the account is in",
    ),
    "AuthFailure.SignatureFailure": (
        "its id is known, and the secret is not the one that belongs to it",
        "give the secret that was shown when this key was made, or make a new key",
    ),
    "AuthFailure.TokenFailure": (
        "its session has expired, or its token belongs to another key",
        "sign in again, so that the place that it comes from holds a new one",
    ),
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_REQUEST_ID = re.compile(r"\[request id:[^\]]{0,100}\]\s*|,?\s*RequestId:\s*[0-9a-f-]{36}", re.IGNORECASE)


class RefusedError(CloudError):
    """A call was refused, with the code that the cloud gave."""

    def __init__(self, call: CloudCall, refusal: str, reason: str) -> None:
        """Take the call, the code and the cleaned words of the cloud."""
        super().__init__(f"{call.service} {call.action} was refused with {refusal}", why=reason)
        self.refusal = refusal


class GoneError(RefusedError):
    """What a call is about is not there any more."""


class NoActionError(RefusedError):
    """The site of the account does not have the action."""


class NoRegionError(RefusedError):
    """The service is not in the region, or the region is not there for the account."""


def words(text: str, credential: Credential) -> str:
    """Return what the cloud said in one line, without secrets and what differs from call to call."""
    clean = _CONTROL.sub(" ", credential.hidden(_REQUEST_ID.sub("", text))).strip()
    return clean if len(clean) <= LONGEST_WORDS else clean[: LONGEST_WORDS - 1] + "…"


def is_throttle(code: str) -> bool:
    """Say whether a code means: too many calls."""
    return code.startswith(_AGAIN[0])


def is_passing(code: str) -> bool:
    """Say whether the same call may work a little later."""
    return code.startswith(_AGAIN)


def error_of(call: CloudCall, code: str, reason: str, skew: int | None) -> CloudError:
    """Return what a refusal means; `skew` is how many seconds this machine's clock is ahead, if known."""
    code = _CONTROL.sub(" ", code)[:100]
    if code == _CLOCK:
        return _wrong_clock(skew)
    if code in _CAUSES:
        why, mend = _CAUSES[code]
        return CredentialError(f"Tencent Cloud does not take the key ({code})", why=why, mend=mend)
    if code in _NO_REGION:
        return NoRegionError(call, code, reason)
    if code.startswith(_NO_RIGHT) or _NO_PERMISSION.search(code):
        return MissingRightError(right_of(call), reason or code)
    if code.startswith(_NO_ACTION):
        return NoActionError(call, code, reason)
    if _GONE.fullmatch(code) or _GONE.fullmatch(code.partition(".")[2]):
        return GoneError(call, code, reason)
    return RefusedError(call, code, reason)


def _wrong_clock(skew: int | None) -> CredentialError:
    """Return that the clock of this machine is wrong, and by how much."""
    why = "the clock of this machine is more than five minutes off"
    if skew is not None:
        side = "ahead of" if skew > 0 else "behind"
        why = f"the clock of this machine is {abs(skew)} seconds {side} that of Tencent Cloud"
    return CredentialError(
        f"Tencent Cloud does not take the signature ({_CLOCK})",
        why=why,
        mend="set the clock of this machine",
    )
