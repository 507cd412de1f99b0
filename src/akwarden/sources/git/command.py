"""Runs git on repositories that nobody vouches for.

The rules that this module enforces:

- Nothing that a repository's own configuration names is run: no hooks, monitors, pagers, signature programs.
- Nothing is fetched, unless a clone was asked for: a repository that lacks objects is read as it is.
- Objects are read as they are: replacements and grafts are not applied, and no cache of the history, which
  could be stale, damaged or forged, is believed.
- git asks nothing, takes no optional lock, speaks English, and is not reached by a Ctrl-C meant for us.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from akwarden.errors import GitError, TargetError
from akwarden.sources.temporary import unnamed_file

_SAFE = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.alternateRefsCommand=",
    "core.commitGraph=false",
    "core.multiPackIndex=false",
    "core.quotePath=false",
    "diff.orderFile=" + os.devnull,
    "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.ext.allow=never",
    "safe.directory=*",
)
_KEPT = re.compile(
    r"GIT_(?:EXEC_PATH|TEMPLATE_DIR|CONFIG_\w+|SSL_\w+|HTTP_\w+|PROXY_\w+|SSH\w*|ASKPASS|ALLOW_PROTOCOL)"
)
"""What of the caller's own set-up holds for us too; all else that is called GIT_... is about another run."""
_SAFE_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_GRAFT_FILE": os.devnull,
}
_NO_PROTOCOL = "none"
"""The name of no transport: a git that does not know GIT_NO_LAZY_FETCH can't fetch either."""
_MOST_COMPLAINTS = 1 << 20
_MOST_MEMORY = 3 << 30
"""Bytes of a git process; the largest repositories there are take a third of it."""
_OWN_GROUP = 0 if os.name == "posix" else None


class Repository(msgspec.Struct, frozen=True):
    """A repository on this machine."""

    git_dir: Path
    """Absolute."""
    work_tree: Path | None
    """None for a bare repository."""
    variables: tuple[tuple[str, str], ...] = ()
    """What the hook that we run in says of this very repository: its index, its folders of objects."""


