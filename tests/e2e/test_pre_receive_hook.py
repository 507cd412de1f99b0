"""`akwarden hook install --kind pre-receive` on a server, and the real `git push` that meets it."""

import gzip
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.e2e.hooked import LOG, attempt, has, install, served, skips, without_akwarden
from tests.e2e.scans import key_id, key_pair
from tests.frontends.cli.program import akwarden
from tests.sources.repositories import Repo

from akwarden.workflows.rule_check import expand

SECRET = expand("{32*A}", 1001)


class Server:
    """A bare repository with the hook, and a clone with one commit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bare, self.repo = served(folder)
        self.hook = install("--kind", "pre-receive", str(self.bare.path), folder=folder)
        self.bare.git("config", "receive.advertisePushOptions", "true")

    def push(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Push; any failure but that of the hook fails the test."""
        done = attempt("push", *arguments, folder=self.repo.path, env=env)
        assert done.returncode == 0 or "pre-receive hook declined" in done.stderr, done.stderr
        return done

    def accepts(self, *arguments: str, env: Mapping[str, str] | None = None) -> bool:
        """Push to the server, and say whether that was accepted."""
        return self.push("origin", *arguments, env=env).returncode == 0

    def set(self, text: str) -> None:
        """Write the server's settings for this repository."""
        (self.bare.path / "akwarden.toml").write_text(text)


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


