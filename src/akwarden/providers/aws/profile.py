"""Reads a key from a profile of the AWS command line: `~/.aws/credentials` and `~/.aws/config`.

A profile with a key in it and one that runs a program (`credential_process`) are read. One that takes a role
or signs in by itself is refused with what to do: it would make calls that are not in our table, or wait for
somebody. After "Configuration and credential file settings" (AWS CLI User Guide).
"""

import shlex
from collections.abc import Mapping
from configparser import Error as ConfigError
from configparser import RawConfigParser
from pathlib import Path

from akwarden.errors import CredentialError
from akwarden.model.lease import Lease
from akwarden.providers.aws.credential_process import run_credential_process
from akwarden.providers.aws.written_key import Names, read_key
from akwarden.providers.provider import Surroundings

_KEY = Names("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
_ROLE = "role_arn"
_SIGN_IN = ("sso_session", "sso_start_url", "login_session", "web_identity_token_file")
_PROGRAM = "credential_process"

Settings = Mapping[str, str]


def profile_lease(name: str, surroundings: Surroundings) -> Lease:
    """Return the key of a profile. Raises CredentialError where it has none that can be read."""
    place = f"the profile {name}"
    keys = _read(surroundings, "AWS_SHARED_CREDENTIALS_FILE", "credentials").get(name)
    settings = _profile(_read(surroundings, "AWS_CONFIG_FILE", "config"), name)
    if keys is None and settings is None:
        raise CredentialError(f"there is no profile {name}", mend="`aws configure list-profiles` lists them")
    both = {**(settings or {}), **(keys or {})}
    # What the command line would try first is looked at first.
    _refuse_what_calls(both, name, place)
    for part in (keys, settings):
        if part and part.get(_KEY.id):
            return read_key(part, _KEY, place)
    if both.get(_PROGRAM):
        return run_credential_process(both[_PROGRAM], place, surroundings.env)
    return read_key(both, _KEY, place)


def _refuse_what_calls(settings: Settings, name: str, place: str) -> None:
    """Raise CredentialError for a profile that makes calls to get its key."""
    if any(settings.get(setting) for setting in _SIGN_IN):
        raise CredentialError(
            f"{place} signs in by itself",
            why="akwarden signs in for nobody",
            mend=f"make a profile of its own with `credential_process = aws configure export-credentials "
            f"--profile {name} --format process`",
        )
    if settings.get(_ROLE):
        raise CredentialError(
            f"{place} takes a role",
            why="akwarden takes roles itself",
            mend=f"give {settings[_ROLE]} as the role of the account, and the profile that takes it",
        )


def _profile(sections: Mapping[str, Settings], name: str) -> Settings | None:
    """Return the section of `config` for a profile, which is called `profile NAME` there."""
    for section, settings in sections.items():
        try:
            words = shlex.split(section)
        except ValueError:
            continue
        if words == ["profile", name] or (section == name == "default"):
            return settings
    return None


def _read(surroundings: Surroundings, variable: str, usual: str) -> Mapping[str, Settings]:
    """Return the sections of one of the two files; none where there is no file."""
    named = surroundings.env.get(variable)
    home = surroundings.user_home
    path = home / ".aws" / usual if not named else _expanded(named, home)
    parser = RawConfigParser()
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, ConfigError) as error:
        why = f"{type(error).__name__}"  # its message would show lines of the file
        raise CredentialError(f"{path} can't be read", why=why, mend="correct the file") from None
    return {section: dict(parser.items(section)) for section in parser.sections()}


def _expanded(text: str, home: Path) -> Path:
    """Return a path that may begin with `~/`."""
    return home / text[2:] if text.startswith("~/") else Path(text)
