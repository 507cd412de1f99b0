"""Where in the history an object lies: its paths, the commit that brought it and the one that removed it.

The passes, in order; each costs the same for one object or a thousand:

1. the commits of the scope, and what each changed;
2. what is named directly: by refs and tags, and by the index;
3. where the history is damaged, whatever has no place still is given one, since nothing says that it is
   unreachable.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from akwarden.model.artifact import Skipped
from akwarden.sources.exclude import Excludes
from akwarden.sources.git.command import Repository, output, running
from akwarden.sources.git.commits import (
    Author,
    Change,
    Commits,
    authors,
    changes,
    list_commits,
    rfc3339,
    zero_ended,
)
from akwarden.sources.git.listing import PREFIX, id_of, listed_objects, type_of
from akwarden.sources.git.refs import Ref, annotated_tags, list_refs
from akwarden.sources.git.repository import has_head
from akwarden.sources.git.scope import Scope
from akwarden.sources.protocol import IncompletePlacesError, Place

_Places = dict[str, list[Place]]

_PATHS_ASKED = 200
_MOST_ENTRIES = 1_000_000


class History:
    """Answers once, for all objects that something was found in."""

    def __init__(self, repository: Repository, scope: Scope, excluded: Excludes | None) -> None:
        """Take a repository, the part of its history that is meant, and the paths that are not."""
        self._repository = repository
        self._scope = scope
        self._excluded = excluded
        self._damage: list[str] = []

    def places(self, ids: Sequence[str]) -> Mapping[str, Sequence[Place]]:
        """Return for each object, by vpath, its places, oldest first; one that nothing leads to is absent.

        Raises IncompletePlacesError where the history is damaged.
        """
        commits = list_commits(self._repository, self._scope)
        self._damage += [commits.damage] if commits.damage else []
        by_type = self._by_type(ids)
        found = self._of_files(commits, by_type.get("blob", ()))
        found |= self._of_commits(commits, by_type.get("commit", ()))
        found |= self._of_named([i for i in ids if i not in found])
        beside = [i for i in self._scope.extra if i in ids and i not in found]
        found |= {i: [Place(self._scope.labels.get(i, PREFIX + i))] for i in beside}
        kept = {PREFIX + i: [p for p in places if not self._leaves_out(p)] for i, places in found.items()}
        if self._damage:
            lost = {PREFIX + i: [Place(PREFIX + i)] for i in ids if i not in found}
            raise IncompletePlacesError(
                "the history is damaged, so not all places are known", kept | lost, why=self._damage[0]
            )
        return kept

    def _leaves_out(self, place: Place) -> bool:
        return self._excluded is not None and self._excluded(place.vpath)

    def _by_type(self, ids: Sequence[str]) -> Mapping[str, list[str]]:
        types: dict[str, list[str]] = {}
        for header in listed_objects(self._repository, [i.encode() for i in ids]):
            if not isinstance(header, Skipped):
                types.setdefault(type_of(header).decode(), []).append(id_of(header).decode())
        return types

    def _of_files(self, commits: Commits, ids: Sequence[str]) -> _Places:
        """Return each path that a version of a file ever had."""
        if not ids:
            return {}
        by_path: dict[tuple[str, str], list[Change]] = {}
        for change in changes(self._repository, commits, ids):
            if isinstance(change, Skipped):
                self._damage.append(f"{change.vpath}: {change.reason}")
            else:
                by_path.setdefault((change.object_id, change.path), []).append(change)
        involved = {change.commit for several in by_path.values() for change in several}
        known = authors(self._repository, sorted(involved))
        in_head = _in_head(self._repository, sorted({path for _, path in by_path}))
        places: _Places = {}
        for (object_id, path), several in by_path.items():
            still = None if in_head is None else (path, object_id) in in_head
            place = _place(path, several, known, in_head=still)
            if place is not None:
                places.setdefault(object_id, []).append(place)
        return {i: sorted(some, key=_oldest_first) for i, some in places.items()}

    def _of_commits(self, commits: Commits, ids: Sequence[str]) -> _Places:
        """Return for each commit the place of its own message and names."""
        if not ids:
            return {}
        reachable = {i.decode() for i in commits.ids()}.intersection(ids)
        known = authors(self._repository, sorted(reachable))
        in_head = output(self._repository, "rev-list", "HEAD", "--", ok=(0, 128)).decode().split()
        of_head = reachable.intersection(in_head)
        return {i: [_of_message(i, known.get(i), in_head=i in of_head)] for i in reachable}

    def _of_named(self, ids: Sequence[str]) -> _Places:
        """Return the places of tags, and of what refs, tags or the index name without a commit."""
        if not ids:
            return {}
        places: _Places = {}
        wanted = set(ids)
        for named, vpath in self._names():
            if named in wanted:
                places.setdefault(named, []).append(Place(vpath))
        return places

    def _names(self) -> Iterator[tuple[str, str]]:
        """Yield (object id, vpath) of whatever is named directly."""
        refs = [ref for ref in list_refs(self._repository) if isinstance(ref, Ref)]
        tags = annotated_tags(self._repository, refs)
        yield from ((tag.object_id, f"{tag.ref}#message") for tag in tags)
        named = {tag.target: tag.ref for tag in tags} | {ref.object_id: ref.name for ref in refs}
        trees = set(named)
        for header in listed_objects(self._repository, [i.encode() for i in named]):
            known = (
                header.vpath.removeprefix(PREFIX) if isinstance(header, Skipped) else id_of(header).decode()
            )
            trees.discard(known)
            if not isinstance(header, Skipped) and type_of(header) == b"blob":
                yield known, named[known]
        # What exists and was not listed is a tree.
        for tree in trees:
            yield from ((i, f"{named[tree]}/{path}") for path, i in _in_tree(self._repository, tree))
        if self._scope.everything:
            yield from _in_index(self._repository)


def _place(
    path: str, several: Sequence[Change], known: Mapping[str, Author], *, in_head: bool | None
) -> Place | None:
    def moment(change: Change) -> tuple[int, str]:
        author = known.get(change.commit)
        return (author.time if author else 0, change.commit)

    additions = [change for change in several if change.added]
    if not additions:
        return None
    first, last = min(additions, key=moment), max(several, key=moment)
    author = known.get(first.commit)
    return Place(
        vpath=path,
        commit=first.commit,
        author=author.name if author else None,
        committed_at=rfc3339(author.time) if author else None,
        in_head=in_head,
        last_seen_at=rfc3339(moment(last)[0]) if author else None,
    )


def _of_message(commit: str, author: Author | None, *, in_head: bool) -> Place:
    moment = rfc3339(author.time) if author else None
    return Place(
        f"commits/{commit}#message",
        commit=commit,
        author=author.name if author else None,
        committed_at=moment,
        in_head=in_head,
        last_seen_at=moment,
    )


def _oldest_first(place: Place) -> tuple[str, str]:
    return (place.committed_at or "", place.vpath)


def _in_head(repository: Repository, paths: Sequence[str]) -> set[tuple[str, str]] | None:
    """Return (path, object id) of what HEAD has at these paths, or None where there is no HEAD."""
    if not has_head(repository):
        return None
    found: set[tuple[str, str]] = set()
    for first in range(0, len(paths), _PATHS_ASKED):
        asked = paths[first : first + _PATHS_ASKED]
        listed = output(repository, "ls-tree", "-z", "--full-tree", "HEAD", "--", *asked, ok=(0, 128))
        found.update(map(_entry, listed.split(b"\0")[:-1]))
    return found


def _in_tree(repository: Repository, tree: str) -> Iterator[tuple[str, str]]:
    """Yield (path, object id) of the files in a tree; not all where there are more than any tree has."""
    with running(repository, "ls-tree", "-r", "-z", "--full-tree", tree) as git:
        yield from map(_entry, islice(zero_ended(git), _MOST_ENTRIES))


def _entry(line: bytes) -> tuple[str, str]:
    """Return (path, object id) of a line of `git ls-tree`."""
    facts, _, path = line.partition(b"\t")
    return path.decode("utf-8", "surrogateescape"), facts.rsplit(b" ", 1)[1].decode()


def _in_index(repository: Repository) -> Iterator[tuple[str, str]]:
    """Yield (object id, path) of what is staged."""
    if repository.work_tree is None:
        return
    listed = output(repository, "ls-files", "-z", "--stage", "--full-name", ok=(0, 128))
    for entry in listed.split(b"\0")[:-1]:
        facts, _, path = entry.partition(b"\t")
        yield facts.split(b" ")[1].decode(), path.decode("utf-8", "surrogateescape")
