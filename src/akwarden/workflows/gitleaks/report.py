"""Reads what another scanner found: a JSON report of gitleaks, or the baseline of detect-secrets.

Their rules are not ours, so only the path and the value of a finding count. gitleaks writes values in the
clear: they are handed on as secrets, to be hashed at once. detect-secrets writes SHA-1 without a salt.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from akwarden.model.secret import Secret

_REDACTED, _CUT = "REDACTED", "..."


class RedactedError(Exception):
    """A report says where its findings were, but not what they are."""


class _Finding(msgspec.Struct, frozen=True):
    """One finding of gitleaks; of the other fields none is needed."""

    file: str = msgspec.field(name="File")
    secret: str = msgspec.field(name="Secret")


class _Hashed(msgspec.Struct, frozen=True):
    """One finding of detect-secrets."""

    hashed_secret: str


class _DetectSecrets(msgspec.Struct, frozen=True):
    results: dict[str, tuple[_Hashed, ...]]
    version: str


class Seen(msgspec.Struct, frozen=True):
    """A value that another scanner knows at a path."""

    path: str
    value: Secret | str
    """The value, or its SHA-1 in hex."""


def is_foreign(read: object) -> bool:
    """Say whether JSON looks like what another scanner writes."""
    return isinstance(read, list) or (isinstance(read, dict) and "results" in read)


def read_foreign(read: object, targets: Sequence[str] = ()) -> Iterator[Seen]:
    """Yield what another scanner knows, at its path as seen from each target too.

    Raises msgspec.ValidationError for what is neither kind, and RedactedError for a report without values.
    """
    found = _gitleaks(read) if isinstance(read, list) else _detect_secrets(read)
    for one in found:
        for path in dict.fromkeys(_paths(one.path, targets)):
            yield Seen(path, one.value)


def _gitleaks(read: list[Any]) -> Iterator[Seen]:
    findings = msgspec.convert(read, tuple[_Finding, ...])
    hidden = [one for one in findings if one.secret == _REDACTED or one.secret.endswith(_CUT)]
    if hidden:
        raise RedactedError
    for one in findings:
        if one.secret:
            yield Seen(one.file, Secret(one.secret.encode()))


def _detect_secrets(read: object) -> Iterator[Seen]:
    for path, several in msgspec.convert(read, _DetectSecrets).results.items():
        yield from (Seen(path, one.hashed_secret.lower()) for one in several)


def _paths(named: str, targets: Sequence[str]) -> Iterator[str]:
    """Yield a path as it was written, with and without our slash behind a container, and from each target."""
    path = named.replace("\\", "/").removeprefix("./")
    outer, mark, inner = path.partition("!")
    inside = f"!/{inner.replace('!', '!/')}" if mark else ""
    if not Path(path).is_absolute():
        yield path
        yield outer + inside
    for target in targets:
        relative = _below(outer, target)
        if relative is not None:
            yield relative + inside


def _below(path: str, target: str) -> str | None:
    """Return a path, as seen from the working folder, as a scan of the target has it; None outside of it."""
    root, whole = Path(os.path.realpath(target)), Path(os.path.realpath(path))
    if whole == root:
        return root.name
    return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else None
