"""Runs the program that a profile names for its key, as the AWS command line does: without a shell.

After "Process credential provider" (AWS SDKs and Tools Reference Guide).
"""

import json
import subprocess
from collections.abc import Mapping

from botocore.compat import compat_shell_split

from akwarden.errors import CredentialError
from akwarden.model.lease import Lease
from akwarden.providers.aws.written_key import Names, read_key

_SECONDS = 60
_KEY = Names("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration")
_VERSION = 1


def run_credential_process(command: str, place: str, env: Mapping[str, str]) -> Lease:
    """Return the key that the program prints. Raises CredentialError, which shows nothing of it."""
    told = _parsed(_printed(command, place, env), place)
    if told.get("Version") != _VERSION:
        raise _failed(place, "it does not print Version 1")
    return read_key(told, _KEY, f"credential_process of {place}")


def _printed(command: str, place: str, env: Mapping[str, str]) -> bytes:
    """Run the program, and return what it prints."""
    try:
        ended = subprocess.run(
            compat_shell_split(command),
            env=dict(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise _failed(place, f"it can't be run ({type(error).__name__})") from None
    if ended.returncode != 0:
        raise _failed(place, f"it ended with {ended.returncode}")
    return ended.stdout


def _parsed(printed: bytes, place: str) -> Mapping[str, object]:
    """Return the JSON object that the program printed."""
    told: object = None
    try:
        told = json.loads(printed)
    except (ValueError, RecursionError):
        raise _failed(place, "it prints no JSON") from None
    if not isinstance(told, dict):
        raise _failed(place, "it prints no JSON object")
    return told


def _failed(place: str, why: str) -> CredentialError:
    """Return that the program gave no key."""
    return CredentialError(f"credential_process of {place} gives no key", why=why, mend="run it by hand")
