"""What the next commit would add, as a source, and single files as it would have them."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from akwarden.model.artifact import Skipped, Unit
from akwarden.sources.exclude import Excludes
from akwarden.sources.git.command import Repository, output, running
from akwarden.sources.git.listing import PREFIX, listed_objects
from akwarden.sources.git.objects import units
from akwarden.sources.git.repository import check_repository, has_head
from akwarden.sources.protocol import Place

_LINK_TO_REPOSITORY = b"160000"
PLAIN = frozenset({b"100644", b"100755"})
"""The modes of plain files."""


class NoPlainFileError(Exception):
    """What is in this place is a link, a folder, a repository, or in conflict."""


class StagedSource:
    """The versions of files that are in the index and not in HEAD."""

    unchanged = 0

    def __init__(self, repository: Repository, name: str, *, excluded: Excludes | None = None) -> None:
        """Take a repository with a work tree."""
        self.name = name
        self._repository = repository
        self._excluded = excluded
        self._paths: dict[str, list[str]] = {}

    def units(self) -> Iterator[Unit | Skipped]:
        """Yield the staged versions."""
        check_repository(self._repository, self.name)
        for object_id, path in _staged(self._repository):
            if not (self._excluded and self._excluded(path)):
                self._paths.setdefault(object_id, []).append(path)
        yield from units(
            self._repository, listed_objects(self._repository, [i.encode() for i in self._paths])
        )

    def places(self, names: Sequence[str]) -> Mapping[str, Sequence[Place]]:
        """Return the paths that the versions are staged at."""
        return {n: [Place(path) for path in self._paths[n.removeprefix(PREFIX)]] for n in names}

    def keep(self, untidy: Collection[str]) -> None:
        """Remember nothing."""

    def close(self) -> None:
        """Hold nothing."""


def _staged(repository: Repository) -> Iterator[tuple[str, str]]:
    """Yield (object id, path) of every file version that the next commit would add."""
    options = ("--cached", "--ita-invisible-in-index", "--raw", "-z", "--no-abbrev")
    raw = output(repository, "diff-index", *options, _tip(repository), "--")
    fields = raw.split(b"\0")
    for facts, path in zip(fields[::2], fields[1::2], strict=False):
        _, mode, _, new_id, _ = facts.split(b" ")
        if new_id.strip(b"0") and mode != _LINK_TO_REPOSITORY:
            yield new_id.decode(), path.decode("utf-8", "surrogateescape")


def _tip(repository: Repository) -> str:
    """Return HEAD, or the empty tree where nothing was committed yet."""
    if has_head(repository):
        return "HEAD"
    return output(repository, "hash-object", "-t", "tree", "--stdin").decode().strip()


def staged_file(repository: Repository, path: str, *, most: int) -> bytes | None:
    """Return the first `most` bytes of a file as the index has it, or None where it has none.

    Raises NoPlainFileError for anything else in its place.
    """
    listed = output(repository, "ls-files", "--stage", "-z", "--full-name", "--", path).split(b"\0")[:-1]
    facts = dict(entry.split(b"\t", 1)[::-1] for entry in listed).get(path.encode())
    if facts is None:
        return None
    mode, object_id, stage = facts.split(b" ")
    if mode not in PLAIN or stage != b"0":
        raise NoPlainFileError
    with running(repository, "cat-file", "blob", object_id.decode()) as git:
        return git.stdout.read(most)
