"""What the tests of the whole program share: made-up keys, and what a scan said."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.frontends.cli.program import akwarden

from akwarden.workflows.rule_check import expand

Line = dict[str, Any]


def key_id(seed: int = 1) -> str:
    """Give a made-up SecretId."""
    return expand("AKID{32*A}", seed)


def key_pair(seed: int = 1) -> str:
    """Give the lines of a made-up SecretId and its SecretKey."""
    return f"secret_id = {key_id(seed)}\nsecret_key = {expand('{32*A}', seed + 1000)}\n"


@dataclass
class Said:
    """What a scan with `--format jsonl` said."""

    code: int
    findings: list[Line]
    coverage: Line
    stderr: str

    @property
    def keys(self) -> set[str]:
        """Give the ids of the keys that were found."""
        return {finding["key_id"] for finding in self.findings}

    @property
    def reasons(self) -> dict[str, str]:
        """Give what was skipped, and why."""
        return {one["vpath"]: one["reason"] for one in self.coverage["skipped"]}

    def finding(self, key: str) -> Line:
        """Give the one finding of a key."""
        (found,) = (finding for finding in self.findings if finding["key_id"] == key)
        return found


def scan(*arguments: str, folder: Path, env: Mapping[str, str] | None = None) -> Said:
    """Scan, and give what was said."""
    return said(akwarden("scan", *arguments, "--format", "jsonl", folder=folder, env=env))


def said(done: subprocess.CompletedProcess[str]) -> Said:
    """Read what a scan said; anything but JSON lines on standard output fails the test."""
    assert done.stdout, f"{done.returncode}: {done.stderr}"
    return read_lines(done.stdout.splitlines(), done.returncode, done.stderr)


def read_lines(lines: Sequence[str], code: int, stderr: str) -> Said:
    """Read these lines."""
    *findings, coverage = (json.loads(line) for line in lines)
    assert coverage["schema"] == "akwarden.coverage/1"
    assert all(finding["schema"] == "akwarden.finding/1" for finding in findings)
    return Said(code, findings, coverage, stderr)
