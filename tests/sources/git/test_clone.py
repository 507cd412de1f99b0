"""Remote repositories: cloned, read, removed; and no credential is ever shown."""

import base64
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.sources.reading import paths, read
from tests.sources.repositories import Repo, run_git

from akwarden.errors import TargetError
from akwarden.sources.git.clone import clone, remove
from akwarden.sources.git.scope import Scope
from akwarden.sources.git.source import HistorySource

USER, PASSWORD = "a-user", "pass-word-1"


@pytest.fixture
def temporary(tmp_path: Path) -> Iterator[Path]:
    """Give a temporary folder of our own, in which whatever is left behind can be seen."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder))
        patch.setattr(tempfile, "tempdir", None)
        yield folder


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Give a repository with branches, a note and a tag."""
    repo = Repo(tmp_path / "repo")
    repo.commit({"a.txt": "MARK-1"})
    repo.git("switch", "--quiet", "-c", "topic")
    repo.commit({"b.txt": "MARK-2"})
    repo.git("notes", "add", "-m", "MARK-3")
    repo.git("tag", "-a", "v1", "-m", "MARK-4")
    repo.git("update-ref", "refs/pull/1/head", "HEAD")
    repo.git("switch", "--quiet", "main")
    return repo


class _Guarded(SimpleHTTPRequestHandler):
    """Serves files to whoever knows the password."""

    def do_GET(self) -> None:
        expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") == f"Basic {expected}":
            super().do_GET()
            return
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="git"')
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name of the base class
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder over HTTP, and give its host and port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Guarded, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def test_all_refs_of_a_remote_are_read_and_the_clone_is_removed(repo: Repo, temporary: Path) -> None:
    repository, folder = clone(f"file://{repo.path}")
    source = HistorySource(repository, "remote", Scope(), temporary=folder)

    assert [paths(source, f"MARK-{n}") for n in (1, 2, 4)] == [["a.txt"], ["b.txt"], ["refs/tags/v1#message"]]
    assert read(source).holders("MARK-3")
    assert read(source).holders("refs/pull/1/head")
    assert not read(source).skipped
    source.close()
    source.close()
    assert list(temporary.iterdir()) == []


def test_an_empty_remote_gives_nothing(tmp_path: Path, temporary: Path) -> None:
    empty = Repo(tmp_path / "empty", "--bare")
    repository, folder = clone(f"file://{empty.path}")

    assert read(HistorySource(repository, "remote", Scope())).artifacts == {"refs#names": b""}
    remove(folder)
    assert list(temporary.iterdir()) == []


def test_a_remote_behind_a_password_is_read_over_http(repo: Repo, tmp_path: Path, temporary: Path) -> None:
    run_git("clone", "--quiet", "--bare", str(repo.path), str(tmp_path / "www/a.git"))
    run_git("--git-dir", str(tmp_path / "www/a.git"), "update-server-info")

    with served(tmp_path / "www") as host:
        repository, folder = clone(f"http://{USER}:{PASSWORD}@{host}/a.git")
        assert paths(HistorySource(repository, "remote", Scope()), "MARK-2") == ["b.txt"]
        remove(folder)

        with pytest.raises(TargetError) as refused:
            clone(f"http://{USER}:wrong-{PASSWORD}@{host}/a.git")

    assert refused.value.what == f"http://{host}/a.git can't be cloned"
    for words in (refused.value.what, refused.value.why, refused.value.mend):
        assert words
        assert PASSWORD not in words
        assert USER not in words
    assert list(temporary.iterdir()) == []


def test_what_can_t_be_cloned_is_an_error_with_git_s_reason(tmp_path: Path, temporary: Path) -> None:
    with pytest.raises(TargetError) as refused:
        clone(f"file://{tmp_path}/nowhere.git")

    assert refused.value.what == f"file://{tmp_path}/nowhere.git can't be cloned"
    assert refused.value.why == f"'{tmp_path}/nowhere.git' does not appear to be a git repository"
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    [
        "ssh://-oProxyCommand=touch%20marker/a",
        "-x@host:path",
        "--upload-pack=touch marker",
        "ext::touch% marker",
    ],
)
def test_no_address_is_an_option_or_a_command(url: str, tmp_path: Path, temporary: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        patch.setenv("GIT_ALLOW_PROTOCOL", "ext:ssh:file")
        with pytest.raises(TargetError):
            clone(url)

    assert not list(tmp_path.rglob("marker"))
    assert list(temporary.iterdir()) == []


def test_a_transport_that_the_user_does_not_allow_stays_forbidden(repo: Repo, temporary: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_ALLOW_PROTOCOL", "https")
        with pytest.raises(TargetError) as refused:
            clone(f"file://{repo.path}")

    assert refused.value.why == "transport 'file' not allowed"
    assert list(temporary.iterdir()) == []


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    hanging = tmp_path / "ssh"
    hanging.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 8\n")
    hanging.chmod(0o755)
    process = subprocess.Popen(
        [sys.executable, "-c", "from akwarden.sources.git.clone import clone; clone('ssh://host/a.git')"],
        env={**os.environ, "TMPDIR": str(temporary), "GIT_SSH_COMMAND": str(hanging)},
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 200
    while not (tmp_path / "pid").exists() or not list(temporary.glob("*/*")):
        assert time.monotonic() < deadline
        time.sleep(0.02)

    process.send_signal(signal.SIGINT)

    assert process.wait(100) != 0
    assert list(temporary.iterdir()) == []
