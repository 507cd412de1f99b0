import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unpackers.archives import gzip_of, tar_of, zip_of, zstd_of

from akwarden.unpackers import registry
from akwarden.unpackers.registry import detect, maybe_container
from akwarden.unpackers.walk import HEAD_BYTES

CONTAINERS = {
    "zip": zip_of({"a": b"x"}),
    "empty zip": zip_of({}),
    "split zip": b"PK\x07\x08" + zip_of({"a": b"x"}),
    "split zip of one part": b"PK00" + zip_of({"a": b"x"}),
    "gzip": gzip_of(b"x"),
    "zstd": zstd_of(b"x"),
    "zstd behind what is to be passed over": b"\x5f\x2a\x4d\x18\x02\0\0\0ab" + zstd_of(b"x"),
    "tar": tar_of({"a": b"x"}),
}


@pytest.mark.parametrize("kind", CONTAINERS)
def test_container_is_seen_inside_a_buffer(kind: str) -> None:
    data = CONTAINERS[kind]
    buffer = bytearray(b"before" + data + b"after")

    assert maybe_container(buffer, 6, 6 + len(data))
    found = detect(data[:HEAD_BYTES])
    assert found is not None
    assert found.name in kind


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"P",
        b"PK",
        b"PK\x03",
        b"\x1f\x8b",
        b"text",
        b"PKware wrote zip",
        b"x" * 600,
        b"x" * 257 + b"usta",
    ],
)
def test_other_bytes_are_no_container(data: bytes) -> None:
    assert not maybe_container(data, 0, len(data))
    assert detect(data[:HEAD_BYTES]) is None


def test_bytes_behind_the_end_of_an_artifact_do_not_count() -> None:
    data = CONTAINERS["tar"]

    assert not maybe_container(data, 0, 261)
    assert maybe_container(data, 0, 262)
    assert not maybe_container(CONTAINERS["zip"], 0, 3)


@given(st.binary(max_size=600) | st.sampled_from([head[:HEAD_BYTES] for head in CONTAINERS.values()]))
def test_whatever_is_detected_passed_the_cheap_check(head: bytes) -> None:
    if detect(head) is not None:
        assert maybe_container(head, 0, len(head))


def test_names_are_unique() -> None:
    names = [unpacker.name for unpacker in registry.unpackers()]

    assert names == [entry.name for entry in registry.ENTRIES]
    assert len(set(names)) == len(names)


def test_unpackers_are_loaded_when_met_and_not_before() -> None:
    loaded = "[name for name in sys.modules if name.endswith(('_archive', '_stream'))]"
    code = f"import sys, akwarden.unpackers.walk; print({loaded})"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
