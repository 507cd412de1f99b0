"""How git is run: in which environment, and what becomes of its failures."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.sources.git.history_of import opened
from tests.sources.repositories import Repo

from akwarden.errors import GitError, TargetError
from akwarden.sources.git.command import Repository, environment, last_words, output, running

SSH_REFUSED = b"""git@host: Permission denied (publickey).
fatal: Could not read from remote repository.

Please make sure you have the correct access rights
and the repository exists.
"""
HERE = Repository(Path("/srv/a/.git"), Path("/srv/a"))


def test_only_what_is_the_callers_own_set_up_reaches_git() -> None:
    caller = {
        "PATH": "/usr/bin",
        "HTTPS_PROXY": "http://proxy",
        "GIT_EXEC_PATH": "/opt/git",
        "GIT_CONFIG_GLOBAL": "/home/u/config",
        "GIT_CONFIG_COUNT": "1",
        "GIT_SSH_COMMAND": "ssh -i key",
        "GIT_SSL_CAINFO": "/ca",
        "GIT_CONFIG": "/other",
        "GIT_DIR": "/other/.git",
        "GIT_WORK_TREE": "/other",
        "GIT_INDEX_FILE": "/other/index",
        "GIT_OBJECT_DIRECTORY": "/other/objects",
        "GIT_COMMON_DIR": "/other",
        "GIT_NAMESPACE": "other",
        "GIT_EXTERNAL_DIFF": "/other/program",
        "GIT_PAGER": "/other/program",
        "GIT_TRACE": "1",
        "GIT_TRACE2_EVENT": "/other/trace",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_REPLACE_OBJECTS": "0",
        "LC_ALL": "zh_CN.UTF-8",
    }

    own = environment(HERE, caller)

    assert own == {
        "PATH": "/usr/bin",
        "HTTPS_PROXY": "http://proxy",
        "GIT_EXEC_PATH": "/opt/git",
        "GIT_CONFIG_GLOBAL": "/home/u/config",
        "GIT_CONFIG_COUNT": "1",
        "GIT_SSH_COMMAND": "ssh -i key",
        "GIT_SSL_CAINFO": "/ca",
        "LC_ALL": "C",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_ASKPASS": "",
    }


def test_what_a_hook_says_of_this_repository_reaches_git() -> None:
    hooked = Repository(HERE.git_dir, HERE.work_tree, (("GIT_INDEX_FILE", "/srv/a/.git/other"),))

    assert environment(hooked, {})["GIT_INDEX_FILE"] == "/srv/a/.git/other"


def test_a_clone_may_ask_the_program_that_the_caller_set_up_and_no_other() -> None:
    assert environment(None, {"GIT_ASKPASS": "/ci/askpass"})["GIT_ASKPASS"] == "/ci/askpass"
    assert environment(None, {"SSH_ASKPASS": "/usr/bin/window"})["GIT_ASKPASS"] == ""
    assert environment(HERE, {"GIT_ASKPASS": "/ci/askpass"})["GIT_ASKPASS"] == ""


def test_a_failure_carries_git_s_own_words(tmp_path: Path) -> None:
    repository = opened(Repo(tmp_path / "repo"))

    with pytest.raises(GitError) as failed:
        output(repository, "cat-file", "-p", "ab" * 20)

    assert failed.value.what == "git cat-file failed"
    assert failed.value.why == f"Not a valid object name {'ab' * 20}"


def test_git_does_not_read_our_standard_input(tmp_path: Path) -> None:
    repository = opened(Repo(tmp_path / "repo"))

    assert output(repository, "hash-object", "--stdin").strip() == b"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_a_machine_without_git_says_so(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))

        with pytest.raises(TargetError, match="git is not installed"):
            output(HERE, "rev-parse")
        with pytest.raises(TargetError, match="git is not installed"), running(HERE, "rev-parse"):
            pytest.fail("it did not start")


def test_git_ends_with_the_block(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit({"large.bin": b"x" * 3_000_000})

    with running(opened(repo), "cat-file", "blob", repo.id("HEAD:large.bin")) as git:
        assert git.stdout.read(1) == b"x"

    assert git.end() < 0


@pytest.mark.parametrize(
    ("stderr", "words"),
    [
        (b"", None),
        (b"fatal: bad revision 'x'\n", "bad revision 'x'"),
        (
            b"error: object file is empty\nfatal: loose object is corrupt\n",
            "object file is empty; loose object is corrupt",
        ),
        (SSH_REFUSED, "git@host: Permission denied (publickey).; Could not read from remote repository."),
        (b"usage: git x\n\n", "usage: git x"),
        (b"\xff\xfe\n", "\ufffd\ufffd"),
    ],
)
def test_the_last_words_say_why(stderr: bytes, words: str | None) -> None:
    assert last_words(stderr) == words


def test_an_interrupt_meant_for_us_does_not_reach_git(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit({"large.bin": b"x" * 3_000_000})
    program = f"""
import signal, sys, time
from pathlib import Path
from akwarden.sources.git.command import running
from akwarden.sources.git.repository import find_repository
repository = find_repository(Path({str(repo.path)!r}))
signal.signal(signal.SIGINT, lambda *_: Path({str(tmp_path / "interrupted")!r}).touch())
with running(repository, "cat-file", "blob", {repo.id("HEAD:large.bin")!r}) as git:
    Path({str(tmp_path / "ready")!r}).touch()
    while not Path({str(tmp_path / "interrupted")!r}).exists():
        time.sleep(0.01)
    print(len(git.stdout.read()), git.end())
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    deadline = time.monotonic() + 200
    while not (tmp_path / "ready").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)

    # As a terminal does it: to all processes of the group.
    os.killpg(process.pid, signal.SIGINT)

    assert process.communicate(timeout=100)[0] == "3000000 0\n"
