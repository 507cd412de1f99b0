"""Lists git objects: what each is called, of which type it is, and how large."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NewType

from akwarden.model.artifact import Skipped
from akwarden.sources.git.command import Repository, Running, running
from akwarden.sources.git.pipe import Pipe
from akwarden.sources.temporary import unnamed_file

Header = NewType("Header", bytes)
"""`<id> <type> <size>` and a line feed: how git announces an object, before its content too."""

PREFIX = "objects/"
"""Before an object's id it makes the vpath of one that nothing else is known of."""
MOST_NAMED = 50
"""Objects that are named one by one when they can't be read; the others are only counted."""
_FORMAT = "--batch-check=%(objectname) %(objecttype) %(objectsize)"
_MISSING = b" missing\n"
_TREE = b" tree "
_OF_ONE_OBJECT = re.compile(r"inflate: |unable to unpack |object file |corrupt loose object |garbage at end ")
"""What git says of an object that is then named as missing."""
_MEND = "run `git fsck` in the repository"


def id_of(header: Header) -> bytes:
    """Return the id of an object."""
    return header[: header.index(b" ")]


def size_of(header: Header) -> int:
    """Return the size of an object."""
    return int(header[header.rindex(b" ") + 1 :])


def type_of(header: Header) -> bytes:
    """Return the type of an object."""
    return header.split(b" ", 2)[1]


def all_objects(repository: Repository) -> Iterator[Header | Skipped]:
    """Yield every object that the repository has, without trees, in the order that reads fastest."""
    count = 0
    lost: list[bytes] = []
    with running(repository, "cat-file", _FORMAT, "--batch-all-objects", "--unordered", "--buffer") as git:
        for lines in _blocks(git):
            count += len(lines)
            lost += _missing(lines)
            yield from _useful(lines)
        failed = git.end() != 0
        wider = [words for words in git.errors() if not _OF_ONE_OBJECT.match(words)]
    yield from (Skipped("objects", f"{words}; {_MEND}") for words in wider[:MOST_NAMED])
    yield from unreadable(lost)
    if failed:
        yield from _the_others(repository, count)


def listed_objects(repository: Repository, ids: Iterable[bytes]) -> Iterator[Header | Skipped]:
    """Yield the objects with these ids, without trees, and a record for those that are missing or damaged."""
    known = list(ids)
    lost: list[bytes] = []
    first = 0
    with unnamed_file(b"".join(i + b"\n" for i in known)) as file:
        while first < len(known):
            file.seek(first * (len(known[0]) + 1))
            with running(repository, "cat-file", _FORMAT, "--buffer", stdin=file) as git:
                for lines in _blocks(git):
                    first += len(lines)
                    lost += _missing(lines)
                    yield from _useful(lines)
            # git ends at an object that confuses it, and is started again behind that one.
            if first < len(known):
                lost.append(known[first])
                first += 1
    yield from unreadable(lost)


def unreadable(ids: Sequence[bytes]) -> Iterator[Skipped]:
    """Yield the records for objects that can't be read."""
    for one in ids[:MOST_NAMED]:
        yield Skipped(PREFIX + one.decode("ascii", "replace"), f"missing or damaged git object; {_MEND}")
    if len(ids) > MOST_NAMED:
        yield Skipped(
            "objects", f"{len(ids) - MOST_NAMED:,} more git objects are missing or damaged; {_MEND}"
        )


def _the_others(repository: Repository, count: int) -> Iterator[Header | Skipped]:
    """Yield what a listing that broke off after `count` objects did not come to.

    It is repeated up to there, and what it did not name is asked for by name: the names alone can be listed
    without a look at the objects.
    """
    seen: set[bytes] = set()
    with running(repository, "cat-file", _FORMAT, "--batch-all-objects", "--unordered", "--buffer") as git:
        for lines in _blocks(git):
            seen.update(id_of(Header(line)) for line in lines[: count - len(seen)])
    names: list[bytes] = []
    with running(
        repository, "cat-file", "--batch-check=%(objectname)", "--batch-all-objects", "--buffer"
    ) as git:
        for lines in _blocks(git):
            names += [name for line in lines if (name := line.rstrip(b"\n")) not in seen]
    yield from listed_objects(repository, names)


def _blocks(git: Running) -> Iterator[list[bytes]]:
    """Yield the lines that git prints, whole ones, many at a time."""
    rest = b""
    for block in Pipe(git.stdout.fileno()).blocks():
        lines = (rest + block).splitlines(keepends=True)
        rest = b"" if lines[-1].endswith(b"\n") else lines.pop()
        yield lines


def _missing(lines: list[bytes]) -> Iterator[bytes]:
    """Yield the ids of objects that git has no facts of."""
    return (line[: -len(_MISSING)] for line in lines if line.endswith(_MISSING))


def _useful(lines: list[bytes]) -> Iterator[Header]:
    """Yield the lines that announce an object with content of its own."""
    for line in lines:
        if _TREE not in line and not line.endswith(_MISSING):
            yield Header(line)
