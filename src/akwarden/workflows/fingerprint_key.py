"""The key of all fingerprints of one home: made on first use, readable by its owner only."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

_NAME = "fingerprint.key"
_BYTES = 32


def fingerprint_key(home: Path) -> tuple[bytes, str | None]:
    """Return the key, and a note when it could not be kept and so holds for this run only."""
    path = home / _NAME
    with suppress(FileNotFoundError):
        return _read(path)
    key = secrets.token_bytes(_BYTES)
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written aside and linked, so that another process sees no key or a whole one.
        temporary = home / f"{_NAME}.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            return _read(path)
        finally:
            temporary.unlink()
    except OSError as error:
        return key, _not_kept(home, error)
    return key, None


def _read(path: Path) -> tuple[bytes, str | None]:
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        return secrets.token_bytes(_BYTES), _not_kept(path.parent, error)
    if len(key) != _BYTES:
        return secrets.token_bytes(_BYTES), f"{path} is damaged: fingerprints hold for this run only"
    return key, None


def _not_kept(home: Path, error: OSError) -> str:
    return f"{home} can't be used ({error.strerror}): fingerprints hold for this run only"
