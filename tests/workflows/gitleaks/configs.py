"""What the tests of gitleaks configurations share: small configurations, and what a scan with them finds."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec
from tests.detectors.secrets.scanning import NO_FOLDER, rules

from akwarden.detectors.secrets.anchors import Anchors
from akwarden.detectors.secrets.scanner import CompiledRules, Scanner
from akwarden.model.artifact import Batch
from akwarden.model.match import Match
from akwarden.workflows.gitleaks.config import GitleaksConfig, GitleaksRule
from akwarden.workflows.gitleaks.rules import convert
from akwarden.workflows.ruleset import load_ruleset

ACME = GitleaksRule(
    id="acme-token",
    description="Acme token",
    regex=r"""(?i)[\w.-]{0,50}?acme[\w-]{0,10}\s*[:=]\s*["']?(acme-[a-z0-9]{20})(?:["'\s]|$)""",
    entropy=2.0,
    keywords=("acme",),
)
TOKEN = "acme-4f9k2m8x1q7w3z5c6v0b"
"""What the rule takes; no scanner knows such a key."""


def config(*rules: GitleaksRule, name: str = "team.toml", **more: object) -> GitleaksConfig:
    """Return a configuration of these rules."""
    return GitleaksConfig(name, rules, **{"allowlists": (), **more})  # type: ignore[arg-type]


@cache
def compiled(*configs: GitleaksConfig) -> CompiledRules:
    """Return our rules with those of the configurations, compiled once in each process."""
    return load_ruleset(configs=configs, cache=NO_FOLDER)


def alone(*configs: GitleaksConfig) -> CompiledRules:
    """Return the rules of the configurations without ours, which take seconds to compile."""
    ours = rules().ruleset
    taken = {rule.id for rule in ours.rules}
    own = tuple(rule for one in configs for rule in convert(one, taken).rules)
    ruleset = msgspec.structs.replace(ours, rules=own)
    return CompiledRules(ruleset, Anchors.compile(ruleset))


def scanned(compiled: CompiledRules, text: str | bytes) -> list[Match]:
    """Return what is found in a text."""
    data = bytearray(text.encode() if isinstance(text, str) else text)
    batch = Batch(data, [0], [len(data)], ["artifact"])
    return [match for _, found in Scanner(compiled).batch(batch) for match in found.matches]


def values(matches: Sequence[Match]) -> list[tuple[str, bytes]]:
    """Return the rule and the value of each match."""
    return [(match.rule, match.secret.reveal()) for match in matches if match.secret]


def write(folder: Path, text: str, name: str = ".gitleaks.toml") -> Path:
    """Write a configuration and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
