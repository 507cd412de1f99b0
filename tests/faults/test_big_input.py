"""Input of any size and any bytes: memory stays bounded, and what lies at the end is found."""

from pathlib import Path

import pytest
from tests.e2e.scans import key_id, key_pair, scan
from tests.faults.measured import measured
from tests.sources.repositories import Repo

MOST_MEGABYTES = 200
MB = 1_000_000
WORDS = b"the quick brown fox jumps over the lazy dog; "


@pytest.mark.parametrize("size", [400 * MB, pytest.param(5_000 * MB, marks=pytest.mark.soak)])
def test_a_file_of_one_line_without_anything_in_it_is_scanned_to_its_end(tmp_path: Path, size: int) -> None:
    with (tmp_path / "sparse.bin").open("wb") as file:
        # No disk holds these bytes.
        file.truncate(size)
        file.seek(size)
        file.write(key_pair().encode())

    one = measured("sparse.bin", folder=tmp_path)

    finding = one.said.finding(key_id())
    assert (finding["location"]["line"], finding["location"]["offset"]) == (1, size + len("secret_id = "))
    assert one.megabytes < MOST_MEGABYTES


@pytest.mark.parametrize("size", [100 * MB, pytest.param(300 * MB, marks=pytest.mark.soak)])
def test_a_line_of_text_as_long_as_a_disk_of_old_is_scanned_to_its_end(tmp_path: Path, size: int) -> None:
    block = WORDS * (MB // len(WORDS))
    with (tmp_path / "line.txt").open("wb") as file:
        for _ in range(size // MB):
            file.write(block)
        file.write(f" secret_id={key_id()} ".encode())
        file.write(block)

    one = measured("line.txt", folder=tmp_path)

    assert one.said.finding(key_id())["location"]["line"] == 1
    assert one.megabytes < MOST_MEGABYTES


@pytest.mark.parametrize("size", [60 * MB, pytest.param(400 * MB, marks=pytest.mark.soak)])
def test_a_tree_and_its_history_take_no_more_memory_than_a_small_one(tmp_path: Path, size: int) -> None:
    repo = Repo(tmp_path / "repo")
    repo.git("config", "core.compression", "0")
    for number in range(size // MB):
        folder = repo.path / f"{number}"
        folder.mkdir()
        for part in range(20):
            (folder / f"{part}.txt").write_bytes(
                f"{number}/{part} ".encode() + WORDS * (50_000 // len(WORDS))
            )
    repo.commit({"large.txt": b"start " + WORDS * (20 * MB // len(WORDS)) + key_pair().encode()})
    repo.git("rm", "--quiet", "large.txt")
    repo.commit()

    one = measured("repo", folder=tmp_path)

    assert one.said.finding(key_id())["location"]["vpath"] == "large.txt"
    assert one.said.coverage["bytes"] > 2 * size
    assert one.megabytes < MOST_MEGABYTES


def test_an_object_that_no_disk_has_room_for_is_skipped_and_the_rest_is_read(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit({"large.bin": b"x" * 20 * MB, "app.ini": key_pair()})
    large = repo.id("HEAD:large.bin")
    repo.git("rm", "--quiet", "-r", "large.bin", "app.ini")
    repo.commit({"b.ini": key_pair(2)})

    one = measured("repo", folder=tmp_path, largest_file=8 * MB)

    assert one.said.keys == {key_id(), key_id(2)}
    assert one.said.reasons == {
        f"objects/{large}": "no room to unpack 20,000,000 bytes of it: File too large; set TMPDIR"
    }


def test_zero_bytes_and_bytes_that_are_no_text_hide_nothing(tmp_path: Path) -> None:
    odd = bytes(range(256)) * 50
    (tmp_path / "odd.bin").write_bytes(odd + b"\0\xff" + key_pair().encode() + b"\0\xc3\x28" + odd)
    (tmp_path / b"\xff\xfe name".decode("utf-8", "surrogateescape")).write_text(key_pair(2))

    said = scan(".", folder=tmp_path)

    assert said.keys == {key_id(), key_id(2)}
