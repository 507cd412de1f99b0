import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.hostile.corpora import BOMBS, GIB, MIB, overlap_zip, ten_thousand_zips
from tests.unpackers.archives import opened, tar_of, zip_of

from akwarden.unpackers.budget import Limits

ROOT = Path(__file__).resolve().parent.parent.parent
MOST_MEMORY = 100 * MIB


@dataclass(frozen=True)
class Outcome:
    """What the watched process reports."""

    leaves: int
    size: int
    skipped: int
    last: str
    memory: int
    seconds: float
    leaked: int
    named: int
    paths: list[str]


def open_in_a_child(archive: bytes, folder: Path) -> Outcome:
    """Open an archive in a process of its own, whose temporary files go to a folder of their own."""
    (folder / "temporary").mkdir()
    (folder / "archive").write_bytes(archive)
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.victim", str(folder / "archive")],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder / "temporary")},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return Outcome(**json.loads(done.stdout))


STOPPED_BY = {
    "gzip_bomb": "scan.unpack_max_ratio",
    "gzip_bomb_in_many_streams": "scan.unpack_max_ratio",
    "zip_bomb": "scan.unpack_max_ratio",
    "quoted_overlap_zip": "scan.unpack_max_ratio",
    "zip_tower": "scan.unpack_max_ratio",
    "pax_bomb": "scan.unpack_max_ratio",
    "million_entries": "scan.unpack_max_members",
    "header_storm": "scan.unpack_max_members",
    "russian_dolls": "scan.unpack_max_depth",
}
"""The limit that each bomb runs into; the others are opened to their end at no great cost."""


@pytest.mark.parametrize("bomb", BOMBS)
def test_bomb_stays_within_every_bound(bomb: str, tmp_path: Path) -> None:
    limits = Limits()

    outcome = open_in_a_child(BOMBS[bomb](), tmp_path)

    assert STOPPED_BY.get(bomb, "") in outcome.last
    assert outcome.size <= limits.max_bytes
    assert outcome.memory < MOST_MEMORY
    assert outcome.seconds < 2 * limits.max_seconds
    assert outcome.leaked == 0
    assert outcome.named == 0
    assert list((tmp_path / "temporary").iterdir()) == []
    assert all(path.startswith(str(tmp_path / "temporary")) for path in outcome.paths)


def test_bomb_that_keeps_its_ratio_low_is_stopped_by_its_bytes() -> None:
    data = zip_of({f"{n}": b"x" * MIB for n in range(40)}, zipfile.ZIP_STORED)

    contents = opened(
        zip_of({f"{n}.zip": data for n in range(4)}), limits=Limits(max_bytes=100 * MIB, max_ratio=10**6)
    )

    assert contents.size <= 100 * MIB
    assert "scan.unpack_max_bytes" in contents.reasons["box"]


def test_entries_on_one_local_header_are_read_once() -> None:
    bomb = overlap_zip()
    with zipfile.ZipFile(io.BytesIO(bomb)) as naive:
        assert sum(info.file_size for info in naive.infolist()) > 5 * 10**9  # what a loop over it would read

    contents = opened(bomb)

    assert contents.leaves == [("box!/0", bytes(MIB))]


def test_ten_thousand_nested_archives_are_all_opened() -> None:
    contents = opened(ten_thousand_zips())

    assert contents.files == {f"box!/{n}.zip!/a": b"%d" % n for n in range(10_000)}
    assert contents.skipped == []


def test_nesting_without_end_stops_at_the_depth() -> None:
    contents = opened(BOMBS["russian_dolls"]())

    assert [vpath.count("!/") for vpath, _ in contents.leaves] == [5]
    assert "scan.unpack_max_depth" in contents.skipped[0].reason


def test_giant_that_is_one_hole_costs_nothing() -> None:
    assert opened(BOMBS["sparse_giant"]()).size == 0


def test_long_chain_of_headers_leads_to_its_member() -> None:
    assert opened(BOMBS["longname_chain"]()).files == {"box!/name": b"behind"}


def test_paths_in_archives_touch_nothing(tmp_path: Path) -> None:
    target = tmp_path / "target"
    names = (str(target), f"../../../../../..{target}", "../target", "target", "archive", "/dev/stdin", "NUL")
    members = {name: bytes(range(256)) * 20_000 for name in names}
    archive = zip_of({"inner.tar": tar_of(members), **members})

    outcome = open_in_a_child(archive, tmp_path)

    assert outcome.leaves == 2 * len(names)
    assert not target.exists()
    assert {path.name for path in tmp_path.iterdir()} == {"archive", "temporary"}
    assert (tmp_path / "archive").read_bytes() == archive
    assert all(path.startswith(str(tmp_path / "temporary")) for path in outcome.paths)


def test_gibibyte_is_what_the_bombs_claim() -> None:
    assert zipfile.ZipFile(io.BytesIO(BOMBS["zip_bomb"]())).infolist()[0].file_size == GIB
