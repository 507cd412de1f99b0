"""What an earlier scan, by the same rules, saw in a repository: it need not be read again.

The rules that this module enforces:

- Only a scan of the whole history that came to its end leaves something behind, and only objects in which
  nothing was found and of which nothing was left out are passed over the next time.
- Whatever decides what a scan finds (rules, version, limits) is part of the name of the file.
- Where nothing about the repository changed, not even its objects are listed.
"""

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import msgspec

from akwarden.cachefile import read_cached, write_cached
from akwarden.errors import GitError
from akwarden.model.artifact import Skipped
from akwarden.sources.git.command import Repository, output
from akwarden.sources.git.listing import PREFIX, Header, id_of

_MOST_OBJECTS = 2_000_000
"""Of more the ids alone would take more memory than a scan does."""


class _Kept(msgspec.Struct, frozen=True):
    """What one file holds."""

    state: bytes
    id_bytes: int
    ids: bytes
    """All ids of the objects that were listed, one behind the other."""
    again: tuple[str, ...]
    """Ids, in hex, of those that are read again each time."""
    skipped: tuple[Skipped, ...]
    """What was said of the repository as a whole."""


class Memory:
    """Of one repository; `recall` first, then `fresh` and `skip` while it is read, at last `keep`."""

    def __init__(self, folder: Path, kind: str) -> None:
        """Take the folder for such files, and what tells one kind of scan from another."""
        self.unchanged = 0
        """How many objects are passed over."""
        self._folder = folder
        self._kind = kind
        self._path: Path | None = None
        self._state = b""
        self._kept: _Kept | None = None
        self._is_same = False
        self._known: frozenset[bytes] = frozenset()
        self._listed: list[bytes] = []
        self._skipped: list[Skipped] = []

    def recall(self, repository: Repository) -> bool:
        """Read what is known; say whether the repository is as it was, so that nothing need be listed."""
        state = None if repository.variables else _state(repository)
        if state is None:
            return False
        name = f"{self._kind}\0{os.path.realpath(repository.git_dir)}".encode("utf-8", "surrogateescape")
        self._path, self._state = self._folder / hashlib.sha256(name).hexdigest(), state
        content = read_cached(self._path)
        if content is None:
            return False
        try:
            self._kept = kept = msgspec.msgpack.decode(content, type=_Kept)
        except msgspec.MsgspecError:
            return False
        self._is_same = kept.state == state
        if self._is_same:
            self.unchanged = len(kept.ids) // kept.id_bytes - len(kept.again) if kept.id_bytes else 0
            return True
        self._known = frozenset(_cut(kept)).difference(map(bytes.fromhex, kept.again))
        return False

    def again(self) -> Iterator[bytes]:
        """Yield the ids of the objects that are read though nothing changed."""
        if self._kept:
            yield from (i.encode() for i in self._kept.again)

    def told(self) -> Iterator[Skipped]:
        """Yield what was said of the repository as a whole when it was read."""
        if self._kept:
            yield from self._kept.skipped

    def fresh(self, found: Iterable[Header | Skipped]) -> Iterator[Header | Skipped]:
        """Yield what must be read, and note all of it."""
        known, listed = self._known, self._listed
        for item in found:
            if not isinstance(item, Skipped):
                object_id = bytes.fromhex(id_of(item).decode())
                listed.append(object_id)
                if object_id in known:
                    self.unchanged += 1
                    continue
            yield item

    def noted(self, skipped: Iterable[Skipped]) -> Iterator[Skipped]:
        """Yield what is said of the repository as a whole, and note it."""
        for one in skipped:
            self._skipped.append(one)
            yield one

    def keep(self, untidy: Collection[str]) -> None:
        """Write down what was seen; `untidy` names the artifacts with a hit and those not wholly read."""
        if self._path is None or self._is_same or not 0 < len(self._listed) <= _MOST_OBJECTS:
            return
        ids = {name.removeprefix(PREFIX).partition("!/")[0] for name in untidy if name.startswith(PREFIX)}
        listed = set(self._listed)
        again = sorted(i for i in ids if _is_id(i) and bytes.fromhex(i) in listed)
        ids_kept = b"".join(sorted(listed))
        kept = _Kept(self._state, len(self._listed[0]), ids_kept, tuple(again), tuple(self._skipped))
        write_cached(self._path, msgspec.msgpack.encode(kept))


def _cut(kept: _Kept) -> Iterator[bytes]:
    return (kept.ids[n : n + kept.id_bytes] for n in range(0, len(kept.ids), kept.id_bytes or 1))


def _is_id(text: str) -> bool:
    return len(text) in {40, 64} and all(c in "0123456789abcdef" for c in text)


def _state(repository: Repository) -> bytes | None:
    """Return what changes whenever refs or objects do, or None where that can't be told."""
    digest = hashlib.sha256()
    try:
        asked = output(repository, "rev-parse", "--path-format=absolute", "--git-path", "objects")
        objects = Path(os.fsdecode(asked.removesuffix(b"\n")))
        if (objects / "info" / "alternates").exists():
            return None
        digest.update(output(repository, "for-each-ref", "--format=%(refname) %(objectname)"))
        for name in ("HEAD", "shallow", "config"):
            path = repository.git_dir / name
            digest.update(name.encode() + (path.read_bytes() if path.exists() else b""))
        for line in _files(objects):
            digest.update(line)
        for line in _files(repository.git_dir / "logs"):
            digest.update(line)
    except (GitError, OSError):
        return None
    return digest.digest()


def _files(folder: Path) -> Iterator[bytes]:
    """Yield a line for each file below a folder: its path, size and time of change."""
    waiting = [str(folder)] if folder.exists() else []
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in sorted(entries, key=lambda e: e.name):
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    facts = entry.stat(follow_symlinks=False)
                    yield f"{entry.path} {facts.st_size} {facts.st_mtime_ns}\n".encode(
                        "utf-8", "surrogateescape"
                    )
