"""Ctrl-C: the scan ends at once, and what was found so far is said.

A second is promised; each test prints what it measured and allows six, since test machines are busy.
"""

import fcntl
import os
import signal
import subprocess
import sys
import termios
import time
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from tests.e2e.scans import Said, key_id, key_pair, read_lines
from tests.frontends.cli.program import COMMAND, environment
from tests.sources.repositories import Repo

MOST_SECONDS = 6.0
_FAR = 64 << 20
"""Bytes; what stands at the beginning of a file was looked at long before."""


class Running:
    """A scan under way, in a process group of its own as a shell starts one."""

    def __init__(self, arguments: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, "scan", *arguments, "--format", "jsonl"],
            cwd=folder,
            env=environment(folder, env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def reads(self, name: str) -> None:
        """Wait until it is in the middle of reading a file, far behind its first part."""
        deadline = time.monotonic() + 200
        while not any(at > _FAR for at in self._places_in(name)):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        time.sleep(0.5)

    def _places_in(self, name: str) -> Iterator[int]:
        """Yield how far it is in each file of that name that it has open."""
        process = Path(f"/proc/{self.process.pid}")
        for path in (process / "fd").glob("*"):
            with suppress(OSError):
                if str(path.readlink()).endswith(name):
                    yield int((process / "fdinfo" / path.name).read_text().split()[1])

    def interrupt(self) -> Said:
        """Press Ctrl-C: all processes of the group are told; give what was said, within the time allowed."""
        began = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        try:
            self.process.wait(30)
        finally:
            seconds = time.monotonic() - began
            sys.stdout.write(f"ended {seconds:.2f} s after Ctrl-C\n")
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        said = read_lines(
            self.process.stdout.read().splitlines(), self.process.returncode, self.process.stderr.read()
        )
        assert seconds < MOST_SECONDS
        return said

    def close(self) -> None:
        """Leave nothing running."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


@pytest.fixture
def started() -> Iterator[list[Running]]:
    """Give a list of scans that are ended with the test."""
    scans: list[Running] = []
    yield scans
    for one in scans:
        one.close()


def waited_for(path: Path, what: str) -> None:
    """Wait until a process has told in a file that it has come so far."""
    deadline = time.monotonic() + 200
    while not path.exists() or what not in path.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def hung_git(folder: Path, command: str) -> dict[str, str]:
    """Put a git before the real one that stays with one command for ever, and tells so in the file `at`."""
    (folder / "bin").mkdir()
    real = next(f"{p}/git" for p in os.environ["PATH"].split(":") if os.access(f"{p}/git", os.X_OK))
    (folder / "bin/git").write_text(
        f'#!/bin/sh\ncase "$*" in *"{command}"*) echo {command} > {folder}/at; exec sleep 8;; esac\n'
        f'exec {real} "$@"\n'
    )
    (folder / "bin/git").chmod(0o755)
    return {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}


def test_a_long_scan_of_files_ends_with_what_it_found(tmp_path: Path, started: list[Running]) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "app.ini").write_text(key_pair())
    # No disk holds it, and no scan comes to its end in time.
    with (tree / "endless.bin").open("wb") as file:
        file.truncate(1 << 40)
    started.append(Running(["tree", "--threads", "2"], tmp_path))
    started[0].reads("endless.bin")

    said = started[0].interrupt()

    assert said.code == 130
    assert said.coverage["interrupted"] is True
    assert said.keys == {key_id()}
    assert "Traceback" not in said.stderr


def test_what_a_large_file_held_up_to_there_counts(tmp_path: Path, started: list[Running]) -> None:
    with (tmp_path / "endless.bin").open("wb") as file:
        file.write(key_pair().encode())
        file.truncate(1 << 40)
    started.append(Running(["endless.bin"], tmp_path))
    started[0].reads("endless.bin")

    said = started[0].interrupt()

    assert (said.code, said.keys) == (130, {key_id()})


def test_a_stream_that_waits_for_its_writer_ends_with_what_came(
    tmp_path: Path, started: list[Running]
) -> None:
    started.append(Running(["-"], tmp_path))
    stdin = started[0].process.stdin
    assert stdin is not None
    stdin.write(key_pair())
    stdin.flush()
    waiting = array("i", [1])
    while waiting[0]:
        time.sleep(0.02)
        fcntl.ioctl(stdin.fileno(), termios.FIONREAD, waiting)
    time.sleep(0.5)

    said = started[0].interrupt()

    assert (said.code, said.keys) == (130, {key_id()})


def test_a_git_that_lists_for_ever_is_left(tmp_path: Path, started: list[Running]) -> None:
    Repo(tmp_path / "repo").commit({"app.ini": key_pair()})
    env = hung_git(tmp_path, "--batch-all-objects")
    started.append(Running(["repo"], tmp_path, env))
    waited_for(tmp_path / "at", "--batch-all-objects")
    time.sleep(1)

    said = started[0].interrupt()

    assert (said.code, said.keys) == (130, {key_id()})
    assert not [reason for reason in said.reasons.values() if "damaged" in reason]


def test_a_git_that_reads_for_ever_is_left(tmp_path: Path, started: list[Running]) -> None:
    Repo(tmp_path / "repo").commit({"app.ini": key_pair()})
    env = hung_git(tmp_path, "cat-file --batch --buffer")
    started.append(Running(["repo"], tmp_path, env))
    waited_for(tmp_path / "at", "cat-file")
    time.sleep(1)

    said = started[0].interrupt()

    assert (said.code, said.keys) == (130, {key_id()})


def test_a_look_at_the_history_that_lasts_for_ever_is_left_and_the_finding_stays(
    tmp_path: Path, started: list[Running]
) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit({"app.ini": key_pair()})
    repo.commit({"app.ini": "clean"})
    env = hung_git(tmp_path, "diff-tree")
    started.append(Running(["repo"], tmp_path, env))
    waited_for(tmp_path / "at", "diff-tree")

    said = started[0].interrupt()

    assert (said.code, said.keys) == (130, {key_id()})
    assert said.findings[0]["location"]["vpath"] == f"objects/{repo.id('HEAD~1:app.ini')}"


def test_a_clone_that_lasts_for_ever_is_left_and_removed(tmp_path: Path, started: list[Running]) -> None:
    (tmp_path / "tmp").mkdir()
    (tmp_path / "ssh").write_text(f"#!/bin/sh\necho ssh > {tmp_path}/at\nexec sleep 8\n")
    (tmp_path / "ssh").chmod(0o755)
    env = {"TMPDIR": str(tmp_path / "tmp"), "GIT_SSH_COMMAND": str(tmp_path / "ssh")}
    started.append(Running(["ssh://host/a.git"], tmp_path, env))
    waited_for(tmp_path / "at", "ssh")
    began = time.monotonic()

    os.killpg(started[0].process.pid, signal.SIGINT)

    assert started[0].process.wait(30) == 130
    sys.stdout.write(f"ended {time.monotonic() - began:.2f} s after Ctrl-C\n")
    assert time.monotonic() - began < MOST_SECONDS
    assert list((tmp_path / "tmp").iterdir()) == []


def test_an_interrupted_scan_writes_no_baseline(tmp_path: Path, started: list[Running]) -> None:
    with (tmp_path / "endless.bin").open("wb") as file:
        file.write(key_pair().encode())
        file.truncate(1 << 40)
    started.append(Running(["endless.bin", "--write-baseline", "known.json"], tmp_path))
    started[0].reads("endless.bin")

    said = started[0].interrupt()

    assert said.code == 130
    assert "known.json was not written" in said.stderr
    assert not (tmp_path / "known.json").exists()