def environment(repository: Repository | None, base: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment that git runs in: the caller's, made harmless.

    Without a repository it is that of a clone, which alone may use the network.
    """
    caller = os.environ if base is None else base
    own = {
        name: text for name, text in caller.items() if not name.startswith("GIT_") or _KEPT.fullmatch(name)
    }
    own |= _SAFE_ENVIRONMENT
    if repository is None:
        own.setdefault("GIT_ASKPASS", "")
        return own
    return own | {"GIT_ALLOW_PROTOCOL": _NO_PROTOCOL, "GIT_ASKPASS": ""} | dict(repository.variables)


def command(repository: Repository | None, *arguments: str, below: Path | None = None) -> list[str]:
    """Return the whole command line for one git command, run at the top of the repository or at `below`."""
    line = ["git", "--no-pager", "--literal-pathspecs"]
    for setting in _SAFE:
        line += ["-c", setting]
    if repository is not None:
        # A bare one gets a work tree too: its configuration may name one that does not exist.
        top = str(repository.work_tree or repository.git_dir)
        line += ["-C", str(below or top), f"--git-dir={repository.git_dir}", f"--work-tree={top}"]
    return [*line, *arguments]


def output(
    repository: Repository,
    *arguments: str,
    ok: Sequence[int] = (0,),
    given: bytes = b"",
    below: Path | None = None,
    patience: float | None = None,
) -> bytes:
    """Return what git prints when it reads `given`; raises GitError with git's own last words.

    `patience` is how many seconds it may take.
    """
    line = command(repository, *arguments, below=below)
    return _answer(line, environment(repository), arguments[0], ok=ok, given=given, patience=patience)


def as_the_caller(folder: Path, *arguments: str, patience: float) -> str:
    """Return the line that git prints in `folder` by the caller's own set-up, hooks included.

    For questions about that set-up: everything else is asked with it made harmless. Raises GitError.
    """
    line = ["git", "-c", "core.fsmonitor=false", "-c", "safe.directory=*", "-C", str(folder), *arguments]
    out = _answer(line, environment(None), arguments[0], ok=(0,), given=b"", patience=patience)
    return os.fsdecode(out.removesuffix(b"\n"))


def _answer(
    line: Sequence[str],
    env: Mapping[str, str],
    name: str,
    *,
    ok: Sequence[int],
    given: bytes,
    patience: float | None,
) -> bytes:
    """Run a whole command line to its end."""
    with _started(line, env, subprocess.PIPE, subprocess.PIPE) as process:
        try:
            out, complaints = process.communicate(given, timeout=patience)
        except subprocess.TimeoutExpired as error:
            raise GitError(f"git {name} gave no answer in {patience:g} seconds") from error
    if process.returncode not in ok:
        raise GitError(f"git {name} failed", why=last_words(complaints))
    return out


class Running:
    """git at work."""

    def __init__(self, process: "subprocess.Popen[bytes]", complaints: BinaryIO) -> None:
        """Take a process whose output is a pipe, and the file that it complains into."""
        assert process.stdout is not None  # noqa: S101  asked for a pipe
        self.stdout = process.stdout
        self._process = process
        self._complaints = complaints

    def end(self) -> int:
        """Wait for the end of a git whose output was read; return its exit code."""
        return self._process.wait()

    def errors(self) -> list[str]:
        """Return what git, once it ended, could not do, each thing once."""
        return self._said("error: ", "fatal: ")

    def warnings(self) -> list[str]:
        """Return what git, once it ended, warned of, each thing once."""
        return self._said("warning: ")

    def _said(self, *labels: str) -> list[str]:
        self._complaints.seek(0)
        lines = self._complaints.read(_MOST_COMPLAINTS).decode("utf-8", "surrogateescape").splitlines()
        return list(dict.fromkeys(line.partition(": ")[2] for line in lines if line.startswith(labels)))


@contextmanager
def running(repository: Repository, *arguments: str, stdin: BinaryIO | None = None) -> Iterator[Running]:
    """Start git with its output on a pipe, and end it with the block; `stdin` is read from where it is."""
    line = command(repository, *arguments)
    given = subprocess.DEVNULL if stdin is None else stdin
    with (
        unnamed_file() as complaints,
        _started(line, environment(repository), given, complaints) as process,
    ):
        yield Running(process, complaints)


@contextmanager
def _started(
    line: Sequence[str], env: Mapping[str, str], stdin: BinaryIO | int, stderr: BinaryIO | int
) -> "Iterator[subprocess.Popen[bytes]]":
    try:
        process = subprocess.Popen(
            line, stdin=stdin, stdout=subprocess.PIPE, stderr=stderr, env=env, process_group=_OWN_GROUP
        )
    except FileNotFoundError as error:
        raise no_git() from error
    try:
        _bound(process.pid)
        yield process
    finally:
        _stop(process)


def _bound(pid: int) -> None:
    """Bound the memory of a process, where the system can.

    A few small folders that name each other may stand for more files than any memory holds.
    """
    with suppress(ImportError, AttributeError, OSError, ValueError):
        import resource  # noqa: PLC0415  absent on Windows

        given = resource.prlimit(pid, resource.RLIMIT_DATA)
        soft, hard = (_MOST_MEMORY if n == resource.RLIM_INFINITY else min(n, _MOST_MEMORY) for n in given)
        resource.prlimit(pid, resource.RLIMIT_DATA, (soft, hard))


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.kill()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    process.wait()


def no_git() -> TargetError:
    """Return the error for a machine without git."""
    return TargetError(
        "git is not installed",
        why="a repository's history is read with git",
        mend="install git, or scan the files alone with --no-history",
    )


def last_words(stderr: bytes) -> str | None:
    """Return why git failed: its last line, or the fatal one and the line before, which often tells more."""
    lines = [line for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    fatal = next((n for n, line in enumerate(lines) if line.startswith("fatal: ")), None)
    if fatal is None:
        return lines[-1].strip() if lines else None
    told = [line.strip().removeprefix("error: ") for line in lines[max(0, fatal - 1) : fatal]]
    return "; ".join([*told, lines[fatal].removeprefix("fatal: ").strip()])
