"""A baseline: findings that are known already, named by rule, path and a salted fingerprint.

The salt lies in the file itself, so that a baseline written on one machine matches on every other one. It
holds no line and no commit, so that it outlives edits and rebases, and no value.
"""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

import msgspec

from akwarden.errors import BaselineError
from akwarden.model.secret import Fingerprint, Secret

_SCHEMA = "akwarden.baseline/1"
_SALT_BYTES = 32


class Entry(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """One known finding."""

    rule: str
    path: str
    fingerprint: Fingerprint


class Baseline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Known findings under one salt."""

    salt: str
    """64 hexadecimal digits."""
    entries: tuple[Entry, ...]
    schema: str = _SCHEMA

    def entry(self, rule: str, path: str, value: Secret) -> Entry:
        """Return how this baseline writes down a finding; what is not UTF-8 in a path becomes an escape."""
        readable = path.encode("utf-8", "backslashreplace").decode()
        return Entry(rule, readable, value.fingerprint(bytes.fromhex(self.salt)))


def new_baseline() -> Baseline:
    """Return an empty baseline with a salt of its own."""
    return Baseline(secrets.token_hex(_SALT_BYTES), ())


def read_baseline(path: Path) -> Baseline:
    """Read a baseline file; raises BaselineError with the mend."""
    mend = f"move it away and write it anew: akwarden scan TARGET --write-baseline {path}"
    try:
        baseline = msgspec.json.decode(path.read_bytes(), type=Baseline)
        salt = bytes.fromhex(baseline.salt)
    except FileNotFoundError as error:
        raise BaselineError(
            f"no baseline file at {path}", mend=f"write one: akwarden scan TARGET --write-baseline {path}"
        ) from error
    except OSError as error:
        raise BaselineError(f"{path} can't be read", why=error.strerror) from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise BaselineError(f"{path} is not a baseline file", why=str(error), mend=mend) from error
    if baseline.schema != _SCHEMA or len(salt) != _SALT_BYTES:
        raise BaselineError(f"{path} is not a baseline that this version reads", mend=mend)
    return baseline


def write_baseline(path: Path, baseline: Baseline, entries: Iterable[Entry]) -> int:
    """Write `entries` under the salt of `baseline` and return their number; raises BaselineError."""
    kept = tuple(sorted(set(entries)))
    content = msgspec.json.format(msgspec.json.encode(Baseline(baseline.salt, kept)), indent=1) + b"\n"
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        raise BaselineError(f"{path} can't be written", why=error.strerror) from error
    return len(kept)
