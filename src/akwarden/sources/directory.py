"""A folder, or one file: every regular file in it, whether or not version control ignores it."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from shlex import quote

from akwarden.errors import TargetError
from akwarden.model.artifact import Piece, Skipped, Unit
from akwarden.sources.exclude import excludes
from akwarden.sources.git.repository import git_dir_of, is_git_dir
from akwarden.sources.ignored import ignored_paths
from akwarden.sources.mounts import pseudo_folders
from akwarden.sources.protocol import Place
from akwarden.sources.reading import NOT_REGULAR, read_files, reason_of
from akwarden.turns import in_turns

_FILES_IN_UNIT = 256

_File = tuple[str, str]
"""Path and name: a tuple, because there are millions."""


class DirectorySource:
    """The files below a folder.

    Symbolic links are not followed: what they lead to is scanned in its own place, or lies outside. The
    objects of git repositories are left to the source that can read them.
    """

    unchanged = 0

    def __init__(
        self,
        root: Path,
        name: str,
        *,
        respect_gitignore: bool = False,
        exclude: Sequence[str] = (),
        histories: bool = True,
    ) -> None:
        """Take the folder or file; raises TargetError when it can't be read.

        `exclude` holds glob patterns. `histories` says whether those of repositories inside are meant to be
        scanned, so that each one that is not has to be reported.
        """
        self.name = name
        # What the user named may be a link; what lies below may not.
        self._root = os.path.realpath(root)
        self._is_folder = os.path.isdir(self._root)  # noqa: PTH112  never raises, however odd the name
        self._respect_gitignore = respect_gitignore
        self._excluded = excludes(exclude)
        self._histories = histories
        if not os.access(self._root, os.R_OK | (os.X_OK if self._is_folder else 0)):
            raise TargetError(
                f"{name} can't be read", why="permission denied", mend="run as a user who may read it"
            )
        asked = respect_gitignore and self._is_folder
        self._ignored = ignored_paths(Path(self._root), name) if asked else set()
        self._pseudo = pseudo_folders() - {self._root}

    def units(self) -> Iterator[Unit | Skipped]:
        """Yield groups of files, and a record for everything that is not a readable regular file."""
        return in_turns(self._units())

    def _units(self) -> Iterator[Unit | Skipped]:
        group: list[_File] = []
        for entry in self._entries():
            if isinstance(entry, Skipped):
                yield entry
                continue
            group.append(entry)
            if len(group) == _FILES_IN_UNIT:
                yield self._unit(group)
                group = []
        if group:
            yield self._unit(group)

    def _unit(self, group: list[_File]) -> Unit:
        def read(buffer: bytearray) -> Iterator[Piece]:
            return in_turns(read_files(group, buffer))

        return Unit(items=len(group), size=0, read=read)

    def places(self, names: Sequence[str]) -> Mapping[str, Sequence[Place]]:
        """Return each file's own path."""
        return {name: (Place(name),) for name in names}

    def keep(self, untidy: Collection[str]) -> None:
        """Remember nothing."""

    def close(self) -> None:
        """Hold nothing."""

    def _entries(self) -> Iterator[_File | Skipped]:
        if not self._is_folder:
            yield self._root, Path(self.name).name or self.name
            return
        if "./" in self._ignored:
            yield Skipped(".", "git ignores the whole folder; scan it without --respect-gitignore")
            return
        waiting = [(self._root, "")]
        while waiting:
            folder, prefix = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    yield from self._folder(entries, prefix, waiting)
            except OSError as error:
                yield Skipped(prefix.rstrip("/") or ".", reason_of(error))

    def _folder(
        self, entries: "Iterator[os.DirEntry[str]]", prefix: str, waiting: list[tuple[str, str]]
    ) -> Iterator[_File | Skipped]:
        excluded, ignored = self._excluded, self._ignored
        for entry in entries:
            name = prefix + entry.name
            if (excluded is not None and excluded(name)) or name in ignored:
                continue
            try:
                if entry.is_file(follow_symlinks=False):
                    if entry.name == ".git":
                        yield from self._pointer(entry, prefix)
                    yield entry.path, name
                elif entry.is_dir(follow_symlinks=False):
                    yield from self._subfolder(entry, prefix, waiting)
                elif entry.is_symlink():
                    yield from self._link(entry, name)
                else:
                    yield Skipped(name, NOT_REGULAR)
            except OSError as error:
                yield Skipped(name, reason_of(error))

    def _subfolder(
        self, entry: "os.DirEntry[str]", prefix: str, waiting: list[tuple[str, str]]
    ) -> Iterator[Skipped]:
        name = prefix + entry.name
        if f"{name}/" in self._ignored:
            return
        if entry.path in self._pseudo:
            yield Skipped(name, "shows the system's own state: make it a target of its own to scan it")
            return
        if entry.name == "objects" and is_git_dir(Path(entry.path).parent):
            yield from self._objects(prefix)
            return
        if self._respect_gitignore and git_dir_of(Path(entry.path)) is not None:
            yield from self._ignore_in(entry.path, name)
        waiting.append((entry.path, f"{name}/"))

    def _objects(self, prefix: str) -> Iterator[Skipped]:
        """Report the history of a repository inside; that of the root has a source of its own."""
        if self._histories and prefix not in {"", ".git/"}:
            where = prefix.rstrip("/").removesuffix("/.git")
            yield _unscanned_history(f"{prefix}objects", self.name, where)

    def _pointer(self, entry: "os.DirEntry[str]", prefix: str) -> Iterator[Skipped]:
        """Report the history of a work tree inside whose repository lies outside."""
        git_dir = git_dir_of(Path(entry.path).parent)
        if self._histories and prefix and git_dir is not None and not self._is_inside(git_dir):
            yield _unscanned_history(f"{prefix}.git", self.name, prefix.rstrip("/"))

    def _ignore_in(self, folder: str, name: str) -> Iterator[Skipped]:
        """Take in what a repository inside ignores, since the one around it does not know."""
        try:
            self._ignored |= {f"{name}/{path}" for path in ignored_paths(Path(folder), name)}
        except TargetError as error:
            yield Skipped(name, f"{error.what}: all of it is scanned")

    def _link(self, entry: "os.DirEntry[str]", name: str) -> Iterator[Skipped]:
        """Report a link that leads out of the root; what others lead to is scanned where it lies."""
        if not self._is_inside(entry.path):
            yield Skipped(name, "symbolic link that leads out of the folder: not followed")

    def _is_inside(self, path: Path | str) -> bool:
        real = os.path.realpath(path)
        return real == self._root or real.startswith(self._root.rstrip(os.sep) + os.sep)


def _unscanned_history(vpath: str, source: str, repository: str) -> Skipped:
    target = quote(f"{source.rstrip('/')}/{repository}")
    return Skipped(vpath, f"history of a git repository inside: `akwarden scan {target}`")
