"""Findings and reports for the tests of every format, small enough to be seen whole.

Key ids are built from templates when a test runs, so that no scanner takes this folder for a leak.
"""

import io
import string
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from akwarden.model.artifact import Coverage, Skipped
from akwarden.model.finding import Allowed, AllowedBy, Finding, FrameLine, KeyType, SecretView
from akwarden.model.location import Location
from akwarden.model.secret import Fingerprint
from akwarden.model.severity import Confidence, Severity
from akwarden.model.verification import Active, Inactive, Unverified
from akwarden.reports.protocol import RenderOptions, Report
from akwarden.reports.registry import load

ALPHABET = string.ascii_lowercase + string.digits


def key_id(prefix: str = "AKID", length: int = 32, start: int = 0) -> str:
    """Return a made-up key id: the prefix, then letters and digits in turn."""
    return prefix + "".join(ALPHABET[(start + 7 * at) % len(ALPHABET)] for at in range(length))


TENCENT, AWS = key_id(), key_id("AKIA", 16).upper()
NAMES = {TENCENT: "<TENCENT>", AWS: "<AWS>"}
"""What stands for each key id in a snapshot."""


def fingerprint(digit: str) -> Fingerprint:
    """Return a fingerprint made of one digit."""
    return Fingerprint("hmac-sha256:" + digit * 64)


def location(**changes: object) -> Location:
    """Return a place in a folder outside a git history."""
    place = Location(source=".", vpath="app/config.py", line=12, column=14, offset=345)
    return msgspec.structs.replace(place, **changes)


def finding(**changes: object) -> Finding:
    """Return a Tencent Cloud pair in a source file."""
    found = Finding(
        id="1" * 64,
        rule="tencent-access-key",
        provider="tencent",
        severity=Severity.CRITICAL,
        confidence=Confidence.HIGH,
        title="Tencent Cloud access key with its secret",
        key_id=TENCENT,
        key_type=KeyType.PERMANENT,
        secret=SecretView("abcd****wxyz", fingerprint("a")),
        parts=("key_id", "secret"),
        location=location(),
        occurrences=1,
        related=(),
        verification=Unverified("offline"),
        remediation="Disable the key in the console of Access Management, then rotate it.",
        frame=(
            FrameLine(11, "class Settings:"),
            FrameLine(12, f'\tsecret_id = "{TENCENT}"'),
            FrameLine(13, '\tsecret_key = "abcd****wxyz"'),
        ),
    )
    return msgspec.structs.replace(found, **changes)


def history_finding() -> Finding:
    """Return the same key, gone from HEAD, in more places than a finding lists."""
    seen = {"commit": "c0ffee" * 6 + "c0ff", "author": "Lin Wei <lin.wei@example.com>"}
    seen["committed_at"] = "2024-03-01T09:30:00Z"
    return finding(
        id="2" * 64,
        location=location(
            vpath="deploy/旧配置.env",
            line=3,
            column=1,
            in_head=False,
            last_seen_at="2024-05-02T10:00:00Z",
            **seen,
        ),
        occurrences=9,
        related=tuple(
            location(vpath=f"deploy/copy-{n}.env", line=n, column=1, in_head=True, **seen)
            for n in range(1, 8)
        ),
        verification=Active("sub-user deploy of account 100001234567"),
        frame=(FrameLine(3, f"SECRET_ID={TENCENT}"),),
    )


def archive_finding() -> Finding:
    """Return an AWS id without its secret, inside an app."""
    return finding(
        id="3" * 64,
        rule="aws-access-key-id",
        provider="aws",
        severity=Severity.MEDIUM,
        confidence=Confidence.MEDIUM,
        title="AWS access key id",
        key_id=AWS,
        secret=None,
        parts=("key_id",),
        location=location(source="build/app.apk", vpath="app.apk!/classes.dex#strings", line=1, column=1),
        verification=Inactive("deleted"),
        remediation="Remove it from the app; a client must not hold a permanent key.",
        frame=(),
    )


def example_finding() -> Finding:
    """Return a placeholder token without an id, of the least severity."""
    return finding(
        id="4" * 64,
        rule="github-token",
        provider="github",
        severity=Severity.INFO,
        confidence=Confidence.LOW,
        title="GitHub token",
        key_id=None,
        key_type=KeyType.UNKNOWN,
        secret=SecretView("****", fingerprint("b")),
        parts=("token",),
        location=location(vpath="docs/guide.md", line=7, column=1),
        remediation="",
        frame=(),
        example=True,
    )


def allowed_finding(by: AllowedBy = AllowedBy.IGNORE_FILE) -> Finding:
    """Return a Tencent Cloud pair that is meant to be there."""
    return finding(
        id="6" * 64,
        location=location(vpath="tests/fixtures/app.ini", line=2, column=1),
        allowed=Allowed(by, "made up for the tests"),
    )


def findings() -> tuple[Finding, ...]:
    """Return one finding of each of the kinds above."""
    return finding(), history_finding(), archive_finding(), example_finding()


def coverage(**changes: object) -> Coverage:
    """Return the coverage of a scan that saw everything."""
    return msgspec.structs.replace(Coverage(items=1204, bytes=12_900_000, skipped=()), **changes)


def partial_coverage() -> Coverage:
    """Return the coverage of a scan that left something out in every way there is."""
    skipped = tuple(Skipped(f"data/{n:02}.bin", f"too large: {n} GiB; raise the limit") for n in range(1, 12))
    skipped += (Skipped("app.zip!/inner.rar", "encrypted"),)
    aside = {"allowed": 1, "ignored": 5, "allowed_for_gitleaks": 4, "baselined": 1200}
    return coverage(skipped=skipped, **aside, examples=3, unreachable=2)


def report(*found: Finding, **changes: Any) -> Report:
    """Return a report of a scan of this folder that took 2.1 seconds."""
    started = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
    values: dict[str, Any] = {
        "findings": found,
        "coverage": coverage(),
        "targets": (".",),
        "version": "0.1.0",
        "started_at": started,
        "finished_at": started + timedelta(seconds=2.1),
    }
    return Report(**(values | changes))


def rendered(name: str, shown: Report, **options: Any) -> str:
    """Return the report in the format called `name`."""
    out = io.StringIO()
    load(name).render(shown, out, RenderOptions(**options))
    return out.getvalue()


def neutral(text: str) -> str:
    """Return `text` with every key id by its stand-in, fit for a snapshot."""
    for real, stand_in in NAMES.items():
        text = text.replace(real, stand_in)
    return text