class TestWhatAPushBrings:
    def test_a_key_anywhere_in_it_is_refused_with_words_for_whoever_pushes(self, server: Server) -> None:
        assert server.accepts("main")
        leak = server.repo.commit({"app.ini": key_pair()})
        server.repo.commit({"app.ini": "clean"})

        done = server.push("origin", "main")

        assert done.returncode == 1
        assert "remote: akwarden: this push is refused, it holds 1 key:" in done.stderr
        assert f"app.ini:1, commit {leak[:12]}" in done.stderr
        assert f"git rebase -i {leak[:12]}^" in done.stderr
        assert f"{SECRET[:4]}****{SECRET[-4:]}" in done.stderr
        assert "先轮换" in done.stderr
        assert SECRET not in done.stderr
        assert key_id() not in done.stderr
        assert "\x1b" not in done.stderr

    def test_what_was_refused_leaves_nothing_in_the_repository(self, server: Server) -> None:
        assert server.accepts("main")
        leak = server.repo.commit({"app.ini": key_pair()})
        blob = server.repo.id("HEAD:app.ini")

        assert not server.accepts("main")

        assert not has(server.bare, leak)
        assert not has(server.bare, blob)
        assert list((server.bare.path / "objects").glob("*incoming*")) == []
        server.repo.commit({"app.ini": "clean"}, "x", "--amend")
        assert server.accepts("main")

    def test_a_new_branch_is_judged_by_what_it_brings(self, server: Server) -> None:
        old = server.repo.commit({"old.ini": key_pair(2)})
        server.bare.git("fetch", "--quiet", str(server.repo.path), "main:main")
        assert has(server.bare, old)

        server.repo.git("switch", "--quiet", "-c", "clean")
        server.repo.commit({"b.txt": "clean"})
        assert server.accepts("clean")
        server.repo.git("switch", "--quiet", "-c", "leak")
        server.repo.commit({"app.ini": key_pair()})
        assert not server.accepts("leak")

    def test_several_refs_at_once_are_one_question(self, server: Server) -> None:
        server.repo.git("branch", "one")
        server.repo.git("switch", "--quiet", "-c", "two")
        server.repo.commit({"app.ini": key_pair()})
        server.repo.git("switch", "--quiet", "-c", "three", "main")
        server.repo.commit({"other.ini": key_pair(2)})

        done = server.push("origin", "main", "one", "two", "three")

        assert done.returncode == 1
        assert "it holds 2 keys" in done.stderr
        assert server.accepts("main", "one")

    def test_a_forced_push_is_judged_by_what_is_new(self, server: Server) -> None:
        server.repo.commit({"b.txt": "one"})
        assert server.accepts("main")
        server.repo.commit({"b.txt": "two"}, "x", "--amend")
        assert server.accepts("--force", "main")
        server.repo.commit({"b.txt": key_pair()}, "x", "--amend")
        assert not server.accepts("--force", "main")

    def test_a_key_in_the_message_of_a_tag_is_refused_by_the_name_of_the_tag(self, server: Server) -> None:
        assert server.accepts("main")
        server.repo.git("tag", "-a", "v1", "-m", "clean")
        server.repo.git("tag", "-a", "v2", "-m", f"secret_id = {key_id()}")

        assert server.accepts("v1")
        done = server.push("origin", "v2")

        assert done.returncode == 1
        assert "refs/tags/v2#message" in done.stderr
        assert "git tag -d, then git tag" in done.stderr
        assert "git commit --amend" not in done.stderr

    def test_a_key_in_the_first_commit_of_all_is_taken_out_from_the_root_on(self, server: Server) -> None:
        root = server.repo.commit({"app.ini": key_pair()}, "x", "--amend")
        server.repo.commit({"b.txt": "clean"})

        done = server.push("origin", "main")

        assert f"commit {root[:12]}" in done.stderr
        assert "git rebase -i --root for older ones" in done.stderr

    def test_a_secret_in_a_path_is_masked_in_the_refusal_and_in_the_log(self, server: Server) -> None:
        server.repo.commit({f"backup/{SECRET}/app.ini": key_pair()})

        refused = server.push("origin", "main")
        skipped = server.push("-o", "akwarden.skip=known", "origin", f"main:refs/heads/{SECRET}")

        assert (refused.returncode, skipped.returncode) == (1, 0)
        assert "backup/" in refused.stderr
        assert SECRET not in refused.stderr
        assert SECRET not in (server.bare.path / LOG).read_text()

    def test_a_note_with_a_key_is_refused(self, server: Server) -> None:
        assert server.accepts("main")
        server.repo.git("notes", "add", "-m", key_pair(), "HEAD")

        assert not server.accepts("refs/notes/commits")

    def test_a_key_in_the_name_of_a_branch_is_refused(self, server: Server) -> None:
        assert server.accepts("main")

        done = server.push("origin", f"main:refs/heads/use-{key_id()}")

        said = "".join(line for line in done.stderr.splitlines() if line.startswith("remote:"))
        assert done.returncode == 1
        assert f"the name of refs/heads/use-{key_id()[:6]}…" in said
        assert "git branch -m" in said
        assert "git rebase" not in said
        assert key_id() not in said
        assert server.accepts("main:refs/heads/other")

    def test_deleting_is_no_question(self, server: Server) -> None:
        assert server.accepts("main", "main:one", "main:two")
        server.set('[scan]\nrules = ["nowhere"]\n[hook]\non_failure = "reject"\n')

        assert server.accepts(":one", ":two")

    def test_a_push_to_a_repository_with_files_is_judged(self, server: Server) -> None:
        home = Repo(server.folder / "with-files")
        install("--kind", "pre-receive", str(home.path), folder=server.folder)
        server.repo.git("remote", "set-url", "origin", str(home.path))
        server.repo.commit({"app.ini": key_pair()})

        assert not server.accepts("main:refs/heads/topic")

    def test_a_huge_push_comes_through_in_time(self, server: Server) -> None:
        server.set('[hook]\non_failure = "reject"\n')
        filler = "the same words again, and no key in them\n" * 250
        stream = "".join(
            f"commit refs/heads/huge\ncommitter A <a@example.com> {1_700_000_000 + n} +0000\ndata 1\nx"
            f"\nM 100644 inline d{n % 50}/f{n}.txt\ndata <<END\n{n}\n{filler}END\n\n"
            for n in range(3000)
        )
        server.repo.git("fast-import", "--quiet", given=stream.encode())

        assert server.accepts("huge")

    def test_many_refs_come_through_in_time(self, server: Server) -> None:
        server.set('[hook]\non_failure = "reject"\n')
        commit = server.repo.id("HEAD")
        names = "".join(f"create refs/heads/b{n} {commit}\n" for n in range(1500))
        server.repo.git("update-ref", "--stdin", given=names.encode())

        assert server.accepts("--all")


