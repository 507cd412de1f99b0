"""The history of a test's repository as a source."""

from pathlib import Path

from tests.sources.repositories import Repo

from akwarden.sources.exclude import excludes
from akwarden.sources.git.command import Repository
from akwarden.sources.git.repository import find_repository
from akwarden.sources.git.scope import Scope
from akwarden.sources.git.source import HistorySource


def opened(repo: Repo | Path) -> Repository:
    """Give the repository as the product sees it."""
    found = find_repository(repo if isinstance(repo, Path) else repo.path)
    assert found is not None
    return found


def history_of(
    repo: Repo | Path, scope: Scope | None = None, *, exclude: tuple[str, ...] = ()
) -> HistorySource:
    """Give its history, or a part of it, as a source."""
    return HistorySource(opened(repo), "repo", scope or Scope(), excluded=excludes(exclude))
