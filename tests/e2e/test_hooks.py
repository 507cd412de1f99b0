"""In the hooks of a real git: before a commit, before a push, and on the server before a push is accepted."""

import sys
from pathlib import Path

import pytest
from tests.e2e.hooked import attempt
from tests.e2e.scans import key_id, key_pair
from tests.sources.repositories import Repo, run_git

AKWARDEN = f"{sys.executable} -m akwarden.frontends.cli.main"
PRE_COMMIT = f"#!/bin/sh\nexec {AKWARDEN} scan --staged .\n"
PRE_RECEIVE = f"""#!/bin/sh
status=0
while read -r old new ref; do
    {AKWARDEN} scan --range "$old..$new" . || status=1
done
exit $status
"""
PRE_PUSH = f"""#!/bin/sh
while read -r local_ref local_id remote_ref remote_id; do
    {AKWARDEN} scan --range "$remote_id..$local_id" . || exit 1
done
"""


def install(git_dir: Path, name: str, content: str) -> None:
    """Put a hook into its place."""
    hook = git_dir / "hooks" / name
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(content)
    hook.chmod(0o755)


class TestPreCommit:
    @pytest.fixture
    def repo(self, tmp_path: Path) -> Repo:
        """Give a repository with the hook, and nothing committed."""
        repo = Repo(tmp_path / "repo")
        install(repo.git_dir, "pre-commit", PRE_COMMIT)
        return repo

    def test_the_first_commit_with_a_key_is_refused(self, repo: Repo) -> None:
        repo.write({"app.ini": key_pair()})
        repo.git("add", "app.ini")

        done = attempt("commit", "-m", "x", folder=repo.path)

        assert done.returncode == 1
        assert key_id()[:6] in done.stderr + done.stdout

    def test_what_is_not_staged_is_no_concern(self, repo: Repo) -> None:
        repo.write({"app.ini": key_pair(), "a.txt": "clean"})
        repo.git("add", "a.txt")

        assert attempt("commit", "-m", "x", folder=repo.path).returncode == 0

    def test_a_commit_of_all_changes_is_judged_by_the_index_that_it_makes(self, repo: Repo) -> None:
        repo.write({"a.txt": "clean"})
        repo.git("add", "a.txt")
        assert attempt("commit", "-m", "x", folder=repo.path).returncode == 0
        repo.write({"a.txt": key_pair()})

        for arguments in (("-a",), ("a.txt",), ("--include", "a.txt")):
            assert attempt("commit", "-m", "x", *arguments, folder=repo.path).returncode == 1
        assert repo.git("rev-list", "--count", "HEAD").strip() == "1"

    def test_in_a_linked_work_tree_it_is_the_same(self, repo: Repo, tmp_path: Path) -> None:
        repo.git("commit", "--quiet", "--allow-empty", "--no-verify", "-m", "x")
        linked = tmp_path / "linked"
        repo.git("worktree", "add", "--quiet", "-b", "other", str(linked))
        (linked / "app.ini").write_text(key_pair())
        run_git("add", "app.ini", folder=linked)

        assert attempt("commit", "-m", "x", folder=linked).returncode == 1
        run_git("rm", "--quiet", "--cached", "app.ini", folder=linked)
        assert attempt("commit", "--allow-empty", "-m", "x", folder=linked).returncode == 0


class TestPreReceive:
    @pytest.fixture
    def repo(self, tmp_path: Path) -> Repo:
        """Give a repository whose remote judges each push."""
        server = Repo(tmp_path / "server.git", "--bare")
        install(server.path, "pre-receive", PRE_RECEIVE)
        repo = Repo(tmp_path / "repo")
        repo.git("remote", "add", "origin", str(server.path))
        repo.commit({"a.txt": "clean"})
        return repo

    def push(self, repo: Repo, *arguments: str) -> bool:
        """Push, and say whether it was accepted."""
        done = attempt("push", "origin", *arguments, folder=repo.path)
        assert done.returncode == 0 or "pre-receive hook declined" in done.stderr, done.stderr
        return done.returncode == 0

    def test_a_key_anywhere_in_what_is_pushed_is_refused(self, repo: Repo) -> None:
        assert self.push(repo, "main")
        repo.commit({"app.ini": key_pair()})
        repo.commit({"app.ini": "clean"})

        assert not self.push(repo, "main")

    def test_a_new_branch_is_judged_by_what_it_brings(self, repo: Repo) -> None:
        repo.commit({"old.ini": key_pair(2)})
        install(repo.path.parent / "server.git", "pre-receive", "#!/bin/sh\nexit 0\n")
        assert self.push(repo, "main")
        install(repo.path.parent / "server.git", "pre-receive", PRE_RECEIVE)

        repo.git("switch", "--quiet", "-c", "clean")
        repo.commit({"b.txt": "clean"})
        assert self.push(repo, "clean"), "the key on main is not what this push brings"

        repo.git("switch", "--quiet", "-c", "leak")
        repo.commit({"app.ini": key_pair()})
        assert not self.push(repo, "leak")

    def test_a_deleted_branch_and_several_refs_at_once_are_no_error(self, repo: Repo) -> None:
        assert self.push(repo, "main", "main:one", "main:two")
        assert self.push(repo, ":one")
        repo.commit({"b.txt": "clean"})
        repo.git("tag", "-a", "v1", "-m", "clean")
        assert self.push(repo, ":two", "main", "main:three", "v1")

    def test_a_key_in_the_message_of_a_tag_is_refused(self, repo: Repo) -> None:
        assert self.push(repo, "main")
        repo.git("tag", "-a", "v1", "-m", f"secret_id = {key_id()}")

        assert not self.push(repo, "v1")

    def test_a_push_over_an_old_state_is_judged_by_what_is_new(self, repo: Repo) -> None:
        repo.commit({"b.txt": "one"})
        assert self.push(repo, "main")
        repo.commit({"b.txt": key_pair()}, "x", "--amend")

        assert not self.push(repo, "--force", "main")


def test_before_a_push_a_new_branch_is_judged_though_it_is_a_branch_already(tmp_path: Path) -> None:
    Repo(tmp_path / "server.git", "--bare")
    repo = Repo(tmp_path / "repo")
    repo.git("remote", "add", "origin", str(tmp_path / "server.git"))
    repo.commit({"a.txt": "clean"})
    install(repo.git_dir, "pre-push", PRE_PUSH)
    assert attempt("push", "origin", "main", folder=repo.path).returncode == 0
    repo.git("switch", "--quiet", "-c", "leak")
    repo.commit({"app.ini": key_pair()})

    assert attempt("push", "origin", "leak", folder=repo.path).returncode == 1
    assert attempt("push", "origin", "main:other", folder=repo.path).returncode == 0
