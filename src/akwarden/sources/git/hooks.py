"""Where a repository has its hooks, in git's own words, and what it lets a push say."""

import os
from pathlib import Path

import msgspec

from akwarden.errors import GitError, TargetError
from akwarden.model.hook import HookKind
from akwarden.sources.git.command import Repository, as_the_caller, output

_PATIENCE = 30.0


class HooksFolder(msgspec.Struct, frozen=True):
    """A folder of hooks."""

    path: Path
    """Absolute; it need not exist."""
    is_shared: bool = False
    """Whether it lies outside the repository, so that others may use it too."""


def hooks_folder(folder: Path, kind: HookKind) -> HooksFolder:
    """Return where git looks for hooks of this kind, `core.hooksPath` included.

    `folder` is a repository or lies in one. Raises TargetError when it does not, or can't have such a hook.
    """
    if not folder.is_dir():
        raise TargetError(f"{folder} is not a folder", mend="give a git repository, or a folder inside one")
    try:
        base = _where_hooks_run(folder, kind)
        hooks, git_dir = _path(base, "--git-path", "hooks"), _path(base, "--git-common-dir")
    except GitError as error:
        raise TargetError(
            f"{folder} is not in a git repository that git can open",
            why=error.why or error.what,
            mend="give a git repository, or a folder of hooks with --into",
        ) from error
    return HooksFolder(hooks, is_shared=not hooks.is_relative_to(git_dir))


def _path(base: Path, *words: str) -> Path:
    return Path(as_the_caller(base, "rev-parse", "--path-format=absolute", *words, patience=_PATIENCE))


def _where_hooks_run(folder: Path, kind: HookKind) -> Path:
    """Return the folder in which git runs hooks of this kind: a relative `core.hooksPath` begins there."""
    if kind is HookKind.PRE_RECEIVE:
        return Path(as_the_caller(folder, "rev-parse", "--absolute-git-dir", patience=_PATIENCE))
    if as_the_caller(folder, "rev-parse", "--is-inside-work-tree", patience=_PATIENCE) != "true":
        raise TargetError(
            f"nobody commits in {folder}",
            why="it is a bare repository, or the inside of one",
            mend="give the folder with the files, or --kind pre-receive to check what is pushed here",
        )
    return Path(as_the_caller(folder, "rev-parse", "--show-toplevel", patience=_PATIENCE))


def common_dir(repository: Repository) -> Path:
    """Return the folder that all work trees of a repository share."""
    asked = output(repository, "rev-parse", "--path-format=absolute", "--git-common-dir")
    return Path(os.fsdecode(asked.removesuffix(b"\n")))


def takes_push_options(repository: Repository) -> bool:
    """Say whether `git push -o` reaches the hooks of this repository."""
    asked = output(repository, "config", "--type=bool", "--get", "receive.advertisePushOptions", ok=(0, 1))
    return asked.strip() == b"true"


def head(repository: Repository) -> tuple[str, str | None]:
    """Return the ref that the next commit moves, and the id of what it names; None before the first one."""
    named = output(repository, "symbolic-ref", "--quiet", "HEAD", ok=(0, 1)).decode(
        "utf-8", "surrogateescape"
    )
    current = output(repository, "rev-parse", "--quiet", "--verify", "HEAD", ok=(0, 1, 128)).decode()
    return named.strip() or "HEAD", current.strip() or None
