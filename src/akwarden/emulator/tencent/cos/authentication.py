"""Who signed a request to COS, in the Authorization header or in the query of a signed URL."""

import hmac
import re
from urllib.parse import parse_qsl

from akwarden.emulator.tencent.authentication import holder_of
from akwarden.emulator.tencent.call import Caller
from akwarden.emulator.tencent.cos.errors import CosError
from akwarden.emulator.tencent.envelope import Raw
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.state import Cloud
from akwarden.wire import cos

_TIMES = re.compile(r"(\d{1,11});(\d{1,11})")
_TOKEN = "x-cos-security-token"  # noqa: S105  the name of a header
_MOST_FIELDS = 200


def parameters_of(raw: Raw) -> dict[str, str]:
    """Return the decoded parameters of a query; raises CosError for too many."""
    try:
        return dict(parse_qsl(raw.query, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise CosError(400, "InvalidURI", "The query has too many parameters.") from None


def caller_of(cloud: Cloud, raw: Raw, parameters: dict[str, str]) -> Caller:
    """Return who signed a request; raises CosError with the code that says why nobody did."""
    given = dict(pair.split("=", 1) for pair in raw.header("authorization").split("&") if "=" in pair)
    signed = cos.read(given) or cos.read(parameters)
    if signed is None:
        raise CosError(403, "AccessDenied", "Access Denied.")
    _check_times(cloud, signed)
    token = raw.header(_TOKEN) or parameters.get(_TOKEN, "")
    try:
        secret, caller = holder_of(cloud, signed.secret_id, token)
    except ApiError as error:
        if error.code == "AuthFailure.SecretIdNotFound":
            message = "The access key Id you provided does not exist in our records."
            raise CosError(403, "InvalidAccessKeyId", message) from None
        raise CosError(403, "AccessDenied", error.message) from None
    wanted = cos.signature(
        _covered(raw, parameters, signed), signed.sign_time, signed.key_time, secret.encode()
    )
    if not hmac.compare_digest(wanted.encode(), signed.value.encode()):
        message = "The signature we calculated does not match the signature you provided."
        raise CosError(403, "SignatureDoesNotMatch", message)
    return caller


def _check_times(cloud: Cloud, signed: cos.Signature) -> None:
    """Refuse a signature out of its time; the time of callers is the one that nobody moved."""
    now = cloud.clock.unmoved()
    for text in (signed.sign_time, signed.key_time):
        found = _TIMES.fullmatch(text)
        if found is None or not int(found[1]) <= now <= int(found[2]):
            raise CosError(403, "AccessDenied", "Request has expired")


def _covered(raw: Raw, parameters: dict[str, str], signed: cos.Signature) -> cos.Request:
    """Return the part of a request that a signature names."""
    small = {name.lower(): value for name, value in parameters.items()}
    return cos.Request(
        method=raw.method,
        path=raw.path,
        parameters={name: small.get(name, "") for name in signed.parameters},
        headers={name: raw.header(name) for name in signed.headers},
    )
