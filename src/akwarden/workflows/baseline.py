"""A baseline: findings that are known already, named by rule, path and a salted fingerprint.

The salt lies in the file itself, so that a baseline written on one machine matches on every other one. It
holds no line and no commit, so that it outlives edits and rebases, and no value.

What another scanner found can be read as one, too. Its rules are not ours, so its entries are for any rule.
"""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from akwarden.errors import BaselineError
from akwarden.model.secret import Fingerprint, Secret
from akwarden.workflows.gitleaks.report import RedactedError, Seen, is_foreign, read_foreign

ANY_RULE = "*"
_SHA1 = "sha1:"
_SCHEMA = "akwarden.baseline/1"
_SALT_BYTES = 32
_MEND = "give --write-baseline a file in a folder that exists and that you may write to"


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
        return Entry(rule, _readable(path), value.fingerprint(bytes.fromhex(self.salt)))


class Known:
    """Says which findings a baseline knows."""

    def __init__(self, baseline: Baseline) -> None:
        """Take the entries."""
        self._baseline = baseline
        self._entries = frozenset(baseline.entries)
        self._is_foreign = any(entry.rule == ANY_RULE for entry in baseline.entries)

    def holds(self, rule: str, path: str, values: Sequence[Secret]) -> bool:
        """Say whether a finding is known by one of its parts, the first of which it is written down by."""
        if not self._entries:
            return False
        if self._baseline.entry(rule, path, values[0]) in self._entries:
            return True
        return self._is_foreign and any(self._is_seen(path, value) for value in values)

    def _is_seen(self, path: str, value: Secret) -> bool:
        """Say whether another scanner knows the value at this path."""
        salted = self._baseline.entry(ANY_RULE, path, value)
        return salted in self._entries or Entry(ANY_RULE, _readable(path), _sha1(value)) in self._entries


def _readable(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode()


def _sha1(value: Secret) -> Fingerprint:
    """Return what detect-secrets writes for a value."""
    return Fingerprint(_SHA1 + hashlib.sha1(value.reveal(), usedforsecurity=False).hexdigest())


def new_baseline() -> Baseline:
    """Return an empty baseline with a salt of its own."""
    return Baseline(secrets.token_hex(_SALT_BYTES), ())


def read_baseline(path: Path, targets: Sequence[str] = ()) -> Baseline:
    """Read a baseline file, or what another scanner found; raises BaselineError with the mend.

    The paths of another scanner are those from its own working folder: they count from each target as well.
    """
    mend = f"move it away and write it anew: akwarden scan TARGET --write-baseline {path}"
    try:
        read = msgspec.json.decode(path.read_bytes())
        if is_foreign(read):
            return _of_another_scanner(read, targets)
        baseline = msgspec.convert(read, Baseline)
        salt = bytes.fromhex(baseline.salt)
    except FileNotFoundError as error:
        raise BaselineError(
            f"no baseline file at {path}", mend=f"write one: akwarden scan TARGET --write-baseline {path}"
        ) from error
    except OSError as error:
        mend = "give --baseline a file that you may read"
        raise BaselineError(f"{path} can't be read", why=error.strerror, mend=mend) from error
    except RedactedError as error:
        why = "it tells where its findings were, but not their values"
        raise BaselineError(f"{path} is redacted", why=why, mend="make it without --redact") from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise BaselineError(f"{path} is not a baseline file", why=str(error), mend=mend) from error
    if baseline.schema != _SCHEMA or len(salt) != _SALT_BYTES:
        raise BaselineError(f"{path} is not a baseline that this version reads", mend=mend)
    return baseline


def _of_another_scanner(read: object, targets: Sequence[str]) -> Baseline:
    """Return the findings of another scanner under a new salt; no value is kept."""
    empty = new_baseline()
    entries = (_foreign_entry(seen, empty) for seen in read_foreign(read, targets))
    return Baseline(empty.salt, tuple(sorted(set(entries))))


def _foreign_entry(seen: Seen, baseline: Baseline) -> Entry:
    if isinstance(seen.value, str):
        return Entry(ANY_RULE, seen.path, Fingerprint(_SHA1 + seen.value))
    return baseline.entry(ANY_RULE, seen.path, seen.value)


def write_baseline(path: Path, baseline: Baseline, entries: Iterable[Entry]) -> int:
    """Write `entries` under the salt of `baseline` and return their number; raises BaselineError."""
    kept = tuple(sorted(set(entries)))
    content = msgspec.json.format(msgspec.json.encode(Baseline(baseline.salt, kept)), indent=1) + b"\n"
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    return len(kept)


def check_writable(path: str) -> None:
    """Raise BaselineError where no baseline can be written, before a scan is made for one; leaves nothing."""
    if not path:
        raise BaselineError("'' can't be written", why="it names no file", mend=_MEND)
    try:
        tempfile.TemporaryFile(dir=Path(path).parent).close()
    except OSError as error:
        raise _unwritable(Path(path), error) from error


def _unwritable(path: Path, error: OSError) -> BaselineError:
    return BaselineError(f"{path} can't be written", why=error.strerror, mend=_MEND)
