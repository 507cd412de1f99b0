"""Keys of this machine: in the environment, in files of Tencent Cloud's own tools, or of the machine's role.

Names and files are those of the SDK ("Credential Management") and of tccli ("Configuring TCCLI").
"""

import configparser
import json
import re
from collections.abc import Mapping
from pathlib import Path

from akwarden.errors import CredentialError
from akwarden.model.account import FromEnvironment, FromInstance, FromProfile
from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.model.secret import Secret
from akwarden.providers.provider import Surroundings
from akwarden.providers.tencent.metadata import role_lease

_ID, _SECRET, _TOKEN = "TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_TOKEN"
_PROFILE = re.compile(r"[\w.@+-]{1,128}")
_MOST_BYTES = 1 << 20
_REFUSED_KINDS = {
    "oauth": "sign-ins of `tccli auth login` end after some hours; give a key that was made for akwarden",
    "sso": "sign-ins of `tccli sso login` end after some hours; give a key that was made for akwarden",
    "cvm-role": "say `instance` as the source: it reads the role of the machine itself",
}


def lease(source: FromEnvironment | FromProfile | FromInstance, surroundings: Surroundings) -> Lease:
    """Return the key of a place; raises CredentialError where there is none, naming the place."""
    match source:
        case FromEnvironment():
            return Lease(_from_environment(surroundings.env))
        case FromProfile(name=name):
            return Lease(_from_profile(name, surroundings.user_home))
        case FromInstance():
            return role_lease(surroundings.endpoints.get("metadata"))


def _from_environment(env: Mapping[str, str]) -> Credential:
    missing = [name for name in (_ID, _SECRET) if not env.get(name, "").strip()]
    if missing:
        raise CredentialError(
            "the environment holds no key of Tencent Cloud",
            why=f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set",
            mend=f"set {_ID} and {_SECRET}",
        )
    return _credential(env[_ID], env[_SECRET], env.get(_TOKEN, ""))


def _from_profile(name: str, home: Path) -> Credential:
    """Return the key of a profile: of tccli first, then of the SDK."""
    if not _PROFILE.fullmatch(name) or name.startswith("."):
        raise CredentialError("a profile can't be called so", mend="give the name of a profile of tccli")
    tccli = home / ".tccli" / f"{name}.credential"
    sdk = home / ".tencentcloud" / "credentials"
    found = _of_tccli(tccli) or _of_sdk(sdk, name)
    if found is None:
        raise CredentialError(
            f"there is no profile {name!r} of Tencent Cloud",
            why=f"neither {tccli} nor the section [{name}] of {sdk} is there",
            mend=f"run `tccli configure --profile {name}`",
        )
    return found


def _of_tccli(path: Path) -> Credential | None:
    """Return the key in a file as tccli writes it; None where there is no file."""
    text = _content(path)
    if text is None:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise _unusable(path, "it is not JSON") from None
    if not isinstance(found, dict):
        raise _unusable(path, "it is not an object of JSON")
    kind = str(found.get("type") or "default")
    if kind != "default":
        mend = _REFUSED_KINDS.get(kind, "give a key that was made for akwarden")
        raise CredentialError(f"{path} can't be used", why=f"its type is {kind!r:.40}", mend=mend)
    return _checked(path, {name: found.get(name) for name in ("secretId", "secretKey", "token")})


def _of_sdk(path: Path, section: str) -> Credential | None:
    """Return the key in a section of a file as the SDK reads it; None where there is none."""
    text = _content(path)
    if text is None:
        return None
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except configparser.Error:
        raise _unusable(path, "it is not written in sections of NAME = VALUE") from None
    if not parser.has_section(section):
        return None
    names = {"secretId": "secret_id", "secretKey": "secret_key", "token": "token"}
    return _checked(path, {key: parser[section].get(name) for key, name in names.items()})


def _checked(path: Path, parts: Mapping[str, object]) -> Credential:
    """Return the key of a file; raises CredentialError where a part of it is missing."""
    texts = {name: value.strip().strip("\"'") for name, value in parts.items() if isinstance(value, str)}
    if not (texts.get("secretId") and texts.get("secretKey")):
        raise _unusable(path, "it holds no id or no secret")
    return _credential(texts["secretId"], texts["secretKey"], texts.get("token", ""))


def _content(path: Path) -> str | None:
    """Return what a file holds; None where there is none."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, f"it can't be read ({type(error).__name__})") from None


def _credential(key_id: str, secret: str, token: str) -> Credential:
    kept = Secret(token.strip().encode()) if token.strip() else None
    return Credential(key_id.strip(), Secret(secret.strip().encode()), kept)


def _unusable(path: Path, why: str) -> CredentialError:
    return CredentialError(f"{path} can't be used", why=why, mend="write it again with `tccli configure`")
