"""Reports that were built: files that can be downloaded for some days.

The name of a file says which job built it, and so who may have it.
"""

import os
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, TextIO

import msgspec

from akwarden.errors import StateError

_NAME: Final = re.compile(r"([a-z]+)-(\d{8}T\d{6}Z)-([0-9a-f]{16})\.(csv|html|json)")
_TIME: Final = "%Y%m%dT%H%M%SZ"


class ReportFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file."""

    name: str
    """What it is called."""
    report: str
    """Which report it is."""
    form: str
    """How it is written."""
    job: str
    """The job that built it."""
    size: int
    """Its bytes."""
    built_at: datetime
    """When it was built."""
    expires_at: datetime
    """When it is deleted."""


def name_of(report: str, form: str, job: str, at: datetime) -> str:
    """Return what a report is called."""
    return f"{report}-{at.astimezone(UTC):{_TIME}}-{job}.{form}"


class Writing:
    """Writes a report aside, and gives it its name when it is whole."""

    def __init__(self, folder: Path, name: str) -> None:
        """Take where it goes."""
        self._path, self._part = folder / name, folder / f".{name}.part"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            raise _unwritable(folder, error) from error
        self._file = os.fdopen(descriptor, "w", encoding="utf-8", newline="")

    def __enter__(self) -> TextIO:
        """Give what to write into."""
        return self._file

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Keep the file, or delete it after an error; raises StateError for a full disk."""
        try:
            if kind is None:
                self._file.flush()
                os.fsync(self._file.fileno())
            self._file.close()
            if kind is None:
                self._part.rename(self._path)
        except OSError as failed:
            raise _unwritable(self._path.parent, failed) from failed
        finally:
            self._part.unlink(missing_ok=True)


def listed(folder: Path, *, days: int) -> list[ReportFile]:
    """Return the files that are there, the newest first."""
    found: list[ReportFile] = []
    with suppress(OSError):
        found.extend(one for path in folder.iterdir() if (one := _read(path, days)) is not None)
    return sorted(found, key=lambda one: (one.built_at, one.name), reverse=True)


def find(folder: Path, name: str, *, days: int) -> ReportFile | None:
    """Return one file; None where there is none of this name, or no more."""
    return _read(folder / name, days) if _NAME.fullmatch(name) else None


def sweep(folder: Path, now: datetime, *, days: int) -> int:
    """Delete what has been there for too long, and return how many that were."""
    removed = 0
    for one in listed(folder, days=days):
        if one.expires_at <= now:
            with suppress(OSError):
                (folder / one.name).unlink(missing_ok=True)
                removed += 1
    return removed


def _read(path: Path, days: int) -> ReportFile | None:
    parts = _NAME.fullmatch(path.name)
    if parts is None:
        return None
    try:
        size = path.stat().st_size
        built_at = datetime.strptime(parts[2], _TIME).replace(tzinfo=UTC)
    except (OSError, ValueError):
        return None
    return ReportFile(
        name=path.name,
        report=parts[1],
        form=parts[4],
        job=parts[3],
        size=size,
        built_at=built_at,
        expires_at=built_at + timedelta(days=days),
    )


def _unwritable(folder: Path, error: OSError) -> StateError:
    return StateError(
        "the report can't be kept",
        why=f"{folder}: {error.strerror}",
        mend="make room on the disk of the server",
    )
