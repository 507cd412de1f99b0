"""What a repository's refs say: their names, the tags behind them, and which of them lead nowhere."""

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from akwarden.model.artifact import Batch, Skipped
from akwarden.sources.git.command import Repository, running
from akwarden.sources.git.listing import PREFIX, Header, listed_objects, type_of
from akwarden.sources.git.objects import read_objects

_IGNORED = "ignoring broken ref "
_TAG = re.compile(
    rb"object (?P<target>[0-9a-f]+)\ntype (?P<type>\w+)\n(?:tag [^\n]*\n)?"
    rb"(?:tagger [^\n]*> (?P<time>\d{1,18}) [^\n]*\n)?"
)
_TAG_BUFFER = 1 << 20
"""Bytes of tags that are looked at together; a larger tag is not looked into."""


class Ref(msgspec.Struct, frozen=True):
    """A branch, a tag, or whatever else names an object."""

    name: str
    object_id: str


class Tag(msgspec.Struct, frozen=True):
    """An annotated tag, named by a ref or by another tag that is."""

    ref: str
    object_id: str
    target: str
    """The object it names."""
    target_type: str
    time: int
    """When it was made, Unix time; 0 where it does not say."""


def list_refs(repository: Repository) -> Iterator[Ref | Skipped]:
    """Yield all refs, and a record for each that can't be read."""
    with running(repository, "for-each-ref", "--format=%(objectname) %(refname)") as git:
        for line in git.stdout:
            object_id, _, name = line.decode("utf-8", "surrogateescape").rstrip("\n").partition(" ")
            yield Ref(name, object_id)
        git.end()
        for words in git.warnings():
            if words.startswith(_IGNORED):
                yield Skipped(
                    words.removeprefix(_IGNORED), "damaged ref: what only it leads to is unreachable"
                )


def ref_names(repository: Repository) -> bytes:
    """Return the names of all refs, one a line."""
    names = (ref.name for ref in list_refs(repository) if isinstance(ref, Ref))
    return "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")


def broken_refs(repository: Repository) -> Iterator[Skipped]:
    """Yield a record for each ref that can't be read or names an object that is missing."""
    names: dict[str, str] = {}
    for ref in list_refs(repository):
        if isinstance(ref, Skipped):
            yield ref
        else:
            names.setdefault(ref.object_id, ref.name)
    for item in listed_objects(repository, [i.encode() for i in names]):
        if isinstance(item, Skipped) and (name := names.get(item.vpath.removeprefix(PREFIX))):
            yield Skipped(name, "names a git object that is missing; run `git fsck` in the repository")


def annotated_tags(repository: Repository, refs: Iterable[Ref]) -> Sequence[Tag]:
    """Return the annotated tags that these refs lead to, also through each other."""
    names = {ref.object_id: ref.name for ref in refs}
    found: dict[str, Tag] = {}
    while names:
        listed = listed_objects(repository, [i.encode() for i in names])
        headers = [h for h in listed if not isinstance(h, Skipped) and type_of(h) == b"tag"]
        fresh = [tag for tag in _read(repository, headers, names) if tag.object_id not in found]
        found.update((tag.object_id, tag) for tag in fresh)
        names = {tag.target: tag.ref for tag in fresh if tag.target_type == "tag"}
    return list(found.values())


def _read(repository: Repository, headers: Sequence[Header], names: dict[str, str]) -> Iterator[Tag]:
    """Read tags; one that is damaged was reported when all objects were read."""
    for piece in read_objects(repository, b"".join(headers), bytearray(_TAG_BUFFER)) if headers else ():
        if not isinstance(piece, Batch):
            continue
        for start, end, name in zip(piece.starts, piece.ends, piece.names, strict=True):
            fields = _TAG.match(piece.data, start, end)
            if fields:
                object_id = name.removeprefix(PREFIX)
                yield Tag(
                    ref=names[object_id],
                    object_id=object_id,
                    target=fields["target"].decode(),
                    target_type=fields["type"].decode(),
                    time=int(fields["time"] or 0),
                )
