"""A git repository to measure on: thousands of commits over texts of installed packages, keys in it or not.

The rules for how it is made:

- The same seed gives the same commits: who changes which lines, and when.
- For some dozen commits, most changes fall on neighbouring files, as when people work on one part; the rest
  falls on all files, some of them far more often than others.
- A change replaces, adds or takes away a few lines, and new lines are lines of other files. So versions
  resemble each other, as in a real history, and git packs them as deltas.
- A key comes with one commit, into a file of its own or into one that is there; half of the keys go again
  with a later commit. Between the two its file is left alone, so what a report has to say is known.
"""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from stand.planted import PlantedKey

SMALLEST_TEXT, LARGEST_TEXT = 6_000, 96_000
_FIRST_COMMIT_AT = 1_500_000_000
_SECONDS_APART = 1_800
_AUTHORS = ("Ada <ada@example.com>", "Boris <boris@example.com>", "Chen <chen@example.com>")
_MOST_FILES, _MOST_PLACES, _MOST_LINES = 9, 3, 6
_FEWEST_LINES = 40
_SKEW = 2.0
"""The higher, the more of the changes fall on few files."""
_PART_FILES, _PART_SHARE = 60, 0.8
_PART_COMMITS = (20, 80)
_FILES_IN_FOLDER = 25


@dataclass(frozen=True)
class Plant:
    """A key in the history, and what a report has to say about it."""

    key_id: str
    secret: str
    path: str
    commit: str
    author: str
    committed_at: str
    in_head: bool


@dataclass
class Made:
    """What a repository is made of."""

    commits: int = 0
    blobs: int = 0
    blob_bytes: int = 0
    pack_bytes: int = 0
    plants: list[Plant] = field(default_factory=list)

    def words(self) -> str:
        """Return it as one sentence."""
        kept = sum(p.in_head for p in self.plants)
        planted = f"; {len(self.plants)} planted keys, {kept} of them still there" if self.plants else ""
        return (
            f"{self.commits:,} commits, {self.blobs:,} blobs, {self.blob_bytes / 1e6:,.0f} MB inflated, "
            f"{self.pack_bytes / 1e6:,.0f} MB packed{planted}"
        )


def make_repository(folder: Path, history: "History") -> Made:
    """Return what is in the repository at `folder`, after making it if it is not there.

    A finished one has a note beside it, so one that was interrupted is made anew.
    """
    note = folder.with_name(f"{folder.name}.json")
    if note.exists():
        kept = json.loads(note.read_text(encoding="utf-8"))
        return Made(**{**kept, "plants": [Plant(**p) for p in kept["plants"]]})
    print(f"making {folder}: {history.commits:,} commits and a repack take minutes ...", file=sys.stderr)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(folder)], check=True)
    marks = folder.with_name(f"{folder.name}.marks")
    _fast_import(folder, marks, history.commands())
    git(folder, "repack", "-adfq")
    commits = dict(line.split() for line in marks.read_text(encoding="utf-8").splitlines())
    made = count(folder)
    made.plants = [planting.plant(commits[f":{planting.mark}"]) for planting in history.plantings]
    note.write_text(json.dumps(asdict(made)), encoding="utf-8")
    return made


def count(folder: Path) -> Made:
    """Return what a repository has."""
    made = Made()
    listed = git(folder, "cat-file", "--batch-check=%(objecttype) %(objectsize)", "--batch-all-objects")
    for line in listed.splitlines():
        kind, size = line.split()
        made.commits += kind == "commit"
        if kind == "blob":
            made.blobs += 1
            made.blob_bytes += int(size)
    packs = Path(git(folder, "rev-parse", "--git-path", "objects/pack").strip())
    made.pack_bytes = sum(p.stat().st_size for p in (folder / packs).glob("*.pack"))
    return made


