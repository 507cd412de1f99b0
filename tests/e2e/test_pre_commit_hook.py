"""`akwarden hook install` for a repository, and the real `git commit` that runs it."""

import os
import stat
from pathlib import Path

import pytest
from tests.e2e.hooked import LOG, attempt, install, skips, without_akwarden
from tests.e2e.scans import key_id, key_pair
from tests.frontends.cli.program import akwarden
from tests.sources.repositories import Repo, run_git

from akwarden.workflows.rule_check import expand

SECRET = expand("{32*A}", 1001)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Give a repository with the hook and one commit."""
    repo = Repo(tmp_path / "repo")
    repo.commit({"a.txt": "clean"})
    install(folder=repo.path)
    return repo


def staged(repo: Repo, content: str, name: str = "app.ini") -> None:
    """Stage a file."""
    repo.write({name: content})
    repo.git("add", name)


class TestCommit:
    def test_a_commit_with_a_key_is_refused_and_a_clean_one_goes_through(self, repo: Repo) -> None:
        staged(repo, key_pair())
        refused = attempt("commit", "-m", "x", folder=repo.path)

        staged(repo, "clean")
        passed = attempt("commit", "-m", "x", folder=repo.path)

        assert (refused.returncode, passed.returncode) == (1, 0)
        assert "this commit is refused, it holds 1 key" in refused.stderr
        assert "app.ini:1" in refused.stderr
        assert "处理办法" in refused.stderr
        assert "AKWARDEN_SKIP=REASON git commit" in refused.stderr
        assert SECRET not in refused.stderr + refused.stdout
        assert key_id() not in refused.stderr

    def test_a_commit_of_all_changes_is_judged_by_the_index_that_it_makes(self, repo: Repo) -> None:
        repo.write({"a.txt": key_pair()})

        assert attempt("commit", "-a", "-m", "x", folder=repo.path).returncode == 1
        assert attempt("commit", "a.txt", "-m", "x", folder=repo.path).returncode == 1

    def test_a_commit_from_a_subfolder_is_judged(self, repo: Repo) -> None:
        staged(repo, key_pair(), "deep/down/app.ini")

        assert attempt("commit", "-m", "x", folder=repo.path / "deep" / "down").returncode == 1

    def test_a_commit_in_a_linked_work_tree_is_judged_and_its_skip_recorded_with_the_others(
        self, repo: Repo, tmp_path: Path
    ) -> None:
        linked = tmp_path / "linked"
        repo.git("worktree", "add", "--quiet", "-b", "other", str(linked))
        (linked / "app.ini").write_text(key_pair())
        run_git("add", "app.ini", folder=linked)

        assert attempt("commit", "-m", "x", folder=linked).returncode == 1
        assert attempt("commit", "-m", "x", folder=linked, env={"AKWARDEN_SKIP": "a test"}).returncode == 0
        assert [one["refs"][0]["ref"] for one in skips(repo.git_dir)] == ["refs/heads/other"]

    def test_severities_below_the_threshold_go_through(self, repo: Repo) -> None:
        staged(repo, f"secret_id = {key_id()}\n")

        assert attempt("commit", "-m", "x", folder=repo.path).returncode == 1
        env = {"AKWARDEN_SCAN_FAIL_ON": "high"}
        assert attempt("commit", "-m", "x", folder=repo.path, env=env).returncode == 0

    def test_an_ascii_locale_gets_ascii_only(self, repo: Repo) -> None:
        staged(repo, key_pair(), "旧.ini")

        refused = attempt("commit", "-m", "x", folder=repo.path, env={"LC_ALL": "C"})

        assert refused.returncode == 1
        assert refused.stderr.isascii()
        assert "What to do:" in refused.stderr
        assert "\\u65e7.ini:1" in refused.stderr

    def test_the_settings_of_the_project_hold(self, repo: Repo) -> None:
        (repo.path / "akwarden.toml").write_text('[scan]\nexclude = ["fixtures"]\n')
        staged(repo, key_pair(), "fixtures/app.ini")

        assert attempt("commit", "-m", "x", folder=repo.path).returncode == 0

    def test_what_is_allowed_with_a_reason_goes_through(self, repo: Repo) -> None:
        comment = "# akwarden:allow tencent-access-key made up for a test\n"
        staged(repo, "".join(f"{comment}{line}\n" for line in key_pair().splitlines()))
        beside = attempt("commit", "-m", "x", folder=repo.path)
        staged(repo, "tencent-access-key b.ini  # made up for a test\n", ".akwardenignore")
        staged(repo, key_pair(2), "b.ini")
        by_file = attempt("commit", "-m", "x", folder=repo.path)

        assert (beside.returncode, by_file.returncode) == (0, 0)
        staged(repo, key_pair(3), "c.ini")
        assert attempt("commit", "-m", "x", folder=repo.path).returncode == 1

    def test_an_ignore_file_counts_as_it_is_staged(self, repo: Repo) -> None:
        staged(repo, key_pair())
        repo.write({".akwardenignore": "tencent-access-key app.ini  # made up for a test\n"})
        untracked = attempt("commit", "-m", "x", folder=repo.path)
        repo.git("add", ".akwardenignore")
        repo.write({".akwardenignore": "a line that can't be read"})
        added = attempt("commit", "-m", "x", folder=repo.path)

        assert (untracked.returncode, added.returncode) == (1, 0)
        assert added.stderr == ""

    def test_a_gitleaks_ignore_file_counts_as_it_is_staged(self, repo: Repo) -> None:
        staged(repo, key_pair())
        repo.write({".gitleaksignore": "app.ini:r:1\napp.ini:r:2\n"})
        untracked = attempt("commit", "-m", "x", folder=repo.path)
        repo.git("add", ".gitleaksignore")

        assert untracked.returncode == 1
        assert attempt("commit", "-m", "x", folder=repo.path).returncode == 0


class TestSkip:
    def test_a_reason_lets_the_commit_through_and_is_recorded(self, repo: Repo) -> None:
        staged(repo, key_pair())
        before = repo.id("HEAD")

        env = {"AKWARDEN_SKIP": "a made-up key, see SEC-12", "USER": "dana"}
        done = attempt("commit", "-m", "x", folder=repo.path, env=env)

        assert done.returncode == 0
        assert "on record with the reason: a made-up key, see SEC-12" in done.stderr
        (record,) = skips(repo.git_dir)
        assert record["schema"] == "akwarden.skip/1"
        assert (record["hook"], record["who"], record["reason"]) == (
            "pre-commit",
            "dana",
            "a made-up key, see SEC-12",
        )
        assert record["refs"] == [{"ref": "refs/heads/main", "old": before, "new": None}]
        (found,) = record["findings"]
        assert (found["rule"], found["key_id"]) == ("tencent-access-key", key_id())
        assert found["mask"] == f"{SECRET[:4]}****{SECRET[-4:]}"
        assert SECRET not in (repo.git_dir / LOG).read_text()
        if os.name == "posix":
            assert stat.S_IMODE((repo.git_dir / LOG).stat().st_mode) == 0o600

    def test_records_are_appended(self, repo: Repo) -> None:
        for number in range(2):
            staged(repo, f"clean {number}")
            assert attempt("commit", "-m", "x", folder=repo.path, env={"AKWARDEN_SKIP": "x"}).returncode == 0

        assert [one["findings"] for one in skips(repo.git_dir)] == [[], []]

    def test_an_empty_name_asks_for_nothing_and_blanks_are_no_reason(self, repo: Repo) -> None:
        staged(repo, key_pair())

        empty = attempt("commit", "-m", "x", folder=repo.path, env={"AKWARDEN_SKIP": ""})
        blank = attempt("commit", "-m", "x", folder=repo.path, env={"AKWARDEN_SKIP": " "})

        assert (empty.returncode, blank.returncode) == (1, 1)
        assert "it holds 1 key" in empty.stderr
        assert "a skip needs a reason" in blank.stderr
        assert skips(repo.git_dir) == []

    def test_a_skip_that_can_not_be_recorded_does_not_count(self, repo: Repo) -> None:
        (repo.git_dir / LOG).mkdir()
        staged(repo, key_pair())

        done = attempt("commit", "-m", "x", folder=repo.path, env={"AKWARDEN_SKIP": "a reason"})

        assert done.returncode == 1
        assert "A skip does not count when it can't be recorded" in done.stderr


class TestFailure:
    @pytest.mark.parametrize(("on_failure", "code"), [("accept", 0), ("reject", 1)])
    def test_a_check_that_runs_out_of_time_ends_as_the_setting_says(
        self, repo: Repo, on_failure: str, code: int
    ) -> None:
        staged(repo, "clean")
        env = {"AKWARDEN_HOOK_SECONDS": "0.001", "AKWARDEN_HOOK_ON_FAILURE": on_failure}

        done = attempt("commit", "-m", "x", folder=repo.path, env=env)

        assert done.returncode == code
        assert "longer than 0.001 seconds" in done.stderr
        assert "警告" in done.stderr

    @pytest.mark.parametrize(("on_failure", "code"), [("accept", 0), ("reject", 1)])
    def test_without_akwarden_the_script_decides_by_what_it_recorded(
        self, repo: Repo, on_failure: str, code: int
    ) -> None:
        hook = install(folder=repo.path, env={"AKWARDEN_HOOK_ON_FAILURE": on_failure})
        env = without_akwarden(hook)
        staged(repo, key_pair())

        done = attempt("commit", "-m", "x", folder=repo.path, env=env)

        assert done.returncode == code
        assert "/nowhere/akwarden is gone and no akwarden is on PATH" in done.stderr

    def test_without_akwarden_in_its_place_the_one_on_the_path_is_taken(
        self, repo: Repo, tmp_path: Path
    ) -> None:
        hook = repo.git_dir / "hooks" / "pre-commit"
        program = next(line for line in hook.read_text().splitlines() if line.startswith("akwarden="))[9:]
        env = without_akwarden(hook)
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "akwarden").symlink_to(program)
        staged(repo, key_pair())

        env["PATH"] = f"{tmp_path / 'bin'}{os.pathsep}{env['PATH']}"
        done = attempt("commit", "-m", "x", folder=repo.path, env=env)

        assert done.returncode == 1
        assert "it holds 1 key" in done.stderr

    @pytest.mark.parametrize(("on_failure", "code"), [("accept", 0), ("reject", 1)])
    @pytest.mark.parametrize(
        "body", ["#!/nowhere/python\n", "#!/bin/sh\nexit 1\n", "#!/bin/sh\nkill -9 $$\n"]
    )
    def test_a_broken_akwarden_is_no_finding(
        self, repo: Repo, tmp_path: Path, body: str, on_failure: str, code: int
    ) -> None:
        broken = tmp_path / "broken"
        broken.write_text(body)
        broken.chmod(0o755)
        hook = install(folder=repo.path, env={"AKWARDEN_HOOK_ON_FAILURE": on_failure})
        lines = hook.read_text().splitlines(keepends=True)
        hook.write_text("".join(f"akwarden={broken}\n" if x.startswith("akwarden=") else x for x in lines))
        staged(repo, "clean")

        done = attempt("commit", "-m", "x", folder=repo.path)

        assert done.returncode == code
        assert "ended with exit code" in done.stderr

    def test_a_wrong_setting_is_told_and_the_script_decides(self, repo: Repo) -> None:
        staged(repo, "clean")

        done = attempt("commit", "-m", "x", folder=repo.path, env={"AKWARDEN_HOOK_SECONDS": "long"})

        assert done.returncode == 0
        assert "hook.seconds can't be 'long'" in done.stderr
        assert "goes through without a check" in done.stderr


class TestInstall:
    def test_the_folder_that_git_names_is_used(self, repo: Repo, tmp_path: Path) -> None:
        shared = tmp_path / "shared hooks"
        repo.git("config", "core.hooksPath", str(shared))
        (repo.git_dir / "hooks" / "pre-commit").unlink()

        done = akwarden("hook", "install", folder=repo.path)
        staged(repo, key_pair())

        assert done.returncode == 0
        assert (shared / "pre-commit").is_file()
        assert "counts for every repository that uses it" in done.stderr
        assert attempt("commit", "-m", "x", folder=repo.path).returncode == 1

    def test_a_relative_hooks_path_begins_at_the_top_of_the_work_tree(self, repo: Repo) -> None:
        repo.git("config", "core.hooksPath", ".githooks")
        repo.write({"deep/a.txt": "clean"})

        hook = install(folder=repo.path / "deep")
        staged(repo, key_pair())

        assert hook == repo.path / ".githooks" / "pre-commit"
        assert attempt("commit", "-m", "x", folder=repo.path).returncode == 1

    def test_a_hook_of_others_is_refused_with_the_line_that_works(self, tmp_path: Path) -> None:
        repo = Repo(tmp_path / "repo")
        hook = repo.git_dir / "hooks" / "pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\necho theirs\n")
        hook.chmod(0o755)

        done = akwarden("hook", "install", folder=repo.path)
        line = done.stderr.partition("add this line near its top: ")[2].strip()
        refused_text = hook.read_text()
        hook.write_text(f"#!/bin/sh\n{line}\necho theirs\n")
        staged(repo, key_pair())
        refused = attempt("commit", "-m", "x", folder=repo.path)
        staged(repo, "clean")
        passed = attempt("commit", "-m", "x", folder=repo.path)

        assert done.returncode == 2
        assert refused_text == "#!/bin/sh\necho theirs\n"
        assert (refused.returncode, passed.returncode) == (1, 0)
        assert "theirs" not in refused.stderr
        assert "theirs" in passed.stderr

    def test_uninstalling_takes_the_check_away(self, repo: Repo) -> None:
        staged(repo, key_pair())

        done = akwarden("hook", "uninstall", folder=repo.path)

        assert done.stdout.endswith(": removed\n")
        assert attempt("commit", "-m", "x", folder=repo.path).returncode == 0
