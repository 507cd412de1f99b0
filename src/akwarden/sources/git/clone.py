"""Brings a remote repository into a temporary folder, to be read like any other."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from akwarden.errors import TargetError
from akwarden.sources.git.address import SCHEMES, without_credentials, without_secrets_of
from akwarden.sources.git.command import Repository, command, environment, last_words, no_git

_GRACE = 2.0
"""Seconds that git gets to end by itself after an interrupt."""


def clone(url: str) -> tuple[Repository, Path]:
    """Clone all refs of `url` into a new temporary folder; return the repository and the folder to remove.

    Raises TargetError with git's own reason, credentials taken out.
    """
    folder = Path(tempfile.mkdtemp(prefix="akwarden-clone-"))
    try:
        _fetch(url, folder / "repository.git")
    except BaseException:
        remove(folder)
        raise
    return Repository(folder / "repository.git", None), folder


def remove(folder: Path) -> None:
    """Remove a temporary folder, also when a process that is about to end still writes into it."""
    for _ in range(3):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return


def _fetch(url: str, into: Path) -> None:
    line = command(None, "clone", "--mirror", "--quiet", "--template=", "--", url, str(into))
    try:
        process = subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environment(),
        )
    except FileNotFoundError as error:
        raise no_git() from error
    with process:
        try:
            _, said = process.communicate()
        except BaseException:
            _end(process)
            raise
    if process.returncode:
        raise TargetError(
            f"{without_credentials(url)} can't be cloned",
            why=without_secrets_of(url, last_words(said) or "git gave no reason"),
            mend="check the address and that `git clone` of it works for this user",
        )


def _environment() -> dict[str, str]:
    """Return the environment of a clone: all transports that an address may name, and no other."""
    env = environment(None)
    allowed = env.get("GIT_ALLOW_PROTOCOL")
    kept = SCHEMES if allowed is None else [s for s in allowed.split(":") if s in SCHEMES]
    return env | {"GIT_ALLOW_PROTOCOL": ":".join(kept) or "none"}


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask git to end, so that it ends its helpers too, and insist when it does not."""
    process.terminate()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
