import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hostile.victim import open_files
from tests.unpackers.archives import gzip_of, opened, streamed_zip_of, tar_of, zip_of

from akwarden.unpackers import registry
from akwarden.unpackers.budget import Limits
from akwarden.unpackers.walk import Leaf, walk

NOISE = random.Random(20221121).randbytes(60_000)
FILES = {f"folder/{n}.bin": b"." + NOISE[n * 6000 : (n + 1) * 6000] for n in range(10)}
TREE = {
    "a.txt": b"text " * 500,
    "b.zip": zip_of({"c.txt": NOISE[:3000], "d.tgz": gzip_of(tar_of({"e.txt": b"deep"}))}),
}

WHOLE: dict[str, Callable[[], bytes]] = {
    "zip": lambda: zip_of(FILES),
    "stored zip": lambda: zip_of(FILES, 0),
    "piped zip": lambda: streamed_zip_of(FILES),
    "tar": lambda: tar_of(FILES),
    "tar.gz": lambda: gzip_of(tar_of(FILES)),
}
NESTED: dict[str, Callable[[], bytes]] = {
    "zip": lambda: zip_of(TREE),
    "bzip2 zip": lambda: zip_of(TREE, 12),
    "lzma zip": lambda: zip_of(TREE, 14),
    "piped zip": lambda: streamed_zip_of(TREE),
    "tar": lambda: tar_of(TREE),
    "gzip": lambda: gzip_of(zip_of(TREE)),
}
TIGHT = Limits(max_bytes=50_000, max_member_bytes=20_000, max_members=50, max_depth=3, max_ratio=20)


@pytest.mark.parametrize("kind", WHOLE)
def test_archive_cut_anywhere_gives_what_is_there_and_says_what_is_not(kind: str) -> None:
    whole = WHOLE[kind]()
    for size in range(0, len(whole), 1024):
        contents = opened(whole[:size])

        for vpath, data in contents.leaves:
            if vpath.startswith("box!/folder/"):
                assert FILES[vpath.removeprefix("box!/")].startswith(data)
        all_there = contents.files == {f"box!/{name}": data for name, data in FILES.items()}
        assert all_there or contents.skipped or registry.detect(whole[: min(size, 512)]) is None


def test_cut_archive_gives_nearly_all_that_comes_before_the_cut() -> None:
    for kind, make in WHOLE.items():
        whole = make()

        assert opened(whole[: len(whole) // 2]).size > len(NOISE) * 0.45, kind


@pytest.mark.parametrize("kind", NESTED)
@given(
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=8)), max_size=10),
    cut=st.floats(0.5, 1),
)
def test_damage_of_any_kind_stays_inside_the_limits(
    kind: str, changes: list[tuple[float, bytes]], cut: float
) -> None:
    data = bytearray(NESTED[kind]())
    for place, replacement in changes:
        at = int(place * len(data))
        data[at : at + len(replacement)] = replacement

    contents = opened(bytes(data[: int(cut * len(data))]), limits=TIGHT)

    assert contents.size <= TIGHT.max_bytes
    in_a_stream = kind == "gzip"  # what a stream holds is no member
    assert in_a_stream or all(len(leaf) <= TIGHT.max_member_bytes for _, leaf in contents.leaves)
    assert len(contents.leaves) <= 2 * TIGHT.max_members
    assert all(vpath.count("!/") <= 2 * TIGHT.max_depth for vpath, _ in contents.leaves)


@given(st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08"]), st.binary(max_size=2000))
def test_anything_behind_a_magic_stays_inside_the_limits(magic: bytes, data: bytes) -> None:
    assert opened(magic + data, limits=TIGHT).size <= TIGHT.max_bytes


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="open files can't be counted here")
def test_walk_given_up_in_the_middle_leaves_no_file_open(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zip_of({f"{n}.bin": NOISE * 100 for n in range(3)}))
    with (tmp_path / "a.zip").open("rb") as file:
        before = open_files()

        found = walk(file, "a.zip", Limits(), lambda: 0.0)
        assert isinstance(next(found), Leaf)
        held = open_files()
        del found

        assert held == before + 1
        assert open_files() == before
