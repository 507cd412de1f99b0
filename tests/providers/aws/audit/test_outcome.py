import pytest

from akwarden.model.event import ErrorClass
from akwarden.providers.aws.audit.outcome import class_of

SIGNATURE = """
    InvalidClientTokenId CloudTrailInvalidClientTokenIdException SignatureDoesNotMatch ExpiredToken
    ExpiredTokenException AuthFailure Client.AuthFailure RequestExpired InvalidAccessKeyId
    UnrecognizedClientException InvalidSignatureException RequestTimeTooSkewed
"""
DENIED = """
    AccessDenied AccessDeniedException UnauthorizedOperation Client.UnauthorizedOperation VpceAccessDenied
    NotAuthorizedException AuthorizationErrorException Forbidden
"""
THROTTLED = """
    Throttling ThrottlingException ThrottledException RequestLimitExceeded Client.RequestLimitExceeded
    TooManyRequestsException SlowDown ProvisionedThroughputExceededException
"""
SERVER = """
    InternalError InternalFailure InternalServerError ServiceUnavailable ServiceUnavailableException
    Server.InternalError InternalServiceError Server.Unavailable
"""
REQUEST = """
    NoSuchBucket NoSuchEntity NotFoundException ValidationError Client.InvalidInstanceID.Malformed
    Client.DryRunOperation LimitExceededException ConflictException SomeErrorCode
"""


@pytest.mark.parametrize(
    ("expected", "codes"),
    [
        (ErrorClass.SIGNATURE, SIGNATURE),
        (ErrorClass.DENIED, DENIED),
        (ErrorClass.THROTTLED, THROTTLED),
        (ErrorClass.SERVER, SERVER),
        (ErrorClass.REQUEST, REQUEST),
    ],
)
def test_codes_have_their_class(expected: ErrorClass, codes: str) -> None:
    assert {code: class_of(code) for code in codes.split()} == dict.fromkeys(codes.split(), expected)