def git(folder: Path, *arguments: str) -> str:
    """Return what a git command prints; raises CalledProcessError."""
    command = ["git", "-C", str(folder), "-c", "safe.directory=*", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@dataclass
class _File:
    path: str
    lines: list[bytes]
    held: bool = False
    """True while a key is in it."""


@dataclass(frozen=True)
class _Planting:
    """One key on its way through the history."""

    key: PlantedKey
    path: str
    mark: int
    gone: int | None
    """The commit that takes it away; None where none does."""

    def plant(self, commit: str) -> Plant:
        moment = datetime.fromtimestamp(_time(self.mark), UTC).isoformat().replace("+00:00", "Z")
        return Plant(
            self.key.key_id, self.key.secret, self.path, commit, _author(self.mark), moment, self.gone is None
        )


class History:
    """The commits of a repository, made one by one for `git fast-import`."""

    def __init__(self, texts: Sequence[Path], commits: int, keys: Sequence[PlantedKey], seed: int) -> None:
        """Take the first texts of the history, and keys to plant."""
        self.commits = commits
        self.plantings: list[_Planting] = []
        self._chance = random.Random(seed)  # noqa: S311  samples, no cryptography
        self._planter = random.Random(seed)  # noqa: S311  another one: keys do not change the other changes
        self._files = [
            _File(
                f"src/part{number // _FILES_IN_FOLDER:03d}/{text.name}",
                text.read_bytes().splitlines(keepends=True),
            )
            for number, text in enumerate(texts)
        ]
        self._part = 0
        self._keys = dict(zip(_spread(commits, len(keys)), keys, strict=True))
        self._restored: dict[int, list[tuple[str, _File | None]]] = {}

    def commands(self) -> Iterator[bytes]:
        """Yield the input of fast-import."""
        yield from _commit(1, b"".join(_written(file.path, file.lines) for file in self._files))
        moves_on = 0
        for mark in range(2, self.commits + 1):
            if mark >= moves_on:
                self._part = self._chance.randrange(len(self._files))
                moves_on = mark + self._chance.randint(*_PART_COMMITS)
            changes = [self._take_away(mark), self._plant(mark), *self._edits()]
            yield from _commit(mark, b"".join(changes))
        yield b"done\n"

    def _edits(self) -> Iterator[bytes]:
        chosen = {self._choose() for _ in range(self._chance.randint(1, _MOST_FILES))}
        for index in sorted(chosen):
            file = self._files[index]
            if not file.held:
                self._edit(file.lines)
                yield _written(file.path, file.lines)

    def _choose(self) -> int:
        """Return the index of a file to change: most often one of the part that is worked on."""
        if self._chance.random() > _PART_SHARE:
            return int(len(self._files) * self._chance.random() ** _SKEW)
        return (self._part + self._chance.randrange(_PART_FILES)) % len(self._files)

    def _edit(self, lines: list[bytes]) -> None:
        for _ in range(self._chance.randint(1, _MOST_PLACES)):
            giver = self._chance.choice(self._files)
            first, at = self._chance.randrange(len(giver.lines)), self._chance.randrange(len(lines))
            new = [] if giver.held else giver.lines[first : first + self._chance.randint(1, _MOST_LINES)]
            old = self._chance.randint(0, _MOST_LINES) if len(lines) > _FEWEST_LINES else 0
            lines[at : at + old] = [line if line.endswith(b"\n") else line + b"\n" for line in new]

    def _plant(self, mark: int) -> bytes:
        key = self._keys.get(mark)
        if key is None:
            return b""
        number = len(self.plantings)
        gone = mark + self.commits // 10 if number % 4 in {1, 2} else None
        text = key.text.encode().splitlines(keepends=True)
        if number % 2:
            file = self._planter.choice([f for f in self._files if not f.held])
            path, lines, file.held = file.path, [*file.lines[:9], *text, *file.lines[9:]], True
        else:
            file, path, lines = None, f"deploy/settings-{number:03d}.env", text
        self.plantings.append(_Planting(key, path, mark, gone))
        if gone is not None:
            self._restored.setdefault(gone, []).append((path, file))
        return _written(path, lines)

    def _take_away(self, mark: int) -> bytes:
        changes = b""
        for path, file in self._restored.pop(mark, ()):
            if file is None:
                changes += b"D %s\n" % path.encode()
            else:
                file.held = False
                changes += _written(path, file.lines)
        return changes


def _spread(commits: int, count: int) -> list[int]:
    """Return the commits that bring a key: evenly over the history but for its last tenth."""
    last = commits * 8 // 10
    return [2 + last * (number + 1) // (count + 1) for number in range(count)]


def _written(path: str, lines: Sequence[bytes]) -> bytes:
    content = b"".join(lines)
    return b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(content), content)


def _commit(mark: int, changes: bytes) -> Iterator[bytes]:
    who = b"%s %d +0000" % (_author(mark).encode(), _time(mark))
    message = b"Change %d" % mark
    yield b"commit refs/heads/main\nmark :%d\nauthor %s\ncommitter %s\n" % (mark, who, who)
    yield b"data %d\n%s\n" % (len(message), message)
    yield changes


def _author(mark: int) -> str:
    return _AUTHORS[mark % len(_AUTHORS)]


def _time(mark: int) -> int:
    return _FIRST_COMMIT_AT + mark * _SECONDS_APART


def _fast_import(folder: Path, marks: Path, commands: Iterator[bytes]) -> None:
    line = ["git", "-C", str(folder), "fast-import", "--quiet", "--done", f"--export-marks={marks}"]
    process = subprocess.Popen(line, stdin=subprocess.PIPE)
    assert process.stdin is not None  # noqa: S101  asked for a pipe
    with process.stdin as pipe:
        for command in commands:
            pipe.write(command)
    if process.wait():
        raise subprocess.CalledProcessError(process.returncode, line)
