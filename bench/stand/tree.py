"""The files that a scan is measured on: copies of what packages installed on this machine brought with them.

The rules for what is taken:

- Places in a fixed order, the interpreter's own library and this environment's packages first; in each,
  files in the order of their paths' hashes, until there is enough.
- No file twice, by content: a scanner that knows a file again would be measured on less.
- No file above `MOST_FILE_BYTES`, no empty one, no link.
- Where a machine has too little, texts are taken again with a line in front that makes them new.
- Neutral folder names: some scanners leave out `node_modules`, `venv/lib` and the like by default.
"""

import gzip
import hashlib
import json
import os
import shutil
import stat
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

LEAST_FILES, LEAST_BYTES = 20_000, 1_000_000_000
QUICK_FILES, QUICK_BYTES = 2_000, 50_000_000
MOST_FILE_BYTES = 16 << 20
_SNIFFED = 8192
_FOLDERS = 512
_MOST_COPIES = 50
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
"""How zip, gzip, bzip2, xz and zstd files begin."""
_TAR_AT, _TAR = 257, b"ustar"
_MIB = 1 << 20


@dataclass
class Composition:
    """What a tree is made of."""

    files: int = 0
    size: int = 0
    """Bytes in all."""
    archives: int = 0
    archive_bytes: int = 0
    binaries: int = 0
    """Files with a zero byte near their beginning, archives left out."""
    binary_bytes: int = 0
    large: int = 0
    """Files over 1 MiB."""
    made_new: int = 0
    """Texts taken again with a line in front."""

    def add(self, size: int, head: bytes) -> None:
        """Count one file."""
        self.files += 1
        self.size += size
        self.large += size > _MIB
        if head.startswith(_ARCHIVES) or head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
            self.archives += 1
            self.archive_bytes += size
        elif b"\0" in head:
            self.binaries += 1
            self.binary_bytes += size

    def words(self) -> str:
        """Return it as one sentence."""
        made = (
            f", {self.made_new:,} of them texts taken again with another first line" if self.made_new else ""
        )
        average = self.size / max(self.files, 1) / 1e3
        return (
            f"{self.files:,} files{made}, {self.size / 1e6:,.0f} MB, {average:.1f} KB on average, "
            f"{self.large:,} over 1 MiB; archives (zip, gzip, tar, bzip2, xz, zstd): {self.archives:,}, "
            f"{self.archive_bytes / 1e6:,.1f} MB; other binaries: {self.binaries:,}, "
            f"{self.binary_bytes / 1e6:,.0f} MB"
        )


def installed_tree(work: Path, *, quick: bool) -> tuple[Path, Composition]:
    """Return a folder of files of installed packages, and what is in it; a small one when `quick`."""
    files, size = (QUICK_FILES, QUICK_BYTES) if quick else (LEAST_FILES, LEAST_BYTES)
    folder = work / ("tree-quick" if quick else "tree")
    return folder, make_tree(folder, files=files, size=size)


def make_tree(folder: Path, *, files: int, size: int) -> Composition:
    """Return what is in `folder`, after making it of at least so many files and bytes if it is not there.

    A finished tree has a note beside it, so one that was interrupted is made anew.
    """
    note = folder.with_name(f"{folder.name}.json")
    if note.exists():
        return Composition(**json.loads(note.read_text(encoding="utf-8")))
    print(f"making {folder} from installed packages ...", file=sys.stderr)
    shutil.rmtree(folder, ignore_errors=True)
    made = Composition()
    for path, mark in _offered():
        if made.files >= files and made.size >= size:
            break
        content = mark + path.read_bytes()
        target = folder / f"{made.files % _FOLDERS:03x}" / f"{made.files:06d}-{path.name}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        made.add(len(content), content[:_SNIFFED])
        made.made_new += bool(mark)
    note.write_text(json.dumps(asdict(made)), encoding="utf-8")
    return made


def composition(folder: Path) -> Composition:
    """Return what a folder that somebody else made consists of."""
    found = Composition()
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in names:
            path = Path(parent, name)
            facts = path.lstat()
            if stat.S_ISREG(facts.st_mode):
                with path.open("rb") as file:
                    found.add(facts.st_size, file.read(_SNIFFED))
    return found


def plant_archives(folder: Path, texts: Sequence[bytes]) -> tuple[str, ...]:
    """Write four texts, one plain and one each into a gzip, a zip and a tar.gz file; return their names."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    plain, gzipped, zipped, tarred = texts
    (folder / "plain.env").write_bytes(plain)
    with gzip.open(folder / "member.env.gz", "wb") as packed:
        packed.write(gzipped)
    with zipfile.ZipFile(folder / "archive.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("member.env", zipped)
    with tarfile.open(folder / "archive.tar.gz", "w:gz") as tar:
        facts = tarfile.TarInfo("member.env")
        facts.size = len(tarred)
        tar.addfile(facts, BytesIO(tarred))
    return ("plain.env", "member.env.gz", "archive.zip", "archive.tar.gz")


def _offered() -> Iterator[tuple[Path, bytes]]:
    """Yield files to take, each with what is put in front of it."""
    seen: set[bytes] = set()
    texts: list[Path] = []
    for place in _places():
        for path in _in_order(place):
            try:
                content = path.read_bytes()
            except OSError:
                continue
            digest = hashlib.sha256(content).digest()
            if content and digest not in seen:
                seen.add(digest)
                if b"\0" not in content[:_SNIFFED]:
                    texts.append(path)
                yield path, b""
    for copy in range(2, _MOST_COPIES):
        for path in texts:
            yield path, b"copy %d\n" % copy


def _places() -> list[Path]:
    names = [sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    names += ["/usr/lib/python3", "/usr/lib/node_modules", "/usr/include", "/usr/share", "/usr/lib"]
    return [Path(name) for name in dict.fromkeys(names) if os.path.isdir(name)]  # noqa: PTH112


def _in_order(place: Path) -> list[Path]:
    """Return the files below a place in the order of their paths' hashes, which mixes kinds and packages."""
    found: list[tuple[bytes, Path]] = []
    for parent, folders, names in os.walk(place):
        folders.sort()
        for name in names:
            path = Path(parent, name)
            facts = path.lstat()
            if stat.S_ISREG(facts.st_mode) and facts.st_size <= MOST_FILE_BYTES:
                inside = path.relative_to(place).as_posix().encode("utf-8", "surrogateescape")
                found.append((hashlib.sha256(inside).digest(), path))
    return [path for _, path in sorted(found)]
