"""One-time codes of soft tokens (RFC 6238): the second factor of a call for temporary keys.

After the parameters SerialNumber, `qcs::cam:uin/${ownerUin}::mfa/${mfaType}` with `softToken` as the only
type, and TokenCode of AssumeRole and GetSessionToken.
"""

import re
from datetime import UTC, datetime

from pyotp import TOTP

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.sts.state import SoftTokens

_SERIAL = re.compile(r"qcs::cam:uin/(\d{1,20})::mfa/(\w{1,40})", re.ASCII)
_SOFT_TOKEN = "softToken"  # noqa: S105  the name of a kind of device
_LATE_CODES = 1
"""Codes before and after that of now which are taken: clocks differ."""


def check_code(call: Call) -> None:
    """Raise ApiError unless the code of the call is that of the caller's device now."""
    serial = _SERIAL.fullmatch(call.text("SerialNumber"))
    if serial is None or int(serial[1]) != call.account.uin:
        raise ApiError(
            "InvalidParameter.ParamError", "The parameter `SerialNumber` is no device of the account."
        )
    if serial[2] != _SOFT_TOKEN:
        raise ApiError("FailedOperation.MFATypeNotSupported", "Only softToken is supported.")
    seed = call.account.state(SoftTokens).seeds.get(call.caller.uin)
    code = call.text("TokenCode")
    now = datetime.fromtimestamp(call.now, UTC)
    if seed is None or not TOTP(seed).verify(code, for_time=now, valid_window=_LATE_CODES):
        raise ApiError("FailedOperation.CheckMFAError", "The code is not that of the caller's device.")