class TestMessage:
    def test_it_stays_short_however_many_keys_there_are(self, server: Server) -> None:
        server.repo.commit({f"app{n}.ini": key_pair(n) for n in range(1, 40)})

        done = server.push("origin", "main")

        lines = [line for line in done.stderr.splitlines() if line.startswith("remote:")]
        assert len(lines) < 25
        assert any("and 35 more keys" in line for line in lines)

    def test_a_skip_is_offered_only_where_push_options_arrive(self, server: Server) -> None:
        server.repo.commit({"app.ini": key_pair()})

        offered = server.push("origin", "main")
        server.bare.git("config", "receive.advertisePushOptions", "false")
        silent = server.push("origin", "main")

        assert "git push -o akwarden.skip=REASON" in offered.stderr
        assert "akwarden.skip" not in silent.stderr

    def test_gitlab_shows_it_on_its_pages(self, server: Server) -> None:
        server.repo.commit({"app.ini": key_pair()})

        done = server.push("origin", "main", env={"GL_PROTOCOL": "web"})

        assert "remote: GL-HOOK-ERR: akwarden: this push is refused" in done.stderr


class TestSkip:
    def test_a_reason_lets_the_push_through_and_is_recorded(self, server: Server) -> None:
        assert server.accepts("main")
        before = server.repo.id("HEAD")
        after = server.repo.commit({"app.ini": key_pair()})

        done = server.push(
            "-o", "akwarden.skip=a made-up key, SEC-12", "origin", "main", env={"GL_USERNAME": "dana"}
        )

        assert done.returncode == 0
        assert "on record with the reason" in done.stderr
        (record,) = skips(server.bare.path)
        assert (record["who"], record["who_from"], record["hook"]) == ("dana", "GL_USERNAME", "pre-receive")
        assert record["reason"] == "a made-up key, SEC-12"
        assert record["refs"] == [{"ref": "refs/heads/main", "old": before, "new": after}]
        (found,) = record["findings"]
        assert (found["key_id"], found["commit"]) == (key_id(), after)
        assert SECRET not in (server.bare.path / LOG).read_text() + done.stderr

    @pytest.mark.parametrize("option", ["akwarden.skip", "akwarden.skip=", "akwarden.skip=  "])
    def test_without_a_reason_it_is_refused(self, server: Server, option: str) -> None:
        done = server.push("-o", option, "origin", "main")

        assert done.returncode == 1
        assert "a skip needs a reason" in done.stderr
        assert skips(server.bare.path) == []

    def test_other_push_options_ask_for_nothing(self, server: Server) -> None:
        server.repo.commit({"app.ini": key_pair()})

        assert not server.accepts("-o", "ci.skip", "-o", "akwarden.skipped=x", "main")

    def test_a_secret_in_the_reason_is_masked(self, server: Server) -> None:
        assert server.accepts("-o", f"akwarden.skip=it is {SECRET} only", "main")

        assert skips(server.bare.path)[0]["reason"] == "it is **** only"

    def test_the_log_may_lie_elsewhere(self, server: Server, tmp_path: Path) -> None:
        server.set(f'[hook]\nlog = "{tmp_path}/skips.jsonl"\n')

        assert server.accepts("-o", "akwarden.skip=x", "main")

        assert [one["repository"] for one in skips(tmp_path, "skips.jsonl")] == [str(server.bare.path)]
        assert skips(server.bare.path) == []

    def test_a_push_that_could_not_be_checked_can_be_skipped_too(self, server: Server) -> None:
        server.set('[scan]\nrules = ["nowhere"]\n[hook]\non_failure = "reject"\n')

        assert not server.accepts("main")
        assert server.accepts("-o", "akwarden.skip=the rules are broken", "main")
        assert "nowhere" in skips(server.bare.path)[0]["failure"]

    def test_a_skip_that_can_not_be_recorded_does_not_count(self, server: Server) -> None:
        server.set('[hook]\nlog = "nowhere/skips.jsonl"\n')
        server.repo.commit({"app.ini": key_pair()})

        done = server.push("-o", "akwarden.skip=a reason", "origin", "main")

        assert done.returncode == 1
        assert "the administrator of the server must mend that: " in done.stderr
        assert "nowhere/skips.jsonl: No such file or directory" in done.stderr
        assert "akwarden.skip" not in done.stderr

    def test_a_skip_of_what_was_not_checked_is_called_so(self, server: Server) -> None:
        server.set('[hook]\nseconds = 0.001\non_failure = "reject"\n')

        done = server.push("-o", "akwarden.skip=time out, known", "origin", "main")

        assert done.returncode == 0
        assert "goes through unchecked; on record with the reason: time out, known" in done.stderr
        assert "轮换" not in done.stderr


