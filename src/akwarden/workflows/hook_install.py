"""Puts our hook where git looks for it, and takes it away again.

The rules that this module enforces:

- A hook that others wrote is never changed: it is refused with the line that adds akwarden to it, or, where
  that is asked for, kept as a numbered backup that nobody runs.
- Our own is written anew, so that installing twice is the same as once.
- Whoever reads the folder sees no hook or a whole one.
"""

import os
import secrets
import shutil
import stat
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import msgspec

from akwarden.errors import UsageError
from akwarden.model.hook import HookKind
from akwarden.settings import OnFailure
from akwarden.sources.git.hooks import HooksFolder, hooks_folder
from akwarden.workflows.hook_script import is_ours, line_to_add, script

_EXECUTABLE = stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH
_MODE = 0o755
_NAME = "akwarden"
_LARGEST_READ = 4096


class Place(msgspec.Struct, frozen=True):
    """Where a hook belongs."""

    path: Path
    is_shared: bool = False
    """Whether `core.hooksPath` leads there, and so the hooks of other repositories may, too."""


class Removed(msgspec.Struct, frozen=True):
    """A hook that is no longer there, or never was."""

    path: Path
    was_there: bool
    backups: tuple[Path, ...]
    """Hooks of others that an installation put aside."""


def place(kind: HookKind, repository: Path, into: Path | None) -> Place:
    """Return where the hook of a repository belongs, or of all that use the folder `into`.

    In a folder such as `pre-receive.d`, all files of which are run, it bears our name, else that of its kind.
    Raises TargetError where there is no repository.
    """
    found = HooksFolder(into.absolute()) if into else hooks_folder(repository, kind)
    name = _NAME if found.path.name.endswith(".d") else kind
    return Place(found.path / name, is_shared=found.is_shared)


def install(hook: Path, kind: HookKind, program: str, on_failure: OnFailure, *, force: bool) -> Path | None:
    """Write the hook; return the backup of the one of others that was there before, if `force` allows it.

    Raises UsageError for a hook of others without `force`, and where nothing can be written.
    """
    foreign = _is_there(hook) and not _is_ours(hook)
    if foreign and not force:
        raise UsageError(
            f"{hook} is there already and is not akwarden's",
            why="a hook of others is not overwritten; --force keeps it as a backup that is not run",
            mend=f"add this line near its top: {line_to_add(kind, program)}",
        )
    with _refused(hook.parent):
        hook.parent.mkdir(parents=True, exist_ok=True)
        backup = _put_aside(hook) if foreign else None
        _write(hook, script(kind, program, on_failure))
    return backup


def uninstall(hook: Path) -> Removed:
    """Remove the hook if it is ours; raises UsageError for one of others."""
    was_there = _is_there(hook)
    if was_there and not _is_ours(hook):
        raise UsageError(
            f"{hook} is not akwarden's and stays as it is",
            mend="if a line in it calls akwarden, take out the line",
        )
    with _refused(hook.parent):
        hook.unlink(missing_ok=True)
    return Removed(hook, was_there, tuple(sorted(hook.parent.glob(f"{hook.name}.~*~"))))


def own_program(argv0: str) -> str:
    """Return the absolute path of the installed akwarden; `argv0` is what this process was started as.

    Raises UsageError when there is none.
    """
    scripts = Path(sysconfig.get_path("scripts"))
    started = Path(argv0).absolute()
    beside = [started] if started.stem == _NAME else []
    found = shutil.which(_NAME)
    for one in (*beside, scripts / _NAME, scripts / f"{_NAME}.exe", *([Path(found)] if found else [])):
        if one.is_file() and os.access(one, os.X_OK):
            return one.absolute().as_posix()
    raise UsageError(
        "akwarden is not installed as a program that git could start",
        mend="install it with pip, pipx or uv, and run `akwarden hook install` from there",
    )


def _is_there(hook: Path) -> bool:
    """Say whether something is in the place of a hook, be it a link that leads nowhere."""
    return os.path.lexists(hook)


def _is_ours(hook: Path) -> bool:
    """Say whether the hook is a script of ours; a link to one belongs to whoever made the link."""
    if hook.is_symlink() or not hook.is_file():
        return False
    with _refused(hook), hook.open("rb") as file:
        return is_ours(file.read(_LARGEST_READ))


def _put_aside(hook: Path) -> Path:
    """Rename a hook to its first free backup name, one that servers pass over, and let nobody run it."""
    backup = next(b for n in count(1) if not _is_there(b := hook.with_name(f"{hook.name}.~{n}~")))
    hook.rename(backup)
    if backup.is_file() and not backup.is_symlink():
        backup.chmod(backup.stat().st_mode & ~_EXECUTABLE)
    return backup


def _write(hook: Path, text: str) -> None:
    """Write beside the place, then move into it."""
    temporary = hook.with_name(f".{hook.name}.{secrets.token_hex(4)}~")
    try:
        temporary.write_text(text, encoding="utf-8", errors="surrogateescape", newline="\n")
        temporary.chmod(_MODE)
        temporary.replace(hook)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _refused(place: Path) -> Iterator[None]:
    """Turn a refusal of the system into an error that a person understands."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"{place} can't be used for hooks",
            why=error.strerror,
            mend="run it as the user that owns the repository, or name another folder with --into",
        ) from error
