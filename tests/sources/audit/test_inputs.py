"""What is opened of files, folders, containers and standard input, in which order, and what is left out."""

import gzip
import io
import os
import tarfile
import threading
from hashlib import sha256
from pathlib import Path

import pytest
import zstandard
from tests.sources.audit.cuts import cut_from
from tests.unpackers.archives import gzip_of, tar_of, zip_of

from akwarden.errors import TargetError
from akwarden.model.artifact import Skipped
from akwarden.sources.audit.ignored import Ignored
from akwarden.sources.audit.inputs import LIMITS, Input, digest, open_inputs
from akwarden.unpackers.budget import Limits

ONE, TWO = b'{"eventID":"1"}\n', b'{"Records":[{"eventID":"2"}]}'


class Opened:
    """Everything that was opened, read out at once."""

    def __init__(self, *paths: str | Path, stdin: bytes = b"", limits: Limits = LIMITS) -> None:
        self.records: dict[str, list[bytes]] = {}
        self.inside: dict[str, str] = {}
        self.digests: dict[str, str] = {}
        self.skipped: dict[str, str] = {}
        self.ignored: dict[str, tuple[str, int]] = {}
        for one in open_inputs([str(path) for path in paths], io.BytesIO(stdin), limits=limits):
            match one:
                case Input():
                    self.records[one.vpath] = cut_from(one.file).records
                    self.inside[one.vpath] = one.inside
                    self.digests[one.vpath] = one.digest()
                case Skipped():
                    self.skipped[one.vpath] = one.reason
                case Ignored():
                    self.ignored[one.vpath] = (one.reason, one.count)


def test_a_file_is_read_under_the_name_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json").write_bytes(ONE)
    monkeypatch.chdir(tmp_path)

    seen = Opened("./a.json")

    assert seen.records == {"./a.json": [ONE.strip()]}
    assert seen.inside == {"./a.json": ""}
    assert seen.digests == {"./a.json": sha256(ONE).hexdigest()}


def test_a_folder_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    for name in ("b/2.json", "a.json", "b/1/x.json", "c.json", "b/10.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(ONE)

    names = [name.removeprefix(f"{tmp_path}/") for name in Opened(f"{tmp_path}/").records]

    assert names == ["a.json", "b/1/x.json", "b/10.json", "b/2.json", "c.json"]


def test_what_is_hidden_and_digests_are_passed_over_and_counted(tmp_path: Path) -> None:
    digests = tmp_path / "AWSLogs" / "1" / "CloudTrail-Digest" / "2024"
    digests.mkdir(parents=True)
    for name in ("1", "2", "3"):
        (digests / name).write_bytes(ONE)
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_bytes(b"x")

    seen = Opened(tmp_path)

    assert not seen.records
    assert {name.removeprefix(f"{tmp_path}/"): told for name, told in seen.ignored.items()} == {
        ".DS_Store": ("hidden", 1),
        ".git": ("hidden", 1),
        "AWSLogs/1/CloudTrail-Digest": ("digests of CloudTrail: they hold no events", 3),
    }


def test_links_and_pipes_in_a_folder_are_told_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe")

    seen = Opened(tmp_path)

    assert seen.skipped == {
        f"{tmp_path}/link": "symbolic link: not followed",
        f"{tmp_path}/pipe": "not a regular file",
    }


def test_a_path_that_is_not_there_ends_it_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="does not exist"):
        open_inputs([str(tmp_path), str(tmp_path / "none")], io.BytesIO())


@pytest.mark.parametrize("pack", [gzip_of, zstandard.ZstdCompressor().compress], ids=["gzip", "zstd"])
@pytest.mark.parametrize("content", [ONE, TWO])
def test_a_compressed_file_is_read(tmp_path: Path, pack: object, content: bytes) -> None:
    assert callable(pack)
    packed = pack(content)
    (tmp_path / "a.json.gz").write_bytes(packed)

    seen = Opened(tmp_path / "a.json.gz")

    (name,) = seen.records
    assert len(seen.records[name]) == 1
    assert name == f"{tmp_path}/a.json.gz!/a.json"
    assert seen.inside[name] == "!/", "the same place, whatever the file is called"
    assert seen.digests[name] == sha256(packed).hexdigest()


