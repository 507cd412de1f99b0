"""How a call ended, by the error of its record.

The codes are of the "Common errors" pages of AWS services, of Amazon EC2, "Error codes for the Amazon EC2
API", and of Amazon S3, "Error responses".
"""

import re
from functools import lru_cache
from typing import Final

from akwarden.model.event import ErrorClass

_SIGNATURE: Final = re.compile(
    r"InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature"
    r"|ExpiredToken|InvalidToken|TokenRefreshRequired|InvalidAccessKeyId|MissingAuthenticationToken|AuthFailure"
    r"|RequestExpired|RequestTimeTooSkewed|RequestInTheFuture|InvalidSecurity|NotSignedUp"
)
_DENIED: Final = re.compile(
    r"AccessDenied|Unauthori[sz]ed|NotAuthori[sz]ed|AuthorizationError|Forbidden|OperationNotPermitted"
    r"|AllAccessDisabled|OptInRequired|AccountProblem"
)
_THROTTLED: Final = re.compile(
    r"Throttl|RequestLimitExceeded|TooManyRequests|SlowDown|RateExceeded|RequestThrottled"
    r"|ProvisionedThroughputExceeded|BandwidthLimitExceeded|PriorRequestNotComplete"
)
_SERVER: Final = re.compile(
    r"^Server\.|Internal(?:Error|Failure|Server|Service)|ServiceUnavailable|^Unavailable|DependencyFailure"
    r"|ServiceException|InsufficientInstanceCapacity|OperationAborted"
)
_CLASSES: Final = (
    (_SIGNATURE, ErrorClass.SIGNATURE),
    (_DENIED, ErrorClass.DENIED),
    (_THROTTLED, ErrorClass.THROTTLED),
    (_SERVER, ErrorClass.SERVER),
)


@lru_cache(maxsize=4096)
def class_of(code: str) -> ErrorClass:
    """Return the class of an error code; what no list has is an error of the request."""
    for pattern, meaning in _CLASSES:
        if pattern.search(code) is not None:
            return meaning
    return ErrorClass.REQUEST


def class_of_message(message: str) -> ErrorClass:
    """Return the class of an error that has words and no code."""
    return ErrorClass.DENIED if "not authorized to perform" in message else ErrorClass.REQUEST
