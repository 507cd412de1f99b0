"""A disk that is really full, and one whose fsync really fails: both need root."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.store.lake.lakes import batch, contents, event, ids, on_disk, opened

from akwarden.errors import LakeError
from akwarden.store.lake.batch import NewBatch
from akwarden.store.lake.lake import Lake
from akwarden.store.migration import open_state
from akwarden.store.state import State

_ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """Give a folder that holds 2 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk")
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """Give a state that lies elsewhere."""
    with closing(open_state(tmp_path / "home", None)) as made:
        yield made


def _large(key: str, start: int) -> NewBatch:
    """Give a batch of about 300 KB that can't be compressed."""
    return batch(key, [event(n, raw=os.urandom(500).hex()) for n in range(start, start + 600)], letters=1)


def _fill(lake: Lake) -> tuple[int, LakeError]:
    """Import until nothing goes in any more; return how many batches went in, and what was said then."""
    for number in range(10):
        try:
            lake.commit(_large(str(number), number * 600))
        except LakeError as error:
            return number, error
    pytest.fail("the disk was never full")


def test_a_full_disk_stops_the_import_and_loses_nothing(small: Path, state: State) -> None:
    lake = opened(state, small / "lake")
    room = small / "something else"
    room.write_bytes(b"x" * (700 << 10))

    stored, refused = _fill(lake)

    assert "make room" in str(refused.mend)
    assert "no room" in refused.what
    assert stored > 0
    assert contents(lake) == ids(range(stored * 600))
    assert len(on_disk(lake)) == len(lake.files()) + stored, "nothing is left of the batch that failed"

    room.unlink()
    done = lake.commit(_large(str(stored), stored * 600))

    assert done.rows == 600
    assert contents(lake) == ids(range((stored + 1) * 600))
    assert lake.check() == ()


_IMPORT = """
import sys
from pathlib import Path
from tests.store.lake.lakes import batch, opened
from akwarden.errors import StateError
from akwarden.store.lake.lake import Lake
from akwarden.store.migration import open_state

lake = opened(open_state(Path(sys.argv[1]), None), Path(sys.argv[2]))
for number in range(10):
    try:
        lake.commit(batch(str(number), range(number * 10, number * 10 + 15), letters=1))
        print(number, flush=True)
    except StateError as error:
        print("failed", type(error).__name__, file=sys.stderr)
"""


def test_what_was_told_is_stored_though_fsync_fails(tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    open_state(tmp_path / "home", None).close()
    inject = "--inject=fsync,fdatasync:error=EIO:when=3+4"
    program = [sys.executable, "-c", _IMPORT, str(tmp_path / "home"), str(tmp_path / "lake")]
    command = [strace, "-f", "-qq", "-o", str(tmp_path / "calls"), "-e", "trace=fsync,fdatasync", inject]

    done = subprocess.run([*command, *program], cwd=_ROOT, capture_output=True, text=True, check=False)

    if "ptrace" in done.stderr or "PTRACE" in done.stderr:
        pytest.skip("processes can't be traced here")
    assert done.returncode == 0, done.stderr
    injected = (tmp_path / "calls").read_text(encoding="utf-8").count("INJECTED")
    told = [int(line) for line in done.stdout.split()]
    with closing(open_state(tmp_path / "home", None)) as state:
        lake = opened(state, tmp_path / "lake")
        found = contents(lake)
        assert injected > 5
        assert len(found) == len(set(found))
        assert set(found) >= set(ids(n for number in told for n in range(number * 10, number * 10 + 15)))
        assert lake.check() == ()
        for number in range(10):
            lake.commit(batch(str(number), range(number * 10, number * 10 + 15), letters=1))
        assert contents(lake) == ids(range(105))
