"""Walks the commits of a history and what each of them changed, past whatever is damaged."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import takewhile

import msgspec

from akwarden.errors import GitError
from akwarden.model.artifact import Skipped
from akwarden.sources.git.command import Repository, Running, output, running
from akwarden.sources.git.listing import all_objects, id_of, type_of
from akwarden.sources.git.pipe import Pipe
from akwarden.sources.git.repository import clone_filters
from akwarden.sources.git.scope import Scope
from akwarden.sources.temporary import unnamed_file

_MOST_ASKED = 400
"""Object ids on one command line; for more, git lists every change, and we choose."""
_MOST_FAILURES = 50
"""Commits that can't be compared, after which no other is tried: a partial clone may lack all folders."""
_COMPARE = ("--stdin", "--always", "--root", "-r", "-c", "--raw", "-z", "--no-abbrev", "--no-renames")
_LINK_TO_REPOSITORY = b"160000"
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Commits(msgspec.Struct, frozen=True):
    """The commits of a scope, newest first."""

    lines: bytes
    """Their ids, each with a line feed: there may be millions."""
    damage: str | None = None
    """Why these may be too few, or too many: a part of the history can't be read."""

    def __len__(self) -> int:
        return len(self.lines) // self.width

    @property
    def width(self) -> int:
        """Return how many bytes each takes."""
        return self.lines.find(b"\n") + 1 or 1

    def id(self, index: int) -> bytes:
        """Return one of the ids."""
        return self.lines[index * self.width : (index + 1) * self.width - 1]

    def ids(self) -> list[bytes]:
        """Return all of them."""
        return self.lines.split()


class Change(msgspec.Struct, frozen=True):
    """One commit that added or removed a version of a file."""

    commit: str
    path: str
    object_id: str
    added: bool


class Author(msgspec.Struct, frozen=True):
    """Who made a commit, and when."""

    name: str
    """As `Name <address>`."""
    time: int
    """Unix time."""


def list_commits(repository: Repository, scope: Scope) -> Commits:
    """Return the commits of a scope.

    Where the history is damaged, what a ref reaches can't be told, nor what a range leaves out: then all
    commits of the repository stand in for the whole history, and all that can be reached for a part of it.
    """
    if not scope.revisions:
        return Commits(b"")
    lines, damage = _reached(repository, scope.revisions, scope.left_out)
    if damage is None:
        return Commits(lines)
    if scope.everything:
        found = (h for h in all_objects(repository) if not isinstance(h, Skipped))
        lines = b"".join(id_of(header) + b"\n" for header in found if type_of(header) == b"commit")
    else:
        starts = takewhile(lambda word: word != "--not", scope.revisions)
        lines, _ = _reached(repository, list(starts), ())
    return Commits(lines, damage)


def _reached(
    repository: Repository, revisions: Sequence[str], left_out: Sequence[str]
) -> tuple[bytes, str | None]:
    """Return the ids of the commits, one a line, as far as git came, and why it came no further."""
    # A push may bring more ids than a command line holds.
    ids = [word for word in revisions if _ID.fullmatch(word)]
    words = [word for word in revisions if not _ID.fullmatch(word)]
    given = "".join(f"{i}\n" for i in (*ids, *(f"^{i}" for i in left_out)))
    with (
        unnamed_file(given.encode()) as file,
        running(repository, "rev-list", "--ignore-missing", *words, "--stdin", stdin=file) as git,
    ):
        lines = git.stdout.read()
        if not git.end():
            return lines, None
        return lines, "; ".join(git.errors()[:2]) or "git stopped before the end"