class TestFailure:
    @pytest.mark.parametrize(("on_failure", "accepted"), [("accept", True), ("reject", False)])
    @pytest.mark.parametrize(
        ("setting", "words"),
        [
            ("[hook]\nseconds = 0.001", "longer than 0.001 seconds"),
            ('[scan]\nrules = ["no"]\n[hook]', "no rule"),
        ],
    )
    def test_what_can_not_be_checked_ends_as_the_setting_says(
        self, server: Server, setting: str, words: str, on_failure: str, *, accepted: bool
    ) -> None:
        server.set(f'{setting}\non_failure = "{on_failure}"\n')
        server.repo.commit({"b.txt": "clean"})

        done = server.push("origin", "main")

        assert (done.returncode == 0) is accepted
        assert words in done.stderr
        assert "警告" in done.stderr

    @pytest.mark.parametrize(("on_failure", "accepted"), [("accept", True), ("reject", False)])
    def test_without_akwarden_the_script_decides_by_what_it_recorded(
        self, server: Server, on_failure: str, *, accepted: bool
    ) -> None:
        server.set(f'[hook]\non_failure = "{on_failure}"\n')
        hook = install("--kind", "pre-receive", str(server.bare.path), folder=server.folder)
        env = without_akwarden(hook)

        done = server.push("origin", "main", env=env)

        assert (done.returncode == 0) is accepted
        assert "is gone" in done.stderr

    @pytest.mark.parametrize("wrong", ["secnds = 1", 'log = "a.txt"', "seconds = 1s"])
    @pytest.mark.parametrize(("on_failure", "accepted"), [("accept", True), ("reject", False)])
    def test_with_a_wrong_setting_the_file_still_says_what_becomes_of_it(
        self, server: Server, wrong: str, on_failure: str, *, accepted: bool
    ) -> None:
        server.set(f'[hook]\n{wrong}\non_failure = "{on_failure}"\n')

        done = server.push("origin", "main")

        assert (done.returncode == 0) is accepted
        assert "akwarden.toml" in done.stderr
        assert "could not be checked for keys" in done.stderr
        assert "警告" in done.stderr

    def test_with_a_wrong_setting_that_says_nothing_of_it_the_script_knows(self, server: Server) -> None:
        server.set('[hook]\non_failure = "reject"\n')
        install("--kind", "pre-receive", str(server.bare.path), folder=server.folder)
        server.set("[hook]\nsecnds = 1\n")

        done = server.push("origin", "main")

        assert done.returncode == 1
        assert "unknown setting 'hook.secnds'" in done.stderr

    def test_a_file_that_can_not_be_read_is_named_where_that_is_wanted(self, server: Server) -> None:
        server.set('[scan]\nstrict = true\n[hook]\non_failure = "reject"\n')
        commit = server.repo.commit({"deep/trunc.gz": gzip.compress(b"clean " * 99)[:-12]})

        done = server.push("origin", "main")

        assert done.returncode == 1
        assert f"deep/trunc.gz, commit {commit[:12]}: truncated" in done.stderr

    def test_comments_count_unless_they_are_not_listened_to(self, server: Server) -> None:
        comment = "# akwarden:allow tencent-access-key made up for a test\n"
        server.repo.commit({"app.ini": "".join(f"{comment}{line}\n" for line in key_pair().splitlines())})
        server.set("[scan]\nallow = false\n")
        refused = server.push("origin", "main")
        server.set("")

        assert refused.returncode == 1
        assert "akwarden:allow" not in refused.stderr
        assert "3. All the same, on record" in refused.stderr
        assert server.accepts("main")

    def test_an_ignore_file_counts_where_the_administrator_put_it_and_not_in_what_is_pushed(
        self, server: Server
    ) -> None:
        entry = "tencent-access-key app.ini # made up for a test\n"
        server.repo.commit({".akwardenignore": entry, "app.ini": key_pair()})

        refused = server.accepts("main")
        (server.bare.path / ".akwardenignore").write_text(entry)

        assert not refused
        assert server.accepts("main")

    def test_the_settings_in_what_is_pushed_do_not_hold(self, server: Server) -> None:
        server.repo.commit({"akwarden.toml": '[scan]\nexclude = ["*"]\n', "app.ini": key_pair()})

        assert not server.accepts("main")


