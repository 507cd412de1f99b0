"""One-time codes (RFC 6238) and the recovery codes for whoever loses the phone that makes them."""

import hmac
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

import pyotp

ISSUER: Final = "akwarden"
"""What a phone shows beside the codes."""
RECOVERY_CODES: Final = 10
_STEP_SECONDS: Final = 30
_AROUND: Final = (0, -1, 1)
"""Clocks of phones are right to half a minute or so: the codes beside the one of now count too."""
_CODE: Final = re.compile(r"[0-9]{6}", re.ASCII)
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_RECOVERY_LENGTH, _GROUP = 20, 5
_BETWEEN: Final = re.compile(r"[\s-]+")


def new_secret() -> str:
    """Return a new secret that codes are made from."""
    return pyotp.random_base32()


def address(secret: str, login: str) -> str:
    """Return what the QR code says to a phone."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the step of time that a code belongs to, None for a code that is wrong or not of now.

    A code is let in once: the caller keeps the step, and takes only later ones.
    """
    plain = _BETWEEN.sub("", code)
    if not _CODE.fullmatch(plain):
        return None
    totp = pyotp.TOTP(secret)
    at = [now + timedelta(seconds=_STEP_SECONDS * around) for around in _AROUND]
    fitting = [one for one in at if hmac.compare_digest(totp.at(one), plain)]
    return int(fitting[0].timestamp()) // _STEP_SECONDS if fitting else None


def recovery_codes() -> list[str]:
    """Return new recovery codes, as people see them."""
    return [
        _grouped("".join(secrets.choice(_LETTERS) for _ in range(_RECOVERY_LENGTH)))
        for _ in range(RECOVERY_CODES)
    ]


def recovery_form(text: str) -> str:
    """Return a recovery code as it is compared, however it was typed."""
    return _BETWEEN.sub("", text).lower()


def looks_like_recovery(text: str) -> bool:
    """Say whether what was typed is a recovery code, and not a one-time code."""
    return len(recovery_form(text)) == _RECOVERY_LENGTH


def _grouped(text: str) -> str:
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))