def changes(
    repository: Repository, commits: Commits, wanted: Sequence[str] | None = None
) -> Iterator[Change | Skipped]:
    """Yield what each commit added and removed, or only what concerns the `wanted` objects.

    A merge counts with what none of its parents has. A commit that can't be compared is skipped.
    """
    chosen = None if wanted is None else frozenset(i.encode() for i in wanted)
    asked = [f"--find-object={i}" for i in wanted or ()]
    # To find objects, git loads all others as well, and a partial clone does not have them.
    if len(asked) > _MOST_ASKED or clone_filters(repository):
        asked = []
    first = failures = 0
    with unnamed_file(commits.lines) as file:
        while first < len(commits) and failures < _MOST_FAILURES:
            file.seek(first * commits.width)
            with running(repository, "diff-tree", *_COMPARE, *asked, stdin=file) as git:
                walk = _Walk(git, commits, first)
                yield from walk.changes(chosen)
                if not git.end():
                    return
                why = "; ".join(git.errors()[:2])
            # git ends at a commit that it can't compare: the one after the last that it named.
            vpath = f"commits/{commits.id(walk.next).decode()}".rstrip("/")
            yield Skipped(vpath, f"its changes can't be read: {why}")
            first, failures = walk.next + 1, failures + 1
    if first < len(commits):
        yield Skipped("commits", f"after {failures} of these, {len(commits) - first:,} were not tried")


class _Walk:
    """Reads what `git diff-tree --stdin -z` prints: a commit, then facts and a path in turn.

    What comes next is known at every field, so no path, whatever is in it, is taken for anything else.
    """

    def __init__(self, git: Running, commits: Commits, first: int) -> None:
        self.next = first
        """Index behind the last commit that git named."""
        self._fields = zero_ended(git)
        self._commits = commits

    def changes(self, chosen: frozenset[bytes] | None) -> Iterator[Change]:
        commit = ""
        for field in self._fields:
            if not field.startswith(b":"):
                commit = field.decode()
                self._pass(field)
                continue
            path = next(self._fields, b"")
            for object_id, added in _changed(field):
                if chosen is None or object_id in chosen:
                    yield Change(commit, path.decode("utf-8", "surrogateescape"), object_id.decode(), added)

    def _pass(self, commit: bytes) -> None:
        """Go behind `commit`; git passes in silence over one that it can't read."""
        while self.next < len(self._commits):
            self.next += 1
            if self._commits.id(self.next - 1) == commit:
                return


def zero_ended(git: Running) -> Iterator[bytes]:
    """Yield what git prints, cut at each zero byte."""
    rest = b""
    for block in Pipe(git.stdout.fileno()).blocks():
        *whole, rest = (rest + block).split(b"\0")
        yield from whole


def _changed(facts: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield the file versions that one change adds and removes.

    The facts are `:modes ids status`; a merge has a colon, a mode and an id for each parent.
    """
    parents = len(facts) - len(facts.lstrip(b":"))
    fields = facts.lstrip(b":").split(b" ")
    modes, ids = fields[: parents + 1], fields[parents + 1 : 2 * parents + 2]
    before = {i for i, mode in zip(ids[:-1], modes[:-1], strict=True) if mode != _LINK_TO_REPOSITORY}
    after = {ids[-1]} if modes[-1] != _LINK_TO_REPOSITORY else set()
    for object_id in before ^ after:
        if object_id.strip(b"0"):
            yield object_id, object_id in after


def authors(repository: Repository, commits: Sequence[str]) -> Mapping[str, Author]:
    """Return who made these commits; one that can't be read is absent."""
    given = "".join(f"{c}\n" for c in commits).encode()
    options = ("--no-walk=unsorted", "--ignore-missing", "--format=%H%x00%an <%ae>%x00%ct", "--stdin")
    try:
        lines = output(repository, "rev-list", *options, given=given).decode("utf-8", "replace").split("\n")
    except GitError:
        return {}
    found: dict[str, Author] = {}
    for line in lines:
        commit, _, rest = line.partition("\0")
        name, _, time = rest.rpartition("\0")
        if time:
            found[commit] = Author(name, int(time))
    return found


def roots_among(repository: Repository, commits: Sequence[str]) -> frozenset[str]:
    """Return which of these commits have no parent; raises GitError."""
    given = "".join(f"{c}\n" for c in commits).encode()
    options = ("--no-walk=unsorted", "--ignore-missing", "--parents", "--stdin")
    lines = output(repository, "rev-list", *options, given=given).decode().splitlines() if commits else ()
    return frozenset(line for line in lines if " " not in line)


def rfc3339(seconds: int) -> str:
    """Return a Unix time as RFC 3339 UTC, the form of all times in output."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
    except (OverflowError, ValueError, OSError):
        return "1970-01-01T00:00:00Z"
