"""How a call ended, by the codes of its record.

The codes are of "Common error codes" of the API 3.0, of the errorcodes modules of Tencent Cloud's SDK, and
those that are numbers of "Cloud Virtual Machine, API 2.0, Error codes".
"""

import re
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from akwarden.model.event import ErrorClass
from akwarden.providers.tencent.audit.record import Loose, text_of

_SUCCESS = frozenset(["", "0", "success", "ok", "null", "-"])
_BY_CODE = MappingProxyType(
    {
        # The identity is known and may not: a key that is refused for this is a good key.
        "AuthFailure.UnauthorizedOperation": ErrorClass.DENIED,
        "AuthFailure.MFAFailure": ErrorClass.DENIED,
        "AuthFailure.CamRoleNameAuthenticateFailed": ErrorClass.DENIED,
        "IpInBlacklist": ErrorClass.DENIED,
        "IpNotInWhitelist": ErrorClass.DENIED,
        "4100": ErrorClass.SIGNATURE,
        "4104": ErrorClass.SIGNATURE,
        "4105": ErrorClass.SIGNATURE,
        "4500": ErrorClass.SIGNATURE,
        "4101": ErrorClass.DENIED,
        "4102": ErrorClass.DENIED,
        "4103": ErrorClass.DENIED,
        "4106": ErrorClass.DENIED,
        "4110": ErrorClass.DENIED,
        "4300": ErrorClass.DENIED,
        "4400": ErrorClass.THROTTLED,
        "6000": ErrorClass.SERVER,
        "6200": ErrorClass.SERVER,
    }
)
_BY_FAMILY = MappingProxyType(
    {
        "AuthFailure": ErrorClass.SIGNATURE,
        "UnauthorizedOperation": ErrorClass.DENIED,
        "RequestLimitExceeded": ErrorClass.THROTTLED,
        "InternalError": ErrorClass.SERVER,
        "InternalServerError": ErrorClass.SERVER,
    }
)
"""By what stands before the first dot."""
_DENIED = re.compile(r"NoPermission|PermissionDenied|AccessDenied|Unauthorized|NotAuthorized")
_THROTTLED = re.compile(r"QpsLimit|TrafficLimit|RateLimited|TooManyRequests")
_SERVER = re.compile(r"InternalError|ServiceUnavailable|SystemError")


class Outcome(NamedTuple):
    """How a call ended."""

    error_class: ErrorClass
    code: str | None
    """None for a success."""


@lru_cache(maxsize=1024)
def outcome_of(refusal: Loose, error: Loose) -> Outcome:
    """Return the outcome of a call: `refusal` is of signature and authorisation, `error` of the service.

    The refusal counts where both are there, since then no service was asked.
    """
    if code := _failure(refusal):
        # A code that no document has, in the place where rights are judged: somebody was kept out.
        return Outcome(_class_of(code) or ErrorClass.DENIED, code)
    if code := _failure(error):
        return Outcome(_class_of(code) or ErrorClass.REQUEST, code)
    return Outcome(ErrorClass.NONE, None)


def _failure(code: Loose) -> str:
    """Return a code as text; empty where it says that all is well."""
    text = text_of(code).strip()
    return "" if text.lower() in _SUCCESS else text


def _class_of(code: str) -> ErrorClass | None:
    found = _BY_CODE.get(code) or _BY_FAMILY.get(code.partition(".")[0])
    if found is not None:
        return found
    for pattern, meaning in (
        (_DENIED, ErrorClass.DENIED),
        (_THROTTLED, ErrorClass.THROTTLED),
        (_SERVER, ErrorClass.SERVER),
    ):
        if pattern.search(code):
            return meaning
    return None
