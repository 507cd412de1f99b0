"""Finds the repository that a folder is the top of, without git, which would read its configuration."""

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from akwarden.errors import GitError, TargetError
from akwarden.sources.git.command import Repository, output

_POINTER = b"gitdir: "
_LONGEST_POINTER = 8192
_PATIENCE = 30.0
"""Seconds for a first answer: a configuration that includes a pipe would hold git up for ever."""
_ABOUT_ONE_REPOSITORY = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_QUARANTINE_PATH",
    "GIT_SHALLOW_FILE",
)
"""What git tells a hook of the repository that the hook runs for."""


def find_repository(path: Path, env: Mapping[str, str] | None = None) -> Repository | None:
    """Return the repository whose top is `path`, or None when `path` is a plain folder.

    A folder inside a repository is a plain folder: only its files are meant. `env` tells whether we run in
    a hook, which may have an index and objects of its own.
    """
    if not os.path.isdir(path):  # noqa: PTH112  never raises, as a folder that may not be read makes the other
        return None
    path = path.absolute()
    env = os.environ if env is None else env
    git_dir = git_dir_of(path)
    if git_dir is not None:
        return Repository(git_dir, path, _surroundings(git_dir, path, env))
    if is_git_dir(path):
        return Repository(path, None, _surroundings(path, path, env))
    hooked = env.get("GIT_DIR")
    if hooked and path == Path.cwd():
        git_dir = Path(hooked).absolute()
        return Repository(git_dir, path, _surroundings(git_dir, path, env))
    return None


def enclosing_repository(path: Path) -> Repository | None:
    """Return the repository that a folder lies in, at its top or below."""
    for folder in (path.absolute(), *path.absolute().parents):
        git_dir = git_dir_of(folder)
        if git_dir is not None:
            return Repository(git_dir, folder)
    return None


def git_dir_of(folder: Path) -> Path | None:
    """Return where the repository of this work tree is kept: in `.git`, or where a file of that name says."""
    dot_git = folder / ".git"
    if os.path.isdir(dot_git):  # noqa: PTH112  never raises
        return dot_git
    # Anything but a plain file may make whoever opens it wait for ever.
    if not os.path.isfile(dot_git):  # noqa: PTH113  never raises
        return None
    try:
        with dot_git.open("rb") as file:
            pointer = file.read(_LONGEST_POINTER)
    except OSError:
        return None
    if not pointer.startswith(_POINTER):
        return None
    return folder / os.fsdecode(pointer.removeprefix(_POINTER).rstrip(b"\r\n"))


def is_git_dir(folder: Path) -> bool:
    """Say whether a folder looks like what `.git` is: a bare repository, or that of a submodule."""
    return all(os.access(folder / name, os.F_OK) for name in ("HEAD", "objects", "refs"))


def check_repository(repository: Repository, name: str, *, patience: float = _PATIENCE) -> None:
    """Raise TargetError when git can't open the repository that is shown as `name`."""
    trap = next(_traps(str(repository.git_dir)), None)
    if trap is not None:
        raise TargetError(
            f"git can't open the repository at {name}",
            why=f"{trap} is a pipe or a device, at which git would wait for ever",
            mend="remove it, or scan the files alone with --no-history",
        )
    try:
        output(repository, "rev-parse", "--is-shallow-repository", patience=patience)
    except GitError as error:
        raise TargetError(
            f"git can't open the repository at {name}",
            why=error.why or error.what,
            mend="run `git status` there and mend what it says, or scan the files alone with --no-history",
        ) from error


def _traps(folder: str) -> Iterator[str]:
    """Yield what is no file and opens like one."""
    waiting = [folder]
    while waiting:
        # Where it can't be read, git has a word for it.
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif not entry.is_file(follow_symlinks=False) and _is_trap(entry.path):
                    yield entry.path


def _is_trap(path: str) -> bool:
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116  what a link leads to
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)


def has_head(repository: Repository) -> bool:
    """Say whether anything was committed to what HEAD names."""
    arguments = ("rev-parse", "--quiet", "--verify", "HEAD^{commit}")
    return bool(output(repository, *arguments, ok=(0, 1, 128)))


def clone_filters(repository: Repository) -> list[str]:
    """Return the filters of a partial clone; empty for a whole one."""
    asked = output(
        repository, "config", "-z", "--get-regexp", r"^remote\..*\.(promisor|partialclonefilter)$", ok=(0, 1)
    )
    values = [entry.partition("\n") for entry in asked.decode("utf-8", "replace").split("\0")]
    stated = [value for name, _, value in values if name.endswith("partialclonefilter")]
    return stated or ["filter unknown" for name, _, value in values if name and value != "false"][:1]


def _surroundings(git_dir: Path, top: Path, env: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what the environment says of this repository, paths made absolute."""
    if not any(env.get(name) for name in _ABOUT_ONE_REPOSITORY) or not _is_meant(git_dir, env):
        return ()
    found = {name: text for name in _ABOUT_ONE_REPOSITORY if (text := env.get(name))}
    if "GIT_INDEX_FILE" in found:
        found["GIT_INDEX_FILE"] = str(top / found["GIT_INDEX_FILE"])
    if "GIT_OBJECT_DIRECTORY" in found:
        found["GIT_OBJECT_DIRECTORY"] = str(Path(found["GIT_OBJECT_DIRECTORY"]).absolute())
    return tuple(found.items())


def _is_meant(git_dir: Path, env: Mapping[str, str]) -> bool:
    """Say whether this is the repository that the surrounding git works on."""
    meant: Path | None = None
    if env.get("GIT_DIR"):
        meant = Path(env["GIT_DIR"]).absolute()
    else:
        around = enclosing_repository(Path.cwd())
        meant = around.git_dir if around else None
    try:
        return meant is not None and meant.samefile(git_dir)
    except OSError:
        return False
