"""Turns what a person names as a target into the sources to read."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from akwarden.errors import TargetError, UsageError
from akwarden.settings import ScanSettings
from akwarden.sources.directory import DirectorySource
from akwarden.sources.exclude import excludes
from akwarden.sources.git.address import is_url, without_credentials
from akwarden.sources.git.clone import clone, remove
from akwarden.sources.git.command import Repository
from akwarden.sources.git.memory import Memory
from akwarden.sources.git.repository import check_repository, find_repository
from akwarden.sources.git.scope import Scope, commit_range, since
from akwarden.sources.git.source import HistorySource
from akwarden.sources.git.staged import StagedSource
from akwarden.sources.protocol import Source
from akwarden.sources.stdin import StdinSource

_STDIN = "-"


class History(msgspec.Struct, frozen=True):
    """Which part of a git history is asked for; all of it where nothing is given."""

    since: str | None = None
    range: str | None = None
    staged: bool = False

    @property
    def is_partial(self) -> bool:
        """Say whether only a part of the history, and not the work tree, is meant."""
        return bool(self.since or self.range or self.staged)


def called(name: str) -> str:
    """Return what a person calls a source: for `.` and `..` the folder's own name."""
    if set(name) <= {".", "/"} and os.path.exists(name):  # noqa: PTH110  never raises, however odd the name
        return os.path.basename(os.path.realpath(name)) or name  # noqa: PTH119  as above
    return name


def settings_start(target: str) -> Path | None:
    """Return where the search for the project file of a target starts; None where there is no folder.

    Raises TargetError for a target that does not exist.
    """
    if target == _STDIN or (is_url(target) and not os.path.exists(target)):  # noqa: PTH110  as below
        return None
    _refuse_what_is_absent(target)
    return Path(target)


def open_sources(
    targets: Sequence[str],
    settings: ScanSettings,
    history: History,
    now: datetime,
    memory: Callable[[], Memory] | None = None,
) -> list[Source]:
    """Return the sources of all targets; raises TargetError for one that can't be scanned.

    `memory` makes what remembers a whole history from one scan to the next.

    A repository gives two sources, its files (those of `.git`, such as `config`, among them) and its history;
    a folder inside one gives its files.
    """
    if sum(map(bool, (history.since, history.range, history.staged))) > 1:
        raise UsageError("--since, --range and --staged exclude each other", mend="give one of them")
    opened: list[Source] = []
    try:
        for target in targets:
            opened.extend(_sources(target, settings, history, now, memory))
    except BaseException:
        # An interrupt, too, must leave no clone behind.
        close_sources(opened)
        raise
    return opened


def close_sources(sources: Sequence[Source]) -> None:
    """Close all sources, whatever becomes of one of them."""
    for source in sources:
        with suppress(OSError):
            source.close()


def _sources(
    target: str,
    settings: ScanSettings,
    history: History,
    now: datetime,
    memory: Callable[[], Memory] | None,
) -> Iterator[Source]:
    if target == _STDIN:
        yield _stdin()
        return
    if is_url(target) and not os.path.exists(target):  # noqa: PTH110  as below
        yield _remote(target, settings, history, now)
        return
    _refuse_what_is_absent(target)
    path = Path(target)
    if not (path.is_dir() or path.is_file()):
        raise TargetError(
            f"{target} is neither a file nor a folder", mend="pipe it in: `… | akwarden scan -`"
        )
    yield from _local(path, target, settings, history, now, memory)


def _refuse_what_is_absent(target: str) -> None:
    """Raise TargetError for a path that does not exist."""
    if os.path.exists(target):  # noqa: PTH110  never raises, however odd the name
        return
    shown = without_credentials(target)
    raise TargetError(
        f"{shown if shown.strip() else repr(shown)} does not exist",
        mend="give a file, a folder, a git repository, its address, or - for stdin",
    )


def _stdin() -> Source:
    # Python has no stream at all where the caller closed it.
    if sys.stdin is None:
        raise TargetError("standard input is closed", mend="pipe something in: `… | akwarden scan -`")
    return StdinSource(sys.stdin.buffer)


def _remote(url: str, settings: ScanSettings, history: History, now: datetime) -> Source:
    repository, folder = clone(url)
    try:
        return HistorySource(
            repository,
            without_credentials(url),
            _scope(repository, history, now),
            excluded=excludes(settings.exclude),
            temporary=folder,
        )
    except BaseException:
        remove(folder)
        raise


def _local(  # noqa: PLR0917  what belongs to one target
    path: Path,
    target: str,
    settings: ScanSettings,
    history: History,
    now: datetime,
    memory: Callable[[], Memory] | None,
) -> Iterator[Source]:
    repository = find_repository(path)
    if repository is None:
        if history.is_partial:
            raise TargetError(
                f"{target} is not the top of a git repository",
                why="--since, --range and --staged select from a repository's history",
                mend="name the folder that holds .git",
            )
        yield _files(path, target, settings)
    elif history.is_partial:
        # Nothing else of the target is read, so what can't be opened is no mere gap.
        check_repository(repository, target)
        yield _part(repository, target, settings, history, now)
    else:
        yield _files(path, target, settings)
        if settings.history:
            yield HistorySource(
                repository, target, Scope(), excluded=excludes(settings.exclude), memory=memory and memory()
            )


def _files(path: Path, target: str, settings: ScanSettings) -> Source:
    return DirectorySource(
        path,
        target,
        respect_gitignore=settings.respect_gitignore,
        exclude=settings.exclude,
        histories=settings.history,
    )


def _part(
    repository: Repository, target: str, settings: ScanSettings, history: History, now: datetime
) -> Source:
    excluded = excludes(settings.exclude)
    if not history.staged:
        return HistorySource(repository, target, _scope(repository, history, now), excluded=excluded)
    if repository.work_tree is None:
        raise UsageError("--staged needs a work tree", mend="name a folder that holds .git")
    return StagedSource(repository, target, excluded=excluded)


def _scope(repository: Repository, history: History, now: datetime) -> Scope:
    if history.since:
        return since(repository, history.since, now)
    if history.range:
        return commit_range(repository, history.range)
    if history.staged:
        raise UsageError("--staged needs a work tree", mend="name a folder that holds .git")
    return Scope()
