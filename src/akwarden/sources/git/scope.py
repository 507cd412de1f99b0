"""Which part of a repository's history is meant: all of it, a range, or what came since."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from akwarden.errors import TargetError
from akwarden.sources.git.command import Repository, output

_AGO = re.compile(r"(\d{1,5})([hdwy])")
_HOURS = {"h": 1, "d": 24, "w": 24 * 7, "y": 24 * 365}
NOTHING = re.compile(r"0{40}|0{64}")
"""How git tells a hook that there is no old or no new commit."""
NOT_IN_REFS = ("--not", "--all")
"""Leaves out what any ref has: no ref, and so no tag that is there already, leads to the others."""
_HISTORY = ("--all", "--reflog")
"""All branches, tags, stashes and notes, and what the reflogs still reach."""


class Scope(msgspec.Struct, frozen=True):
    """A selection of commits, in the words of `git rev-list`."""

    revisions: tuple[str, ...] = _HISTORY
    """Where to start; nothing is selected where there is none."""
    left_out: tuple[str, ...] = ()
    """Ids of commits whose history is not meant."""
    everything: bool = True
    """Whether objects that no commit reaches are read as well."""
    extra: tuple[str, ...] = ()
    """Ids of objects that belong to it though no commit leads to them: tags, and what they name directly."""
    moment: int | None = None
    """Unix time since which it is meant, where it was said so."""
    labels: Mapping[str, str] = {}
    """Vpaths of some of `extra`, by id: of what no ref names yet."""
    names: tuple[str, ...] = ()
    """Names of refs that belong to it; of the whole history all do."""


def since(repository: Repository, start: str, now: datetime) -> Scope:
    """Return the scope of what was committed after a revision, a date, or a span such as `30d`.

    Raises TargetError when `start` is none of them.
    """
    ago = _AGO.fullmatch(start)
    if not ago and (commit := _object(repository, f"{start}^{{commit}}")):
        return Scope(left_out=(commit,), everything=False)
    try:
        moment = now - timedelta(hours=int(ago[1]) * _HOURS[ago[2]]) if ago else datetime.fromisoformat(start)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = max(0, int(moment.timestamp()))
    except (ValueError, OverflowError) as error:
        raise TargetError(
            f"--since {start}: neither a revision of this repository nor a date",
            mend="give a branch, tag or commit, a date such as 2026-01-31, or a span such as 30d",
        ) from error
    return Scope((*_HISTORY, f"--max-age={seconds}"), everything=False, moment=seconds)


def commit_range(repository: Repository, text: str) -> Scope:
    """Return the scope of `A..B`: what B has and A has not; raises TargetError when either is unknown.

    An all-zero A, as a hook gets it for a new branch, means: all that no branch without B has. An all-zero B
    means a deleted branch, which brings nothing.
    """
    first, dots, last = text.partition("..")
    last = last.removeprefix(".")
    if dots and NOTHING.fullmatch(last):
        return Scope(revisions=(), everything=False)
    is_new = bool(NOTHING.fullmatch(first))
    start = None if is_new else _object(repository, f"{first or 'HEAD'}^{{object}}")
    end = _object(repository, f"{last or 'HEAD'}^{{object}}")
    if not dots or end is None or (start is None and not is_new):
        raise TargetError(
            f"--range {text}: not a range of this repository's commits",
            why="both ends must be revisions that the repository has",
            mend="write it as A..B, for example origin/main..HEAD; in a shallow clone fetch more first",
        )
    extra = _beside_commits(repository, end)
    if start is not None:
        return Scope((end,), left_out=(start,), everything=False, extra=extra)
    if any(name == "GIT_QUARANTINE_PATH" for name, _ in repository.variables):
        # Before a push is accepted, no ref knows of it.
        return Scope((end, *NOT_IN_REFS), everything=False, extra=extra)
    return Scope((end,), left_out=_refs_without(repository, end), everything=False, extra=extra)


def _refs_without(repository: Repository, end: str) -> tuple[str, ...]:
    """Return what all refs name that do not have `end`: after a push its own ref, and others, have it."""
    commit = _object(repository, f"{end}^{{commit}}")
    if commit is None:
        return ()
    listed = output(repository, "for-each-ref", f"--no-contains={commit}", "--format=%(objectname)")
    return tuple(dict.fromkeys(listed.decode().split()))


def _beside_commits(repository: Repository, end: str) -> tuple[str, ...]:
    """Return the tags that lead from `end` to a commit, or all that `end` names when no commit follows."""
    if _object(repository, f"{end}^{{commit}}") is None:
        listed = output(
            repository, "rev-list", "--objects", "--no-object-names", "--missing=allow-any", end, "--"
        )
        return tuple(listed.decode().split())
    tags: list[str] = []
    while output(repository, "cat-file", "-t", end) == b"tag\n" and end not in tags:
        tags.append(end)
        end = output(repository, "cat-file", "tag", end).split(b"\n", 1)[0].removeprefix(b"object ").decode()
    return tuple(tags)


def _object(repository: Repository, revision: str) -> str | None:
    """Return the id of what a revision names, or None; a range names more than one."""
    arguments = ("rev-parse", "--quiet", "--verify", "--end-of-options", revision)
    named = output(repository, *arguments, ok=(0, 1, 128)).decode().split()
    return named[0] if len(named) == 1 else None
