"""Real git repositories, made in the test that needs them, with short words for what is done to them.

    repo = Repo(tmp_path / "repo")
    first = repo.commit({"a.txt": "text"})
    repo.git("tag", "v1")

Every commit is a minute later than the one before it, so that orders by time are the same in every run.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

_START = 1_700_000_000
_STEP = 60


class Repo:
    """A repository with a work tree, or a bare one."""

    def __init__(self, path: Path, *options: str) -> None:
        """Make it; `options` are those of `git init`."""
        self.path = path
        self.clock = _START
        run_git("init", "--quiet", "--initial-branch=main", *options, str(path))

    @property
    def git_dir(self) -> Path:
        """Give the folder of the repository itself."""
        inside = self.path / ".git"
        return inside if inside.is_dir() else self.path

    def git(self, *arguments: str, given: bytes | None = None, env: Mapping[str, str] | None = None) -> str:
        """Run git in it and give what it prints."""
        return run_git(*arguments, folder=self.path, given=given, env={**self._time(), **(env or {})})

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files into the work tree."""
        for name, content in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(
        self,
        files: Mapping[str, str | bytes] | None = None,
        message: str = "a change",
        *options: str,
        env: Mapping[str, str] | None = None,
    ) -> str:
        """Write the files, commit everything there is, and give the id of the commit."""
        self.write(files or {})
        self.git("add", "--all", "--force")
        self.clock += _STEP
        self.git("commit", "--quiet", "--allow-empty", "-m", message, *options, env=env)
        return self.id("HEAD")

    def merge(self, *branches: str, files: Mapping[str, str | bytes] | None = None) -> str:
        """Merge branches, with what the merge alone brings; give the id of the commit."""
        self.clock += _STEP
        self.git("merge", "--quiet", "--no-ff", "--no-commit", *branches)
        return self.commit(files, "a merge")

    def id(self, revision: str) -> str:
        """Give the id of an object."""
        return self.git("rev-parse", "--verify", revision).strip()

    def object_file(self, object_id: str) -> Path:
        """Give the file of a loose object, made writable."""
        path = self.git_dir / "objects" / object_id[:2] / object_id[2:]
        path.chmod(0o644)
        return path

    def packs(self) -> list[Path]:
        """Give the packs, made writable, each beside its index."""
        packs = sorted((self.git_dir / "objects" / "pack").glob("*.pack"))
        for pack in packs:
            pack.chmod(0o644)
            pack.with_suffix(".idx").chmod(0o644)
        return packs

    def time_of(self, revision: str) -> int:
        """Give when a commit was made."""
        return int(self.git("show", "--no-patch", "--format=%ct", revision))

    def _time(self) -> dict[str, str]:
        moment = f"{self.clock} +0000"
        return {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}


def run_git(
    *arguments: str,
    folder: Path | None = None,
    given: bytes | None = None,
    env: Mapping[str, str] | None = None,
    ok: tuple[int, ...] = (0,),
) -> str:
    """Run git and give what it prints; anything but success fails the test with git's own words."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        input=given,
        stdin=subprocess.DEVNULL if given is None else None,
        capture_output=True,
        check=False,
        env={**os.environ, **(env or {})},
    )
    assert done.returncode in ok, f"git {' '.join(arguments)}\n{done.stderr.decode(errors='replace')}"
    return done.stdout.decode("utf-8", "surrogateescape")
