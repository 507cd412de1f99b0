"""What every benchmark of the scanner begins with: options, a folder to work in, peers, our own command."""

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from stand.measure import Contender, file_name
from stand.peers import Peers, find_or_install

_RULES_EXPORT = Path(__file__).with_name("rules_export.py")
_FLOORS = Path(__file__).with_name("floors")


@dataclass(frozen=True)
class Options:
    """What a person asked for."""

    paths: tuple[Path, ...]
    """Inputs of the person's own."""
    label: str | None
    """What that input is called in the results."""
    rounds: int
    quick: bool
    """Small inputs and one round, to try the bench itself: nothing is judged or written down."""
    work: Path
    """Where inputs, caches, reports and peers are kept."""

    @property
    def path(self) -> Path | None:
        """Return the input of the person's own, where one is enough."""
        return self.paths[0] if self.paths else None


@dataclass(frozen=True)
class Stage:
    """A prepared benchmark."""

    options: Options
    peers: Peers

    @property
    def work(self) -> Path:
        """Return the folder to work in."""
        return self.options.work

    @property
    def logs(self) -> Path:
        """Return the folder for what the contenders print."""
        return self.work / "logs"

    def akwarden(self, name: str, target: Path, *more: str, cache: str = "akwarden") -> Contender:
        """Return a run of our own scan, away from the settings and caches of the person who runs it."""
        report = self.work / "reports" / f"{file_name(name)}.akwarden.jsonl"
        command = [*akwarden_command(), "scan", str(target), "--isolated", "--quiet", "--exit-zero"]
        if "--remember" not in more:
            command.append("--no-remember")
        output = ["--format", "jsonl", "--output", str(report)]
        return Contender(name, [*command, *output, *more], env=self.environment(cache), report=report)

    def environment(self, cache: str = "akwarden") -> Mapping[str, str]:
        """Return what is added to the environment of our own command."""
        return {
            "AKWARDEN_HOME": str(self.work / "home"),
            "XDG_CACHE_HOME": str(self.work / "cache" / cache),
            # Byte code is kept, as it is wherever a package is installed; empty means not set.
            "PYTHONDONTWRITEBYTECODE": "",
        }

    def one_file(self) -> Path:
        """Return a folder with one small file: what is left of a scan of it is start-up."""
        folder = self.work / "one-file"
        folder.mkdir(exist_ok=True)
        (folder / "settings.py").write_text("DEBUG = False\n", encoding="utf-8")
        return folder

    def versions(self) -> dict[str, str]:
        """Return the versions of everything that was measured."""
        git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=False).stdout.split()
        own = {name: version(name) for name in ("akwarden", "hyperscan", "google-re2")}
        python = ".".join(map(str, sys.version_info[:3]))
        return {**own, "Python": python, "git": git[-1] if git else "none", **self.peers.versions()}


def prepare(description: str, *, takes_path: str | None = None, rounds: int = 3) -> Stage:
    """Read the options and bring the peers; `takes_path` says what `--path` is, where there is one."""
    options = _options(description, takes_path, rounds)
    options.work.mkdir(parents=True, exist_ok=True)
    exported = options.work / "rules"
    # In a process of its own, so that this one stays small and loads nothing of what it measures.
    subprocess.run([sys.executable, str(_RULES_EXPORT), str(exported)], check=True)
    peers = Peers(
        find_or_install(options.work),
        options.work,
        kingfisher_rules=exported / "kingfisher",
        betterleaks_rules=exported / "betterleaks.toml",
    )
    return Stage(options, peers)


def akwarden_command() -> list[str]:
    """Return our own command as it is installed beside this interpreter."""
    return [str(Path(sys.executable).with_name("akwarden"))]


def floor(name: str, script: str, *arguments: str) -> Contender:
    """Return a run of one of the floor scripts, in an interpreter that loads nothing else."""
    return Contender(name, [sys.executable, "-I", "-S", str(_FLOORS / script), *arguments])


def shown_command(options: Options) -> str:
    """Return the command that repeats a run, without paths of this machine."""
    words = ["python", f"bench/{Path(sys.argv[0]).name}"]
    words += ["--path", "PATH"] * len(options.paths)
    if options.label:
        words += ["--label", f'"{options.label}"']
    return f"`{' '.join(words)}`"


def _options(description: str, takes_path: str | None, rounds: int) -> Options:
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    if takes_path:
        parser.add_argument("--path", type=Path, action="append", default=[], help=takes_path)
        parser.add_argument("--label", help="what PATH is called in the results")
    parser.add_argument(
        "--rounds", type=int, default=rounds, help=f"runs of each, at least 3 (default: {rounds})"
    )
    parser.add_argument("--quick", action="store_true", help="small inputs; nothing judged or written down")
    parser.add_argument(
        "--work", type=Path, default=_work_folder(), help="inputs, caches and peers are kept here"
    )
    given = parser.parse_args()
    if given.rounds < 3 and not given.quick:  # noqa: PLR2004  a median of two is none
        parser.error("--rounds: medians are taken of at least 3 runs")
    return Options(
        paths=tuple(path.resolve() for path in getattr(given, "path", ())),
        label=getattr(given, "label", None),
        rounds=1 if given.quick else given.rounds,
        quick=given.quick,
        work=given.work.resolve(),
    )


def _work_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "akwarden-bench")
