"""Standard input as a target."""

import gzip
import random
from pathlib import Path

from tests.e2e.scans import Said, key_id, key_pair, said
from tests.frontends.cli.program import as_text, fed


def scanned(content: bytes, folder: Path) -> Said:
    """Scan content that comes through a pipe."""
    return said(as_text(fed("scan", "-", "--format", "jsonl", folder=folder, given=content)))


def test_a_key_in_it_is_found_with_its_line(tmp_path: Path) -> None:
    said = scanned(b"one\ntwo\n" + key_pair().encode(), tmp_path)

    (finding,) = said.findings
    assert (said.code, finding["key_id"], finding["location"]["line"]) == (1, key_id(), 3)
    assert (finding["location"]["source"], finding["location"]["vpath"]) == ("stdin", "-")


def test_nothing_at_all_is_clean(tmp_path: Path) -> None:
    said = scanned(b"", tmp_path)

    assert (said.code, said.findings, said.coverage["items"], said.coverage["bytes"]) == (0, [], 1, 0)


def test_a_key_at_the_end_of_a_large_stream_is_found(tmp_path: Path) -> None:
    content = b"a line of a log\n" * 2_000_000 + key_pair().encode()

    said = scanned(content, tmp_path)

    assert said.keys == {key_id()}
    assert said.findings[0]["location"]["line"] == 2_000_001
    assert said.coverage["bytes"] == len(content)


def test_a_packed_stream_is_unpacked(tmp_path: Path) -> None:
    content = random.Random(1).randbytes(3_000_000).hex().encode() + b"\n" + key_pair().encode()

    said = scanned(gzip.compress(content), tmp_path)

    assert said.keys == {key_id()}
