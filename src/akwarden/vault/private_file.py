"""Files that only their owner may read: made whole or not at all, and refused when others can read them."""

import os
import secrets
import stat
from pathlib import Path

from akwarden.errors import KekError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
# Not followed when it is a link, and not waited for when it is a pipe.
_READ = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that was not there, with mode 0600 and on the disk when this returns.

    Raises KekError when something is there already, be it a dangling link, or when it can't be written.
    """
    temporary = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written aside and linked, so that another process sees all or nothing, and nothing is replaced.
        try:
            _write(temporary, content)
            os.link(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        _settle(path.parent)
    except FileExistsError as error:
        raise KekError(
            f"{path} is there already", why="what it protects would be lost with it", mend="leave it as it is"
        ) from error
    except OSError as error:
        raise KekError(f"{path} can't be written", why=error.strerror) from error


def read_private(path: Path, most: int) -> bytes:
    """Return the content of a file, up to `most` bytes and one more that shows that it is longer.

    Raises KekError when it is missing, a link, no plain file, of another user, or open to others.
    """
    if path.is_symlink():
        raise _refused(path, "is a link", "put the file itself there")
    try:
        descriptor = os.open(path, _READ)
        try:
            _check(path, os.fstat(descriptor))
            return _read(descriptor, most + 1)
        finally:
            os.close(descriptor)
    except FileNotFoundError as error:
        raise _refused(path, "does not exist", "restore it from its backup") from error
    except OSError as error:
        raise KekError(f"{path} can't be read", why=error.strerror) from error


def _read(descriptor: int, most: int) -> bytes:
    """Return the first `most` bytes of a plain file."""
    content = b""
    while len(content) < most and (more := os.read(descriptor, most - len(content))):
        content += more
    return content


def _write(path: Path, content: bytes) -> None:
    """Write a file of our own to the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Bring the name of a new file to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check(path: Path, facts: os.stat_result) -> None:
    """Raise KekError unless it is a plain file that only this user can read."""
    if not stat.S_ISREG(facts.st_mode):
        raise _refused(path, "is not a plain file", "put the file itself there")
    if not hasattr(os, "geteuid"):
        return
    if facts.st_uid != os.geteuid():
        raise _refused(path, "belongs to another user", "run as its owner")
    if facts.st_mode & _OTHERS:
        raise _refused(
            path, "is open to other users", "set its mode to 0600, and replace the key if it was read"
        )


def _refused(path: Path, what: str, mend: str) -> KekError:
    return KekError(f"{path} {what}", mend=mend)
