"""What a push would bring, while its objects still lie in quarantine and no ref knows of them."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from akwarden.errors import UsageError
from akwarden.model.artifact import Skipped
from akwarden.sources.git.command import Repository, output
from akwarden.sources.git.listing import id_of, listed_objects, type_of
from akwarden.sources.git.refs import Ref, annotated_tags
from akwarden.sources.git.scope import NOT_IN_REFS, NOTHING, Scope

_FIELDS = 3
_MOST_NAMED = 1000
"""Ids on one command line."""


class Update(msgspec.Struct, frozen=True):
    """One ref that a push would change."""

    old: str
    """What it names now; only zeros for one that is new."""
    new: str
    """What it would name; only zeros for one that is deleted."""
    ref: str


def read_updates(given: bytes) -> list[Update]:
    """Return what git tells a hook on its standard input; raises UsageError for anything else."""
    fields = [line.split(" ", 2) for line in given.decode("utf-8", "surrogateescape").splitlines()]
    if any(len(words) != _FIELDS for words in fields):
        raise UsageError(
            "standard input is not what git gives a pre-receive hook",
            why="each line must be `<old id> <new id> <ref>`",
            mend="let git run the hook, or compare with `git help hooks`",
        )
    return [Update(*words) for words in fields]


def pushed(repository: Repository, updates: Sequence[Update]) -> Scope:
    """Return the scope of what these updates bring that no ref of the repository has.

    A deletion brings nothing, a new name for known commits only the name.
    """
    tips = {update.new: update.ref for update in updates if not NOTHING.fullmatch(update.new)}
    if not tips:
        return Scope(revisions=(), everything=False)
    labels = _beside_commits(repository, tips)
    fresh = tuple(update.ref for update in updates if NOTHING.fullmatch(update.old) and update.new in tips)
    revisions = (*tips, *NOT_IN_REFS)
    return Scope(revisions, everything=False, extra=tuple(labels), labels=labels, names=fresh)


def _beside_commits(repository: Repository, tips: Mapping[str, str]) -> Mapping[str, str]:
    """Return the vpaths of what no commit leads to, by id: tags, and files that refs name directly."""
    tags = annotated_tags(repository, [Ref(ref, object_id) for object_id, ref in tips.items()])
    labels = {tag.object_id: f"{tag.ref}#message" for tag in tags}
    types = _types(repository, tips)
    # A tag that is too large to be looked into is no less a tag.
    labels |= {i: f"{ref}#message" for i, ref in tips.items() if types.get(i) == "tag" and i not in labels}
    named = {i: ref for i, ref in tips.items() if types.get(i) in {"blob", "tree"}}
    named |= {tag.target: tag.ref for tag in tags if tag.target_type in {"blob", "tree"}}
    return labels | dict(_files(repository, named))


def _types(repository: Repository, ids: Mapping[str, str]) -> Mapping[str, str]:
    """Return the types of these objects; what exists and is not listed is a tree."""
    types = dict.fromkeys(ids, "tree")
    for header in listed_objects(repository, [i.encode() for i in ids]):
        if not isinstance(header, Skipped):
            types[id_of(header).decode()] = type_of(header).decode()
    return types


def _files(repository: Repository, named: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (id, vpath) of the files in what refs name directly."""
    for first in range(0, len(named), _MOST_NAMED):
        ends = list(named)[first : first + _MOST_NAMED]
        arguments = ("rev-list", "--objects", "--missing=allow-any", *ends, "--")
        for line in output(repository, *arguments).decode("utf-8", "surrogateescape").splitlines():
            object_id, _, path = line.partition(" ")
            owner = named.get(object_id)
            yield object_id, owner or path or f"objects/{object_id}"
