"""Asks git what it ignores: in a repository, and by the same files in a folder that is none."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from akwarden.errors import GitError, TargetError
from akwarden.sources.git.command import Repository, command, environment, no_git, output
from akwarden.sources.git.repository import enclosing_repository

_LIST = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")

_PATIENCE = 300.0
"""Seconds for an answer: an ignore file that is a pipe would hold git up for ever."""


def ignored_paths(folder: Path, name: str, *, patience: float = _PATIENCE) -> set[str]:
    """Return what git ignores below a folder, relative to it; a wholly ignored folder ends with a slash.

    What is tracked is not ignored, whatever the patterns say. The folder itself is `./`. Raises TargetError.
    """
    try:
        with _repository_around(folder) as repository:
            listed = output(repository, *_LIST, below=folder, patience=patience)
    except GitError as error:
        raise TargetError(
            f"git can't list what it ignores in {name}",
            why=error.why or error.what,
            mend="scan without --respect-gitignore",
        ) from error
    return {path.decode("utf-8", "surrogateescape") for path in listed.split(b"\0") if path}


@contextmanager
def _repository_around(folder: Path) -> Iterator[Repository]:
    """Give the repository that the folder lies in, or an empty one, in which nothing is tracked."""
    found = enclosing_repository(folder)
    if found is not None:
        yield found
        return
    with _temporary_folder() as empty:
        try:
            line = command(None, "init", "--quiet", "--bare", "--template=", empty)
            subprocess.run(line, capture_output=True, check=False, env=environment(None))
        except FileNotFoundError as error:
            raise no_git() from error
        yield Repository(Path(empty), folder)


def _temporary_folder() -> "tempfile.TemporaryDirectory[str]":
    try:
        return tempfile.TemporaryDirectory(prefix="akwarden-")
    except OSError as error:
        raise GitError("there is no temporary folder to ask git in", why=error.strerror) from error
