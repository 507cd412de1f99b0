"""Files of a cache: read only where nobody else can have written them, and never half written."""

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path

_MODE = 0o600
_CHECKSUM_BYTES = hashlib.sha256().digest_size


def read_cached(path: Path) -> bytes | None:
    """Return what was cached, or None where it is absent, damaged, or could have been written by others.

    What comes from a cache is trusted, such as a compiled database or what needs no second look.
    """
    try:
        with path.open("rb") as file:
            facts = os.fstat(file.fileno())
            mine = not hasattr(os, "geteuid") or facts.st_uid == os.geteuid()
            if not mine or facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return None
            checksum, content = file.read(_CHECKSUM_BYTES), file.read()
    except OSError:
        return None
    return content if hashlib.sha256(content).digest() == checksum else None


def write_cached(path: Path, content: bytes) -> None:
    """Write a cache file for `read_cached`; a folder that can't be used only costs time."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(hashlib.sha256(content).digest() + content)
        temporary.replace(path)
