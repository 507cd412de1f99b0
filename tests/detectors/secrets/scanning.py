"""Runs the scanner over a text, whole or through a stream buffer, and compares what it says."""

import os
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

from akwarden.detectors.secrets.scanner import CompiledRules, Scanner
from akwarden.model.artifact import Batch
from akwarden.model.match import Match
from akwarden.model.severity import Severity
from akwarden.workflows.rule_check import expand
from akwarden.workflows.ruleset import load_ruleset

NO_FOLDER = Path(os.devnull)
"""A cache folder that can neither be read nor made."""

TENCENT = ("AKID{32*A}", "{32*A}")
AWS = ("AKIA{16*B}", "{40*S}")
ALIBABA = ("LTAI{20*A}", "{30*A}")
KEYS = (TENCENT, AWS, ALIBABA)


@cache
def rules() -> CompiledRules:
    """Return our own rules, compiled once in each process."""
    return load_ruleset(cache=NO_FOLDER)


@cache
def _scanner() -> Scanner:
    """Return a scanner that looks at one text after the other, as that of a worker does."""
    return Scanner(rules())


def key(cloud: tuple[str, str] = TENCENT, seed: int = 0) -> tuple[str, str]:
    """Return the id and the secret of a made-up key, the same for one seed."""
    return expand(cloud[0], seed), expand(cloud[1], 1_000_000 + seed)


def scan(text: str | bytes) -> list[Match]:
    """Return what is found in one artifact that lies whole in a buffer."""
    data = bytearray(text.encode() if isinstance(text, str) else text)
    found: list[Match] = []
    for index, seen in _scanner().batch(Batch(data, [0], [len(data)], ["artifact"])):
        assert index == 0
        found += seen.matches
    return found


def stream(text: str | bytes, buffer_bytes: int, limit: int = 1 << 62) -> list[Match]:
    """Return what is found in one artifact that is read through a buffer."""
    file = BytesIO(text.encode() if isinstance(text, str) else text)
    found: list[Match] = []
    for step in _scanner().stream(file, bytearray(buffer_bytes), limit):
        if not isinstance(step, int):
            found += step.matches
    return found


def loud(text: str | bytes) -> list[Match]:
    """Return what is reported at low severity or above."""
    return [m for m in scan(text) if not m.example and m.severity.at_least(Severity.LOW)]


def secret_of(match: Match) -> str | None:
    """Return the secret value, which a match shows nowhere else."""
    return match.secret.reveal().decode() if match.secret else None


def credentials(matches: Iterable[Match]) -> list[tuple[str | None, str | None]]:
    """Return the id and the secret of each match, in order."""
    return [(m.key_id, secret_of(m)) for m in matches]