def test_a_compressed_file_that_is_named_is_read_though_it_is_hidden(tmp_path: Path) -> None:
    (tmp_path / ".a.json.gz").write_bytes(gzip_of(ONE))

    assert len(Opened(tmp_path / ".a.json.gz").records) == 1


def test_two_members_of_one_name_are_told_apart(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for content in (ONE, TWO):
            archive.addfile(_member(content), io.BytesIO(content))

    found = [one for one in open_inputs([str(tmp_path / "a.tar")], io.BytesIO()) if isinstance(one, Input)]

    assert [one.inside for one in found] == ["!/x.json", "!/x.json#2"]


def _member(content: bytes) -> tarfile.TarInfo:
    member = tarfile.TarInfo("x.json")
    member.size = len(content)
    return member


def test_containers_in_containers_are_read(tmp_path: Path) -> None:
    inner = zip_of({"x.json": ONE, "y.json.gz": gzip_of(TWO), ".hidden": b"x", "CloudTrail-Digest/d": ONE})
    (tmp_path / "all.tgz").write_bytes(gzip_of(tar_of({"in.zip": inner, "z.json": ONE})))

    seen = Opened(tmp_path / "all.tgz")

    assert {inside: len(seen.records[name]) for name, inside in seen.inside.items()} == {
        "!/in.zip!/x.json": 1,
        "!/in.zip!/y.json.gz!/y.json": 1,
        "!/z.json": 1,
    }
    assert sorted(reason for reason, _ in seen.ignored.values()) == [
        "digests of CloudTrail: they hold no events",
        "hidden",
    ]


def test_a_truncated_gzip_gives_what_is_there_and_says_what_is_not(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b'{"eventID":"%d","n":%d}\n' % (n, n * n) for n in range(50_000)))
    (tmp_path / "a.gz").write_bytes(whole[: len(whole) // 2])

    seen = Opened(tmp_path / "a.gz")

    (records,) = seen.records.values()
    assert len(records) > 20_000
    assert seen.skipped == {f"{tmp_path}/a.gz": "truncated, what comes before the end was read"}


def test_limits_hold(tmp_path: Path) -> None:
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(ONE * 1_000_000))

    seen = Opened(tmp_path / "bomb.gz", limits=Limits(max_ratio=2, max_bytes=9 << 20))

    assert "stopped" in seen.skipped[f"{tmp_path}/bomb.gz"]


class TestStdin:
    @pytest.mark.parametrize("content", [b"", b"{", ONE, ONE * 100_000, gzip_of(ONE * 1000)])
    def test_it_is_read_whatever_it_is(self, content: bytes) -> None:
        seen = Opened("-", stdin=content)

        (name,) = seen.records
        expected = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
        assert len(seen.records[name]) == expected.count(b"\n")
        assert seen.digests[name] == sha256(content).hexdigest()

    def test_it_is_read_as_it_comes(self) -> None:
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb", buffering=0) as theirs, os.fdopen(writing, "wb", buffering=0) as ours:

            def write() -> None:
                for _ in range(50):
                    ours.write(ONE * 1000)
                ours.close()

            thread = threading.Thread(target=write)
            thread.start()
            counts = [
                len(cut_from(one.file).records)
                for one in open_inputs(["-"], theirs)
                if isinstance(one, Input)
            ]
            thread.join()

        assert counts == [50_000]

    def test_a_named_pipe_is_read_in_the_same_way(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        thread = threading.Thread(target=pipe.write_bytes, args=(ONE * 3,))
        thread.start()

        seen = Opened(pipe)
        thread.join()

        assert seen.records == {str(pipe): [ONE.strip()] * 3}
        assert seen.digests == {str(pipe): sha256(ONE * 3).hexdigest()}


def test_the_digest_is_of_the_bytes_on_disk(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(ONE * 100_000)

    assert digest(tmp_path / "x") == sha256(ONE * 100_000).hexdigest()


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(ONE)
    (tmp_path / "b").write_bytes(ONE)
    opened = open_inputs([str(tmp_path)], io.BytesIO())
    first = next(opened)
    (tmp_path / "b").unlink()

    rest = list(opened)

    assert isinstance(first, Input)
    assert rest == [Skipped(f"{tmp_path}/b", "vanished while scanning")]