class TestOneHookForAll:
    def test_a_folder_that_git_is_told_of_holds_for_two_projects(self, tmp_path: Path) -> None:
        folder = tmp_path / "hooks"
        install("--kind", "pre-receive", "--into", str(folder), folder=tmp_path)
        config = tmp_path / "gitconfig"
        config.write_text(f"[core]\n\thooksPath = {folder}\n[receive]\n\tadvertisePushOptions = true\n")
        env = {"GIT_CONFIG_GLOBAL": str(config)}

        for name in ("one.git", "two.git"):
            server, repo = served(tmp_path, name)
            assert attempt("push", "origin", "main", folder=repo.path, env=env).returncode == 0
            repo.commit({"app.ini": key_pair()})
            assert attempt("push", "origin", "main", folder=repo.path, env=env).returncode == 1
            skipped = ("push", "-o", f"akwarden.skip=of {name}", "origin", "main")
            assert attempt(*skipped, folder=repo.path, env=env).returncode == 0
            assert [one["reason"] for one in skips(server.path)] == [f"of {name}"]

    def test_a_folder_whose_files_are_all_run_holds_ours_beside_others(self, tmp_path: Path) -> None:
        server, repo = served(tmp_path)
        every = server.path / "hooks" / "pre-receive.d"
        hook = install("--kind", "pre-receive", "--into", str(every), folder=tmp_path)
        (every / "other").write_text('#!/bin/sh\ncat >"$GIT_DIR/seen"\n')
        (every / "other").chmod(0o755)
        runner = server.path / "hooks" / "pre-receive"
        runner.write_text(
            '#!/bin/sh\ndata=$(cat)\nfor hook in "$0.d"/*; do\n'
            '    printf "%s\\n" "$data" | "$hook" || exit 1\ndone\n'
        )
        runner.chmod(0o755)

        assert hook == every / "akwarden"
        assert attempt("push", "origin", "main", folder=repo.path).returncode == 0
        assert "refs/heads/main" in (server.path / "seen").read_text()
        repo.commit({"app.ini": key_pair()})
        assert attempt("push", "origin", "main", folder=repo.path).returncode == 1

    def test_the_line_for_a_hook_of_others_leaves_it_its_input(self, tmp_path: Path) -> None:
        server, repo = served(tmp_path)
        hook = server.path / "hooks" / "pre-receive"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\nexit 0\n")
        refused = akwarden("hook", "install", "--kind", "pre-receive", str(server.path), folder=tmp_path)
        line = refused.stderr.partition("add this line near its top: ")[2].strip()
        hook.write_text(f'#!/bin/sh\n{line}\ncat >"$GIT_DIR/seen"\n')
        hook.chmod(0o755)

        assert refused.returncode == 2
        assert attempt("push", "origin", "main", folder=repo.path).returncode == 0
        assert "refs/heads/main" in (server.path / "seen").read_text()
        repo.commit({"app.ini": key_pair()})
        assert attempt("push", "origin", "main", folder=repo.path).returncode == 1
