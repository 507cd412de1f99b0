"""What is found depends on the bytes alone: not on buffers, order, threads, or on files versus history."""

import base64
import gzip
import random
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.detectors.secrets.scanning import rules
from tests.unpackers.archives import zip_of

from akwarden.detectors.secrets.decoding import Found
from akwarden.detectors.secrets.scanner import Scanner
from akwarden.model.artifact import Batch
from akwarden.model.match import Match
from akwarden.settings import ScanSettings
from akwarden.workflows.rule_check import expand
from akwarden.workflows.scan import Scan
from akwarden.workflows.targets import History, close_sources, open_sources

RULES = rules()
SMALLEST_BUFFER = 64 << 10

PIECES = (
    "TENCENTCLOUD_SECRET_ID=AKID{32*A}\nTENCENTCLOUD_SECRET_KEY={32*A}\n",
    'client = Client("AKID{32*A}", "{32*A}")\n',
    '{"secretKey": "{32*A}", "region": "x", "secretId": "AKID{32*A}"}',
    '{"TmpSecretId": "AKID{64*W}", "TmpSecretKey": "{43*A}=", "Token": "{220*W}"}\n',
    "aws_access_key_id = AKIA{16*B}\n\n\naws_secret_access_key = {40*S}\n",
    "AKIA{16*B},{40*S}\n",
    "accessKeyId: LTAI{20*A}\naccessKeySecret: {30*A}\n",
    "PROD_ID=AKID{32*A}\nDEV_ID=AKID{32*A}\nPROD_SECRET_KEY={32*A}\nDEV_SECRET_KEY={32*A}\n",
    "AKID{32*A}\nAKID{32*A}\n{32*A}\n{32*A}\n",
    "AKID{32*A},{32*A}\n" * 90,
    "only the id AKID{32*A} here\n",
    *("base64|" + text for text in ("SECRET_ID=AKID{32*A}\nSECRET_KEY={32*A}\n", "AKID{32*A}", "{40*A}")),
    "hex|{'secretId': 'AKID{32*A}', 'secretKey': '{32*A}'}",
    "utf-16|SecretId: AKID{32*A}\r\nSecretKey: {32*A}\r\n",
    'id = "AKID{16*A}" + "{16*A}"\nsecret_key = "{16*A}" + "{16*A}"\n',
    "# akwarden:allow aws-access-key a reason\nAWS_ID=AKIA{16*B}\n",
    "{4300*S}",
    "cos secret_key = {32*A}\n",
    "export AWS_SECRET_ACCESS_KEY={40*S}\n",
    "X-Amz-Security-Token: IQoJb3JpZ2lu{300*S}\n",
    "md5 {32*h} sha1 {40*h} and some ordinary words\n",
    "AKIAIOSFODNN7EXAMPLE\n",
    "\n" * 9,
    "\0\1\2\xff" * 50,
    "x = 1  # a line of code\n" * 40,
    "word " * 2000,
)

PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "plain": lambda content: content,
    "gzip": lambda content: gzip.compress(content, mtime=0),
    "stored": lambda content: zip_of({"a.txt": content, "b.txt": content[::2]}, zipfile.ZIP_STORED),
    "deflated": lambda content: zip_of({"a/b.txt": content, "c.zip": zip_of({"d": content})}),
}


@st.composite
def artifacts(draw: st.DrawFn) -> bytes:
    """Return the bytes of one file: key forms between noise of very different lengths."""
    seed = draw(st.integers(0, 1 << 30))
    chosen = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8))
    padding = draw(st.sampled_from([0, 1, 100, 5_000, 9_000, 65_000, 66_000, 130_900]))
    filler = random.Random(seed).choice([" ", "\n", "ab cd ef\n", "z"])
    texts = [encoded(expand(piece, seed + n)) for n, piece in enumerate(chosen)]
    packer = draw(st.sampled_from(["plain", *PACKERS]))
    return PACKERS[packer]((filler * padding).encode() + filler.encode().join(texts))


def encoded(piece: str) -> bytes:
    """Return the bytes of a piece; some say how they are encoded."""
    encoding, _, text = piece.rpartition("|")
    match encoding:
        case "base64":
            return base64.b64encode(text.encode())
        case "hex":
            return text.encode().hex().encode()
        case "utf-16":
            return text.encode("utf-16-le")
        case _:
            return piece.encode("latin-1")


def found_in(root: Path, *, history: bool = True, **changes: object) -> set[tuple[object, ...]]:
    """Scan with the given settings; return everything about the findings but when and by whom."""
    scan_settings = msgspec.structs.replace(ScanSettings(), history=history, **changes)
    sources = open_sources([str(root)], scan_settings, History(), datetime.now(UTC))
    if history and (root / ".git").exists():
        sources = [s for s in sources if type(s).__name__ == "HistorySource"]
    try:
        outcome = Scan(RULES, scan_settings, fingerprint_key=b"k" * 32).run(sources)
    finally:
        close_sources(sources)
    assert outcome.coverage.skipped == ()
    return {
        (
            *(f.id, f.rule, f.key_id, f.key_type, f.secret, f.parts, f.severity, f.confidence, f.frame),
            *(f.location.vpath, f.location.line, f.location.column, f.location.offset),
        )
        for f in outcome.findings
    }


def write(root: Path, files: Mapping[str, bytes], order: Sequence[str]) -> Path:
    for name in order:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[name])
    return root


def commit(root: Path) -> None:
    for arguments in (["init", "--quiet"], ["add", "--all", "--force"], ["commit", "--quiet", "-m", "all"]):
        identity = ["-c", "user.name=Dana", "-c", "user.email=dana@example.com", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True)


@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(files=st.lists(artifacts(), min_size=1, max_size=5), data=st.data())
def test_findings_depend_on_the_bytes_alone(files: list[bytes], data: st.DataObject) -> None:
    named = {f"{'sub/' * (n % 2)}file{n}.txt": content for n, content in enumerate(files)}
    order = data.draw(st.permutations(list(named)))
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        expected = found_in(write(Path(one), named, list(named)), threads=1)
        again = write(Path(other), named, order)
        small = found_in(again, threads=data.draw(st.integers(1, 4)), buffer_bytes=SMALLEST_BUFFER)
        large = found_in(again, threads=2, buffer_bytes=8 << 20)
        commit(again)
        from_history = found_in(again, buffer_bytes=SMALLEST_BUFFER)

    assert small == expected
    assert large == expected
    assert from_history == expected


def streamed(content: bytes, buffer_bytes: int) -> list[Match]:
    steps = list(Scanner(RULES).stream(BytesIO(content), bytearray(buffer_bytes), len(content)))
    found = steps[-1]
    assert isinstance(found, Found)
    return list(found.matches)


def whole(content: bytes) -> list[Match]:
    batch = Batch(bytearray(content), [0], [len(content)], ["it"])
    return [match for _, found in Scanner(RULES).batch(batch) for match in found.matches]


@pytest.mark.parametrize("piece", PIECES[:5])
def test_key_is_found_wherever_the_border_of_a_buffer_falls(piece: str) -> None:
    buffer_bytes = 40_000
    text = expand(piece, 7).encode("latin-1")
    tail = b" tail" * 12_000

    for shift in range(0, 20_000, 37):
        content = b"." * (buffer_bytes - 10_000 + shift) + b"\n" + text + tail
        expected = whole(content)
        assert len(expected) == 1
        assert streamed(content, buffer_bytes) == expected, shift
