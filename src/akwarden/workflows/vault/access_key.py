"""Access keys as people hand them in, and as the vault keeps them: parsed at the door.

The id of a key goes into lists and the audit log. So what does not look like an id is refused: it could be
the secret, given in the wrong place. No message holds any part of what was given.
"""

import re

import msgspec

from akwarden.errors import SealedError, UsageError
from akwarden.model.credential import Credential
from akwarden.model.secret import Secret

_KEY_ID = re.compile(r"[AI]KID[0-9A-Za-z_-]{12,140}|A(?:KIA|SIA|BIA|CCA)[0-9A-Z]{12,124}")
_VALUE = re.compile(rb"[!-~]{8,16384}")
_MEND = (
    'give {"key_id": "…", "secret": "…", "token": "…"} or two or three lines: the id, the secret, and the '
    "token of a temporary key"
)


class _Parts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The form in which a key is kept and shown."""

    key_id: str
    secret: str
    token: str | None = None

    def __repr__(self) -> str:
        """Show no value."""
        return "_Parts(****)"


_decoder = msgspec.json.Decoder(_Parts)


def parse(given: bytes) -> Credential:
    """Return the key that was handed in as JSON or as lines; raises UsageError for anything else."""
    if len(given) > 1 << 16:
        raise UsageError("an access key is not that long", mend=_MEND)
    stripped = given.removeprefix(b"\xef\xbb\xbf").strip()
    parts = _from_json(stripped) if stripped.startswith(b"{") else _from_lines(stripped)
    return checked(parts.key_id, parts.secret, parts.token)


def checked(key_id: str, secret: str, token: str | None) -> Credential:
    """Return a key whose parts look like what they are; raises UsageError where one does not."""
    if not _KEY_ID.fullmatch(key_id):
        swapped = _KEY_ID.fullmatch(secret) is not None
        raise UsageError(
            "the id of the access key does not look like one",
            why="the id and the secret seem to be swapped"
            if swapped
            else "ids begin with AKID, AKIA or ASIA",
            mend=_MEND,
        )
    for name, value in (("secret", secret), ("token", token)):
        if value is not None and not _VALUE.fullmatch(value.encode("utf-8", "surrogatepass")):
            raise UsageError(
                f"the {name} of the access key does not look like one",
                why="it is too short or too long, or holds a space or a character that no key has",
                mend=_MEND,
            )
    return Credential(key_id, Secret(secret.encode()), None if token is None else Secret(token.encode()))


def encode(credential: Credential) -> Secret:
    """Return what the vault seals; `parse` takes it too."""
    token = None if credential.token is None else credential.token.reveal().decode()
    parts = _Parts(credential.key_id, credential.secret.reveal().decode(), token)
    return Secret(msgspec.json.encode(parts))


def decode(content: Secret) -> Credential:
    """Return the key that was sealed; raises SealedError when it is none."""
    try:
        parts = _decoder.decode(content.reveal())
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise SealedError("what was sealed as an access key is none") from None
    token = None if parts.token is None else Secret(parts.token.encode())
    return Credential(parts.key_id, Secret(parts.secret.encode()), token)


def _from_json(given: bytes) -> _Parts:
    try:
        return _decoder.decode(given)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Without the cause: it may name a field, and that may be the secret.
        raise UsageError("what was given as an access key is not the JSON of one", mend=_MEND) from None


def _from_lines(given: bytes) -> _Parts:
    try:
        lines = [line.strip() for line in given.decode().splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise UsageError("what was given as an access key is not UTF-8", mend=_MEND) from None
    if len(lines) not in {2, 3}:
        raise UsageError(f"an access key has two or three lines, and {len(lines)} were given", mend=_MEND)
    return _Parts(lines[0], lines[1], lines[2] if lines[2:] else None)
