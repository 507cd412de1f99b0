"""A repository's history as a source: all objects, and the names of branches and tags."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path

from akwarden.model.artifact import Batch, Piece, Skipped, Stream, Unit
from akwarden.sources.exclude import Excludes
from akwarden.sources.git.clone import remove
from akwarden.sources.git.command import Repository, output, running
from akwarden.sources.git.commits import Commits, changes, list_commits
from akwarden.sources.git.head_file import head_file
from akwarden.sources.git.history import History
from akwarden.sources.git.listing import PREFIX, Header, all_objects, listed_objects, unreadable
from akwarden.sources.git.memory import Memory
from akwarden.sources.git.objects import units
from akwarden.sources.git.refs import Ref, annotated_tags, broken_refs, list_refs, ref_names
from akwarden.sources.git.repository import check_repository, clone_filters, has_head
from akwarden.sources.git.scope import NOT_IN_REFS, Scope
from akwarden.sources.protocol import IncompletePlacesError, Place
from akwarden.sources.temporary import FromStart

_REF_NAMES = "refs#names"
_OF_ONE_REF = "#name"


class HistorySource:
    """Every object of a repository once, or of a part of its history."""

    def __init__(
        self,
        repository: Repository,
        name: str,
        scope: Scope,
        *,
        excluded: Excludes | None = None,
        temporary: Path | None = None,
        memory: Memory | None = None,
    ) -> None:
        """Take a repository; `temporary` is a folder that is removed when the source is closed.

        `memory` is of the same repository; it is of use only where the whole history is meant.
        """
        self.name = name
        self._repository = repository
        self._scope = scope
        self._excluded = excluded
        self._temporary = temporary
        self._memory = memory if scope.everything else None

    @property
    def unchanged(self) -> int:
        """Return how many objects an earlier scan with the same rules found nothing in."""
        return self._memory.unchanged if self._memory else 0

    @property
    def has_files(self) -> bool:
        """Say whether files lie beside the history, as they do not in a clone of an address."""
        return self._repository.work_tree is not None

    def head_file(self, path: str, *, most: int) -> bytes | None:
        """Return the first `most` bytes of a file as HEAD has it, None for no file.

        Raises NoPlainFileError for anything else in its place.
        """
        return head_file(self._repository, path, most=most)

    def units(self) -> Iterator[Unit | Skipped]:
        """Yield shares of objects, the names of refs, and what is absent or damaged."""
        check_repository(self._repository, self.name)
        yield from _absent(self._repository)
        if not self._scope.everything:
            if self._scope.names:
                yield Unit(len(self._scope.names), 0, self._chosen_names)
            yield from units(self._repository, self._selected())
            return
        yield Unit(1, 0, self._ref_names)
        if self._memory is None:
            yield from units(self._repository, all_objects(self._repository))
            yield from _gaps(self._repository)
        elif self._memory.recall(self._repository):
            yield from self._memory.told()
            yield from units(self._repository, listed_objects(self._repository, self._memory.again()))
        else:
            yield from units(self._repository, self._memory.fresh(all_objects(self._repository)))
            yield from self._memory.noted(_gaps(self._repository))

    def places(self, names: Sequence[str]) -> Mapping[str, Sequence[Place]]:
        """Return where each object lies in the history."""
        named = {name: (Place(name),) for name in names if not name.startswith(PREFIX)}
        ids = [name.removeprefix(PREFIX) for name in names if name not in named]
        if not ids:
            return named
        try:
            return {**named, **History(self._repository, self._scope, self._excluded).places(ids)}
        except IncompletePlacesError as error:
            error.known = {**named, **error.known}
            raise

    def keep(self, untidy: Collection[str]) -> None:
        """Remember what was read, where that is wanted."""
        if self._memory:
            self._memory.keep(untidy)

    def close(self) -> None:
        """Remove the temporary clone, if there is one."""
        if self._temporary:
            remove(self._temporary)

    def _selected(self) -> Iterator[Header | Skipped]:
        """Yield what the commits of the scope brought, the commits themselves, and the tags on them."""
        commits = list_commits(self._repository, self._scope)
        if commits.damage:
            yield Skipped("commits", f"the history can't be read to its end: {commits.damage}")
        ids = dict.fromkeys([*commits.ids(), *(i.encode() for i in self._scope.extra)])
        for change in changes(self._repository, commits):
            if isinstance(change, Skipped):
                yield change
            elif change.added and not (self._excluded and self._excluded(change.path)):
                ids[change.object_id.encode()] = None
        ids |= dict.fromkeys(self._tags(commits))
        yield from listed_objects(self._repository, ids)

    def _tags(self, commits: Commits) -> Iterator[bytes]:
        """Yield the annotated tags on these commits, and those made since the moment that was given."""
        if self._scope.revisions[-2:] == NOT_IN_REFS:
            return
        refs = [ref for ref in list_refs(self._repository) if isinstance(ref, Ref)]
        own = {i.decode() for i in commits.ids()}
        for tag in annotated_tags(self._repository, refs):
            is_late = self._scope.moment is not None and tag.time >= self._scope.moment
            if is_late or tag.target in own:
                yield tag.object_id.encode()

    def _ref_names(self, buffer: bytearray) -> Iterator[Piece]:
        names = ref_names(self._repository)
        if len(names) > len(buffer):
            yield Stream(_REF_NAMES, len(names), partial(FromStart, BytesIO(names)))
            return
        buffer[: len(names)] = names
        yield Batch(buffer, [0], [len(names)], [_REF_NAMES])

    def _chosen_names(self, buffer: bytearray) -> Iterator[Piece]:
        """Yield the names that belong to the scope, each by itself, so that a finding says which it is."""
        for name in self._scope.names:
            text = name.encode("utf-8", "surrogateescape")
            # No name is longer than a line of git's protocol, and every buffer is.
            buffer[: len(text)] = text
            yield Batch(buffer, [0], [len(text)], [f"{name}{_OF_ONE_REF}"])


def _gaps(repository: Repository) -> Iterator[Skipped]:
    """Yield what a whole history should have and this one does not."""
    yield from broken_refs(repository)
    yield from _packs_without_index(repository)
    yield from _missing_of_head(repository)


def _absent(repository: Repository) -> Iterator[Skipped]:
    """Yield what a shallow or partial clone does not have."""
    if output(repository, "rev-parse", "--is-shallow-repository").strip() == b"true":
        yield Skipped(".git/shallow", "shallow clone: older history is absent; run `git fetch --unshallow`")
    filters = clone_filters(repository)
    if filters:
        yield Skipped(
            ".git",
            f"partial clone ({', '.join(filters)}): what was not fetched is absent; clone without --filter",
        )


def _packs_without_index(repository: Repository) -> Iterator[Skipped]:
    """Yield the packs that git passes over in silence."""
    asked = output(repository, "rev-parse", "--path-format=absolute", "--git-path", "objects/pack")
    for pack in sorted(Path(os.fsdecode(asked.removesuffix(b"\n"))).glob("pack-*.pack")):
        if not pack.with_suffix(".idx").exists():
            yield Skipped(f"{PREFIX}pack/{pack.name}", "pack without an index: run `git index-pack` on it")


def _missing_of_head(repository: Repository) -> Iterator[Skipped]:
    """Yield what HEAD names and the repository lacks; of older history only `git fsck` would tell."""
    if clone_filters(repository) or not has_head(repository):
        return
    arguments = ("rev-list", "--objects", "--no-object-names", "--missing=print", "--no-walk", "HEAD", "--")
    with running(repository, *arguments) as git:
        yield from unreadable([line[1:].rstrip() for line in git.stdout if line.startswith(b"?")])
        git.end()
        yield from (Skipped("HEAD", f"{words}; run `git fsck` in the repository") for words in git.errors())
